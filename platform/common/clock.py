"""The instant that decides is the database's, read after the lock is held.

`minga_now(council)` is created by the councils' migrations. It is `clock_timestamp()`, except in a council that was
created as a rehearsal, and except under `minga.now` in a database that holds a row in `common_clockpermit`: the tests'
and the demonstration loader's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


def now(council_id: int | None = None) -> datetime:
    """The database clock of this council, or of the site when none is named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT minga_now(%s)", [council_id])
        return cursor.fetchone()[0]


class CouncilNow(Func):
    """The same clock within a query: `CouncilNow(F("round__council_id"))` is the one of each row's council."""

    function = "minga_now"
    output_field = DateTimeField()


@contextmanager
def travel(instant: datetime) -> Iterator[None]:
    """Let `minga_now` answer `instant` on this connection. Without a permit in the database it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('minga.now', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config('minga.now', %s, false)", [instant.isoformat()])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('minga.now', %s, false)", [before])
