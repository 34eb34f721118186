"""Who answers a council and who is silent, as counts with a picture of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from common.languages import say
from councils.models import Council

from .queries import counts_of, counts_over_time

WIDTH = 1000
# What is counted → its fill in the picture and what it is called, in the order in which a bar is drawn.
MEASURES: Mapping[str, tuple[str, Promise]] = {
    "in_time": ("yes", pgettext_lazy("answers", "answered in time")),
    "late": ("mark", pgettext_lazy("answers", "answered late")),
    "waiting": ("abstain", pgettext_lazy("answers", "still has time")),
    "overdue": ("no", pgettext_lazy("answers", "overdue")),
    "superseded": ("block", pgettext_lazy("answers", "no longer asked")),
}


@dataclass(frozen=True)
class Piece:
    """A part of a bar, in thousandths of the picture's width."""

    choice: str
    x: int
    width: int


@dataclass(frozen=True)
class Row:
    """One addressee, or one quarter, which has no `slug`: its counts in the order of `MEASURES`, and their bar, which
    all rows measure alike.
    """

    slug: str
    name: str
    counts: list[int]
    total: int
    bar: list[Piece]

    @property
    def told(self) -> list[tuple[str, int]]:
        """Each count with the word for it, which stands beside it on a phone."""
        return list(zip((str(word) for _fill, word in MEASURES.values()), self.counts, strict=True))


def summary_of(council: Council, now: datetime) -> list[Row]:
    """The addressees of what the council sent (of an addressee: itself)."""
    found = counts_of(council, now)
    most = max((_total(row) for row in found), default=0)
    return [_row(row, most, row["addressee__slug"], say(row["addressee__name"])) for row in found]


def over_time(council: Council, now: datetime) -> list[Row]:
    """The same by the quarter in which it was sent, the last first."""
    found = counts_over_time(council, now)
    most = max((_total(row) for row in found), default=0)
    return [_row(row, most, "", _quarter(row["quarter"])) for row in found]


def _quarter(begins_at: Any) -> str:
    return _("quarter %(n)s of %(year)s") % {"n": (begins_at.month + 2) // 3, "year": begins_at.year}


def legend() -> list[tuple[str, str]]:
    """Fill and word of each measure."""
    return [(fill, str(word)) for fill, word in MEASURES.values()]


def _total(row: Mapping[str, Any]) -> int:
    return sum(row[measure] for measure in MEASURES)


def _row(row: Mapping[str, Any], most: int, slug: str, name: str) -> Row:
    bar, before = [], 0
    for measure, (fill, _told) in MEASURES.items():
        start, end = before * WIDTH // most, (before + row[measure]) * WIDTH // most
        if end > start:
            bar.append(Piece(fill, start, end - start))
        before += row[measure]
    counts = [row[measure] for measure in MEASURES]
    return Row(slug, name, counts, _total(row), bar)
