"""A vacancy is filled by the papers that had elected whoever left."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.tally.elections.countback import countback
from proposals.tally.elections.places import Places
from proposals.tally.elections.stv import stv
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import profile_of
from proposals.tally.rankings.ties import Order
from proposals.tally.roll import TallyError

from .test_rankings import rankings

VOTES = [
    ([["a"], ["b"], ["c"]], 50),
    ([["a"], ["c"], ["b"]], 10),
    ([["d"], ["c"]], 35),
    ([["c"]], 12),
    ([["b"], ["d"]], 13),
]
ELECTION = stv(profile_of("abcd", VOTES), 2)


def test_the_papers_of_whoever_left_choose_at_the_value_that_their_quota_kept() -> None:
    """120 papers, two places: a quota of 41. The 60 papers of a elected them, each of which kept 41/60 of itself."""
    assert ELECTION.quota == 41
    assert ELECTION.elected == ("a", "d")
    result = countback(ELECTION, "a")
    assert (result.elected, result.contestants, result.value) == ("b", ("b", "c"), 41)
    first = result.count.rounds[0]
    assert first.totals == {"b": Fraction(50 * 41, 60), "c": Fraction(10 * 41, 60)}
    assert result.as_json()["elected"] == "b"
    assert result.as_json()["rounds"][0]["totals"] == {"b": "205/6", "c": "41/6"}


def test_who_would_not_stand_is_passed_over() -> None:
    assert countback(ELECTION, "a", declined=["b"]).elected == "c"
    nobody = countback(ELECTION, "a", declined=["b", "c"])
    assert (nobody.elected, nobody.contestants, nobody.count.lot_between) == (None, (), ())


def test_a_paper_counts_for_the_highest_of_those_who_contest_wherever_it_had_stood() -> None:
    """Three papers of e went on to a when e dropped out: since e contests, they are for e again."""
    tally = stv(profile_of("ace", [([["a"], ["c"]], 6), ([["e"], ["a"]], 3), ([["c"]], 4)]), 1)
    assert tally.elected == ("a",)
    assert [stage.act for stage in tally.stages] == ["first", "exclusion"]
    result = countback(tally, "a")
    assert result.count.rounds[0].totals == {"c": Fraction(6 * 7, 9), "e": Fraction(3 * 7, 9)}
    assert countback(tally, "a", declined=["c"]).elected == "e"


def test_minimum_places_hold_for_whoever_follows_too() -> None:
    places = Places({0: "north", 2: "north"}, {"north": 1})
    assert countback(ELECTION, "a", places=places).contestants == ("c",)
    assert countback(ELECTION, "a", places=places, declined=["c"]).elected is None


def test_a_tie_waits_for_a_lot() -> None:
    level = stv(profile_of("abc", [([["a"], ["b"]], 5), ([["a"], ["c"]], 5)]), 1)
    assert countback(level, "a").count.lot_between == ("b", "c")
    assert countback(level, "a", lot=Order((2, 1, 0), is_drawn=True)).elected == "c"


def test_papers_that_name_nobody_who_contests_elect_nobody() -> None:
    alone = stv(profile_of("abc", [([["a"]], 5), ([["b"]], 2), ([["c"]], 1)]), 1)
    assert countback(alone, "a").elected is None
    assert countback(alone, "a").count.lot_between == ()


def test_only_whoever_was_elected_can_leave() -> None:
    for leaving, declined in (("b", []), ("x", []), ("a", ["x"])):
        with pytest.raises(TallyError):
            countback(ELECTION, leaving, declined=declined)


@settings(max_examples=150)
@given(
    rankings(most_options=6, most_ballots=12, weights=st.integers(1, 30)),
    st.integers(1, 4),
    st.sampled_from(["exact", "scottish"]),
    st.sampled_from(["exhaust", "split"]),
)
def test_every_place_can_be_vacated_and_no_paper_counts_for_more_than_it_was_worth(profile, seats, arithmetic, equal):
    lot = list(range(len(profile.options)))
    tally = stv(profile, seats, arithmetic=arithmetic, reading=Reading(equal), lot=lot)
    for name in tally.elected:
        result = countback(tally, name, lot=Order(tuple(lot), is_drawn=True))
        assert result.value <= tally.quota
        assert result.elected is None or result.elected in result.contestants
        assert not set(result.contestants) & set(tally.elected)
        for round_ in result.count.rounds:
            assert sum(round_.totals.values()) + sum(round_.inactive.values()) == result.value
        if result.contestants and result.elected is None:
            assert not any(result.count.rounds[-1].totals.values())


def test_withdrawn_candidates_contest_nothing() -> None:
    tally = stv(profile_of("abcd", VOTES), 2, withdrawn=[1])
    assert "b" not in countback(tally, tally.elected[0]).contestants
