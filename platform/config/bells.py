"""When beat rings: at intervals that no clock on the wall can bend, and not while the same bell waits to be heard.

Celery's own scheduler reckons by the time of day. Set back by an hour, it would be silent for that hour; and a doorbell
that expires by the time of day would never be heard by a worker whose clock is ahead of beat's. Here intervals are of
the monotonic clock, and nothing expires: a bell that hangs is not hung again.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any, cast

import redis
import structlog
from celery.beat import ScheduleEntry, Scheduler
from celery.result import AsyncResult
from celery.schedules import schedule

from watching.queue import hang, length

log = structlog.get_logger(__name__)

# How long after its start beat rings each for the first time, at the most.
FIRST_SECONDS = 60
# A bell that was lost, as by a worker that was killed with it, is rung again after so many of its intervals, or after a
# minute; where no worker is, no more than so many wait in a queue.
PATIENCE_INTERVALS, PATIENCE_SECONDS = 3, 60
MOST_WAITING = 100


class Bell(ScheduleEntry):
    """One bell; `rang_at` is of this process's monotonic clock, and of before its start when it has not rung."""

    task: str
    schedule: schedule

    def __init__(self, *args: Any, rang_at: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never = time.monotonic() - max(0, self.schedule.seconds - FIRST_SECONDS)
        self.rang_at = never if rang_at is None else rang_at

    def is_due(self) -> tuple[bool, float]:
        """Whether it is due, and in how many seconds to ask again."""
        left = self.rang_at + self.schedule.seconds - time.monotonic()
        return (False, left) if left > 0 else (True, self.schedule.seconds)

    def __next__(self, last_run_at: datetime | None = None) -> "Bell":
        return type(self)(**{**vars(self), "rang_at": time.monotonic(), "total_run_count": self.total_run_count + 1})


class Bells(Scheduler):
    """Celery's scheduler in the order of the monotonic clock. It keeps nothing: what is due is in the database.

    The file that `--schedule` names only shows, by its age, that beat lives.
    """

    Entry = Bell

    def __init__(self, *args: Any, schedule_filename: str, **kwargs: Any) -> None:
        self._hung: dict[str | None, float] = {}
        self._sign_of_life = Path(schedule_filename)
        super().__init__(*args, **kwargs)

    def install_default_entries(self, data: Mapping[str, Any]) -> None:
        """None: Celery's only one clears away the results of tasks, and ours leave none."""

    def sync(self) -> None:
        """Asked for by Celery every three minutes and at the end."""
        self._sign_of_life.touch()

    def _when(self, entry: ScheduleEntry, next_time_to_run: float, **_of_no_use: object) -> float:
        return time.monotonic() + max(0.0, next_time_to_run)

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> AsyncResult | None:
        if not self._is_wanted(cast(Bell, entry)):
            return None
        self._hung[entry.name] = time.monotonic()
        return super().apply_async(entry, *args, **kwargs)

    def _is_wanted(self, bell: Bell) -> bool:
        try:
            if hang(bell.task):
                return True
        except redis.RedisError as error:
            log.warning("bell_not_marked", bell=bell.task, reason=type(error).__name__)
        patience = min(PATIENCE_INTERVALS * bell.schedule.seconds, PATIENCE_SECONDS)
        if time.monotonic() - self._hung.get(bell.name, -inf) < patience:
            return False
        return length(self.app.amqp.router.route({}, bell.task)["queue"].name) < MOST_WAITING
