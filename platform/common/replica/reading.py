"""From which database a reader of the public API is answered: wholly from the replica, or wholly from the primary.

A router would be asked by each set of rows, and by nothing else: not by a cursor of one's own, a transaction, a lock or
the clock, of which an answer is made as well. One that was forgotten would put the facts of one server under the name
(ETag) of what the other has. So the switch is thrown below all of them: while a reader is answered, what this thread
takes for its database is the replica. See `docs/decisions/0098`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import structlog
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import QuerySet

from .watch import REPLICA, WATCH

T = TypeVar("T")
log = structlog.get_logger(__name__)

# SQLSTATE: the classes by which a server says goodbye; where there is none, it said nothing any more.
GONE = ("08", "57P")


class Behind(Error):
    """The replica lacks what the reader was shown already, by the primary."""


class Router:
    """What Django asks about more than one database: nothing is ever made on the replica, which gets all by itself."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """None leaves the answer for the primary to whoever knows better."""
        return False if db == REPLICA else None


def has_replica() -> bool:
    """Whether one is named in the settings."""
    return REPLICA in connections.settings


def read(answer: Callable[[], T]) -> T:
    """What `answer` gives, of one database. It only reads, so when the replica fails in the middle, by its death or by
    what it has to replay, it is called once more, on the primary.
    """
    if not has_replica() or WATCH.why_not:
        return answer()
    try:
        with _replica():
            return answer()
    except Error as error:
        connections[REPLICA].close()
        reason, state = type(error.__cause__ or error).__name__, getattr(error.__cause__, "sqlstate", None)
        log.warning("replica_failed", reason=reason, sqlstate=state)
        if not isinstance(error, Behind) and (state is None or state.startswith(GONE)):
            WATCH.lost(f"does not answer ({reason})")
    return answer()


def refuse_behind(last_seen: QuerySet) -> None:
    """Go on in a list only where the row is from which the reader goes on: a replica that has not got it yet would
    begin somewhere below, and what lies between would be stepped over. Of a primary nothing is asked.
    """
    if connections[DEFAULT_DB_ALIAS].alias == REPLICA and not last_seen.exists():
        raise Behind


def complete_until() -> datetime | None:
    """Up to when all is known to be in what `read` gives, while only the replica can be asked; None while both can."""
    return WATCH.known_until if has_replica() else None


@contextmanager
def _replica() -> Iterator[None]:
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[REPLICA]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
