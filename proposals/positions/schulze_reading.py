"""A Schulze count so that one can follow it by hand: who beats whom, the strongest paths link by link, the order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .numbers import exact
from .paper import Listed, Paper, Piece
from .pictures.paths import Circle, circle_of
from .reading import bar_of

# Of so many options the table of pairs is still a table; and so many paths are told link by link.
MOST_PAIRS = 60
MOST_PATHS = 60
# With more options than these, the tables and the paths stand on a page each, which a phone can load.
MOST_TOGETHER = 25
SHADES = 4
DROPPED: dict[str, Promise] = {
    "quorum": gettext_lazy("%(name)s is out: %(have)s prefer it to the status quo, and the quorum is %(needed)s."),
    "majority": gettext_lazy("%(name)s is out: %(have)s prefer it to the status quo, and more than %(needed)s must."),
}
STRENGTHS: dict[str, Promise] = {
    "winning_votes": gettext_lazy("A defeat is as strong as the votes for the side that wins it."),
    "margins": gettext_lazy("A defeat is as strong as the difference between the two sides."),
}


@dataclass(frozen=True)
class Cell:
    """One number of the table of pairs, whether it wins over the number on the other side of the diagonal, and how
    dark it is then: 4 of the strongest of all, 1 of the weakest.
    """

    text: str
    is_win: bool = False
    shade: int = 0


@dataclass(frozen=True)
class Row:
    """One option against every other."""

    option: Listed
    cells: list[Cell]


@dataclass(frozen=True)
class Link:
    """One defeat on a path; the weakest of them are as strong as the whole path."""

    above: Listed
    below: Listed
    votes: str
    against: str
    strength: str
    is_weakest: bool


@dataclass(frozen=True)
class Path:
    """The strongest path from one option to another; without links there is none."""

    strength: str
    links: list[Link]


@dataclass(frozen=True)
class Comparison:
    """A winner against another option: the strongest path there, the strongest back, and what follows."""

    winner: Listed
    other: Listed
    there: Path
    back: Path
    bar: list[Piece]
    sentence: str


@dataclass(frozen=True)
class SchulzeWorking:
    """Everything of one Schulze count. `pairs` is empty where there are too many options for a table. `is_parted` says
    that the tables or the paths were left for another page.
    """

    strength: str
    columns: list[Listed]
    pairs: list[Row]
    strengths: list[Row]
    comparisons: list[Comparison]
    unlisted: int
    order: list[list[Listed]]
    dropped: list[str]
    circle: Circle | None = None
    is_parted: bool = False
    shows_tables: bool = True
    template: str = field(default="proposals/positions/_schulze.html", init=False)

    @property
    def is_aside(self) -> bool:
        """Whether this is the page of the pairs alone, where what every rule says of each option is left out too."""
        return self.is_parted and self.shows_tables


def read_schulze(result: Mapping[str, Any], paper: Paper) -> SchulzeWorking:
    """Read the working of `schulze` or `schulze_quorum`. What another version did not write is left out."""
    told = result["working"][0]
    columns, paths = paper.some(told["options"]), told.get("paths", [])
    is_table = len(columns) <= MOST_PAIRS
    return SchulzeWorking(
        strength=str(STRENGTHS.get(told.get("strength", ""), "")),
        columns=columns if is_table else [],
        pairs=_rows(columns, told["matrix"]) if is_table else [],
        strengths=_rows(columns, told.get("strengths", ())) if is_table else [],
        comparisons=[_comparison(path, paper) for path in _once(paths)[:MOST_PATHS]],
        unlisted=max(len(_once(paths)) - MOST_PATHS, 0),
        order=[paper.some(group) for group in told["ranking"]],
        dropped=[_dropped(drop, paper) for drop in told.get("dropped", ())],
        circle=_circle(told, result, paper),
    )


def part(working: SchulzeWorking, wants_tables: bool) -> SchulzeWorking:
    """The pairs or the paths alone, where both would be too much for one page. The pictures then give way, and the
    strengths between all others stand in the data.
    """
    if len(working.columns) <= MOST_TOGETHER:
        return working
    if wants_tables:
        return replace(working, strengths=[], comparisons=[], unlisted=0, is_parted=True)
    plain = [replace(one, bar=[]) for one in working.comparisons]
    return replace(working, columns=[], pairs=[], strengths=[], comparisons=plain, is_parted=True, shows_tables=False)


def _rows(columns: Sequence[Listed], matrix: Iterable[Sequence[str]]) -> list[Row]:
    """The table row by row. A number that stands in it a hundred times is read and written out once."""
    table = list(matrix)
    values = {text: (Fraction(text), exact(text)) for text in set(chain.from_iterable(table))}
    most = max((value for value, _words in values.values()), default=Fraction(0))
    rows = []
    for a, row in enumerate(table):
        cells = [
            Cell("–") if a == b else _cell(*values[text], values[table[b][a]][0], most) for b, text in enumerate(row)
        ]
        rows.append(Row(columns[a], cells))
    return rows


def _cell(value: Fraction, words: str, against: Fraction, most: Fraction) -> Cell:
    return Cell(words, True, ceil(SHADES * value / most)) if value > against else Cell(words)


def _circle(told: Mapping[str, Any], result: Mapping[str, Any], paper: Paper) -> Circle | None:
    """Who beats whom, in the social order from the top of the circle on."""
    ordered = [option for group in told["ranking"] for option in group]
    place = {option: number for number, option in enumerate(told["options"])}
    matrix = [[told["matrix"][place[a]][place[b]] for b in ordered] for a in ordered]
    return circle_of(paper.some(ordered), matrix, told.get("paths", ()), result.get("selected", ()))


def _once(paths: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each two options once: of winners who are tied, the count tells the way from either."""
    seen: set[frozenset[str]] = set()
    kept = []
    for path in paths:
        pair = frozenset((path["winner"], path["other"]))
        if pair not in seen:
            seen.add(pair)
            kept.append(path)
    return kept


def _comparison(told: Mapping[str, Any], paper: Paper) -> Comparison:
    there, back = _path(told["there"], paper), _path(told["back"], paper)
    data = {
        "winner": paper.one(told["winner"]).name,
        "other": paper.one(told["other"]).name,
        "there": there.strength,
        "back": back.strength,
    }
    if told.get("is_tie"):
        sentence = _("%(winner)s and %(other)s are level: %(there)s one way and %(back)s the other.")
    else:
        sentence = _("%(winner)s stands before %(other)s: %(there)s is more than %(back)s.")
    strengths = {"yes": told["there"]["strength"], "no": told["back"]["strength"]}
    bar = bar_of(strengths) if any(Fraction(value) for value in strengths.values()) else []
    return Comparison(paper.one(told["winner"]), paper.one(told["other"]), there, back, bar, sentence % data)


def _path(told: Mapping[str, Any], paper: Paper) -> Path:
    links = [
        Link(
            above=paper.one(link["from"]),
            below=paper.one(link["to"]),
            votes=exact(link["for"]),
            against=exact(link["against"]),
            strength=exact(link["strength"]),
            is_weakest=link["strength"] == told["strength"],
        )
        for link in told["links"]
    ]
    return Path(exact(told["strength"]), links)


def _dropped(drop: Mapping[str, Any], paper: Paper) -> str:
    data = {"name": paper.one(drop["option"]).name, "have": exact(drop["have"]), "needed": exact(drop["needed"])}
    return str(DROPPED[drop["reason"]]) % data
