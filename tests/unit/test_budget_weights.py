"""Votes on a budget that weigh, and other envelopes."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from proposals.tally.allocations.completion import equal_shares
from proposals.tally.allocations.envelopes import envelopes_of, what_if
from proposals.tally.allocations.explaining import paid_by, told_exactly
from proposals.tally.allocations.greedy import greedy
from proposals.tally.allocations.profile import BudgetProfile, Project, tie_order
from proposals.tally.allocations.weighting import weighted_profile
from proposals.tally.conventions import Options
from proposals.tally.counting_budgets import divided
from proposals.tally.roll import TallyError
from tests.unit.test_budgets import SATISFACTIONS, budgets

FACTORS = st.fractions(Fraction(1, 50), 50)


@given(budgets(), st.sampled_from(SATISFACTIONS), FACTORS, st.sampled_from(["none", "greedy"]))
def test_weights_count_by_their_proportions_alone(profile, satisfaction, factor, completion):
    order = tie_order(profile, "id")
    scaled = weighted_profile(
        profile.projects, profile.budget, [(ballot, weight * factor) for ballot, weight in profile.ballots.items()]
    )
    plain = equal_shares(profile, satisfaction, order, completion)
    again = equal_shares(scaled, satisfaction, order, completion)
    assert plain.selected == again.selected
    assert [purchase.level for purchase in plain.purchases] == [purchase.level for purchase in again.purchases]
    assert greedy(profile, profile.votes(), order).selected == greedy(scaled, scaled.votes(), order).selected


@given(budgets())
def test_votes_that_all_weigh_one_are_voters(profile):
    votes = [(ballot, 1) for ballot, weight in profile.ballots.items() for _voter in range(weight)]
    assert weighted_profile(profile.projects, profile.budget, votes) == profile


@given(budgets(), FACTORS)
def test_what_is_told_of_weights_is_told_in_their_own_unit(profile, factor):
    assume(factor != 1 and any(ballot for ballot in profile.ballots))
    votes = [(ballot, weight * factor) for ballot, weight in profile.ballots.items()]
    weighted = weighted_profile(profile.projects, profile.budget, votes)
    told = divided(weighted, "equal_shares", Options(satisfaction="cardinality"))
    for step in told["working"]:
        if step["step"] == "purchase":
            paid = sum(Fraction(group["each"]) * Fraction(group["voters"]) for group in step["payments"])
            assert paid == Fraction(step["cost"])
            assert Fraction(step["support"]) == weighted.votes()[int(step["project"][1:])] / weighted.weight_unit
            assert Fraction(step["effective_support"]) * Fraction(step["rho"]) == paid
    share = told["working"][0]
    assert Fraction(share["each_voter"]) * Fraction(share["voters"]) == profile.budget


def test_weights_refuse_raises_and_what_is_no_weight() -> None:
    projects = (Project("a", Fraction(2)), Project("b", Fraction(3)))
    weighted = weighted_profile(projects, Fraction(4), [(((0, 1),), Fraction(1, 3)), (((1, 1),), 1), ((), 0)])
    assert weighted.ballots == {((0, 1),): 1, ((1, 1),): 3}
    with pytest.raises(TallyError, match="raise"):
        equal_shares(weighted, "cost", [0, 1], "add1")
    for weight in (-1, 0.5, True):
        with pytest.raises(TallyError):
            weighted_profile(projects, Fraction(4), [(((0, 1),), weight)])
    with pytest.raises(TallyError):
        equal_shares(weighted_profile(projects, Fraction(4), [((), 0)]), "cost", [0, 1])


def test_who_paid_is_told_where_it_may_be_known() -> None:
    projects = (Project("a", Fraction(3)), Project("b", Fraction(9)))
    seats = {
        "ana": (((0, 1),), Fraction(1)),
        "beto": (((0, 1), (1, 1)), Fraction(1)),
        "carla": (((1, 1),), Fraction(1)),
    }
    profile = weighted_profile(projects, Fraction(9), seats.values())
    (bought,) = equal_shares(profile, "cost", [0, 1]).purchases
    assert paid_by(bought, seats) == [
        {"voter": "ana", "weight": "1", "paid": "3/2"},
        {"voter": "beto", "weight": "1", "paid": "3/2"},
    ]


@given(budgets(), st.sampled_from(["greedy", "equal_shares"]))
def test_what_would_be_with_another_envelope(profile, rule):
    order = tie_order(profile, "id")

    def count(one: BudgetProfile) -> tuple[int, ...]:
        if rule == "greedy":
            return greedy(one, one.votes(), order).selected
        return equal_shares(one, "cost", order, with_working=False).selected

    told = what_if(profile, count)
    assert [Fraction(one["budget"]) for one in told["envelopes"]] == sorted(set(envelopes_of(profile.budget)))
    ids = [project.id for project in profile.projects]
    for one in told["envelopes"]:
        alone = count(replace(profile, budget=Fraction(one["budget"])))
        assert one["selected"] == [ids[number] for number in alone]
        assert set(one["selected"]) == set(told["selected"]) - set(one["leaving"]) | set(one["entering"])
    for loser in told["losers"]:
        within = [Fraction(one["budget"]) for one in told["envelopes"] if loser["project"] in one["selected"]]
        assert loser["smallest"] == (told_exactly(min(within)) if within else None)


def test_an_envelope_is_no_debt_and_their_number_is_bounded() -> None:
    profile = BudgetProfile((Project("a", Fraction(2)),), Fraction(4), {((0, 1),): 1})
    for grid in ([Fraction(-1)], [Fraction(n) for n in range(51)]):
        with pytest.raises(TallyError):
            what_if(profile, lambda one: (), grid)


def test_a_number_of_thousands_of_digits_is_told() -> None:
    assert (
        told_exactly(Fraction(10**5000 + 1, 3)).endswith("1/3") or len(told_exactly(Fraction(10**5000 + 1, 3))) > 5000
    )
    assert told_exactly(Fraction(10**5000)) == "1" + "0" * 5000
