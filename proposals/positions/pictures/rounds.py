"""What each option had in every round, as columns beside each other under one line: a quota, or half of the votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .scale import at, share

# In more rounds, or of more options, the table beside it is what can still be read.
MOST_ROUNDS, MOST_OPTIONS = 24, 40
LABEL, TALL, GAP = 22, 34, 12


@dataclass(frozen=True)
class Column:
    """What an option had in one round: from the left in hundredths of the width, and how high."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Line:
    """The columns of one option, below its name; `mark` is where the quota lies."""

    label_y: int
    bottom: int
    columns: tuple[Column, ...]
    mark: str


def lines_of(
    options: Sequence[str], totals: Sequence[Mapping[str, str]], mark: Fraction | None
) -> tuple[tuple[Line, ...], int]:
    """A line for each option in this order, and how high they are together. Nothing where they would be too many."""
    if not 1 < len(totals) <= MOST_ROUNDS or len(options) > MOST_OPTIONS:
        return (), 0
    given = [{option: Fraction(votes) for option, votes in one.items()} for one in totals]
    whole = max([votes for one in given for votes in one.values()] + [mark or Fraction(0)], default=Fraction(0))
    if not whole:
        return (), 0
    rows, step = [], LABEL + TALL + GAP
    for number, option in enumerate(options):
        bottom = number * step + LABEL + TALL
        columns = [
            _column(round_, len(totals), one[option], whole, bottom)
            for round_, one in enumerate(given)
            if one.get(option)
        ]
        line = at(bottom - TALL * mark / whole) if mark else ""
        rows.append(Line(number * step + LABEL - 7, bottom, tuple(columns), line))
    return tuple(rows), len(options) * step - GAP + 2


def _column(number: int, many: int, votes: Fraction, whole: Fraction, bottom: int) -> Column:
    tall = TALL * votes / whole
    # A sixth of the room of a round lies between two columns.
    x, width = Fraction(number), Fraction(5, 6)
    return Column(share(x, Fraction(many)), at(bottom - tall), share(width, Fraction(many)), at(max(tall, Fraction(1))))
