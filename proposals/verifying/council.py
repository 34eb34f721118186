"""Checking everything that a council has published, from the address of its site."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from common.proof.merkle import grown, hash_of, is_consistent, is_included
from common.proof.sealing import sealed_leaf

from .documents import (
    Head,
    Package,
    Position,
    check_chain,
    check_head,
    check_package,
    check_position,
    check_same,
)
from .reading import Keys, read_keys
from .site import Site
from .troubles import Failed, require

API = "/api/v1"
# The acts that publish a position, and say its hash.
PUBLISHED = ("publish_position", "decide_by_lot", "annul_position")
# The acts that cast a vote in the open, and say what it is committed to.
CAST = ("cast_vote", "cast_paper_vote", "replace_vote")
# A worker seals every minute; what has not been sealed for so long should have been.
SEALED_WITHIN = timedelta(minutes=15)
Say = Callable[[str, str], None]


@dataclass
class Published:
    """What was read of one council so far."""

    positions: list[Position] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)


def keys_of(site: Site) -> Keys:
    """The keys that the site publishes."""
    rows = list(site.rows(f"{API}/keys/"))
    return Keys({row["key"]: row["public_key"] for row in rows}, {row["key"]: row["valid_until"] for row in rows})


def councils_of(site: Site) -> list[str]:
    """The slugs of all councils of the site."""
    return [row["slug"] for row in site.rows(f"{API}/councils/")]


def check_council(site: Site, slug: str, keys: Keys, say: Say) -> None:
    """Check every position and package of the council, their chains, what the ledger says of them, and its seal."""
    head = latest_head(site, keys)
    published = Published()
    rows = list(site.rows(f"{API}/positions/", council=slug))
    for row in reversed(rows):
        with_name(row["reference"], lambda row=row: _check_row(site, row, keys, published, say))  # type: ignore[misc]
    check_chain(published.positions, is_whole=True)
    check_chain(published.packages, is_whole=True)
    sealed = check_entries(site, slug, published.positions, head)
    ends = f"{len(published.positions)} positions and {len(published.packages)} packages in unbroken chains"
    say(slug, f"{ends}, {sealed} positions proven to be under the head of {head.size} entries")


def with_name(name: str, check: Callable[[], Any]) -> Any:
    """Run a check, and name what it was on if it fails."""
    try:
        return check()
    except Failed as failed:
        raise Failed(name, str(failed)) from failed


def _check_row(site: Site, row: Mapping[str, Any], keys: Keys, published: Published, say: Say) -> None:
    path = row["url"].removeprefix(site.origin)
    position = check_position(site.read(path), keys, row["reference"])
    require(position.reference == row["reference"], "form", f"at its address stands {position.reference}.")
    require(position.sha256 == row["sha256"], "hash", "the list of positions has another SHA-256.")
    check_votes(site, position)
    published.positions.append(position)
    published.packages.append(_package(site, path, position))
    say(position.reference, f"{position.says}; package too")


def _package(site: Site, path: str, position: Position) -> Package:
    try:
        data = site.read(f"{path}package.zip")
    except LookupError as error:
        raise Failed("package", "there is no tally package at its address.") from error
    package = check_package(data, f"{position.reference}.zip")
    check_same(position, package)
    return package


def check_votes(site: Site, position: Position) -> None:
    """The ledger committed to every vote when it was cast: what was counted is what stood there last."""
    votes = {v["seat"]: v for v in position.document.get("votes", ()) if v.get("seat") and v.get("commitment")}
    if not votes:
        return
    ballot = position.document["ballot"]["url"]
    last: dict[str, tuple[int, str]] = {}
    for entry in (one for verb in CAST for one in site.rows(f"{API}/ledger/", subject=ballot, verb=verb)):
        told = entry["data"]
        last[told["seat"]] = max(last.get(told["seat"], (0, "")), (told["serial"], told["commitment"]))
    for seat, vote in votes.items():
        require(
            last.get(seat) == (vote["serial"], vote["commitment"]),
            "vote",
            f"what was counted for {seat} is not what the ledger last had committed to.",
        )
    extra = sorted(set(last) - set(votes))
    require(not extra, "vote", f"the vote of {', '.join(extra)} is in the ledger and was not counted.")


def check_entries(site: Site, slug: str, positions: list[Position], head: Head) -> int:
    """Every publication stands in the ledger with the hash of its position, under the head; returns how many do."""
    found = [entry for verb in PUBLISHED for entry in site.rows(f"{API}/ledger/", council=slug, verb=verb)]
    entries = {entry["data"].get("sha256"): entry for entry in found}
    sealed = 0
    for position in positions:
        entry = entries.get(position.sha256)
        if entry is None:
            raise Failed("ledger", f"{position.reference}: no entry of the ledger has published it.")
        if entry["leaf"] is not None and entry["leaf"] < head.size:
            with_name(position.reference, lambda entry=entry: check_inclusion(site, entry, head))  # type: ignore[misc]
            sealed += 1
        else:
            waited = _instant(head.at) - _instant(entry["at"])
            require(waited < SEALED_WITHIN, "seal", f"{position.reference}: its publication was never sealed.")
    return sealed


def check_inclusion(site: Site, entry: Mapping[str, Any], head: Head) -> None:
    """The entry is under the head: the proof leads from what the entry says now to the root that was signed."""
    try:
        proof = site.table(f"{API}/seals/{head.size}/inclusion/{entry['id']}/")
    except LookupError as error:
        raise Failed("seal", f"the site does not prove that entry {entry['id']} is sealed.") from error
    path = [bytes.fromhex(step) for step in proof["path"]]
    held = is_included(sealed_leaf(entry), index=proof["index"], size=head.size, path=path, root=head.root)
    require(held, "seal", f"entry {entry['id']} of the ledger is not what was sealed: it was changed.")


def latest_head(site: Site, keys: Keys) -> Head:
    """The latest head of the site."""
    newest = next(site.rows(f"{API}/seals/"), None)
    if newest is None:
        raise Failed("seal", "the ledger is not sealed.")
    path = newest["url"].removeprefix(site.origin)
    head: Head = with_name("the latest head", lambda: check_head(site.read(path), keys, "the latest head"))
    return head


def check_since(site: Site, received: Head, head: Head) -> str:
    """The ledger of today begins with the one of which somebody received the head."""
    if head.size < received.size:
        raise Failed("since", f"the ledger has {head.size} entries, and had {received.size}: some were taken out.")
    try:
        proof = site.table(f"{API}/seals/{head.size}/consistency/{received.size}/")
    except LookupError as error:
        raise Failed("since", f"the site no longer knows a head of {received.size} entries.") from error
    path = [bytes.fromhex(step) for step in proof["path"]]
    held = is_consistent(
        first=received.size, second=head.size, first_root=received.root, second_root=head.root, path=path
    )
    require(held, "since", "the ledger does not begin with what you received: its past was rewritten.")
    return f"the {head.size} entries of today begin with the {received.size} of {received.at}"


def check_ledger(site: Site, keys: Keys) -> str:
    """Read the whole ledger and build its tree anew: the root of every head that was ever signed comes out again."""
    head = latest_head(site, keys)
    leaves: dict[int, bytes] = {}
    for entry in site.rows(f"{API}/ledger/"):
        if entry["leaf"] is not None and entry["leaf"] < head.size:
            leaves[entry["leaf"]] = sealed_leaf(entry)
    gaps = [index for index in range(head.size) if index not in leaves]
    require(not gaps, "seal", f"{len(gaps)} sealed entries are missing in the ledger, the first is leaf {gaps[:1]}.")
    nodes = dict(grown(0, [leaves[index] for index in range(head.size)], {}))
    heads = 0
    for later in _heads(site, keys):
        require(
            hash_of((0, later.size), nodes) == later.root,
            "seal",
            f"the first {later.size} entries of the ledger are not what was sealed at {later.at}.",
        )
        heads += 1
    return f"{head.size} entries read, and the roots of {heads} heads computed again"


def _heads(site: Site, keys: Keys) -> Iterator[Head]:
    """Every head, the latest first, each named by the one after it."""
    named: str | None = ""
    for row in site.rows(f"{API}/seals/"):
        head = check_head(site.read(row["url"].removeprefix(site.origin)), keys, f"the head of {row['size']}")
        require(named in ("", head.sha256), "chain", f"the head of {head.size} entries is not the one that was named.")
        named = head.previous
        yield head
    require(named is None, "chain", "the first head names one before it.")


def keys_from(site: Site, held: bytes | None) -> Keys:
    """The reader's own keys where there are some, else those that the site publishes."""
    return read_keys(held) if held is not None else keys_of(site)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
