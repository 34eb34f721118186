"""Pictures of results: every seat once, every area exact, every country in its place or below the map."""

from collections.abc import Iterator
from fractions import Fraction
from gzip import compress
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from councils.rulebook.rules import default_rulebook, write_rulebook
from proposals.positions.paper import Listed, Paper, paper_of
from proposals.positions.pictures.areas import Rectangle, bands, squarified, within
from proposals.positions.pictures.budgets import MOST_PIECES, bars_of
from proposals.positions.pictures.funding import Funding, funding_of
from proposals.positions.pictures.motions import SIDES, WIDTH, draw_capital, draw_countries, draw_seats
from proposals.positions.pictures.paths import MOST_DRAWN, circle_of
from proposals.positions.pictures.region import COLUMNS, PLACES, ROWS, places_of
from proposals.positions.pictures.rounds import TALL, lines_of
from proposals.positions.pictures.scale import at, share
from proposals.positions.pictures.seats import MOST_MARKS, STEP, rows_of, seats_per_mark
from proposals.tally.choices import recount_choice

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


def test_a_thousand_seats_are_light() -> None:
    codes = [*PLACES, *(f"X{number}" for number in range(10)), ""]
    seats = [{"id": f"s{number}", "country": codes[number % len(codes)]} for number in range(1_000)]
    votes = [{"seat": f"s{n}", "answer": {("yes", "no", "abstain", "block")[n % 4]: "1"}} for n in range(900)]
    groups = [group(code, SIDES[place % 4], str(10**9 + place)) for place, code in enumerate(codes) if code]
    named = {code: f"{code} {'<b>long' * 9}" for code in codes}
    capital = {"group_results": groups}
    pictures = (draw_seats(seats, votes), draw_countries(groups, named, ""), draw_capital(capital, named, ""))
    reading = SimpleNamespace(pictures=pictures, rows=[], currency="USD")
    html = render_to_string("proposals/positions/pictures/_pictures.html", {"reading": reading})
    assert len(compress(html.encode())) < 8_000
    assert "<b>" not in html
    assert html.count('href="#mark-yes"') >= 45
    assert html.count("says-") >= 2 * 44, "every country in both pictures"


def test_a_length_is_written_with_a_point() -> None:
    assert (at(Fraction(10, 3)), at(7), share(Fraction(1), Fraction(3)), share(Fraction(0), Fraction(0))) == (
        "3.3",
        "7",
        "33.33%",
        "0%",
    )


def paper(many: int, cost: str = "") -> Paper:
    return paper_of([{"id": f"o{number}", "name": f"Option {number}", "cost": cost} for number in range(1, many + 1)])


def test_options_have_letters() -> None:
    letters = [Listed(number, "", "", "").letter for number in (1, 2, 26, 27, 52, 53, 702, 703)]
    assert letters == ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_circle_draws_every_defeat_once_and_marks_the_path() -> None:
    matrix = [["0", "5", "2"], ["2", "0", "4"], ["5", "3", "0"]]
    link = {"from": "o1", "to": "o2", "strength": "5"}, {"from": "o2", "to": "o3", "strength": "4"}
    paths = [{"there": {"strength": "4", "links": list(link)}}, {"there": {"strength": "5", "links": [link[0]]}}]
    circle = circle_of(paper(3).options, matrix, paths, ["o1"])
    assert circle is not None
    assert sorted((arrow.kind, arrow.strength) for arrow in circle.arrows) == [
        ("beats", ""),
        ("path", "5"),
        ("weakest", "4"),
    ]
    assert [(node.letter, node.is_chosen) for node in circle.nodes] == [("A", True), ("B", False), ("C", False)]
    assert len({(node.x, node.y) for node in circle.nodes}) == 3
    level = [["0", "1"], ["1", "0"]]
    assert circle_of(paper(2).options, level, [], []).arrows == ()  # type: ignore[union-attr] # two can be drawn
    for many in (0, 1, MOST_DRAWN + 1):
        assert circle_of(paper(many).options, [["0"] * many] * many, [], []) is None


def test_columns_are_as_high_as_the_votes() -> None:
    totals = [{"a": "6", "b": "4"}, {"a": "9"}]
    (a, b), height = lines_of(["a", "b"], totals, Fraction(5))
    assert [column.height for column in a.columns] == [at(Fraction(6 * TALL, 9)), str(TALL)]
    assert len(b.columns) == 1, "whoever is out has no column any more"
    assert float(a.mark) == pytest.approx(a.bottom - TALL * 5 / 9, abs=0.05)
    assert b.bottom <= height
    assert lines_of(["a"], totals[:1], None) == ((), 0), "one round is no course"
    assert lines_of(["a"], [{"a": "0"}] * 2, None) == ((), 0)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60), st.integers(1, 900))
def test_a_budget_is_as_long_as_it_costs(costs: list[int], budget: int) -> None:
    options = paper_of([{"id": f"o{n}", "name": f"O{n}", "cost": str(cost)} for n, cost in enumerate(costs)])
    selected = [one.id for one in options.options]
    told = {"rule": "greedy", "is_binding": True, "result": {"selected": selected, "total_cost": str(sum(costs))}}
    [bar] = bars_of([told], options, {"budget": str(budget)})
    length = sum(float(piece.width.rstrip("%")) for piece in bar.pieces)
    assert length == pytest.approx(100 * sum(costs) / max(budget, sum(costs)), abs=0.4)
    assert len(bar.pieces) == min(sum(cost > 0 for cost in costs), MOST_PIECES + 1)
    assert all(piece.is_bound for piece in bar.pieces)
    [alone] = bars_of([{**told, "is_binding": False}], options, {"budget": str(budget)})
    assert [piece.width for piece in alone.pieces] == [piece.width for piece in bar.pieces]
    assert not any(piece.is_bound for piece in alone.pieces if piece.number)


def test_a_ballot_without_a_budget_has_no_bars() -> None:
    assert bars_of([{"rule": "irv", "result": {}}], paper(2), {}) == ()
    assert bars_of([], paper(2), {"budget": "0"}) == ()


def divided(rule: str, **terms: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A budget of 100 among four projects, with the votes of nine seats of three countries, counted."""
    countries = ["BO", "BR", None]
    seats = [
        {"id": f"m{n}", "movement": f"m{n}", "name": f"M{n}", "kind": "union", "country": countries[n % 3]}
        for n in range(9)
    ]
    wishes = [wish.split() for wish in ("o1 o2", "o1", "o2 o3", "o1 o4", "o3", "o2", "o1 o2 o3", "o4", "o3 o4")]
    options = [{"id": f"o{n}", "name": f"O{n}", "cost": cost} for n, cost in enumerate(["33.10", "25", "41", "7"], 1)]
    document = {
        "kind": "allocation",
        "rules": write_rulebook(default_rulebook()),
        "terms": {"budget": "100.00", "currency": "USD", "input": "approval", **terms},
        "options": options,
        "roll": {"seats": seats, "contributions": [{"country": "BO", "amount": "7"}, {"country": "BR", "amount": "2"}]},
        "votes": [{"seat": seat["id"], "answer": {"approved": wish}} for seat, wish in zip(seats, wishes, strict=True)],
    }
    document["roll"]["decision_class"] = None
    tallies = {tally.rule: tally for tally in recount_choice(document).tallies}
    return document, {"rule": rule, "result": tallies[rule].as_json()}


@pytest.mark.parametrize("weighting", ["", "/countries", "/capital"])
@pytest.mark.parametrize("rule", ["equal_shares", "greedy"])
def test_what_the_seats_paid_is_what_was_spent(rule: str, weighting: str) -> None:
    document, told = divided(rule + weighting)
    funding = funding_of(document, told)
    assert isinstance(funding, Funding)
    costs = {option["id"]: Fraction(option["cost"]) for option in document["options"]}
    for project in told["result"]["selected"]:
        paid = sum((of.get(project, 0) for of in funding.paid.values()), Fraction(0))
        assert paid + funding.common.get(project, 0) == costs[project]
    assert all(project in funding.wishes[seat] for seat, of in funding.paid.items() for project in of)
    assert funding.has_shares == (rule == "equal_shares")


def test_who_paid_is_not_made_up() -> None:
    document, told = divided("equal_shares")
    anonymous = {**document, "votes": [{**vote, "seat": None} for vote in document["votes"]]}
    assert funding_of(anonymous, told) is None
    assert funding_of({**document, "is_imported": True}, told) is None
    other = [{**step, "rho": "1/1000"} if step["step"] == "purchase" else step for step in told["result"]["working"]]
    wrong = {**told, "result": {**told["result"], "working": other}}
    assert funding_of(document, wrong) is None, "what does not sum to the cost is not shown"
    assert funding_of(document, {**told, "result": {**told["result"], "selected": []}}) is None
