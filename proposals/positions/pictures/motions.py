"""A motion in three pictures, one for each way of counting the same votes: seats, countries, and their capital."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.templatetags.minga import fraction, percent
from proposals.voting.words import choice_word, few

from .areas import Rectangle, bands, squarified, within
from .region import PLACES, ROWS, Place, places_of
from .scale import WIDTH, at
from .seats import Group, Rows, rows_of

CHOICES = ("yes", "no", "block", "abstain", "split", "absent")
TILE, PITCH = 34, 37
APART = 14
# Yes from the one side and no from the other, so that both are seen to grow towards the middle.
SIDES = ("yes", "abstain", "absent", "no")
HEIGHT = 252
# Where a letter of a code is this wide and high, and how much room a sign below it takes.
CODE_WIDTH, CODE_HEIGHT, SHARE_WIDTH, SHARE_HEIGHT, SIGN_HEIGHT = 24, 18, 46, 36, 66
MOST_NAMES = 8

TITLES: dict[str, Promise] = {
    "seats": gettext_lazy("By seats"),
    "countries": gettext_lazy("By countries"),
    "capital": gettext_lazy("By capital"),
}
# Which rules count what a picture shows; others put these together, and stand with each that they count by.
RULES = {"seats": ("seats", "consensus", "unanimity"), "countries": ("countries",), "capital": ("capital",)}


@dataclass(frozen=True)
class Line:
    """One line of the table of a picture; `cells` are those that its template names, in their order."""

    name: str
    choice: str
    word: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """One country: its code, what it says, and where its square stands."""

    code: str
    name: str
    choice: str
    word: str
    x: int
    y: int


@dataclass(frozen=True)
class Block:
    """One country as large as its contribution; `label` and `share` are empty where they would not fit."""

    name: str
    choice: str
    word: str
    x: str
    y: str
    width: str
    height: str
    label: str
    share: str
    sign: tuple[str, str] | None


@dataclass(frozen=True)
class Picture:
    """One way of counting: what is seen, said in a sentence (`told`), and the same as a table. `note` says what the
    picture leaves out; where nothing can be drawn it is all that is said, and `told` is empty.
    """

    name: str
    title: str
    told: str
    note: str
    height: int
    table: tuple[Line, ...]
    rows: Rows | None = None
    tiles: tuple[Tile, ...] = ()
    elsewhere: tuple[tuple[int, int], ...] = ()
    blocks: tuple[Block, ...] = ()
    rules: tuple[str, ...] = ()
    template: str = ""

    @property
    def labelled(self) -> Iterable[tuple[Group, Line]]:
        """The groups of seats, each with its line of the table, which says what it is called."""
        return zip(self.rows.groups, self.table, strict=True) if self.rows else ()


def drawn_motion(
    document: Mapping[str, Any], names: Mapping[str, str], reasons: Mapping[str, str]
) -> tuple[Picture, ...]:
    """The three pictures of a document of the form of `position_document`. `reasons` say why a rule does not apply."""
    by_rule = {result["rule"]: result["result"] for result in document["results"]}
    pictures = (
        draw_seats(document["roll"]["seats"], document["votes"]),
        draw_countries(by_rule["countries"]["group_results"], names, reasons.get("countries", "")),
        draw_capital(by_rule["capital"], names, reasons.get("capital", "")),
    )
    together = {rule: {track["rule"] for track in result["tracks"]} for rule, result in by_rule.items()}
    return tuple(
        replace(picture, rules=(*picture.rules, *(rule for rule, tracks in together.items() if picture.name in tracks)))
        for picture in pictures
    )


def draw_seats(seats: Sequence[Mapping[str, Any]], votes: Iterable[Mapping[str, Any]]) -> Picture:
    """Every seat of the roll once, with those who said the same."""
    answers = {vote["seat"]: vote["answer"] for vote in votes}
    said = dict.fromkeys(CHOICES, 0)
    for seat in seats:
        answer = answers.get(seat["id"])
        said["absent" if answer is None else "split" if len(answer) > 1 else next(iter(answer))] += 1
    rows = rows_of(said)
    table = [
        Line("", group.choice, _said(group.choice), (fraction(str(group.seats)), _share(group.seats, len(seats))))
        for group in rows.groups
    ]
    several = _("Each mark stands for %(each)d seats, and a small one for fewer.") % {"each": rows.each}
    note = "" if seats else _("Nobody was on the roll.")
    return _picture("seats", table, several if rows.each > 1 else note, rows.height, rows=rows)


def draw_countries(groups: Sequence[Mapping[str, Any]], names: Mapping[str, str], reason: str) -> Picture:
    """Each country of the roll as a square, at its place on the map of the region or in the rows below."""
    codes = {group["country"]: group for group in groups}
    on_map, below = places_of(codes)
    top = PITCH * ROWS + APART if on_map else 0
    tiles = [_tile(codes[code], names, place, 0) for code, place in on_map.items()]
    tiles += [_tile(codes[code], names, place, top) for code, place in below.items()]
    rows = 1 + max((row for _column, row in below.values()), default=-1)
    elsewhere = [_corner(place) for code, place in PLACES.items() if code not in codes] if on_map else []
    table = [
        Line(_name(group, names), group["choice"], choice_word(group["choice"]), _country_cells(group))
        for group in _by_side(groups)
    ]
    height = top + PITCH * rows
    note = _("Not on this map, and below it: %(names)s.") % {
        "names": few([names.get(code, code) for code in below], MOST_NAMES)
    }
    drawn = _picture("countries", table, note if on_map and below else "", height, tiles=tuple(tiles))
    return replace(drawn, elsewhere=tuple(elsewhere)) if tiles else _left_out(drawn, reason)


def draw_capital(result: Mapping[str, Any], names: Mapping[str, str], reason: str) -> Picture:
    """Each country as large as its contribution, beside those that say the same."""
    groups = _by_side(result["group_results"])
    weights = {group["country"]: Fraction(group["weight"]) for group in groups}
    total = sum(weights.values(), Fraction(0))
    table = [
        Line(_name(group, names), group["choice"], choice_word(group["choice"]), _capital_cells(group, total))
        for group in groups
    ]
    if not total:
        return _left_out(_picture("capital", table, "", 0), reason or _("No country contributes anything."))
    blocks = _blocks([group for group in groups if weights[group["country"]]], names, total)
    return _picture("capital", table, _beside(result, weights, names), HEIGHT, blocks=tuple(blocks))


def _blocks(groups: Sequence[Mapping[str, Any]], names: Mapping[str, str], total: Fraction) -> list[Block]:
    sides = [[group for group in groups if group["choice"] == side] for side in SIDES]
    sums = [sum((Fraction(group["weight"]) for group in side), Fraction(0)) for side in sides]
    blocks = []
    for side, band in zip(sides, bands(sums, within(WIDTH, HEIGHT)), strict=True):
        placed = squarified([Fraction(group["weight"]) for group in side], band)
        blocks += [_block(group, names, place, total) for group, place in zip(side, placed, strict=True)]
    return blocks


def _block(group: Mapping[str, Any], names: Mapping[str, str], place: Rectangle, total: Fraction) -> Block:
    has_code = place.width >= CODE_WIDTH and place.height >= CODE_HEIGHT
    has_share = place.width >= SHARE_WIDTH and place.height >= SHARE_HEIGHT
    middle = (at(place.x + place.width / 2), at(place.y + place.height - 16))
    return Block(
        name=_name(group, names),
        choice=group["choice"],
        word=choice_word(group["choice"]),
        x=at(place.x),
        y=at(place.y),
        width=at(place.width),
        height=at(place.height),
        label=group["country"] if has_code else "",
        share=percent(Fraction(group["weight"]) / total) if has_share else "",
        sign=middle if place.height >= SIGN_HEIGHT and place.width >= CODE_WIDTH else None,
    )


def _beside(result: Mapping[str, Any], weights: Mapping[str, Fraction], names: Mapping[str, str]) -> str:
    """What has no area: who contributes nothing, and who contributes and has no seat."""
    nothing = [names.get(code, code) for code, weight in weights.items() if not weight]
    others = [names.get(one["country"], one["country"]) for one in result.get("contributors_without_seat", ())]
    said = (
        (_("Without a contribution: %(names)s."), nothing),
        (_("Contributing without a seat, and not counted: %(names)s."), others),
    )
    return " ".join(sentence % {"names": few(called, MOST_NAMES)} for sentence, called in said if called)


def _picture(name: str, table: Sequence[Line], note: str, height: int, **drawn: Any) -> Picture:
    template = f"proposals/positions/pictures/_{name}.html"
    return Picture(
        name,
        str(TITLES[name]),
        _told(name, table),
        note,
        height,
        tuple(table),
        rules=RULES[name],
        template=template,
        **drawn,
    )


def _told(name: str, table: Sequence[Line]) -> str:
    """The picture in a sentence: *Yes: 4 (Bolivia, …). No: 2 (…).*"""
    if name == "seats":
        return " ".join(f"{line.word}: {line.cells[0]}." for line in table)
    by_word: dict[str, list[str]] = {}
    for line in table:
        share = f" {line.cells[-1]}" if name == "capital" else ""
        by_word.setdefault(line.word, []).append(f"{line.name}{share}")
    return " ".join(f"{word}: {len(said)} ({few(said, MOST_NAMES)})." for word, said in by_word.items())


def _left_out(picture: Picture, reason: str) -> Picture:
    return replace(picture, told="", note=reason or _("No country has a seat on the roll."), height=0)


def _by_side(groups: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(groups, key=lambda one: (SIDES.index(one["choice"]), -Fraction(one["weight"]), one["country"]))


def _tile(group: Mapping[str, Any], names: Mapping[str, str], place: Place, top: int) -> Tile:
    x, y = _corner(place)
    return Tile(group["country"], _name(group, names), group["choice"], choice_word(group["choice"]), x, top + y)


def _corner(place: Place) -> tuple[int, int]:
    # A line of two units stands half outside its square.
    return place[0] * PITCH + 2, place[1] * PITCH + 2


def _country_cells(group: Mapping[str, Any]) -> tuple[str, ...]:
    parts = {choice: Fraction(value) for choice, value in group["parts"].items()}
    against = fraction(str(parts["no"] + parts["block"]))
    return fraction(str(parts["yes"])), against, f"{group['present']}/{group['seats']}"


def _capital_cells(group: Mapping[str, Any], total: Fraction) -> tuple[str, ...]:
    return fraction(group["weight"]), _share(Fraction(group["weight"]), total)


def _share(value: Fraction | int, total: Fraction | int) -> str:
    return percent(Fraction(value) / total) if total else "–"


def _name(group: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return names.get(group["country"], group["country"])


def _said(choice: str) -> str:
    return _("Divided") if choice == "split" else choice_word(choice)
