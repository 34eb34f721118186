"""What can be checked by itself: a position, a tally package, a head of the ledger."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from common.proof.canonical import canonical
from common.proof.sealing import SCHEMA as HEAD
from proposals.tally.formats.package import manifest_hash, previous_of, read_package_file, write_package
from proposals.tally.roll import TallyError

from .reading import Keys, check_signatures, parsed, read_signed
from .recounting import check_recount
from .troubles import Failed, Unreadable, require

POSITION = "minga-position/1"


@dataclass(frozen=True)
class Link:
    """One of a series that was checked: how it is cited, its hash and the hash that it names as the one before."""

    reference: str
    sha256: str
    previous: str | None
    document: Mapping[str, Any]
    says: str


class Position(Link):
    """A position that was checked."""


class Package(Link):
    """A tally package that was checked."""


@dataclass(frozen=True)
class Head:
    """A head of the ledger that was checked: its root, and of how many entries."""

    size: int
    root: bytes
    at: str
    sha256: str
    previous: str | None
    says: str


def check_position(data: bytes, keys: Keys, name: str) -> Position:
    """Check hash, signatures and results of a position as the API hands it out."""
    table = _table(data, name)
    signed = read_signed(table, "position", name, _canonical(table.get("position"), name))
    document = signed.document
    reference = str(document.get("reference"))
    require(document.get("schema") == POSITION, "form", f"it does not say {POSITION}.")
    key = check_signatures(signed, keys, str(document.get("published_at")))
    rules = check_recount(document)
    says = f"hash, signature of {key}, {rules} results recounted"
    return Position(reference, signed.sha256, document.get("previous_sha256"), document, says)


def check_package(data: bytes, name: str) -> Package:
    """Check the hashes, the exact form and the results of a tally package."""
    try:
        document = read_package_file(io.BytesIO(data))
        previous = previous_of(data)
        exact = write_package(document, previous)
    except TallyError as error:
        raise Failed("package", str(error)) from error
    require(exact == data, "package", "it is not byte for byte what its content is written as: it was changed.")
    rules = check_recount(document)
    reference = str(document.get("reference", name))
    return Package(reference, manifest_hash(data), previous, document, f"hashes, {rules} results recounted")


def check_head(data: bytes, keys: Keys, name: str) -> Head:
    """Check hash and signature of a head."""
    table = _table(data, name)
    signed = read_signed(table, "head", name, _canonical(table.get("head"), name))
    head = signed.document
    if set(head) != {"schema", "size", "root", "at", "previous"} or head["schema"] != HEAD:
        raise Failed("form", f"it is no head of {HEAD}.")
    key = check_signatures(signed, keys, str(head["at"]))
    says = f"{head['size']} entries sealed at {head['at']}, signature of {key}"
    return Head(head["size"], bytes.fromhex(head["root"]), head["at"], signed.sha256, head["previous"], says)


def kind_of(data: bytes, name: str) -> str:
    """`package`, `position` or `head`."""
    if data.startswith(b"PK"):
        return "package"
    table = _table(data, name)
    for kind in ("position", "head"):
        if kind in table:
            return kind
    raise Unreadable(f"{name} is no position, no tally package and no head of the ledger.")


def check_chain(links: Iterable[Link], *, is_whole: bool) -> None:
    """Each names the hash of the one before it in its series. Of a whole series the first names none.

    Of single ones, those are compared whose numbers follow each other in one year.
    """
    for _series, some in groupby(sorted(links, key=_place), key=lambda link: _place(link)[0]):
        chain = list(some)
        if is_whole:
            _check(chain[0].previous is None, chain[0], "it names one before it, and it is the first.")
        for before, after in pairwise(chain):
            if is_whole or _follows(before, after):
                _check(
                    after.previous == before.sha256, after, f"it does not name {before.reference} as the one before it."
                )


def _check(holds: bool, link: Link, sentence: str) -> None:
    require(holds, "chain", f"{link.reference}: {sentence}")


def _place(link: Link) -> tuple[str, int, int]:
    try:
        series, year, number = link.reference.rsplit("/", 2)
        return series, int(year), int(number)
    except ValueError as error:
        raise Failed("form", f"{link.reference[:60]!r} is not how a position is cited.") from error


def _follows(before: Link, after: Link) -> bool:
    (_, year, number), (_, next_year, next_number) = _place(before), _place(after)
    return year == next_year and next_number == number + 1


def check_same(position: Position, package: Package) -> None:
    """The package of a position holds the same document."""
    told = {name: value for name, value in position.document.items()}
    require(canonical(told) == canonical(dict(package.document)), "package", "it does not hold what the position says.")


def _table(data: bytes, name: str) -> Mapping[str, Any]:
    table = parsed(data, name)
    if not isinstance(table, dict):
        raise Unreadable(f"{name} is no position, no tally package and no head of the ledger.")
    return table


def _canonical(value: object, name: str) -> bytes:
    try:
        return canonical(value)
    except Exception as error:  # whatever the library refuses in what came from outside
        raise Unreadable(f"{name} has no canonical form: {error}") from error
