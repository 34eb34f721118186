"""Thousands of small elections, ties and free projects among them, counted by pabutools and by us.

Conventions in which the two agree only because they are chosen so:

- ties are broken by project ids compared as text, which is our default and pabutools' too;
- `add1` is `exhaustion_by_budget_increase` with a step of one unit per voter: its outcome is exhaustive when no project
  fits any more, wanted or not (the parameter `voter_budget_increment` looks only at projects that somebody wants);
- pabutools ends its raises at a bound of its own, we when nobody lacks money any more: the bound is set beyond that;
- greedy gets projects that cost something, because pabutools divides by the cost.
"""

from fractions import Fraction
from random import Random

import pytest
from pabutools.election import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    Cardinality_Sat,
    CardinalProfile,
    Cost_Sat,
    Instance,
    OrdinalBallot,
    OrdinalProfile,
    Project,
)
from pabutools.rules import (
    completion_by_rule_combination,
    exhaustion_by_budget_increase,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
)

from proposals.tally.allocations import profile as ours
from proposals.tally.allocations.completion import Add1, equal_shares
from proposals.tally.allocations.greedy import greedy

# Each batch is so many elections under one satisfaction; all together are 2,400.
BATCHES, OF = 20, 30
THEIRS = {
    "cost": Cost_Sat,
    "cardinality": Cardinality_Sat,
    "points": Additive_Cardinal_Sat,
    "borda": Additive_Borda_Sat,
}
COSTS = (1, 1, 2, 2, 3, 4, 4, 6, 10)


class Election:
    """One election, in both tongues."""

    def __init__(self, random: Random, satisfaction: str, costs=COSTS) -> None:
        count = random.randint(1, 12)
        budget = random.choice([3, 5, 8, 12, 20])
        self.projects = [Project(str(n), random.choice(costs)) for n in range(1, count + 1)]
        self.instance = Instance(self.projects, budget_limit=budget)
        ballots: list[list[tuple[int, int]]] = []
        for _group in range(random.randint(1, 6)):
            names = random.sample(range(count), random.randint(0, min(count, 5)))
            ballot = [(n, random.randint(1, 3) if satisfaction == "points" else 1) for n in names]
            ballots += [ballot] * random.randint(1, 4)
        self.theirs = self._theirs(satisfaction, ballots)
        counted: dict = {}
        for ballot in ballots:
            counted[tuple(ballot)] = counted.get(tuple(ballot), 0) + 1
        projects = tuple(ours.Project(project.name, Fraction(int(project.cost))) for project in self.projects)
        self.ours = ours.BudgetProfile(projects, Fraction(budget), counted)
        self.order = ours.tie_order(self.ours, "id")

    def _theirs(self, satisfaction, ballots):
        if satisfaction == "points":
            return CardinalProfile([CardinalBallot({self.projects[n]: p for n, p in ballot}) for ballot in ballots])
        if satisfaction == "borda":
            return OrdinalProfile([OrdinalBallot(self.projects[n] for n, _p in ballot) for ballot in ballots])
        return ApprovalProfile([ApprovalBallot(self.projects[n] for n, _p in ballot) for ballot in ballots])

    def said(self, numbers) -> list[str]:
        return sorted(self.ours.projects[number].id for number in numbers)

    def __repr__(self) -> str:
        return f"{self.ours}"


def names(allocation) -> list[str]:
    return sorted(project.name for project in allocation)


def elections(satisfaction, batch, costs=COSTS):
    random = Random(f"{satisfaction} {batch}")
    return [Election(random, satisfaction, costs) for _one in range(OF)]


@pytest.mark.parametrize("satisfaction", THEIRS)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_equal_shares_with_and_without_a_greedy_completion(satisfaction, batch) -> None:
    chosen = {"sat_class": THEIRS[satisfaction]}
    for election in elections(satisfaction, batch, (0, *COSTS)):
        theirs = method_of_equal_shares(election.instance, election.theirs, **chosen)
        tally = equal_shares(election.ours, satisfaction, election.order)
        assert election.said(tally.selected) == names(theirs), election
    for election in elections(satisfaction, batch):
        completed = completion_by_rule_combination(
            election.instance,
            election.theirs,
            [method_of_equal_shares, greedy_utilitarian_welfare],
            [dict(chosen), dict(chosen)],
        )
        tally = equal_shares(election.ours, satisfaction, election.order, "greedy")
        assert election.said(tally.selected) == names(completed), election


@pytest.mark.parametrize("satisfaction", THEIRS)
@pytest.mark.parametrize("stop", ["exhaustive", "overspend"])
@pytest.mark.parametrize("batch", range(BATCHES // 4))
def test_equal_shares_with_raises(satisfaction, stop, batch) -> None:
    for election in elections(satisfaction, batch):
        voters = election.ours.voters
        theirs = exhaustion_by_budget_increase(
            election.instance,
            election.theirs,
            method_of_equal_shares,
            {"sat_class": THEIRS[satisfaction]},
            exhaustive_stop=stop == "exhaustive",
            budget_step=voters,
            budget_bound=voters * 150,
        )
        tally = equal_shares(election.ours, satisfaction, election.order, "add1", Add1(stop=stop))
        assert election.said(tally.selected) == names(theirs), election


@pytest.mark.parametrize("satisfaction", THEIRS)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_greedy(satisfaction, batch) -> None:
    for election in elections(satisfaction, batch):
        profile = election.ours
        theirs = greedy_utilitarian_welfare(election.instance, election.theirs, sat_class=THEIRS[satisfaction])
        worth = [0] * len(profile.projects)
        for ballot, weight in profile.ballots.items():
            for place, (number, points) in enumerate(ballot):
                each = {"points": points, "borda": len(ballot) - place - 1}.get(satisfaction, 1)
                worth[number] += weight * each
        # Cost satisfaction per cost is votes; everything else is divided by the cost.
        scores = [
            Fraction(value) if satisfaction == "cost" else Fraction(value) / project.cost
            for value, project in zip(worth, profile.projects, strict=True)
        ]
        assert election.said(greedy(profile, scores, election.order).selected) == names(theirs), election
