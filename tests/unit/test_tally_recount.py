"""A published ballot gives the same tallies to whoever recounts it from its JSON."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.rulebook.rules import RulebookError, default_rulebook, write_rulebook
from proposals.tally.compare import compare_rules
from proposals.tally.recount import amount_text, read_roll, read_votes, recount, roll_as_json, votes_as_json
from proposals.tally.roll import TallyError
from tests.unit.tally_cases import ballot, ballots


def published(rulebook, roll, votes):
    document = {"rules": write_rulebook(rulebook), "roll": roll_as_json(roll), "votes": votes_as_json(votes)}
    return json.loads(json.dumps({**document, "outcome": "adopted", "title": "…"}))


@settings(deadline=None)
@given(ballots())
def test_recounting_what_was_published_gives_the_same(case):
    rulebook, roll, votes = case
    first = compare_rules(rulebook=rulebook, roll=roll, votes=votes)
    again = recount(published(*case))
    assert again == first
    assert json.loads(json.dumps(first.as_json())) == again.as_json()


@given(st.fractions(min_value=0) | st.decimals(0, 10**12, places=2).map(Fraction))
def test_amounts_are_written_exactly(amount):
    seats = {"seats": [], "contributions": [{"country": "BR", "amount": amount_text(amount)}], "decision_class": None}
    assert read_roll(seats).contributions == {"BR": amount}


@pytest.mark.parametrize(
    ("amount", "text"),
    [("2000000000", "2000000000"), ("0.10", "0.1"), ("0", "0"), ("12.05", "12.05"), ("1/3", "1/3"), ("1/8", "0.125")],
)
def test_amounts_are_decimals_where_they_can_be(amount, text):
    assert amount_text(Fraction(amount)) == text


def test_the_published_shapes():
    roll, votes = ballot("BR:y-,*:b", {"BR": "12.50", "AR": 3}, "operational")
    votes["BR1"] = {"no": Fraction(1, 3), "yes": Fraction(2, 3), "block": Fraction(0)}
    assert roll_as_json(roll) == {
        "seats": [
            {"id": "*1", "movement": "*1", "country": None, "kind": "union"},
            {"id": "BR1", "movement": "br1", "country": "BR", "kind": "union"},
            {"id": "BR2", "movement": "br2", "country": "BR", "kind": "union"},
        ],
        "contributions": [{"country": "AR", "amount": "3"}, {"country": "BR", "amount": "12.5"}],
        "decision_class": "operational",
    }
    assert votes_as_json(votes) == [
        {"seat": "*1", "answer": {"block": "1"}},
        {"seat": "BR1", "answer": {"no": "1/3", "yes": "2/3"}},
    ]
    padded = {**roll_as_json(roll), "contributions": [{"country": "BR", "amount": "12.500", "currency": "USD"}]}
    assert read_roll(padded).contributions == {"BR": Fraction(25, 2)}


def damaged(key, value):
    roll, votes = ballot("BR:y", {"BR": 1})
    document = published(default_rulebook(), roll, votes)
    place = document
    *path, last = key
    for step in path:
        place = place[step]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return document


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (["votes"], KeyError),
        (["votes"], {}),
        (["votes", 0], "yes"),
        (["votes", 0, "seat"], 7),
        (["votes", 0, "seat"], "BR9"),
        (["votes", 0, "answer"], "yes"),
        (["votes", 0, "answer"], {"yes": 1}),
        (["votes", 0, "answer"], {"yes": "1.0"}),
        (["votes", 0, "answer"], {"yes": "1/0"}),
        (["votes", 0, "answer"], {"yes": "-1"}),
        (["votes", 0, "answer"], {"yes": "1" * 5000}),
        (["votes", 0, "answer"], {"maybe": "1"}),
        (["roll"], []),
        (["roll", "seats"], KeyError),
        (["roll", "seats", 0, "kind"], KeyError),
        (["roll", "seats", 0, "country"], 7),
        (["roll", "decision_class"], 7),
        (["roll", "contributions", 0, "amount"], 1.5),
        (["roll", "contributions", 0, "amount"], "1e9"),
        (["roll", "contributions", 0, "amount"], "NaN"),
    ],
)
def test_a_document_that_cannot_be_counted_is_refused_with_a_sentence(key, value):
    with pytest.raises(TallyError) as caught:
        recount(damaged(key, value))
    assert str(caught.value).endswith(".")


def test_repeated_votes_and_contributions_are_refused():
    with pytest.raises(TallyError, match="two votes"):
        read_votes([{"seat": "a", "answer": {"yes": "1"}}] * 2)
    with pytest.raises(TallyError, match="twice"):
        read_roll({"seats": [], "contributions": [{"country": "BR", "amount": "1"}] * 2})


def test_rules_that_cannot_be_read_are_refused_as_a_rulebook_is():
    with pytest.raises(RulebookError):
        recount(damaged(["rules", "binding"], "coin"))
