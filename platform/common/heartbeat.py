"""When the site was up, as far as anybody can show: beats that are kept as the times between two gaps.

Whoever finds the site ready beats: the worker, which asks the web over HTTP, and every other probe of `/readyz`. So a
worker that died makes no gap while the web is asked by somebody else, and a web that does not answer makes one although
the worker lives.
"""

import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import redis
import structlog
from django.conf import settings
from django.db import transaction

from common import clock
from common.clocks import why_in_doubt
from common.locks import Lock, try_exclude
from common.models import Heartbeat

log = structlog.get_logger(__name__)

# Longer than a worker needs to start again, shorter than what a vote can miss.
TOLERANCE = timedelta(minutes=2)
# A beat within this time of the last one would say nothing new.
REST = timedelta(seconds=5)
PATIENCE_SECONDS = 10
# A worker leaves its mark each time that it beats; for so long it is taken to be there.
WORKER_MARK, WORKER_SECONDS = "minga:worker-heard", 60


@dataclass(frozen=True)
class Silence:
    """A time in which nothing shows that the site was up."""

    began_at: datetime
    ended_at: datetime


def beat() -> bool:
    """Note that the site is up now. False: another notes it, or has just done so, or nobody knows when now is."""
    with transaction.atomic():
        if not try_exclude(Lock.HEARTBEAT, 0):
            return False
        now = clock.now()
        last = Heartbeat.objects.order_by("-last_at").first()
        if last is not None and not timedelta() <= now - last.last_at <= TOLERANCE:
            # A gap, or a step back: or else the clock is wrong, and neither is evidence.
            if why_in_doubt():
                return False
            last = _forget_what_has_not_been(now)
        if last is not None and now - last.last_at < REST:
            return False
        if last is not None and now - last.last_at <= TOLERANCE:
            last.last_at = now
            last.save(update_fields=["last_at"])
        else:
            Heartbeat.objects.create(began_at=now, last_at=now)
    return True


def _forget_what_has_not_been(now: datetime) -> Heartbeat | None:
    """Beats of a clock that was ahead and was put back: kept, they would silence the heart until it is that late.
    Returns the last one that is left.
    """
    Heartbeat.objects.filter(began_at__gt=now).delete()
    Heartbeat.objects.filter(last_at__gt=now).update(last_at=now)
    return Heartbeat.objects.order_by("-last_at").first()


def ask_and_beat() -> bool:
    """Ask the site at `HEARTBEAT_URL` whether it is ready, and beat if it is. Where none is named, that this process
    reaches the database is all that is known.
    """
    if settings.HEARTBEAT_URL and not _is_ready(settings.HEARTBEAT_URL):
        return False
    return beat()


def leave_mark() -> None:
    """Note in Redis that a worker works. With Redis away it does not, so nothing is lost when this fails."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS) as client:
            client.set(WORKER_MARK, "1", ex=WORKER_SECONDS)
    except redis.RedisError as error:
        log.warning("mark_not_left", reason=type(error).__name__)


def is_worker_heard() -> bool:
    """Whether one has left its mark within the last minute. Raises Redis's errors."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        return bool(client.exists(WORKER_MARK))


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - the operator names it
            return answer.status == 200
    except OSError as error:
        log.warning("site_not_ready", reason=str(error))
        return False


def silences(since: datetime, until: datetime) -> list[Silence]:
    """The gaps that reach into `[since, until)`, earliest first, each from the last beat before it to the next one, or
    to `until`. Of the time before the very first beat nothing is known, so it is none.
    """
    before = Heartbeat.objects.filter(last_at__lt=since).order_by("-last_at")[:1]
    within = Heartbeat.objects.filter(last_at__gte=since, began_at__lt=until).order_by("began_at")
    return gaps([(beat.began_at, beat.last_at) for beat in [*before, *within]], since, until)


def gaps(beats: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> list[Silence]:
    """Pure: the gaps longer than the tolerance between these times (first to last beat, in order), as far as they reach
    into `[since, until)`.
    """
    known: Sequence[tuple[datetime, datetime]] = [*beats, (until, until)]
    between = (Silence(last, begins) for (_first, last), (begins, _last) in pairwise(known))
    return [gap for gap in between if gap.ended_at - gap.began_at > TOLERANCE and gap.ended_at > since]
