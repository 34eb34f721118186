"""How far the worker is with what somebody set off. A room reads it from its rows; `partials/job.html` says it.

Nothing is kept here: the rows are the job, so one that was set off is never set off again, it is only found by the next
worker.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A worker comes within seconds. After so long without one somebody should know.
PATIENCE = timedelta(minutes=2)


class JobState(StrEnum):
    """Where a job stands. What failed was given up, and goes on only when somebody asks for it again."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """`done` of `total` parts; `total` is 0 where nobody knows how many there are.

    `trouble` says why the last try made nothing, as the end of a sentence without its stop, and `next_try_at` when
    there is another. `is_silent`: no worker came although one was due, at `due_at` if that is known.
    """

    state: JobState
    done: int = 0
    total: int = 0
    trouble: str = ""
    next_try_at: datetime | None = None
    due_at: datetime | None = None
    is_silent: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether it is worth to look again."""
        return self.state in (JobState.WAITING, JobState.WORKING)


def is_missed(due_at: datetime, now: datetime) -> bool:
    """Whether a worker should have come by then, and longer ago than one takes."""
    return now - due_at > PATIENCE
