"""Beat's intervals and the bells that hang, against a real Redis; the time of day is nowhere in it."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings

from config import bells
from config.bells import FIRST_SECONDS, MOST_WAITING, PATIENCE_INTERVALS, Bells
from config.celery import app, take_the_bell_down
from proposals.tasks import sweep
from watching import queue
from watching.queue import CONDUCTOR, length

SWEEP = sweep.name


class Clock:
    """The monotonic clock, in the hands of a test."""

    def __init__(self) -> None:
        self.now = 5_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(bells, "time", made)
    return made


@pytest.fixture
def waiting() -> Iterator[redis.Redis]:
    """The queues, empty before and after."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def scheduler(clock: Clock, waiting: redis.Redis, tmp_path: Path) -> Bells:
    made = Bells(app=app, schedule_filename=str(tmp_path / "beat"))
    made.merge_inplace(
        {"sweep": {"task": SWEEP, "schedule": 5.0}, "dump": {"task": "api.tasks.dump", "schedule": 3600.0}}
    )
    return made


def rung(scheduler: Bells, clock: Clock, seconds: float) -> None:
    """Let beat live for so long."""
    until = clock.now + seconds
    while clock.now < until:
        wait = scheduler.tick()
        clock.now += max(wait, 0.001)


def test_each_rings_at_its_interval_and_first_within_a_minute(
    scheduler: Bells, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, told = clock.now, []
    monkeypatch.setattr(Bells, "apply_async", lambda self, entry, **_rest: told.append((entry.name, clock.now - began)))
    rung(scheduler, clock, 3_700)
    sweeps = [at for name, at in told if name == "sweep"]
    dumps = [at for name, at in told if name == "dump"]
    assert 5 <= sweeps[0] < 5.1
    assert all(4.9 < later - earlier < 5.2 for earlier, later in pairwise(sweeps))
    assert [round(at) for at in dumps] == [FIRST_SECONDS, FIRST_SECONDS + 3_600]


def test_one_that_hangs_is_not_hung_again_until_it_is_heard(scheduler: Bells, clock: Clock) -> None:
    rung(scheduler, clock, 14)
    assert length(CONDUCTOR) == 1
    take_the_bell_down(sweep)
    rung(scheduler, clock, 6)
    assert length(CONDUCTOR) == 2


def test_one_that_was_lost_is_rung_again_and_no_queue_grows_for_ever(
    scheduler: Bells, clock: Clock, waiting: redis.Redis
) -> None:
    rung(scheduler, clock, 6)
    waiting.delete(CONDUCTOR)
    rung(scheduler, clock, 5 * (PATIENCE_INTERVALS - 1))
    assert length(CONDUCTOR) == 0
    rung(scheduler, clock, 11)
    assert length(CONDUCTOR) == 1
    rung(scheduler, clock, (MOST_WAITING + 20) * 5 * (PATIENCE_INTERVALS + 1))
    assert length(CONDUCTOR) == MOST_WAITING


def test_without_marks_bells_ring(scheduler: Bells, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_what: Any) -> bool:
        raise redis.ConnectionError

    monkeypatch.setattr(bells, "hang", away)
    rung(scheduler, clock, 6)
    assert length(CONDUCTOR) == 1


def test_the_queue_of_a_task_is_where_the_worker_takes_it_from() -> None:
    routed = {
        task: app.amqp.router.route({}, task)["queue"].name for task in (SWEEP, "api.tasks.dump", "notices.tasks.post")
    }
    assert routed == {SWEEP: queue.CONDUCTOR, "api.tasks.dump": queue.PUBLISHING, "notices.tasks.post": queue.NOTICES}


def test_a_file_shows_that_beat_lives(scheduler: Bells, tmp_path: Path) -> None:
    assert scheduler.should_sync()
    scheduler._do_sync()
    assert (tmp_path / "beat").exists()
