"""Work that goes on at once, each in a thread with a connection of its own, and the waits between its steps."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from common.locks import Lock, key

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> Callable[[], T]:
    """The work, with the thread's own connection closed after it."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return run


def wait_until(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, f"it never happened: {what}"
        time.sleep(0.01)


def waiting_for(lock: Lock, identifier: int) -> bool:
    """Whether somebody is waiting for this advisory lock."""
    number = key(lock, identifier)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = %s AND objid = %s",
            [number >> 32, number & 0xFFFFFFFF],
        )
        return cursor.fetchone()[0] > 0


def waiting_for_a_row() -> bool:
    """Whether somebody in this database is waiting until the transaction ends that changed a row before them."""
    with connection.cursor() as cursor:
        # Who is connected is looked up once in a transaction, unless it is forgotten.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'transactionid' AND NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0
