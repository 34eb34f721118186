"""What must hold of every budget that is divided, against an oracle that knows only fractions."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.tally.allocations.completion import Add1, equal_shares
from proposals.tally.allocations.equal_shares import Basket
from proposals.tally.allocations.greedy import greedy
from proposals.tally.allocations.market import Market
from proposals.tally.allocations.profile import BudgetProfile, Project, tie_order
from proposals.tally.roll import TallyError
from tests.unit.budget_oracle import buy, utilities

SATISFACTIONS = ("cost", "cardinality", "points", "borda")


@st.composite
def budgets(draw, most_projects=6, most_ballots=8):
    """Small elections with round numbers, so that ties and exhausted purses are common."""
    count = draw(st.integers(1, most_projects))
    costs = draw(st.lists(st.sampled_from([0, 1, 2, 3, 4, 6, 10, Fraction(5, 2)]), min_size=count, max_size=count))
    projects = tuple(Project(f"p{n}", Fraction(cost)) for n, cost in enumerate(costs))
    numbers = st.lists(st.integers(0, count - 1), unique=True, max_size=count)
    ballots: dict = {}
    for names in draw(st.lists(numbers, min_size=1, max_size=most_ballots)):
        ballot = tuple((n, draw(st.integers(1, 4))) for n in names)
        ballots[ballot] = ballots.get(ballot, 0) + draw(st.integers(1, 3))
    return BudgetProfile(projects, Fraction(draw(st.integers(0, 20))), ballots)


@settings(max_examples=400)
@given(budgets(), st.sampled_from(SATISFACTIONS))
def test_the_fast_count_says_what_the_plain_one_says(profile, satisfaction):
    order = tie_order(profile, "id")
    bought, paid = buy(profile, satisfaction, order)
    tally = equal_shares(profile, satisfaction, order)
    assert list(tally.selected) == bought
    assert {purchase.project: purchase.payments for purchase in tally.purchases} == paid


@given(budgets(), st.sampled_from(SATISFACTIONS))
def test_every_purchase_is_paid_in_full_and_nobody_pays_more_than_their_share(profile, satisfaction):
    tally = equal_shares(profile, satisfaction, tie_order(profile, "id"))
    spent = dict.fromkeys(profile.ballots, Fraction(0))
    for purchase in tally.purchases:
        assert all(payment > 0 for payment in purchase.payments.values())
        total = sum(payment * profile.ballots[ballot] for ballot, payment in purchase.payments.items())
        assert total == profile.projects[purchase.project].cost
        for ballot, payment in purchase.payments.items():
            spent[ballot] += payment
            assert purchase.project in {project for project, _points in ballot}
    assert all(amount <= tally.share for amount in spent.values())


@given(budgets(), st.sampled_from(SATISFACTIONS), st.sampled_from(["none", "add1", "greedy", "add1+greedy"]))
def test_the_budget_is_never_exceeded(profile, satisfaction, completion):
    tally = equal_shares(profile, satisfaction, tie_order(profile, "cheapest"), completion, with_working=False)
    assert profile.cost_of(tally.selected) <= profile.budget
    assert len(set(tally.selected)) == len(tally.selected)


@given(budgets(), st.sampled_from(SATISFACTIONS), st.randoms())
def test_the_order_of_the_votes_never_matters(profile, satisfaction, random):
    shuffled = list(profile.ballots.items())
    random.shuffle(shuffled)
    order = tie_order(profile, "id")
    again = replace(profile, ballots=dict(shuffled))
    assert equal_shares(profile, satisfaction, order).selected == equal_shares(again, satisfaction, order).selected


@given(budgets(), st.integers(2, 5))
def test_as_many_times_the_voters_and_the_money_change_nothing(profile, times):
    order = tie_order(profile, "id")
    more = {ballot: weight * times for ballot, weight in profile.ballots.items()}
    assert (
        equal_shares(profile, "cardinality", order).selected
        == equal_shares(replace(profile, ballots=more), "cardinality", order).selected
    )


@given(budgets(most_projects=4))
def test_whoever_is_level_is_told_and_the_order_of_ties_decides(profile):
    outcomes = {}
    for order in permutations(range(len(profile.projects))):
        tally = equal_shares(profile, "cardinality", list(order), with_working=False)
        first = next((n for n in tally.selected if profile.projects[n].cost), None)
        outcomes[order] = first
    firsts = {first for first in outcomes.values() if first is not None}
    tally = equal_shares(profile, "cardinality", list(range(len(profile.projects))))
    if len(firsts) > 1:
        assert set(tally.purchases[0].level) == firsts
        assert all(outcomes[order] == min(firsts, key=lambda n: order[n]) for order in outcomes)


@given(budgets(), st.sampled_from(["exact", "floor"]), st.sampled_from(["exhaustive", "overspend"]))
def test_raising_the_shares_ends_with_what_can_be_paid(profile, start, stop):
    add1 = Add1(start, stop)
    tally = equal_shares(profile, "cost", tie_order(profile, "id"), "add1", add1, with_working=False)
    assert profile.cost_of(tally.selected) <= profile.budget
    bought, _paid = buy(profile, "cost", tie_order(profile, "id"), tally.share)
    assert list(tally.selected) == bought


@given(budgets(), st.sampled_from(["skip", "stop"]))
def test_greedy_takes_the_most_wanted_that_fits(profile, misfit):
    order, votes = tie_order(profile, "file"), profile.votes()
    tally = greedy(profile, votes, order, misfit=misfit)
    left = profile.budget
    for number in sorted(range(len(votes)), key=lambda n: (-votes[n], n)):
        fits = profile.projects[number].cost <= left
        assert (number in tally.selected) == fits
        if not fits and misfit == "stop":
            break
        left -= profile.projects[number].cost if fits else 0


@given(budgets())
def test_worth_is_never_negative_and_the_last_of_a_ranking_has_none(profile):
    for number, worth in enumerate(utilities(profile, "borda")):
        for ballot, value in worth.items():
            places = [project for project, _points in ballot]
            assert value == len(places) - 1 - places.index(number) > 0


def test_a_known_purchase_can_be_followed_by_hand() -> None:
    profile = BudgetProfile(
        (Project("well", Fraction(9)), Project("mill", Fraction(6)), Project("road", Fraction(12))),
        Fraction(18),
        {((0, 1), (1, 1)): 2, ((0, 1),): 1, ((2, 1),): 3},
    )
    tally = equal_shares(profile, "cardinality", tie_order(profile, "id"))
    # Everybody has 3. The mill costs its two supporters 3 each, the well its three the same: level, and the id decides.
    # After the mill two of the well's three have nothing left; the road's three have 9 of 12.
    assert [profile.projects[p.project].id for p in tally.purchases] == ["mill"]
    assert tally.purchases[0].level == (0, 1)
    assert tally.purchases[0].rho == 3


def test_what_cannot_be_counted_is_refused() -> None:
    nobody = BudgetProfile((Project("well", Fraction(9)),), Fraction(9), {})
    with pytest.raises(TallyError):
        equal_shares(nobody, "cost", [0])
    with pytest.raises(TallyError):
        tie_order(nobody, "by weight")
    with pytest.raises(TallyError):
        tie_order(nobody, "lot")


def test_a_market_forgets_nothing_between_two_shares() -> None:
    profile = BudgetProfile((Project("a", Fraction(4)), Project("b", Fraction(8))), Fraction(8), {((0, 1), (1, 1)): 4})
    market = Market(profile, "cost", [0, 1])
    assert Basket(market, Fraction(3)).selected == Basket(market, Fraction(3)).selected == [0, 1]
    assert Basket(market, Fraction(1)).selected == [0]
