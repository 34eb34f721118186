"""`minga-verify WHAT…`: check positions, tally packages, heads, or all that stands at an address, with no server.

Exit 0 only if everything holds; 1 with the check that failed in one line; 2 for what cannot be read.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from .council import (
    check_council,
    check_entries,
    check_ledger,
    check_since,
    check_votes,
    councils_of,
    keys_from,
    latest_head,
    with_name,
)
from .documents import Link, Package, Position, check_chain, check_head, check_package, check_position, kind_of
from .reading import Keys, read_keys
from .site import Site
from .troubles import Failed, Unreadable

FAILED, BAD_INPUT = 1, 2
COUNCIL = re.compile(r"(?:/api/v1)?/councils/([-\w]+)/?\Z")
THING = re.compile(r"(?:/api/v1)?(/positions/[-\w]+(?:/[-\w]+)?/\d+/\d+/?|/ballots/[-\w]+/\d+/\d+/package\.zip)\Z")
SEAL = re.compile(r"/api/v1(/seals/\d+/?)\Z")
ROOTS = ("", "/", "/api/v1", "/api/v1/")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unreadable(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="minga-verify",
        description="Check what councils have published: positions (.json), tally packages (.zip) and heads of the"
        " ledger, as files or by their addresses; the address of a council or of a site checks everything there.",
    )
    parser.add_argument("what", nargs="+", metavar="FILE_OR_ADDRESS")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the public keys that you trust; else the site's")
    parser.add_argument("--since", type=Path, metavar="HEAD", help="a head that you received: does it still hold?")
    parser.add_argument("--ledger", action="store_true", help="with an address: read the whole ledger as well")
    return parser


class Verifier:
    """One run: what is held to be true, and what was found."""

    def __init__(self, held: bytes | None, since: bytes | None, *, wants_ledger: bool) -> None:
        self.held, self.since, self.wants_ledger = held, since, wants_ledger
        self.links: list[Link] = []

    def check(self, what: str) -> None:
        """Check one file or address."""
        if "://" in what:
            self._check_address(what)
        else:
            self._check_thing(_bytes(Path(what)), what, read_keys(self.held) if self.held else Keys({}, {}))

    def finish(self) -> None:
        """Check what lies between the files."""
        for kind in (Position, Package):
            check_chain([link for link in self.links if isinstance(link, kind)], is_whole=False)

    def _check_address(self, address: str) -> None:
        site, path = Site(address), urlsplit(address).path
        keys = keys_from(site, self.held)
        council = COUNCIL.match(path)
        if council or path in ROOTS:
            self._check_site(site, keys, [council[1]] if council else councils_of(site))
            return
        thing = THING.match(path) or SEAL.match(path)
        if thing is None:
            raise Unreadable(f"{address} is neither a site nor a council, a position, a package or a head.")
        self._check_thing(_fetched(site, thing[1]), address, keys)
        if isinstance(found := self.links[-1] if self.links else None, Position) and "/positions/" in thing[1]:
            say(address, with_name(address, lambda: _asked(site, found, keys)))

    def _check_site(self, site: Site, keys: Keys, councils: list[str]) -> None:
        head = latest_head(site, keys)
        say("the latest head", head.says)
        if self.since:
            received = with_name("the head that you received", lambda: check_head(self.since or b"", keys, "HEAD"))
            say("since", check_since(site, received, head))
        for slug in councils:
            try:
                check_council(site, slug, keys, say)
            except LookupError as error:
                raise Unreadable(f"There is nothing at {error}.") from error
        if self.wants_ledger:
            say("ledger", check_ledger(site, keys))

    def _check_thing(self, data: bytes, name: str, keys: Keys) -> None:
        kind = kind_of(data, name)
        if kind == "head":
            say(name, with_name(name, lambda: check_head(data, keys, name)).says)
            return
        checked = with_name(
            name, lambda: check_package(data, name) if kind == "package" else check_position(data, keys, name)
        )
        self.links.append(checked)
        say(name, f"{checked.reference}: {checked.says}")
        if kind == "position" and not keys.are_held:
            say(name, "the key is the one that it names itself: with --key you rely on one that you hold")


def _asked(site: Site, position: Position, keys: Keys) -> str:
    """What the ledger says of a position: a commitment to every vote, and its publication under the latest head."""
    check_votes(site, position)
    head = latest_head(site, keys)
    sealed = check_entries(site, str(position.document["council"]["slug"]), [position], head)
    return f"every vote is what the ledger had committed to; {'sealed' if sealed else 'not sealed yet'}"


def say(name: str, words: str) -> None:
    """One line of what holds."""
    sys.stdout.write(f"{name}: {words}\n")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{error.strerror}: {path}") from error


def _fetched(site: Site, path: str) -> bytes:
    try:
        return site.read(f"/api/v1{path}" if path.endswith(("/", ".zip")) else f"/api/v1{path}/")
    except LookupError as error:
        raise Unreadable(f"There is nothing at {error}.") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    try:
        given = _parser().parse_args(arguments)
        if (given.since or given.ledger) and not any("://" in what for what in given.what):
            raise Unreadable("--since and --ledger need the address of a site.")
        held, since = (_bytes(path) if path else None for path in (given.key, given.since))
        verifier = Verifier(held, since, wants_ledger=given.ledger)
        for what in given.what:
            verifier.check(what)
        verifier.finish()
    except Failed as failed:
        sys.stderr.write(f"minga-verify: {failed}\n")
        return FAILED
    except Unreadable as trouble:
        sys.stderr.write(f"minga-verify: {' '.join(str(trouble).split())}\n")
        return BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
