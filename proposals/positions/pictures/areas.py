"""Weights as areas: rectangles that fill a larger one, none much longer than it is wide, each exactly as large as it
weighs. A squarified treemap; source: Bruls, Huizing, van Wijk, “Squarified Treemaps”, 2000.

In fractions, as everything that is counted: floats would lose a small contribution beside a large one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Numbers = Sequence[Fraction]


@dataclass(frozen=True)
class Rectangle:
    """Where something stands, from the upper left."""

    x: Fraction
    y: Fraction
    width: Fraction
    height: Fraction

    @property
    def area(self) -> Fraction:
        return self.width * self.height


def within(width: int, height: int) -> Rectangle:
    """A rectangle to be filled."""
    return Rectangle(Fraction(0), Fraction(0), Fraction(width), Fraction(height))


def bands(weights: Numbers, whole: Rectangle) -> list[Rectangle]:
    """The rectangle cut from left to right, each part as wide as it weighs. Weights are not below 0, and not all 0."""
    total, x, cut = sum(weights, Fraction(0)), whole.x, []
    for weight in weights:
        width = whole.width * weight / total
        cut.append(Rectangle(x, whole.y, width, whole.height))
        x += width
    return cut


def squarified(weights: Numbers, whole: Rectangle) -> list[Rectangle]:
    """A rectangle for each weight, in the order of the weights; all are above 0."""
    if not weights:
        return []
    scale = whole.area / sum(weights, Fraction(0))
    order = sorted(range(len(weights)), key=lambda number: -weights[number])
    areas = [weights[number] * scale for number in order]
    placed: list[Rectangle] = []
    while len(placed) < len(areas):
        row = _row(areas[len(placed) :], min(whole.width, whole.height))
        rectangles, whole = _lay(row, whole)
        placed += rectangles
    return [rectangle for _number, rectangle in sorted(zip(order, placed, strict=True), key=lambda pair: pair[0])]


def _row(areas: Numbers, side: Fraction) -> Numbers:
    """As many of the next areas as make a row along the side whose worst rectangle is the best."""
    many, total = 1, areas[0]
    worst = _worst(total, areas[0], areas[0], side)
    while many < len(areas):
        further = _worst(total + areas[many], areas[0], areas[many], side)
        if further > worst:
            break
        worst, total, many = further, total + areas[many], many + 1
    return areas[:many]


def _worst(total: Fraction, largest: Fraction, smallest: Fraction, side: Fraction) -> Fraction:
    """How long the longest rectangle of a row is for its width."""
    return max(side**2 * largest / total**2, total**2 / (side**2 * smallest))


def _lay(row: Numbers, whole: Rectangle) -> tuple[list[Rectangle], Rectangle]:
    """The row along the shorter side, and what is left beside it."""
    total, x, y, placed = sum(row, Fraction(0)), whole.x, whole.y, []
    if whole.width >= whole.height:
        thick = total / whole.height
        for area in row:
            placed.append(Rectangle(x, y, thick, area / thick))
            y += area / thick
        return placed, Rectangle(whole.x + thick, whole.y, whole.width - thick, whole.height)
    thick = total / whole.width
    for area in row:
        placed.append(Rectangle(x, y, area / thick, thick))
        x += area / thick
    return placed, Rectangle(whole.x, whole.y + thick, whole.width, whole.height - thick)
