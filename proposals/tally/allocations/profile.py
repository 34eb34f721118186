"""What voters said of projects, equal ballots together: the input of every rule that divides a budget.

Exact: costs and budgets are whole numbers or fractions of the currency unit, points and weights are whole numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from proposals.tally.roll import TallyError

Ballot = tuple[tuple[int, int], ...]
"""Points by project position, in the order of the ballot (for a ranking the best first), each project once."""

Satisfaction = Literal["cost", "cardinality", "points", "borda"]
"""What a project is worth to a ballot that names it. `cost`: what it costs · `cardinality`: 1 · `points`: the points
given · `borda`: how many of the ballot's projects stand below it, so that the last has none (as pabutools counts).
"""


@dataclass(frozen=True)
class Project:
    """Something that costs: `id` as it is published, `cost` in the currency unit, above 0 or free."""

    id: str
    cost: Fraction
    countries: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BudgetProfile:
    """`projects` in published order, the `budget`, and `ballots`: each distinct one with its weight (> 0).

    `is_weighted`: the weights are no numbers of voters, so that nothing is "per voter"; `weight_unit` of them are one
    unit of the weights from which they were made.
    """

    projects: tuple[Project, ...]
    budget: Fraction
    ballots: Mapping[Ballot, int] = field(hash=False)
    is_weighted: bool = False
    weight_unit: Fraction = Fraction(1)

    @property
    def voters(self) -> int:
        """The weight of all ballots, those that name nothing included."""
        return sum(self.ballots.values())

    def votes(self) -> list[int]:
        """For each project, the weight of the ballots that name it."""
        found = [0] * len(self.projects)
        for ballot, weight in self.ballots.items():
            for project, _points in ballot:
                found[project] += weight
        return found

    def scores(self) -> list[int]:
        """For each project, its points."""
        found = [0] * len(self.projects)
        for ballot, weight in self.ballots.items():
            for project, points in ballot:
                found[project] += weight * points
        return found

    def cost_of(self, selected: Iterable[int]) -> Fraction:
        """What these projects cost together."""
        return sum((self.projects[number].cost for number in selected), Fraction(0))

    def check(self) -> None:
        """Refuse what cannot be counted: an id twice, a negative cost or budget, a project twice on one ballot."""
        ids = [project.id for project in self.projects]
        if len(set(ids)) != len(ids):
            raise TallyError("A project stands in the list twice.")
        if self.budget < 0 or any(project.cost < 0 for project in self.projects):
            raise TallyError("A cost or a budget is not below 0.")
        for ballot, weight in self.ballots.items():
            if weight <= 0 or len({project for project, _points in ballot}) != len(ballot):
                raise TallyError("A ballot names a project twice, or weighs nothing.")


def utilities_of(profile: BudgetProfile, number: int, satisfaction: Satisfaction, unit: int) -> tuple[int, int]:
    """In the whole numbers in which worth is counted: what one unit is that people speak of, and what the project is
    worth to each supporter, or 0 where that differs. `unit`: so many points of the profile are one point of a ballot.
    """
    if satisfaction == "cost":
        scale = scale_of(profile)
        return scale, int(profile.projects[number].cost * scale)
    return (1, 1) if satisfaction == "cardinality" else (unit if satisfaction == "points" else 1, 0)


def scale_of(profile: BudgetProfile) -> int:
    """The smallest unit in which every cost and the budget are whole."""
    scale = 1
    for amount in (profile.budget, *(project.cost for project in profile.projects)):
        below = Fraction(amount * scale).denominator
        scale *= below
    return scale


def tie_order(profile: BudgetProfile, ties: str, lot: Sequence[int] | None = None) -> list[int]:
    """The rank of each project among those that are level, the lower the better.

    `id`: project ids compared as text (`"10" < "9"`, as pabutools does) · `cheapest`: lower cost, then more votes, then
    id · `file`: the published order · `lot`: the order of a lot, which is handed over.
    """
    numbers = range(len(profile.projects))
    if ties == "lot":
        if lot is None:
            raise TallyError("Ties are to be broken by a lot, and none was drawn.")
        ordered = list(lot)
    elif ties == "cheapest":
        votes = profile.votes()
        ordered = sorted(numbers, key=lambda n: (profile.projects[n].cost, -votes[n], profile.projects[n].id))
    elif ties == "id":
        ordered = sorted(numbers, key=lambda n: profile.projects[n].id)
    elif ties == "file":
        ordered = list(numbers)
    else:
        raise TallyError(f"There is no rule for ties called {ties[:40]!r}.")
    rank = [0] * len(ordered)
    for place, number in enumerate(ordered):
        rank[number] = place
    return rank
