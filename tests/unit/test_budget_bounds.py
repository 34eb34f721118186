"""Floors and caps: what they do to a rule, and what the result says of it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.tally.allocations.bounds import Bound, Bounds, Spending, part_of, read_bounds
from proposals.tally.allocations.completion import Add1, equal_shares
from proposals.tally.allocations.greedy import greedy
from proposals.tally.allocations.profile import BudgetProfile, Project, tie_order
from proposals.tally.conventions import Options
from proposals.tally.counting_budgets import divided
from proposals.tally.roll import TallyError
from tests.unit.budget_oracle import buy
from tests.unit.test_budgets import SATISFACTIONS, budgets

COMPLETIONS = ("none", "add1", "greedy", "add1+greedy")
AMOUNTS = st.sampled_from([0, 1, 2, 3, 5, 8, 12, 20]).map(Fraction)


@st.composite
def bounded(draw):
    """A small election of projects in countries and themes, with floors and caps on some."""
    profile = draw(budgets())
    places = st.lists(st.sampled_from(["BO", "CO", "PE"]), unique=True, max_size=2).map(tuple)
    themes = st.lists(st.sampled_from(["water", "land"]), unique=True, max_size=2).map(tuple)
    projects = tuple(replace(p, countries=draw(places), themes=draw(themes)) for p in profile.projects)
    groups = [("country", "BO"), ("country", "CO"), ("country", "PE"), ("theme", "water"), ("theme", "land")]
    some = st.lists(st.tuples(st.sampled_from(groups), AMOUNTS), unique_by=lambda item: item[0], max_size=2)
    floors = tuple(Bound(*group, amount) for group, amount in draw(some))
    caps = tuple(Bound(*group, amount) for group, amount in draw(some))
    return replace(profile, projects=projects), Bounds(floors, caps)


def plainly(profile, bound):
    """A bound as the oracle takes it."""
    parts = {n: part_of(project, bound) for n, project in enumerate(profile.projects)}
    return {n for n, part in parts.items() if part is not None}, bound.amount, parts


def spent(profile, selected, bound):
    return sum((part_of(profile.projects[n], bound) or Fraction(0) for n in selected), Fraction(0))


@given(bounded(), st.sampled_from(SATISFACTIONS))
def test_the_fast_count_says_what_the_plain_one_says(case, satisfaction):
    profile, bounds = case
    order = tie_order(profile, "id")
    floors, caps = ([plainly(profile, bound) for bound in some] for some in (bounds.floors, bounds.caps))
    bought, paid = buy(profile, satisfaction, order, floors=floors, caps=caps)
    tally = equal_shares(profile, satisfaction, order, bounds=bounds)
    assert list(tally.selected) == bought
    assert {purchase.project: purchase.payments for purchase in tally.purchases} == paid


@given(
    bounded(),
    st.sampled_from(SATISFACTIONS),
    st.sampled_from(COMPLETIONS),
    st.sampled_from(["exhaustive", "overspend"]),
)
def test_no_cap_is_ever_broken_nor_the_budget_exceeded(case, satisfaction, completion, stop):
    profile, bounds = case
    order = tie_order(profile, "cheapest")
    tally = equal_shares(profile, satisfaction, order, completion, Add1(stop=stop), bounds=bounds)
    assert profile.cost_of(tally.selected) <= profile.budget
    assert len(set(tally.selected)) == len(tally.selected)
    assert all(spent(profile, tally.selected, cap) <= cap.amount for cap in bounds.caps)
    if tally.spending:
        assert all(tally.spending.spent[floor] == spent(profile, tally.selected, floor) for floor in bounds.floors)


@given(bounded(), st.sampled_from(["greedy", "equal_shares"]), st.sampled_from(COMPLETIONS))
def test_the_result_tells_what_the_bounds_did(case, rule, completion):
    profile, bounds = case
    told = divided(profile, rule, Options(completion=completion, bounds=bounds))
    plain = divided(profile, rule, Options(completion=completion))
    if not bounds:
        assert told == plain
        return
    assert told["is_plain"] == ("plain" not in told)
    assert told["plain" if "plain" in told else "selected"] == plain["selected"]
    ids = {project.id: n for n, project in enumerate(profile.projects)}
    selected = [ids[name] for name in told["selected"]]
    for floor, said in zip(bounds.floors, told["floors"], strict=True):
        assert Fraction(said["spent"]) == spent(profile, selected, floor)
        assert said["is_met"] == (Fraction(said["spent"]) >= floor.amount)
    lost = {step["project"]: step for step in told["working"] if step["step"] == "lost"}
    assert lost.keys() == set(ids) - set(told["selected"])
    for cap, said in zip(bounds.caps, told["caps"], strict=True):
        for name in said["skipped"]:
            assert name in lost
            over = Fraction(lost[name]["cap"]["over"])
            assert over > 0
            part = part_of(profile.projects[ids[name]], cap)
            assert over == Fraction(lost[name]["cap"]["spent"]) + part - cap.amount


@given(bounded(), st.sampled_from(["skip", "stop"]))
def test_greedy_fills_the_floors_first_and_then_goes_on(case, misfit):
    profile, bounds = case
    votes = profile.votes()
    tally = greedy(profile, votes, tie_order(profile, "file"), misfit=misfit, spending=Spending(profile, bounds))
    selected: list[int] = []
    ranked = sorted(range(len(votes)), key=lambda n: (-votes[n], n))
    for floor in (*bounds.floors, None):
        for n in ranked:
            if floor and spent(profile, selected, floor) >= floor.amount:
                break
            if n in selected or (floor and part_of(profile.projects[n], floor) is None):
                continue
            if any(
                spent(profile, [*selected, n], cap) > max(cap.amount, spent(profile, selected, cap))
                for cap in bounds.caps
            ):
                continue
            if profile.cost_of([*selected, n]) <= profile.budget:
                selected.append(n)
            elif misfit == "stop":
                break
    assert list(tally.selected) == selected


def three() -> BudgetProfile:
    """Bolivia's well and mill are wanted by many, Peru's road by few."""
    return BudgetProfile(
        (
            Project("well", Fraction(6), ("BO",), ("water",)),
            Project("mill", Fraction(6), ("BO",), ("food",)),
            Project("road", Fraction(6), ("PE", "BO"), ("land",)),
            Project("dam", Fraction(6), ("PE",), ("water",)),
        ),
        Fraction(12),
        {((0, 1), (1, 1)): 4, ((2, 1), (3, 1)): 2},
    )


def test_a_cap_keeps_a_project_out_and_says_by_how_much() -> None:
    bounds = read_bounds(None, {"country": {"BO": "8.5"}})
    told = divided(three(), "greedy", Options(bounds=bounds))
    assert told["selected"] == ["mill", "dam"]
    assert told["plain"] == ["mill", "well"]
    assert not told["is_plain"]
    cap = {"kind": "country", "group": "BO", "amount": "17/2"}
    assert told["caps"] == [{**cap, "spent": "6", "skipped": ["well", "road"]}]
    lost = next(step for step in told["working"] if step.get("step") == "lost" and step["project"] == "road")
    # Half of the road is Bolivia's: 6 + 3 is half a unit more than 8.5.
    assert lost["reason"] == "cap"
    assert lost["cap"] == {**cap, "spent": "6", "part": "3", "over": "1/2"}


def test_a_floor_is_filled_first_and_an_unmet_one_is_an_outcome() -> None:
    bounds = read_bounds({"theme": {"water": "7"}, "country": {"CO": "1"}}, None)
    told = divided(three(), "greedy", Options(bounds=bounds))
    assert told["selected"] == ["well", "dam"]
    assert [(floor["group"], floor["spent"], floor["is_met"]) for floor in told["floors"]] == [
        ("CO", "0", False),
        ("water", "12", True),
    ]
    shares = divided(three(), "equal_shares", Options(bounds=bounds))
    # Two voters have 2 each, and cannot pay for the dam; the well's four pay for it, and have 2 left of the mill's 6.
    assert shares["selected"] == ["well"]
    assert shares["floors"][1] == {"kind": "theme", "group": "water", "amount": "7", "spent": "6", "is_met": False}
    lost = {step["project"]: step for step in shares["working"] if step["step"] == "lost"}
    assert (lost["dam"]["held"], lost["dam"]["lacked"], lost["dam"]["reason"]) == ("4", "2", "money")
    assert (lost["mill"]["held"], lost["mill"]["lacked"]) == ("2", "4")


def test_bounds_that_change_nothing_leave_the_rule_what_it_is() -> None:
    bounds = read_bounds({"country": {"BO": "6"}}, {"country": {"BO": "12"}})
    told = divided(three(), "equal_shares", Options(completion="add1+greedy", bounds=bounds))
    assert told["is_plain"]
    assert told["floors"][0]["is_met"]


@pytest.mark.parametrize(
    ("floors", "caps"),
    [
        ({"continent": {"BO": "1"}}, None),
        ({"country": {"BO": 1}}, None),
        ({"country": {"BO": "-1"}}, None),
        ({"country": {"BO": "1e9"}}, None),
        ({"country": {"BO": "٣"}}, None),
        ({"country": ["BO"]}, None),
        ("BO", None),
        (None, {"theme": {"water": "1/0"}}),
        (None, {"theme": {"water": "9" * 40}}),
        ({"theme": {"water": "5"}}, {"theme": {"water": "4.99"}}),
    ],
)
def test_bounds_that_are_none_are_refused(floors, caps) -> None:
    with pytest.raises(TallyError):
        read_bounds(floors, caps)
