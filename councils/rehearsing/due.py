"""What the clock of a rehearsal has made due and the worker has not carried out. Rooms say it in the module `desk`;
this one knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from redis.exceptions import RedisError

from common.heartbeat import is_worker_heard
from common.jobs import Job, JobState
from councils.mandates.models import Council

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """How many steps can be carried out now, and of how many the last try failed, each of which is tried again."""

    steps: int = 0
    failed: int = 0


SOURCES: list[Callable[[Council], Due]] = []


def register_due(source: Callable[[Council], Due]) -> Callable[[Council], Due]:
    """Add a source; usable as a decorator."""
    SOURCES.append(source)
    return source


def since_the_turn(council: Council) -> tuple[Job, Due]:
    """How far the worker is, and what is left. How much the turn made due at first nobody wrote down, so the job has no
    total: one step leads to the next.
    """
    found = [source(council) for source in SOURCES]
    due = Due(sum(one.steps for one in found), sum(one.failed for one in found))
    if not due.steps:
        return Job(JobState.DONE), due
    return Job(JobState.WORKING, is_silent=not _is_heard()), due


def _is_heard() -> bool:
    """Without Redis nobody knows, and nobody is blamed."""
    try:
        return is_worker_heard()
    except RedisError as error:
        log.warning("worker_not_asked_for", reason=type(error).__name__)
        return True
