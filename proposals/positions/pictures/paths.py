"""Who beats whom, as options on a circle and arrows between them; those of the strongest paths stand out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, hypot, pi, sin
from typing import Any

from ..numbers import exact
from ..paper import Listed
from .scale import WIDTH, at

# More of them are a tangle, which nobody reads.
MOST_DRAWN = 8
HEIGHT = 268
NODE = 16
# An arrow ends where its head fits between the line and the circle.
HEAD = 9
# How far along an arrow its number stands: in the middle it would meet the numbers of those that cross it.
ALONG = 0.36

Point = tuple[float, float]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Node:
    """An option by its letter."""

    letter: str
    name: str
    x: str
    y: str
    is_chosen: bool


@dataclass(frozen=True)
class Arrow:
    """One defeat. `strength` and the place of its words are told of those alone that stand on a strongest path."""

    x1: str
    y1: str
    x2: str
    y2: str
    kind: str
    strength: str = ""
    x: str = ""
    y: str = ""


@dataclass(frozen=True)
class Circle:
    """The whole picture."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    height: int


def circle_of(
    options: Sequence[Listed],
    matrix: Sequence[Sequence[str]],
    paths: Sequence[Mapping[str, Any]],
    chosen: Collection[str],
) -> Circle | None:
    """The options of a table of pairs, who wins at the top; None of one alone or of too many. `paths` are those from
    each winner to the others, as `proposals.tally.rankings.schulze` tells them.
    """
    if not 1 < len(options) <= MOST_DRAWN:
        return None
    places = dict(zip([option.id for option in options], _places(len(options)), strict=True))
    links = {(link["from"], link["to"]): link["strength"] for path in paths for link in path["there"]["links"]}
    weakest = {
        (link["from"], link["to"])
        for path in paths
        for link in path["there"]["links"]
        if link["strength"] == path["there"]["strength"] and len(path["there"]["links"]) > 1
    }
    beats = [
        (options[a].id, options[b].id)
        for a, row in enumerate(matrix)
        for b, votes in enumerate(row)
        if a != b and Fraction(votes) > Fraction(matrix[b][a])
    ]
    arrows = [_arrow(pair, places, links, weakest) for pair in sorted(beats, key=lambda pair: pair in links)]
    nodes = [
        Node(option.letter, option.name, *_point(x, y), option.id in chosen)
        for option, (x, y) in zip(options, places.values(), strict=True)
    ]
    return Circle(tuple(nodes), tuple(arrows), HEIGHT)


def _places(many: int) -> list[Point]:
    middle, high = WIDTH / 2, HEIGHT / 2
    radius = high - NODE - 4
    turns = [2 * pi * number / many - pi / 2 for number in range(many)]
    return [(middle + radius * cos(turn), high + radius * sin(turn)) for turn in turns]


def _arrow(pair: Pair, places: Mapping[str, Point], links: Mapping[Pair, str], weakest: Collection[Pair]) -> Arrow:
    (x1, y1), (x2, y2) = places[pair[0]], places[pair[1]]
    length = hypot(x2 - x1, y2 - y1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    away = NODE + HEAD
    begin, end = _point(x1 + dx * NODE, y1 + dy * NODE), _point(x2 - dx * away, y2 - dy * away)
    if pair not in links:
        return Arrow(*begin, *end, "beats")
    kind = "weakest" if pair in weakest else "path"
    return Arrow(*begin, *end, kind, exact(links[pair]), *_point(x1 + (x2 - x1) * ALONG, y1 + (y2 - y1) * ALONG + 4))


def _point(x: float, y: float) -> tuple[str, str]:
    return at(x), at(y)
