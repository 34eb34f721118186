"""The votes of a council's ballot, handed to the rules by which the votes of a file are counted too."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from proposals.tally.allocations.profile import Ballot, BudgetProfile
from proposals.tally.conventions import Options, Votes
from proposals.tally.counting_budgets import allocation
from proposals.tally.counting_rankings import RANKING_RULES
from proposals.tally.formats.pb import PbFile
from proposals.tally.roll import TallyError
from proposals.tally.terms import Option, Terms
from proposals.tally.weighing import Weighed

VOTE_TYPES = {"approval": "approval", "score": "scoring", "cumulative": "cumulative", "ranked": "scoring"}


def count_ranked(votes: Votes, rule: str, options: Options) -> dict[str, Any]:
    """Rankings by one of `schulze`, `schulze_quorum`, `irv` and `stv`; raises `TallyError`."""
    return {"rule": rule, **RANKING_RULES[rule](votes, options)}


def count_allocation(
    options: Sequence[Option],
    terms: Terms,
    wishes: Mapping[str, Mapping[str, int]],
    weighed: Weighed,
    rule: str,
    conventions: Options,
) -> dict[str, Any]:
    """Wishes by `greedy` or `equal_shares`; raises `TallyError` where the rule cannot be applied.

    Weights are made whole by their common denominator, which changes neither rule; a raise of one unit per voter,
    though, has no meaning where voters weigh differently.
    """
    if weighed.weighting != "seats" and conventions.completion.startswith("add1") and rule == "equal_shares":
        raise TallyError("A raise of one unit per voter has no meaning where voters weigh differently.")
    place = {option.id: number for number, option in enumerate(options)}
    scale = lcm(*(weight.denominator for weight in weighed.weights.values()))
    ballots: dict[Ballot, int] = {}
    for seat, weight in weighed.weights.items():
        ballot = tuple((place[project], points) for project, points in wishes[seat].items())
        ballots[ballot] = ballots.get(ballot, 0) + int(weight * scale)
    if not ballots:
        raise TallyError("Nobody voted who weighs anything here.")
    profile = BudgetProfile(tuple(option.as_project() for option in options), Fraction(terms.budget), ballots)
    profile.check()
    file = PbFile(meta={"vote_type": VOTE_TYPES[terms.input]}, rows=(), profile=profile)
    return allocation(file, rule, conventions)
