"""Django's PostgreSQL, for which one thread at a time waits while it is away.

Each request that wants a connection would wait for some seconds, which a restart takes, and all threads of a process
together would leave nobody to say that it is alive.
"""

import threading
from dataclasses import dataclass, field
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base


@dataclass
class Absence:
    """Whether a server is away, as far as this process found, and who asks for it meanwhile."""

    noticed: threading.Event = field(default_factory=threading.Event)
    asking: threading.Lock = field(default_factory=threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """Once a connection could not be had, whoever wants one is refused at once (`OperationalError`), but for one who
    waits as ever; who gets a connection ends that.
    """

    _absences: ClassVar[dict[str, Absence]] = {}

    def get_new_connection(self, conn_params: Any) -> Any:
        absence = self._absences.setdefault(self.alias, Absence())
        if not absence.noticed.is_set():
            return self._ask(absence, conn_params)
        if not absence.asking.acquire(blocking=False):
            raise psycopg.OperationalError("the database is away, and somebody waits for it already")
        try:
            return self._ask(absence, conn_params)
        finally:
            absence.asking.release()

    def _ask(self, absence: Absence, conn_params: Any) -> Any:
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            absence.noticed.set()
            raise
        absence.noticed.clear()
        return connection
