"""Votes that do not all weigh the same, as whole numbers: a profile of a council counted by country or by capital."""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from proposals.tally.allocations.profile import Ballot, BudgetProfile, Project
from proposals.tally.roll import TallyError


def weighted_profile(
    projects: tuple[Project, ...], budget: Fraction, votes: Iterable[tuple[Ballot, Fraction | int]]
) -> BudgetProfile:
    """A profile of votes with exact weights, scaled to the smallest whole numbers that stand in the same proportion.

    A vote that weighs 0 counts for nothing and is left out. Unless all weigh 1 the profile is weighted: there is no
    "so much for each voter" in it, and `equal_shares` refuses to raise shares. Raises `TallyError` for a weight below 0
    or one that is not exact, and for what `BudgetProfile.check` refuses.
    """
    weights: dict[Ballot, Fraction] = {}
    is_weighted = False
    for ballot, weight in votes:
        if isinstance(weight, bool) or not isinstance(weight, (int, Fraction)) or weight < 0:
            raise TallyError("The weight of a vote is an exact number, and not below 0.")
        is_weighted = is_weighted or weight != 1
        if weight:
            weights[ballot] = weights.get(ballot, Fraction(0)) + weight
    unit = Fraction(lcm(*(weight.denominator for weight in weights.values()), 1))
    if is_weighted:
        unit /= gcd(*(int(weight * unit) for weight in weights.values())) or 1
    ballots = {ballot: int(weight * unit) for ballot, weight in weights.items()}
    profile = BudgetProfile(projects, budget, ballots, is_weighted, unit)
    profile.check()
    return profile
