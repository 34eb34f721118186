"""Rows of the result: what was measured, beside what, and whether that is enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HEADS = ("what", "Minga", "yardstick", "ratio (min–max)", "target", "")


@dataclass(frozen=True)
class Spread:
    """The median of several rounds, and how far they lay apart."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    @classmethod
    def ratio(cls, rounds: Iterable[Sequence[float]], to: int = 1) -> "Spread":
        """Of the first side to another, round by round: what slows one round slows all of its parts."""
        return cls.of([sides[0] / sides[to] for sides in rounds])

    def text(self, form: str = "{:.2f}") -> str:
        return f"{form.format(self.middle)} ({form.format(self.low)}–{form.format(self.high)})"


@dataclass(frozen=True)
class Target:
    """A bound that a figure has to keep; without one it is only told."""

    bound: float
    least: bool = False
    form: str = "{:g}"

    def text(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.form.format(self.bound)}"

    def verdict(self, figure: float) -> str:
        return "met" if (figure >= self.bound if self.least else figure <= self.bound) else "MISSED"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    subject: str = ""
    yardstick: str = ""
    ratio: str = ""
    target: str = ""
    verdict: str = ""

    @classmethod
    def judged(cls, what: str, figure: float, target: Target | None, **cells: str) -> "Row":
        if target is None:
            return cls(what, **cells)
        return cls(what, target=target.text(), verdict=target.verdict(figure), **cells)

    @classmethod
    def error(cls, what: str, trouble: object) -> "Row":
        """What could not be measured says so, or a page that broke would look like one that was forgotten."""
        return cls(what, subject=str(trouble), verdict="ERROR")

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.what, self.subject, self.yardstick, self.ratio, self.target, self.verdict)


def as_markdown(rows: Sequence[Row]) -> str:
    """A table that reads well both in a terminal and on a page."""
    lines = [HEADS, *(row.cells for row in rows)]
    lines = [tuple(cell.replace("|", "/") for cell in line) for line in lines]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    drawn = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([drawn[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *drawn[1:]])
