"""Pictures of results: every seat once, every area exact, every country in its place or below the map."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from proposals.positions.pictures.areas import Rectangle, bands, squarified, within
from proposals.positions.pictures.motions import SIDES, WIDTH, draw_capital, draw_countries, draw_seats
from proposals.positions.pictures.region import COLUMNS, PLACES, ROWS, places_of
from proposals.positions.pictures.scale import at, share
from proposals.positions.pictures.seats import MOST_MARKS, STEP, rows_of, seats_per_mark

WEIGHTS = st.lists(st.fractions(min_value=Fraction(1, 10**9), max_value=10**12), min_size=1, max_size=40)
ENDS = st.integers(1, 900)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@given(WEIGHTS, ENDS, ENDS)
def test_each_area_is_exactly_its_weight(weights: list[Fraction], width: int, height: int) -> None:
    whole = within(width, height)
    placed = squarified(weights, whole)
    total = sum(weights)
    assert [one.area / whole.area for one in placed] == [weight / total for weight in weights]
    assert all(one.x >= 0 and one.x + one.width <= width and one.y + one.height <= height for one in placed)
    assert not any(overlap(*pair) for pair in combinations(placed, 2))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6).filter(any), ENDS)
def test_bands_are_as_wide_as_they_weigh(weights: list[int], width: int) -> None:
    cut = bands([Fraction(weight) for weight in weights], within(width, 10))
    assert [band.width * sum(weights) for band in cut] == [weight * width for weight in weights]
    assert cut[-1].x + cut[-1].width == width


def test_nothing_has_no_area() -> None:
    assert squarified([], within(10, 10)) == []


def test_alike_weights_are_squares() -> None:
    assert {(one.width, one.height) for one in squarified([Fraction(1)] * 9, within(90, 90))} == {(30, 30)}


@given(st.dictionaries(st.sampled_from(("yes", "no", "block", "abstain", "split", "absent")), st.integers(0, 400)))
def test_every_seat_stands_once(said: dict[str, int]) -> None:
    rows = rows_of(said)
    places = [(mark.x, mark.y) for group in rows.groups for mark in group.marks]
    assert len(set(places)) == len(places) <= MOST_MARKS + 6
    assert all(0 < x < WIDTH and 0 < y <= rows.height for x, y in places)
    for group in rows.groups:
        full = sum(not mark.is_part for mark in group.marks)
        rest = group.seats - full * rows.each
        assert (0 <= rest < rows.each) and bool(rest) == any(mark.is_part for mark in group.marks)
    assert {group.choice: group.seats for group in rows.groups} == {c: n for c, n in said.items() if n}


@pytest.mark.parametrize(("seats", "each"), [(0, 1), (1, 1), (240, 1), (241, 2), (481, 5), (1_000, 5), (100_000, 500)])
def test_many_seats_share_a_mark(seats: int, each: int) -> None:
    assert seats_per_mark(seats) == each


def test_the_map_has_every_country_of_the_region_once() -> None:
    assert len(PLACES) == 34
    assert len(set(PLACES.values())) == 34
    assert (COLUMNS, ROWS) == (9, 9)
    # What lies north, south, east and west of what.
    for north, south in [("CO", "EC"), ("EC", "PE"), ("BO", "AR"), ("MX", "GT"), ("CU", "JM"), ("VE", "BR")]:
        assert PLACES[north][1] < PLACES[south][1]
    for west, east in [("CO", "VE"), ("PE", "BO"), ("CL", "AR"), ("HT", "DO"), ("GT", "HN"), ("AR", "UY")]:
        assert PLACES[west][0] < PLACES[east][0]


def test_a_country_outside_the_map_stands_below_it() -> None:
    on_map, below = places_of(["BO", "ZA", "CN", "BO"])
    assert on_map == {"BO": PLACES["BO"]}
    assert below == {"CN": (0, 0), "ZA": (1, 0)}


def group(country: str, choice: str, weight: str = "1") -> dict[str, Any]:
    parts = {"yes": "0", "no": "0", "abstain": "0", "block": "0"}
    return {"country": country, "choice": choice, "weight": weight, "seats": 1, "present": 1, "parts": parts}


NAMES = {"BO": "Bolivia", "BR": "Brazil", "CN": "China", "EC": "Ecuador"}


def test_countries_stand_on_the_map_and_below() -> None:
    picture = draw_countries([group("BO", "yes"), group("CN", "no"), group("BR", "absent")], NAMES, "")
    assert {tile.code for tile in picture.tiles} == {"BO", "CN", "BR"}
    assert len(picture.elsewhere) == 32
    assert "China" in picture.note
    assert picture.told == "Yes: 1 (Bolivia). Absent: 1 (Brazil). No: 1 (China)."
    assert max(tile.y + 34 for tile in picture.tiles) <= picture.height
    assert len({(tile.x, tile.y) for tile in picture.tiles}) == 3


def test_without_a_country_of_the_region_no_map_is_drawn() -> None:
    picture = draw_countries([group("CN", "yes"), group("ZA", "no")], NAMES, "")
    assert (picture.elsewhere, picture.note, len(picture.tiles)) == ((), "", 2)
    empty = draw_countries([], NAMES, "")
    assert (empty.told, empty.note) == ("", "No country has a seat on the roll.")


@given(st.lists(st.tuples(st.sampled_from(SIDES), st.integers(0, 10**12)), min_size=1, max_size=30))
def test_capital_is_area(told: list[tuple[str, int]]) -> None:
    groups = [group(f"{number:02d}", choice, str(weight)) for number, (choice, weight) in enumerate(told)]
    picture = draw_capital({"group_results": groups}, {}, "")
    assert len(picture.table) == len(told), "who contributes nothing stands in the table"
    assert len(picture.blocks) == sum(weight > 0 for _choice, weight in told)
    if not any(weight for _choice, weight in told):
        assert (picture.told, picture.note) == ("", "No country contributes anything.")


def test_who_has_no_area_is_named() -> None:
    result = {
        "group_results": [group("BO", "yes", "5"), group("BR", "no", "0")],
        "contributors_without_seat": [{"country": "CN", "amount": "9"}],
    }
    note = draw_capital(result, NAMES, "").note
    assert note == "Without a contribution: Brazil. Contributing without a seat, and not counted: China."


def test_seats_are_counted_by_what_they_said() -> None:
    seats = [{"id": f"s{number}"} for number in range(7)]
    answers = [{"yes": "1"}, {"no": "1"}, {"block": "1"}, {"abstain": "1"}, {"yes": "1/2", "no": "1/2"}]
    votes = [{"seat": f"s{number}", "answer": answer} for number, answer in enumerate(answers)]
    picture = draw_seats(seats, votes)
    assert picture.told == "Yes: 1. No: 1. Block: 1. Abstain: 1. Divided: 1. Absent: 2."
    [one] = draw_seats(seats[:1], []).table
    assert (one.word, one.cells[0]) == ("Absent", "1")
    nobody = draw_seats([], [])
    assert (nobody.told, nobody.note) == ("", "Nobody was on the roll.")
    many = draw_seats([{"id": str(number)} for number in range(1_000)], [])
    assert many.note == "Each mark stands for 5 seats, and a small one for fewer."
    assert len(many.rows.groups[0].marks) == 200  # type: ignore[union-attr] # there are seats
    assert STEP * 16 == WIDTH


def test_a_length_is_written_with_a_point() -> None:
    assert (at(Fraction(10, 3)), at(7), share(Fraction(1), Fraction(3)), share(Fraction(0), Fraction(0))) == (
        "3.3",
        "7",
        "33.33%",
        "0%",
    )
