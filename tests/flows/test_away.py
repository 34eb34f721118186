"""The database is away: each process says so at once, after the first who found out, and says that it is alive."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from common.database.base import DatabaseWrapper

PATIENCE, THREADS = 1.0, 12


@pytest.fixture
def away(django_db_blocker: Any) -> Iterator[str]:
    """The alias of a database to which nobody answers."""
    with django_db_blocker.unblock():
        settings = {**connections["default"].settings_dict, "HOST": "127.0.0.1", "PORT": "1"}
        settings["OPTIONS"] = {"pool": {"min_size": 1, "max_size": THREADS, "timeout": PATIENCE}}
        connections.settings["away"] = settings
        yield "away"
        connections["away"].close_pool()  # type: ignore[attr-defined] # of PostgreSQL
        del connections.settings["away"]
        DatabaseWrapper._absences.pop("away", None)


def wait_for(alias: str) -> float:
    """Seconds until a thread of its own is told that there is no database."""
    connection: BaseDatabaseWrapper = connections.create_connection(alias)
    began = time.monotonic()
    with pytest.raises(OperationalError):
        connection.ensure_connection()
    return time.monotonic() - began


def test_one_waits_and_the_others_are_told_at_once(away: str) -> None:
    assert wait_for(away) > 0.9 * PATIENCE
    with ThreadPoolExecutor(THREADS) as threads:
        waited = sorted(threads.map(lambda _n: wait_for(away), range(THREADS)))
    assert waited[-2] < PATIENCE / 4
    assert waited[-1] > 0.9 * PATIENCE


def test_whoever_asks_when_it_is_back_finds_it(away: str) -> None:
    wait_for(away)
    absence = DatabaseWrapper._absences[away]
    assert absence.noticed.is_set()
    connection: Any = connections[away]
    connection.close_pool()
    there = {key: connections["default"].settings_dict[key] for key in ("HOST", "PORT")}
    # Without a pool, which gives its connections back in its own time.
    connection.settings_dict |= {**there, "OPTIONS": {}}
    connection.ensure_connection()
    connection.close()
    assert not absence.noticed.is_set()


def test_another_who_waits_keeps_nobody(away: str) -> None:
    """Who is refused while one waits is refused by words that the page knows: a database that does not answer."""
    wait_for(away)
    waiting = threading.Thread(target=wait_for, args=[away])
    waiting.start()
    time.sleep(PATIENCE / 10)
    assert wait_for(away) < PATIENCE / 4
    waiting.join()
