"""How far the clocks of this machine and of Redis are from the database's, which decides."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from common.models import ClockComparison

log = structlog.get_logger(__name__)

APART_SECONDS = 1.0
# From here on the database's clock needs another that confirms it, before anything is done that cannot be undone.
DOUBT_SECONDS = 10.0
PATIENCE_SECONDS = 3.0
# Compared at the start and hourly: what is older than this is of a machine that has gone.
CURRENT = timedelta(hours=3)


@dataclass(frozen=True)
class Reading:
    """One question to another clock: when it was sent and answered by ours, and what the other said, in seconds."""

    sent: float
    answered: float
    said: float

    @property
    def ahead(self) -> float:
        """How far the other clock is ahead of ours, less what the journey may account for: 0 within that."""
        distance = self.said - (self.sent + self.answered) / 2
        doubt = (self.answered - self.sent) / 2
        return distance - doubt if distance > doubt else distance + doubt if distance < -doubt else 0.0


def read_clock(ask: Callable[[], float]) -> Reading:
    """Ask once."""
    sent = time.time()
    said = ask()
    return Reading(sent, time.time(), said)


def compare_clocks() -> ClockComparison:
    """Compare, keep what was found, and warn in the log when two of the three are more than a second apart."""
    database = read_clock(_database)
    application, ours = -database.ahead, _redis_ahead()
    comparison, _new = ClockComparison.objects.update_or_create(
        machine=socket.gethostname()[:200],
        defaults={
            "compared_at": datetime.fromtimestamp(database.said, tz=UTC),
            "application": application,
            "redis": None if ours is None else ours + application,
        },
    )
    if is_apart(comparison):
        log.warning("clocks_apart", machine=comparison.machine, application=application, redis=comparison.redis)
    return comparison


def is_apart(comparison: ClockComparison) -> bool:
    """Whether any two of the three clocks are more than a second apart."""
    clocks = [0.0, comparison.application, *([] if comparison.redis is None else [comparison.redis])]
    return max(clocks) - min(clocks) > APART_SECONDS


def why_in_doubt() -> DomainError | None:
    """The refusal of what only time permits and nobody can undo, while the database's clock stands alone.

    It is far from this machine's, and Redis' does not confirm it. A machine that is wrong alone holds nothing up: its
    Redis confirms the database's clock. Where nobody else can be asked, waiting loses nothing and going on may.
    """
    ours = -read_clock(_database).ahead
    if abs(ours) <= DOUBT_SECONDS:
        return None
    its = _redis_ahead()
    if its is not None and abs(its + ours) <= DOUBT_SECONDS:
        return None
    compare_clocks()
    sentence = _(
        "The clock of this site is in doubt. Until it is mended nothing is opened, closed or counted, and nothing is "
        "lost: the secretariat knows. Come back in a while."
    )
    return Conflict("clock_in_doubt", sentence)


def current() -> QuerySet[ClockComparison]:
    """What the machines found that compared their clocks lately."""
    return ClockComparison.objects.filter(compared_at__gt=Now() - CURRENT).order_by("machine")


def apart() -> list[ClockComparison]:
    """The machines whose clocks were apart when they last compared them, of those that did so lately."""
    return [comparison for comparison in current() if is_apart(comparison)]


def _database() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        return cursor.fetchone()[0]


def _redis_ahead() -> float | None:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
        ) as client:
            return read_clock(lambda: _seconds(client.time())).ahead
    except redis.RedisError:
        return None


def _seconds(told: tuple[int, int]) -> float:
    return told[0] + told[1] / 1_000_000
