"""A division of a budget as its page says it: readable numbers, many projects counted, one taken without votes."""

import pytest
from django.utils import translation

from proposals.positions.budget_reading import read_budget
from proposals.positions.choice_words import choice_sentence, chosen_words
from proposals.positions.numbers import as_counted, exact
from proposals.positions.paper import paper_of

CODES = [f"p{number}" for number in range(10)]
PAPER = paper_of({"id": code, "cost": "10.00"} for code in CODES)
TERMS = {"budget": "100.00", "currency": "USD"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("17/3", "5\u00a02/3"),
        ("200/9999", "200/9.999"),
        ("82981381396333128/397304608239", "≈\u00a0208.860,86"),
        ("20895950/100001", "≈\u00a0208,9574"),
        ("661/100003", "≈\u00a00,00660980"),
        ("-70000003/30001", "≈\u00a0-2.333,26"),
        ("1" * 50 + "/" + "7" * 49, "≈\u00a01,4286"),
    ],
)
def test_a_fraction_that_nobody_works_with_is_approximated(value: str, written: str) -> None:
    with translation.override("es"):
        assert exact(value) == written


def test_what_scottish_law_cuts_off_is_cut_off_here() -> None:
    with translation.override("es"):
        assert as_counted("781/2694", "scottish") == "0,28990"
        assert as_counted("199999999/1000000000", "scottish") == "0,19999"
        assert as_counted("1371", "scottish") == "1.371"


def test_a_few_projects_are_named_and_many_are_counted() -> None:
    document = {"kind": "allocation", "terms": TERMS}
    binding = {"rule": "greedy", "outcome": "selected", "result": {"selected": CODES[:8], "total_cost": "80"}}
    few = {**binding, "result": {"selected": CODES[:2], "total_cost": "20"}}
    with translation.override("en"):
        many = choice_sentence(document, binding, PAPER)
        assert many.startswith("8 of 10 projects are to be paid for, by the rule that binds")
        assert many.endswith("They cost 80\u00a0USD of 100\u00a0USD. Which ones, the table of all projects says.")
        assert choice_sentence(document, few, PAPER).startswith("To be paid for: p0, p1, ")
        assert chosen_words("allocation", CODES[:7], PAPER) == "7 of 10 projects"
        assert chosen_words("election", CODES[:7], PAPER) == "p0, p1, p2, p3, p4, p5, p6"


def test_a_project_without_votes_that_still_fitted_says_so() -> None:
    looks = [
        {"step": "look", "project": "p0", "score": "3", "cost": "60", "left": "100", "verdict": "selected"},
        {"step": "look", "project": "p1", "score": "0", "cost": "20", "left": "40", "verdict": "selected"},
    ]
    with translation.override("en"):
        wanted, unwanted = read_budget({"working": looks}, PAPER, TERMS).looks
    assert (wanted.verdict, wanted.is_taken) == ("taken", True)
    assert (unwanted.score, unwanted.verdict, unwanted.is_taken) == ("0", "taken: no votes, but it still fitted", True)


def test_the_raises_of_the_shares_are_counted_in_the_readers_language() -> None:
    share = {"step": "share", "voters": 6586, "each_voter": "315", "raises": 164}
    with translation.override("en"):
        words = read_budget({"working": [share]}, PAPER, TERMS).share
    assert words.endswith("The shares were raised 164 times.")
