"""Whose weight makes the difference: for each rule, who could alone have changed its outcome.

A seat or a country is pivotal if the outcome is another one when it abstains. That is asked of every seat on the roll,
the absent ones too: coming only to abstain may have made a quorum. A country abstains when all its seats do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from proposals.tally.outcomes import Plan, Track, Verdict, decide
from proposals.tally.standing import Cast, Count, Standing, Sums
from proposals.tally.switching import Switch, smallest_switch

ABSTAINS = Cast(0, 0, 0)


@dataclass(frozen=True)
class Pivot:
    """A seat (by id) or a country (by code) that alone changes the outcome by abstaining, and the outcome then."""

    name: str
    outcome: str


@dataclass(frozen=True)
class RulePivots:
    """What makes the difference under one rule; `smallest_switch` is None where no change of sides changes anything."""

    rule: str
    outcome: str
    seats: tuple[Pivot, ...]
    countries: tuple[Pivot, ...]
    smallest_switch: Switch | None

    def as_json(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "seats": [{"seat": pivot.name, "outcome": pivot.outcome} for pivot in self.seats],
            "countries": [{"country": pivot.name, "outcome": pivot.outcome} for pivot in self.countries],
            "smallest_switch": self.smallest_switch.as_json() if self.smallest_switch else None,
        }


def find_pivots(plans: Sequence[Plan], count: Count) -> tuple[RulePivots, ...]:
    """The pivots under each of these plans, leaving out rules that do not apply."""
    ground, sums = count.ground, Sums(count.ground, count.casts)
    without_seat = [(seat.id, _if_abstaining(sums, (index,))) for index, seat in enumerate(ground.seats)]
    without_country = [(country, _if_abstaining(sums, indices)) for country, indices in ground.members.items()]
    found = []
    # Two rules that come to the same tracks, such as dual_track and the rule of its class, are searched once.
    switches: dict[tuple[Track, ...], Switch | None] = {}
    for plan in plans:
        if plan.reason is None:
            verdict = decide(plan, count.rulebook, ground, count.standing)
            if plan.tracks not in switches:
                switches[plan.tracks] = smallest_switch(plan, count, verdict)
            found.append(
                RulePivots(
                    plan.rule,
                    verdict.outcome,
                    seats=_changing(without_seat, plan, verdict, count),
                    countries=_changing(without_country, plan, verdict, count),
                    smallest_switch=switches[plan.tracks],
                )
            )
    return tuple(found)


def _if_abstaining(sums: Sums, indices: Sequence[int]) -> Standing:
    """The standing if these seats abstained; the sums are afterwards as before."""
    casts = [sums.casts[index] for index in indices]
    for index in indices:
        sums.change(index, ABSTAINS)
    standing = sums.standing()
    for index, cast in zip(indices, casts, strict=True):
        sums.change(index, cast)
    return standing


def _changing(
    standings: Sequence[tuple[str, Standing]], plan: Plan, verdict: Verdict, count: Count
) -> tuple[Pivot, ...]:
    # Many seats abstaining leave the same sums, and the same sums have one outcome.
    outcomes = {
        standing: decide(plan, count.rulebook, count.ground, standing).outcome
        for standing in {standing for _name, standing in standings}
    }
    found = [Pivot(name, outcomes[standing]) for name, standing in standings]
    return tuple(pivot for pivot in found if pivot.outcome != verdict.outcome)
