"""The shelf of published positions never holds more than it has room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.positions.shelf import Kept, Place, Shelf

ROOM = 100


def place(number: int) -> Place:
    return ("council", "", 2026, number)


def kept(size: int) -> Kept:
    return Kept("a" * 64, b"x" * size)


def held(shelf: Shelf) -> int:
    """How many bytes it holds, counted from outside."""
    return sum(len(found.body) for number in range(20) if (found := shelf.find(place(number))))


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 150))))
def test_it_holds_what_it_has_room_for(coming: list[tuple[int, int]]) -> None:
    shelf = Shelf(ROOM)
    for number, size in coming:
        assert shelf.keep(place(number), kept(size)) == kept(size)
        assert held(shelf) <= ROOM


def test_what_was_asked_for_last_stays_longest() -> None:
    shelf = Shelf(ROOM)
    for number in (1, 2):
        shelf.keep(place(number), kept(50))
    assert shelf.find(place(1))
    shelf.keep(place(3), kept(50))
    assert [bool(shelf.find(place(number))) for number in (1, 2, 3)] == [True, False, True]


@pytest.mark.parametrize(("size", "is_kept"), [(ROOM, True), (ROOM + 1, False)])
def test_what_would_fill_it_alone(size: int, is_kept: bool) -> None:
    shelf = Shelf(ROOM)
    shelf.keep(place(1), kept(10))
    shelf.keep(place(2), kept(size))
    assert bool(shelf.find(place(2))) is is_kept
    assert bool(shelf.find(place(1))) is not is_kept


def test_twice_the_same_is_counted_once() -> None:
    shelf = Shelf(ROOM)
    for _time in range(5):
        shelf.keep(place(1), kept(60))
    shelf.keep(place(2), kept(40))
    assert held(shelf) == ROOM
    shelf.clear()
    assert held(shelf) == 0
