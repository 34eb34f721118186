"""What is for sale, and what it is worth to whom: a profile laid out in columns, once for every run of Equal Shares."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proposals.tally.allocations.profile import Ballot, BudgetProfile, Satisfaction, scale_of
from proposals.tally.roll import TallyError

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Exact = NDArray[Any]
"""Whole numbers: 64 bits where no sum of theirs can leave them, Python's own where one could."""

# Numbers of more bits are no money and no votes, and their products would leave the range of a 64-bit float.
MOST_BITS = 400
SAFE = 2**62
# So many positions stand in the machine's own width, by which they are found faster; more would fill the memory.
FEW = 4_096
# Twice what one operation of 64-bit floats can be off.
ROUNDING = 2.0**-52


@dataclass(frozen=True)
class Purchase:
    """A project bought: ρ, how much each group of equal ballots paid for one of them (in the currency unit), and the
    projects that were level with it.
    """

    project: int
    rho: Fraction
    payments: dict[Ballot, Fraction] = field(hash=False)
    level: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Wish:
    """One project as its supporters see it: groups by position (ascending), their weight, and its worth to one of them.

    Weight, worth and their product (`demand`) stand here as floats, worth exactly as well; `noise` is how far, as a
    share, a sum over the groups can be off. No ρ is below `bound`, whatever the supporters have left.
    """

    number: int
    cost: int
    groups: Numbers
    weight: Floats
    value: Floats
    demand: Floats
    worth: Exact
    total_worth: int
    bound: float
    noise: float


class Market:
    """The wishes of a profile under one kind of satisfaction, ready to be bought with any budget per voter.

    `free` are projects that cost nothing and are worth something. Raises `TallyError` for numbers beyond all measure.
    """

    def __init__(self, profile: BudgetProfile, satisfaction: Satisfaction, order: Sequence[int]) -> None:
        self.profile, self.order = profile, order
        self.scale = scale_of(profile)
        self.costs = [int(project.cost * self.scale) for project in profile.projects]
        self.ballots = list(profile.ballots)
        self.voters = profile.voters
        _check(self.voters * self.scale, int(profile.budget * self.scale), *self.costs)
        self.weights = _whole(list(profile.ballots.values()), self.voters)
        self.wishes: list[Wish] = []
        self.free: list[int] = []
        alike = {"cost": self.costs, "cardinality": [1] * len(self.costs)}.get(satisfaction)
        projects, groups, points = _columns(profile, satisfaction)
        sequence = np.argsort(projects, kind="stable")
        ends = np.searchsorted(projects[sequence], np.arange(len(self.costs) + 1)).tolist()
        for number, (begin, end) in enumerate(pairwise(ends)):
            mine = sequence[begin:end]
            worth = points[mine] if alike is None else np.broadcast_to(_whole(alike[number], alike[number]), len(mine))
            likes = worth > 0
            if likes.any():
                self._offer(number, groups[mine][likes], worth[likes] if alike is None else worth)

    def _offer(self, number: int, groups: Numbers, worth: Exact) -> None:
        cost, weights = self.costs[number], self.weights[groups]
        if cost == 0:
            self.free.append(number)
            return
        total = _total(weights, worth)
        _check(total)
        weight, value = weights.astype(np.float64), worth
        if worth.strides == (0,):
            value = np.broadcast_to(np.float64(int(worth[0])), len(groups))
        else:
            value = worth.astype(np.float64)
        exact = worth if total < SAFE else worth.astype(object)
        noise = (len(groups) + 8) * ROUNDING
        if len(groups) <= FEW:
            groups = groups.astype(np.intp)
        self.wishes.append(Wish(number, cost, groups, weight, value, weight * value, exact, total, cost / total, noise))


def _check(*numbers: int) -> None:
    if max(numbers).bit_length() > MOST_BITS:
        raise TallyError("The amounts or weights of this budget are too large to be counted.")


def _whole(values: int | list[int], most: int) -> Exact:
    return np.array(values, dtype=np.int64 if most < SAFE else object)


def _total(weights: Exact, worth: Exact) -> int:
    """The sum of products: in 64 bits where an upper bound says that it fits."""
    if int(weights.max()) * int(worth.max()) * len(weights) >= SAFE:
        weights, worth = weights.astype(object), worth.astype(object)
    return int((weights * worth).sum())


def _columns(profile: BudgetProfile, satisfaction: Satisfaction) -> tuple[Numbers, Numbers, Exact]:
    """Project, group and points of every entry of every ballot; for `borda` the points of its place."""
    if satisfaction not in ("cost", "cardinality", "points", "borda"):
        raise TallyError(f"There is no satisfaction called {satisfaction[:40]!r}.")
    projects, groups = array("i"), array("i")
    points: list[int] = []
    for group, ballot in enumerate(profile.ballots):
        for number, _points in ballot:
            projects.append(number)
            groups.append(group)
        if satisfaction == "points":
            points.extend(given for _number, given in ballot)
        elif satisfaction == "borda":
            points.extend(range(len(ballot) - 1, -1, -1))
    most = max(map(abs, points), default=0)
    return np.array(projects, dtype=np.int32), np.array(groups, dtype=np.int32), _whole(points, most)
