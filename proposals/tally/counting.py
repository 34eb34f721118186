"""A file of votes counted by a named rule: what the command line, an import and a page of examples call.

Every convention that changes winners is an option with a stated default, and the result repeats what was used.
"""

from pathlib import Path
from typing import Any

from proposals.tally.conventions import Options, Votes
from proposals.tally.counting_budgets import allocation
from proposals.tally.counting_rankings import RANKING_RULES
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.pb import read_pb
from proposals.tally.formats.preflib import ENDINGS, read_preflib
from proposals.tally.roll import TallyError

__all__ = ["RULES", "Options", "Votes", "count_votes", "read_votes_file", "rules_for"]

ALLOCATIONS = ("greedy", "equal_shares", "official")
RANKINGS = tuple(RANKING_RULES)
RULES = (*ALLOCATIONS, *RANKINGS)


def read_votes_file(path: Path) -> Votes:
    """Read a file by its ending; raises `TallyError` for one that is not known, or cannot be read."""
    ending = path.suffix.lower()
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


def count_votes(votes: Votes, rule: str, options: Options | None = None) -> dict[str, Any]:
    """Count by one rule: `{"rule", "outcome", "selected", "ranking", "ties", "total_cost", "working", "conventions"}`.

    Keys that do not apply are left out. Raises `TallyError` when the votes cannot be counted by that rule.
    """
    chosen = options or Options()
    if rule in ALLOCATIONS and votes.pb is not None:
        return allocation(votes.pb, rule, chosen)
    if rule in RANKINGS and votes.rankings is not None:
        return {"rule": rule, **RANKING_RULES[rule](votes, chosen)}
    if rule not in RULES:
        raise TallyError(f"There is no rule called {rule[:40]!r}.")
    raise TallyError(f"The rule {rule} does not apply to the votes of this file.")
