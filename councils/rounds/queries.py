"""Where a round is at an instant, and the locks under which a deadline is compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .models import Round, Window


@dataclass(frozen=True)
class Bounds:
    """One window as it stood after the lock: open while `opens_at <= t < closes_at`."""

    kind: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Entrance:
    """The deciding instant, and the bounds of the windows that were locked, earliest first."""

    instant: datetime
    windows: tuple[Bounds, ...]

    @property
    def open(self) -> Bounds | None:
        """The window that is open at the instant, if any."""
        return next((w for w in self.windows if w.opens_at <= self.instant < w.closes_at), None)

    @property
    def coming(self) -> Bounds | None:
        """The next of the windows that has yet to open."""
        return next((w for w in self.windows if w.opens_at > self.instant), None)

    @property
    def last(self) -> Bounds | None:
        """The latest of the windows that has closed."""
        return next((w for w in reversed(self.windows) if w.closes_at <= self.instant), None)


def enter_stage(round_: Round, kinds: Iterable[str]) -> Entrance:
    """Share the locks of the round's windows of these kinds, then read the clock and their bounds: one query.

    Inside a transaction. Until it ends, nobody can move these windows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM minga_enter_stage(%s, %s)", [round_.pk, list(kinds)])
        rows = cursor.fetchall()
    return Entrance(rows[0][0], tuple(Bounds(*row[1:]) for row in rows if row[1] is not None))


def glance_at_stage(round_: Round, kinds: Iterable[str], at: datetime) -> Entrance:
    """The same answer for a page, which decides nothing: no lock, and `at` for the instant."""
    windows = round_.windows.filter(kind__in=list(kinds)).order_by("opens_at")
    return Entrance(at, tuple(Bounds(w.kind, w.opens_at, w.closes_at) for w in windows))


def window_at(round_: Round, at: datetime) -> Window | None:
    """The window of the round that is open at `at`."""
    return round_.windows.filter(opens_at__lte=at, closes_at__gt=at).order_by("opens_at").first()
