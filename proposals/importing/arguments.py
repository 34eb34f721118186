"""The conventions of a count as arguments of the command, called as `minga-tally` calls them."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from proposals.tally.allocations.completion import Add1
from proposals.tally.conventions import Options
from proposals.tally.imported import WORDS
from proposals.tally.rankings.preferences import Reading
from proposals.tally.recount import AMOUNT

DEFAULTS = Options()


def add_conventions(parser: ArgumentParser) -> None:
    """One argument for each convention that changes winners; the defaults are those of `minga-tally`."""
    for name, words in WORDS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", choices=words, default=_default(name))
    parser.add_argument("--add1-step", type=number, default=DEFAULTS.add1.step, help="currency units per voter")
    parser.add_argument("--skipped", type=int, help="ranks in a row that may be left out")
    parser.add_argument("--batch", action="store_true", help="drop everybody without a chance at once")
    parser.add_argument("--quorum", type=number, default=DEFAULTS.quorum)
    parser.add_argument("--majority", type=_majority, action="append", default=[], metavar="OPTION=N")
    parser.add_argument("--default", metavar="OPTION", help="the default option, or status quo")
    parser.add_argument("--seats", type=int)
    parser.add_argument("--ties", default=DEFAULTS.ties, help="id, cheapest, file or lot:SEED")


def conventions_of(given: Mapping[str, Any]) -> Options:
    """The conventions that were given."""
    return Options(
        **{name: given[name] for name in ("by", "misfit", "satisfaction", "completion", "ties", "unranked")},
        **{name: given[name] for name in ("batch", "strength", "quorum", "default", "seats", "arithmetic")},
        add1=Add1(given["add1_start"], given["add1_stop"], given["add1_step"], given["add1_all"]),
        reading=Reading(given["equal_ranks"], given["overvote"], given["skipped"]),
        majorities=dict(given["majority"]),
    )


def number(text: str) -> Fraction:
    """An exact number, not below 0: `5`, `2.5` or `2/3`."""
    above, _slash, below = text.partition("/")
    if len(text) > 60 or not AMOUNT.match(text) or (below and not int(below)):
        raise ArgumentTypeError(f"{text[:40]!r} is not a number")
    return Fraction(above) / int(below or 1)


def _majority(text: str) -> tuple[str, Fraction]:
    option, equals, ratio = text.partition("=")
    if not equals:
        raise ArgumentTypeError(f"a majority is OPTION=N, not {text[:40]!r}")
    return option, number(ratio)


def _default(name: str) -> str:
    if name.startswith("add1_"):
        return str(getattr(DEFAULTS.add1, name.removeprefix("add1_")))
    if hasattr(DEFAULTS.reading, name):
        return str(getattr(DEFAULTS.reading, name))
    return str(getattr(DEFAULTS, name))
