"""`minga-tally FILE --rule RULE`: count a file of votes with no server, no database and no Django.

Exit 0 with the result, 2 with one line on standard error for whatever cannot be read or counted.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from proposals.tally.allocations.completion import COMPLETIONS, Add1
from proposals.tally.counting import RULES, Options, compare_votes, count_votes, read_votes_file
from proposals.tally.rankings.preferences import Reading
from proposals.tally.roll import TallyError

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise TallyError(message)


def _number(text: str) -> Fraction:
    """An exact number: `5`, `2.5` or `2/3`."""
    try:
        if len(text) > 60:
            raise ValueError
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number") from error
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is below 0")
    return value


def _majority(text: str) -> tuple[str, Fraction]:
    option, equals, ratio = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"a majority is OPTION=N, not {text[:40]!r}")
    return option, _number(ratio)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="minga-tally",
        description="Count a file of votes: .pb .soc .soi .toc .toi .cat .blt, a Debian tally sheet (.txt), or a tally"
        " package (.zip), which says itself by which rule it binds.",
    )
    parser.add_argument("file", type=Path)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--rule", metavar="RULE", help=f"{', '.join(RULES)}, or one of a package's")
    what.add_argument("--compare", action="store_true", help="every rule that applies, side by side")
    parser.add_argument("--json", action="store_true", help="the whole result with its working")
    budgets = parser.add_argument_group("budgets")
    budgets.add_argument("--budget", type=_number, help="another budget than the file's")
    budgets.add_argument("--by", choices=("votes", "votes_per_cost"), default="votes")
    budgets.add_argument("--misfit", choices=("skip", "stop"), default="skip")
    budgets.add_argument("--satisfaction", choices=("cost", "cardinality", "points", "borda"), default="cost")
    budgets.add_argument("--completion", choices=COMPLETIONS, default="none")
    budgets.add_argument("--add1-start", choices=("exact", "floor"), default="exact")
    budgets.add_argument("--add1-stop", choices=("exhaustive", "overspend"), default="exhaustive")
    budgets.add_argument("--add1-step", type=_number, default=Fraction(1), help="currency units per voter")
    budgets.add_argument("--add1-all", choices=("run", "skip"), default="run", help="when everything is affordable")
    rankings = parser.add_argument_group("rankings")
    rankings.add_argument("--unranked", choices=("last", "absent"), default="last")
    rankings.add_argument("--equal-ranks", choices=("skip", "exhaust", "split"), default="exhaust")
    rankings.add_argument("--overvote", choices=("exhaust", "skip"), default="exhaust")
    rankings.add_argument("--skipped", type=int, help="ranks in a row that may be left out")
    rankings.add_argument("--batch", action="store_true", help="drop everybody without a chance at once")
    rankings.add_argument("--strength", choices=("winning_votes", "margins"), default="winning_votes")
    rankings.add_argument("--quorum", type=_number, default=Fraction(0))
    rankings.add_argument("--majority", type=_majority, action="append", default=[], metavar="OPTION=N")
    rankings.add_argument("--default", metavar="OPTION", help="the default option, or status quo")
    rankings.add_argument("--seats", type=int)
    rankings.add_argument("--arithmetic", choices=("exact", "scottish"), default="exact")
    parser.add_argument("--ties", default="id", help="id, cheapest, file or lot:SEED")
    return parser


def _options(given: argparse.Namespace) -> Options:
    majorities = dict(given.majority)
    if len(majorities) < len(given.majority):
        raise TallyError("An option has one majority: --majority names one of them twice.")
    return Options(
        budget=given.budget,
        by=given.by,
        misfit=given.misfit,
        satisfaction=given.satisfaction,
        completion=given.completion,
        add1=Add1(given.add1_start, given.add1_stop, given.add1_step, given.add1_all),
        ties=given.ties,
        unranked=given.unranked,
        reading=Reading(given.equal_ranks, given.overvote, given.skipped),
        batch=given.batch,
        strength=given.strength,
        quorum=given.quorum,
        majorities=majorities,
        default=given.default,
        seats=given.seats,
        arithmetic=given.arithmetic,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    try:
        given = _parser().parse_args(arguments)
        votes, options = read_votes_file(given.file), _options(given)
        results = compare_votes(votes, options) if given.compare else []
        answer: Any = {"results": results} if given.compare else count_votes(votes, given.rule, options)
    except (TallyError, OSError) as error:
        sentence = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
        sys.stderr.write(f"minga-tally: {' '.join(sentence.split())}\n")
        return BAD_INPUT
    if given.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    else:
        for result in results or [answer]:
            sys.stdout.write(_line(result))
    return 0


def _line(result: dict[str, Any]) -> str:
    parts = [f"{result['rule']}: {result['outcome']}"]
    if result.get("reason"):
        parts.append(result["reason"])
    if "selected" in result:
        parts.append(" ".join(result["selected"]))
    if "total_cost" in result:
        parts.append(f"total cost {result['total_cost']}")
    if "ranking" in result:
        parts.append(" > ".join(" = ".join(group) for group in result["ranking"]))
    return "\n  ".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
