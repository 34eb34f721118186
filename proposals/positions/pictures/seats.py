"""Seats as marks in rows, those that said the same together."""

from collections.abc import Mapping
from dataclasses import dataclass

from .scale import WIDTH

COLUMNS = 16
STEP = WIDTH // COLUMNS
LABEL = 26
GAP = 8
# More marks than these nobody looks at, and a phone has to load them: then each stands for several seats.
MOST_MARKS = 240


@dataclass(frozen=True)
class Mark:
    """The middle of one mark; one that `is_part` stands for fewer seats than the others."""

    x: int
    y: int
    is_part: bool = False


@dataclass(frozen=True)
class Group:
    """All seats that said the same: how many, where their label stands, and their marks."""

    choice: str
    seats: int
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Rows:
    """All groups, one below the other. Each mark stands for `each` seats."""

    groups: tuple[Group, ...]
    each: int
    height: int


def rows_of(seats: Mapping[str, int]) -> Rows:
    """Lay out so many seats by their choice, in the order of the mapping; who is nobody is left out."""
    each, y, groups = seats_per_mark(sum(seats.values())), 0, []
    for choice, number in seats.items():
        if not number:
            continue
        full, rest = divmod(number, each)
        marks = full + bool(rest)
        top = y + LABEL
        placed = tuple(_mark(place, top, is_part=place == full) for place in range(marks))
        groups.append(Group(choice, number, y + LABEL // 2, placed))
        y = top + STEP * -(-marks // COLUMNS) + GAP
    return Rows(tuple(groups), each, y)


def seats_per_mark(seats: int) -> int:
    """1, 2, 5, 10, 20, 50, …: the least of them with which no more than `MOST_MARKS` full marks are drawn."""
    each = 1
    while seats > each * MOST_MARKS:
        each = each * 5 // 2 if str(each).startswith("2") else each * 2
    return each


def _mark(place: int, top: int, *, is_part: bool) -> Mark:
    row, column = divmod(place, COLUMNS)
    return Mark(column * STEP + STEP // 2, top + row * STEP + STEP // 2, is_part)
