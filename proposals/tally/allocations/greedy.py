"""Greedy: the most wanted that still fits. Two rules in fact: by votes, as cities do it, or by votes per cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from proposals.tally.allocations.profile import BudgetProfile

Misfit = Literal["skip", "stop"]


@dataclass(frozen=True)
class Step:
    """One project looked at: what it has (`score`), what was left before it, and what became of it."""

    project: str
    score: Fraction
    cost: Fraction
    left: Fraction
    verdict: Literal["selected", "too dear", "below the threshold"]


@dataclass(frozen=True)
class GreedyTally:
    """The result: the positions selected, in that order, and every step. `ties` are ids that were level in score where
    their order mattered.
    """

    selected: tuple[int, ...]
    steps: tuple[Step, ...]
    ties: tuple[tuple[str, ...], ...] = ()


def greedy(
    profile: BudgetProfile,
    scores: Sequence[Fraction | int],
    order: Sequence[int],
    *,
    misfit: Misfit = "skip",
    threshold: Fraction | int | None = None,
    already: Collection[int] = (),
) -> GreedyTally:
    """Take projects by descending score, those level by `order` (see `tie_order`), as long as money is left.

    A project that does not fit is passed over (`skip`) or ends the selection (`stop`); one below the `threshold` is not
    looked at. `already` is selected and paid for before it begins.
    """
    left = profile.budget - profile.cost_of(already)
    ranked = sorted(
        (number for number in range(len(profile.projects)) if number not in set(already)),
        key=lambda number: (-scores[number], order[number]),
    )
    selected: list[int] = []
    steps: list[Step] = []
    for number in ranked:
        project, score = profile.projects[number], Fraction(scores[number])
        verdict: Literal["selected", "too dear", "below the threshold"] = "selected"
        if threshold is not None and score < threshold:
            verdict = "below the threshold"
        elif project.cost > left:
            verdict = "too dear"
        steps.append(Step(project.id, score, project.cost, left, verdict))
        if verdict == "selected":
            selected.append(number)
            left -= project.cost
        elif verdict == "too dear" and misfit == "stop":
            break
    return GreedyTally(tuple(selected), tuple(steps), _ties(steps))


def _ties(steps: Sequence[Step]) -> tuple[tuple[str, ...], ...]:
    """Groups that were level and met different ends: another order could have ended otherwise."""
    groups: dict[Fraction, list[Step]] = {}
    for step in steps:
        groups.setdefault(step.score, []).append(step)
    return tuple(
        tuple(step.project for step in group)
        for group in groups.values()
        if len(group) > 1 and len({step.verdict for step in group}) > 1
    )
