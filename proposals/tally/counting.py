"""A file of votes counted by a named rule: what the command line, an import and a page of examples call.

Every convention that changes winners is an option with a stated default, and the result repeats what was used.
"""

from pathlib import Path
from typing import Any

from proposals.tally.conventions import Options, Votes
from proposals.tally.counting_budgets import allocation
from proposals.tally.counting_packages import count_package
from proposals.tally.counting_rankings import RANKING_RULES
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.package import read_package
from proposals.tally.formats.pb import read_pb
from proposals.tally.formats.preflib import ENDINGS, read_preflib
from proposals.tally.roll import TallyError

__all__ = ["RULES", "Options", "Votes", "compare_votes", "count_votes", "read_votes_file", "rules_for"]

ALLOCATIONS = ("greedy", "equal_shares", "official")
RANKINGS = tuple(RANKING_RULES)
RULES = (*ALLOCATIONS, *RANKINGS)
# What belongs to one of them alone, by its name among the conventions.
OF_BUDGETS = ("budget", "by", "misfit", "satisfaction", "completion", "add1")
OF_RANKINGS = ("unranked", "reading", "batch", "strength", "quorum", "majorities", "default", "seats", "arithmetic")
FLAGS = {"add1": "--add1-…", "reading": "--equal-ranks, --overvote or --skipped", "majorities": "--majority"}


def read_votes_file(path: Path) -> Votes:
    """Read a file by its ending; raises `TallyError` for one that is not known, or cannot be read."""
    ending = path.suffix.lower()
    if ending == ".zip":
        return Votes(document=read_package(path))
    if ending == ".pb":
        return Votes(pb=read_pb(path))
    if ending in ENDINGS:
        return Votes(rankings=read_preflib(path).profile)
    if ending == ".blt":
        file = read_blt(path)
        return Votes(rankings=file.profile, seats=file.seats, withdrawn=file.withdrawn)
    if ending == ".txt":
        sheet = read_debian(path)
        return Votes(rankings=sheet.profile, default=sheet.default)
    raise TallyError(f"There is no reader for files that end in {ending or 'nothing'!r}.")


def rules_for(votes: Votes) -> tuple[str, ...]:
    """The rules that these votes can be counted by."""
    if votes.pb is not None:
        return ALLOCATIONS
    return tuple(rule for rule in RANKINGS if rule != "schulze_quorum" or votes.default)


def compare_votes(votes: Votes, options: Options) -> list[dict[str, Any]]:
    """The results of all rules that apply, side by side: that one cannot count the votes is an outcome of it.

    Raises `TallyError` when none can: then what was asked for makes no sense.
    """
    if votes.document is not None:
        return list(_package(votes, options)[1].values())
    _check_options(votes, None, options)
    results, refusals = [], []
    for rule in rules_for(votes):
        try:
            results.append(count_votes(votes, rule, options))
        except TallyError as error:
            refusals.append(error)
            results.append({"rule": rule, "outcome": "not_applicable", "reason": str(error)})
    if len(refusals) == len(results):
        raise refusals[0]
    return results


def _check_options(votes: Votes, rule: str | None, options: Options) -> None:
    """Refuse conventions that these votes, or the one rule that was asked for, know nothing of."""
    default = Options()
    names, holds = (OF_RANKINGS, "a budget") if votes.pb is not None else (OF_BUDGETS, "rankings")
    for name in names:
        if getattr(options, name) != getattr(default, name):
            raise TallyError(
                f"The option {FLAGS.get(name) or '--' + name} makes no sense here: the file holds {holds}."
            )
    if rule == "irv" and (options.seats or 1) > 1:
        raise TallyError("irv fills one place: for several there is stv.")


def _package(votes: Votes, options: Options) -> tuple[str, dict[str, dict[str, Any]]]:
    if options != Options():
        raise TallyError("A tally package is counted by the conventions that it holds: no other can be given.")
    return count_package(votes.document or {})


def count_votes(votes: Votes, rule: str | None, options: Options | None = None) -> dict[str, Any]:
    """Count by one rule (None: the one that binds, which only a package knows).

    `{"rule", "outcome", "selected", "ranking", "ties", "total_cost", "working", "conventions"}`; keys that do not apply
    are left out. Raises `TallyError` when the votes cannot be counted by that rule.
    """
    chosen = options or Options()
    if votes.document is not None:
        binding, results = _package(votes, chosen)
        if (rule or binding) not in results:
            raise TallyError(f"A package of this kind is not counted by a rule called {str(rule)[:40]!r}.")
        return results[rule or binding]
    if rule is None:
        raise TallyError("Name a rule with --rule, or ask for all of them with --compare.")
    _check_options(votes, rule, chosen)
    if rule in ALLOCATIONS and votes.pb is not None:
        return allocation(votes.pb, rule, chosen)
    if rule in RANKINGS and votes.rankings is not None:
        return {"rule": rule, **RANKING_RULES[rule](votes, chosen)}
    if rule not in RULES:
        raise TallyError(f"There is no rule called {rule[:40]!r}.")
    raise TallyError(f"The rule {rule} does not apply to the votes of this file.")
