"""The tour of the rules: each example comes to what one gets with paper and pencil, and the page shows it."""

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from proposals.tally.lot import digest
from proposals.touring.tour import BALLOT, Section, Tour, tour_in


@pytest.fixture(scope="module")
def tour() -> Tour:
    return tour_in("en")


def tally(section: Section) -> dict[str, Any]:
    """What the binding rule of a section came to."""
    found: dict[str, Any] = next(result for result in section.document["results"] if result["is_binding"])
    return found


# Of seven seats: A says yes three times; B no; C no and abstains; the regional network yes.
# Seats: 4 yes, 2 no. Countries: A yes, B no, C no (0 against 1). Capital: A 600 yes, B 100 and C 200 no.
BY_HAND = {
    "seats": ("adopted", {"yes": 4, "no": 2, "abstain": 1}),
    "countries": ("rejected", {"yes": 1, "no": 2}),
    "capital": ("adopted", {"yes": 600, "no": 300}),
    "dual_track": ("adopted", {"yes": 600, "no": 300}),
    "double_majority": ("rejected", {"yes": 1, "no": 1}),
    "consensus": ("adopted", {"yes": 4, "no": 2, "abstain": 1}),
    "unanimity": ("rejected", {"yes": 4, "no": 2, "abstain": 1}),
}


@pytest.mark.parametrize("rule", BY_HAND)
def test_a_motion_comes_to_what_paper_says(tour: Tour, rule: str) -> None:
    section = next(one for one in tour.motions if one.anchor == rule)
    outcome, counts = BY_HAND[rule]
    told = tally(section)
    assert (told["rule"], told["outcome"]) == (rule, outcome)
    found = {choice: Fraction(n) for choice, n in told["result"]["counts"].items() if Fraction(n)}
    assert found == counts


# One vote changed: seats 3:3 is no majority; C yes makes 2:1; A no turns 600; B yes makes 2 of 3 countries and 700 of
# 900; a block stops a consensus; without a no there is unanimity; what is fundamental goes by countries.
WHAT_IF = {
    "seats": "tied",
    "countries": "adopted",
    "capital": "rejected",
    "dual_track": "rejected",
    "double_majority": "adopted",
    "consensus": "rejected",
    "unanimity": "adopted",
}


@pytest.mark.parametrize("rule", WHAT_IF)
def test_one_vote_more_or_less_comes_to_what_paper_says(tour: Tour, rule: str) -> None:
    section = next(one for one in tour.motions if one.anchor == rule)
    assert section.what_if[0].endswith(f"the outcome would be: {WHAT_IF[rule]}.")


def test_a_quorum_of_half_lacks_one_of_seven(tour: Tour) -> None:
    told = tally(tour.quorum)
    assert told["outcome"] == "no_quorum"
    (asked,) = told["result"]["quorum"]
    assert (asked["required"], asked["have"], asked["met"]) == ("7/2", "3", False)
    assert tour.quorum.what_if[0].endswith("the outcome would be: adopted.")


def test_three_against_three_is_a_tie(tour: Tour) -> None:
    told = tally(tour.ties)
    assert told["outcome"] == "tied"
    assert told["result"]["lot_required"]
    assert told["result"]["counts"]["yes"] == told["result"]["counts"]["no"] == "3"
    assert tour.ties.what_if[0].endswith("the outcome is: rejected.")


def test_the_lot_is_the_smaller_of_two_hashes(tour: Tour) -> None:
    chance = tour.chance
    assert all(digest(secret) == commitment for secret, commitment in chance.secrets)
    in_order = sorted((secret for secret, _commitment in chance.secrets), key=digest)
    assert chance.seed == digest("|".join(in_order))
    marks = {one: digest(f"{chance.seed}|{BALLOT}|{one}") for one in ("adopted", "rejected")}
    assert [mark for _name, mark in chance.order] == sorted(marks.values())
    assert chance.first == min(marks, key=lambda one: marks[one])


# boats before rail 5:4, boats before roads 6:3, all before nothing but rail (4:5).
def test_boats_beat_each_of_the_others(tour: Tour) -> None:
    told = tally(tour.rankings[0])
    assert told["result"]["selected"] == ["boats"]
    assert told["result"]["ranking"][0] == ["boats"]


def test_rail_is_out_that_too_few_prefer_to_nothing(tour: Tour) -> None:
    told = tally(tour.rankings[1])
    assert told["result"]["selected"] == ["boats"]
    assert "rail" not in [name for group in told["result"]["ranking"] for name in group]


# First choices: rail 4, roads 3, boats 2. Boats go out, their two to roads: 5 of 9.
def test_instant_runoff_drops_the_boats(tour: Tour) -> None:
    told = tally(tour.rankings[2])
    assert told["result"]["selected"] == ["roads"]


# 100 among five: 20 each. Three pay 60 for cisterns, two pay 40 for the school; nothing is left.
def test_equal_shares_pay_for_both_groups(tour: Tour) -> None:
    told = tally(tour.allocations[0])
    assert set(told["result"]["selected"]) == {"cistern", "school"}
    assert Fraction(told["result"]["total_cost"]) == 100


# Three votes each for cisterns (60) and seeds (40): 100; nothing is left for the school (40).
def test_greedy_pays_for_the_largest_group_alone(tour: Tour) -> None:
    told = tally(tour.allocations[1])
    assert set(told["result"]["selected"]) == {"cistern", "seeds"}
    assert Fraction(told["result"]["total_cost"]) == 100


# Eight papers, two places: the quota is 8/3, rounded down, and one: 3. Ana has 5; her 2 too many go to Beto: 1 + 2 = 3.
def test_a_transferred_surplus_elects_beto(tour: Tour) -> None:
    told = tally(tour.elections[0])
    assert set(told["result"]["selected"]) == {"ana", "beto"}
    assert told["result"]["working"][0]["quota"] == "3"


@pytest.mark.parametrize("language", ["es", "pt-br", "en", "fr"])
def test_the_tour_can_be_told_in_each_language(language: str) -> None:
    found = tour_in(language)
    sections = [*found.motions, found.quorum, found.ties, *found.rankings, *found.allocations, *found.elections]
    assert all(section.row.word and section.explained for section in sections)
    assert all(section.reading.working for section in found.rankings + found.allocations + found.elections)  # type: ignore[union-attr] # of choices
    assert len({section.anchor for section in sections}) == len(sections)


@pytest.mark.django_db
def test_the_page_shows_every_rule_without_a_query(client: Client, django_assert_num_queries: Any) -> None:
    with translation.override("en"), django_assert_num_queries(0):
        answer = client.get("/rules/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    page = answer.content.decode()
    for anchor in (
        *BY_HAND,
        "quorum",
        "ties",
        "lot",
        "schulze",
        "schulze_quorum",
        "irv",
        "equal_shares",
        "greedy",
        "stv",
    ):
        assert page.count(f' id="{anchor}"') == 1
    assert client.post("/rules/").status_code == 405
