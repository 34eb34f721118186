"""The votes of a council's ballot, handed to the rules by which the votes of a file are counted too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from proposals.tally.allocations.weighting import weighted_profile
from proposals.tally.conventions import Options, Votes
from proposals.tally.counting_budgets import divided
from proposals.tally.counting_rankings import RANKING_RULES
from proposals.tally.roll import TallyError
from proposals.tally.terms import Option, Terms
from proposals.tally.weighing import Weighed


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
    though, has no meaning where voters weigh differently, and is refused there.
    """
    if weighed.weighting != "seats" and conventions.completion.startswith("add1") and rule == "equal_shares":
        raise TallyError("A raise of one unit per voter has no meaning where voters weigh differently.")
    if not weighed.weights:
        raise TallyError("Nobody voted who weighs anything here.")
    place = {option.id: number for number, option in enumerate(options)}
    votes = [
        (tuple((place[project], points) for project, points in wishes[seat].items()), weight)
        for seat, weight in weighed.weights.items()
    ]
    profile = weighted_profile(tuple(option.as_project() for option in options), terms.budget, votes)
    chosen = replace(conventions, bounds=terms.bounds)
    return divided(profile, rule, chosen, with_points=terms.input != "approval")
