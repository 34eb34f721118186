"""What if there were more to spend, or less: one rule over a list of envelopes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from proposals.tally.allocations.explaining import told_exactly
from proposals.tally.allocations.profile import BudgetProfile
from proposals.tally.roll import TallyError

PERCENTS = (50, 75, 90, 110, 125, 150)
MOST_ENVELOPES = 50

Count = Callable[[BudgetProfile], Sequence[int]]
"""A rule with its conventions: the positions that it selects. Floors and caps stay what they are."""


def envelopes_of(budget: Fraction, percents: Sequence[int] = PERCENTS) -> list[Fraction]:
    """So many per cent of a budget each, exactly."""
    return [budget * percent / 100 for percent in percents]


def what_if(profile: BudgetProfile, count: Count, budgets: Sequence[Fraction] | None = None) -> dict[str, Any]:
    """The selection with each of these envelopes (`PERCENTS` of the budget if none are named), against the real one.

    `{"budget", "selected", "envelopes": [{"budget", "selected", "total_cost", "entering", "leaving"}], "losers":
    [{"project", "smallest"}]}`, envelopes ascending. `smallest` is the smallest of them with which a project is in that
    lost with the real budget, or None. It need not stay in with every larger one: neither rule promises that.
    """
    grid = sorted(set(envelopes_of(profile.budget) if budgets is None else budgets))
    if len(grid) > MOST_ENVELOPES or any(budget < 0 for budget in grid):
        raise TallyError(f"There are at most {MOST_ENVELOPES} envelopes, and none is below 0.")
    ids = [project.id for project in profile.projects]
    selected = count(profile)
    real, smallest = set(selected), dict[int, Fraction]()
    envelopes = []
    for budget in grid:
        other = count(replace(profile, budget=budget))
        for number in other:
            smallest.setdefault(number, budget)
        envelopes.append(
            {
                "budget": told_exactly(budget),
                "selected": [ids[number] for number in other],
                "total_cost": told_exactly(profile.cost_of(other)),
                "entering": [ids[number] for number in other if number not in real],
                "leaving": [ids[number] for number in selected if number not in set(other)],
            }
        )
    losers = [
        {"project": ids[number], "smallest": told_exactly(smallest[number]) if number in smallest else None}
        for number in range(len(ids))
        if number not in real
    ]
    told = {"budget": told_exactly(profile.budget), "selected": [ids[number] for number in selected]}
    return {**told, "envelopes": envelopes, "losers": losers}
