"""Whose vote counts for whom: chains, circles, what is taken back, and the order in which things are said."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from proposals.tally.delegation import Act, chain_with, closes_circle, hand_on, resolve, standing

SEATS = ("a", "b", "c", "d", "e", "f")
seats = st.sampled_from(SEATS)
acts = st.lists(st.builds(Act, seats, st.none() | seats, st.booleans()), max_size=20)
edges = st.dictionaries(seats, seats, max_size=6).map(lambda found: {s: t for s, t in found.items() if s != t})
voters = st.sets(seats)
LONG = 10


def test_a_chain_ends_at_the_first_seat_that_voted() -> None:
    chain = {"a": "b", "b": "c", "c": "d"}
    assert resolve(chain, {"d"}, LONG) == {"a": "d", "b": "d", "c": "d"}
    assert resolve(chain, {"b", "d"}, LONG) == {"a": "b", "c": "d"}
    assert resolve(chain, {"a", "d"}, LONG) == {"b": "d", "c": "d"}
    assert resolve(chain, set(), LONG) == {}
    assert [(one.seat, one.to, one.via, one.counts) for one in hand_on(chain, {"d"}, LONG)] == [
        ("a", "d", ("b", "c"), True),
        ("b", "d", ("c",), True),
        ("c", "d", (), True),
    ]


def test_no_chain_is_followed_further_than_the_rulebook_allows() -> None:
    chain = {"a": "b", "b": "c", "c": "d"}
    assert resolve(chain, {"d"}, 0) == {}
    assert resolve(chain, {"d"}, 1) == {"c": "d"}
    assert resolve(chain, {"d"}, 2) == {"b": "d", "c": "d"}
    assert [one.to for one in hand_on(chain, {"d"}, 1)] == ["b", "c", "d"]


def test_what_was_said_of_the_ballot_stands_before_what_was_said_of_the_round() -> None:
    of_round, of_ballot = Act("a", "b", is_of_round=True), Act("a", "c")
    assert standing([of_round, of_ballot]) == standing([of_ballot, of_round]) == {"a": "c"}
    assert standing([of_round, of_ballot, Act("a", None, is_of_round=True)]) == {"a": "c"}
    assert standing([of_round, of_ballot, Act("a", None)]) == {}
    assert standing([of_round, Act("a", None, is_of_round=True)]) == {}
    assert standing([of_round, Act("a", "d", is_of_round=True)]) == {"a": "d"}


@given(acts)
def test_the_last_word_of_each_seat_stands(said: list[Act]) -> None:
    found = standing(said)
    for seat in SEATS:
        of_ballot = [act.to for act in said if act.seat == seat and not act.is_of_round]
        of_round = [act.to for act in said if act.seat == seat and act.is_of_round]
        expected = (of_ballot or of_round or [None])[-1]
        assert found.get(seat) == expected


@given(acts, st.randoms())
def test_it_does_not_matter_in_which_order_different_seats_speak(said: list[Act], random) -> None:
    order = list(SEATS)
    random.shuffle(order)
    assert standing(sorted(said, key=lambda act: order.index(act.seat))) == standing(said)


@given(edges, voters, st.integers(0, 6))
def test_a_vote_counts_for_who_did_not_vote_and_comes_from_who_did(
    found: dict[str, str], voted: set[str], longest: int
) -> None:
    resolved = resolve(found, voted, longest)
    for seat, to in resolved.items():
        assert seat not in voted
        assert to in voted
    for one in hand_on(found, voted, longest):
        path = [one.seat, *one.via, one.to]
        assert all(found[here] == there for here, there in pairwise(path))
        assert len(path) - 1 <= max(longest, 1)
        assert not set(one.via) & voted
    assert set(resolve(found, voted, longest)) <= set(resolve(found, voted, longest + 1))


@given(edges, voters)
def test_taking_one_back_changes_nothing_for_whoever_does_not_hand_on_over_it(
    found: dict[str, str], voted: set[str]
) -> None:
    before = {one.seat: one for one in hand_on(found, voted, LONG)}
    for gone in found:
        after = {one.seat: one for one in hand_on({s: t for s, t in found.items() if s != gone}, voted, LONG)}
        for seat, one in before.items():
            if seat != gone and gone not in one.via and gone != one.to:
                assert after[seat] == one


@given(st.lists(st.tuples(seats, seats), max_size=20), st.integers(1, 5))
def test_what_is_let_in_never_makes_a_circle_or_too_long_a_chain(asked: list[tuple[str, str]], longest: int) -> None:
    found: dict[str, str] = {}
    for seat, to in asked:
        others = {one: other for one, other in found.items() if one != seat}
        if seat == to or closes_circle(others, seat, to) or chain_with(others, seat, to) > longest:
            continue
        found[seat] = to
    for seat in found:
        here, steps = seat, 0
        while here in found:
            here, steps = found[here], steps + 1
            assert steps <= longest
            assert here != seat


@given(edges, seats, seats)
def test_a_circle_is_found_where_following_comes_back(found: dict[str, str], seat: str, to: str) -> None:
    found.pop(seat, None)
    here, seen = to, []
    while here in found and here not in seen:
        seen.append(here)
        here = found[here]
    assert closes_circle(found, seat, to) == (seat in (here, *seen))


@given(edges, voters)
def test_a_circle_of_which_nobody_voted_counts_for_nobody(found: dict[str, str], voted: set[str]) -> None:
    circle = {"x": "y", "y": "z", "z": "x"}
    resolved = resolve({**found, **circle}, voted, LONG)
    assert not set(circle) & set(resolved)
    assert resolve({**found, **circle}, voted | {"y"}, LONG)["x"] == "y"
