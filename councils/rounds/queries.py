"""Where a round is at an instant, and the locks under which a deadline is compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from common.words import Moment

from .models import Round, Window


@dataclass(frozen=True)
class Bounds:
    """One window as it stood after the lock: open while `opens_at <= t < closes_at`."""

    kind: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Entrance:
    """The deciding instant, and the bounds of the windows that were locked, earliest first; and since when the round's
    calendar stands still, if it does.
    """

    instant: datetime
    windows: tuple[Bounds, ...]
    suspended_at: datetime | None = None

    @property
    def stands_at(self) -> datetime:
        """The instant at which the calendar stands."""
        return self.instant if self.suspended_at is None else min(self.instant, self.suspended_at)

    @property
    def open(self) -> Bounds | None:
        """The window that is open at the instant, if any: none of a round that is suspended."""
        if self.suspended_at is not None:
            return None
        return next((w for w in self.windows if w.opens_at <= self.instant < w.closes_at), None)

    @property
    def coming(self) -> Bounds | None:
        """The next of the windows that has yet to open."""
        return next((w for w in self.windows if w.opens_at > self.stands_at), None)

    @property
    def last(self) -> Bounds | None:
        """The latest of the windows that has closed."""
        return next((w for w in reversed(self.windows) if w.closes_at <= self.stands_at), None)

    @property
    def suspended(self) -> DomainError | None:
        """The refusal of what would be open now, or later, were the round not suspended."""
        if self.suspended_at is None or all(w.closes_at <= self.suspended_at for w in self.windows):
            return None
        return suspended(self.suspended_at)


def suspended(since: datetime) -> DomainError:
    """What is asked of a calendar that stands still."""
    sentence = _("This is suspended since %(since)s. The secretariat will resume it and give the lost time back.")
    return Conflict("suspended", sentence, data={"since": Moment(since)})


def why_suspended(round_: Round) -> DomainError | None:
    """A calendar that stands still is neither moved nor gone by."""
    return None if round_.suspended_at is None else suspended(round_.suspended_at)


def enter_stage(round_: Round, kinds: Iterable[str]) -> Entrance:
    """Share the locks of the round's windows of these kinds, then read the clock and their bounds: one query.

    Inside a transaction. Until it ends, nobody can move these windows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM minga_enter_stage(%s, %s)", [round_.pk, list(kinds)])
        rows = cursor.fetchall()
    bounds = tuple(Bounds(*row[2:]) for row in rows if row[2] is not None)
    return Entrance(rows[0][0], bounds, rows[0][1])


def glance_at_stage(round_: Round, kinds: Iterable[str], at: datetime) -> Entrance:
    """The same answer for a page, which decides nothing: no lock, and `at` for the instant."""
    windows = round_.windows.filter(kind__in=list(kinds)).order_by("opens_at")
    return Entrance(at, tuple(Bounds(w.kind, w.opens_at, w.closes_at) for w in windows), round_.suspended_at)


def window_at(round_: Round, at: datetime) -> Window | None:
    """The window of the round that is open at `at`: none while it is suspended."""
    if round_.suspended_at is not None:
        return None
    return round_.windows.filter(opens_at__lte=at, closes_at__gt=at).order_by("opens_at").first()
