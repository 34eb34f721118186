"""Greedy: the most wanted that still fits. Two rules in fact: by votes, as cities do it, or by votes per cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from proposals.tally.allocations.bounds import Bound, Spending
from proposals.tally.allocations.profile import BudgetProfile

Misfit = Literal["skip", "stop"]


Verdict = Literal["selected", "too dear", "below the threshold", "above a cap"]


@dataclass(frozen=True)
class Step:
    """One project looked at: what it has (`score`), what was left before it, what became of it, and for which floor it
    was looked at.
    """

    project: str
    score: Fraction
    cost: Fraction
    left: Fraction
    verdict: Verdict
    floor: Bound | None = None


@dataclass(frozen=True)
class GreedyTally:
    """The result: the positions selected, in that order, and every step. `ties` are ids that were level in score where
    their order mattered.
    """

    selected: tuple[int, ...]
    steps: tuple[Step, ...]
    ties: tuple[tuple[str, ...], ...] = ()
    spending: Spending | None = None


def greedy(
    profile: BudgetProfile,
    scores: Sequence[Fraction | int],
    order: Sequence[int],
    *,
    misfit: Misfit = "skip",
    threshold: Fraction | int | None = None,
    already: Collection[int] = (),
    spending: Spending | None = None,
) -> GreedyTally:
    """Take projects by descending score, those level by `order` (see `tie_order`), as long as money is left.

    A project that does not fit is passed over (`skip`) or ends the selection (`stop`); one below the `threshold` is not
    looked at. `already` is selected and paid for before it begins, and counted in `spending`, whose floors are filled
    first and whose caps hold.
    """
    walk = _Walk(profile, scores, misfit, threshold, spending, profile.budget - profile.cost_of(already))
    ranked = sorted(
        (number for number in range(len(profile.projects)) if number not in set(already)),
        key=lambda number: (-scores[number], order[number]),
    )
    for floor in spending.bounds.floors if spending else ():
        members = set(spending.members(floor)) if spending else set()
        walk.take([number for number in ranked if number in members], floor)
    walk.take(ranked)
    return GreedyTally(tuple(walk.selected), tuple(walk.steps), _ties(walk.steps), spending)


@dataclass
class _Walk:
    """Going down the list, once for each floor and once for all."""

    profile: BudgetProfile
    scores: Sequence[Fraction | int]
    misfit: Misfit
    threshold: Fraction | int | None
    spending: Spending | None
    left: Fraction
    selected: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def take(self, ranked: Sequence[int], floor: Bound | None = None) -> None:
        for number in ranked:
            if floor and self.spending and self.spending.is_met(floor):
                return
            if number in self.selected:
                continue
            project, verdict = self.profile.projects[number], self._verdict(number)
            self.steps.append(Step(project.id, Fraction(self.scores[number]), project.cost, self.left, verdict, floor))
            if verdict == "selected":
                self.selected.append(number)
                self.left -= project.cost
                if self.spending:
                    self.spending.take(number)
            elif verdict == "too dear" and self.misfit == "stop":
                return

    def _verdict(self, number: int) -> Verdict:
        if self.threshold is not None and self.scores[number] < self.threshold:
            return "below the threshold"
        if self.spending and self.spending.refuses(number):
            return "above a cap"
        return "too dear" if self.profile.projects[number].cost > self.left else "selected"


def _ties(steps: Sequence[Step]) -> tuple[tuple[str, ...], ...]:
    """Groups that were level and met different ends: another order could have ended otherwise."""
    groups: dict[Fraction, list[Step]] = {}
    for step in steps:
        if step.floor is None or step.verdict == "selected":
            groups.setdefault(step.score, []).append(step)
    return tuple(
        tuple(step.project for step in group)
        for group in groups.values()
        if len(group) > 1 and len({step.verdict for step in group}) > 1
    )
