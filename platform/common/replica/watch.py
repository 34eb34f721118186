"""How far the replica is behind, known without a question for each reader.

Once a second at the most the first who comes asks both servers: the primary, where its log ends now, and the replica,
up to where it has replayed it. What was committed before a look is on the replica when that look's end has been
replayed, so the replica is behind by the age of the newest look of which that is true. It grows by itself while nothing
arrives, whether the replica is slow, cut off or paused; of a primary on which nothing happens it stays at zero.

The replica's own dates would not do: one that is cut off has replayed all that it received, and one of a quiet primary
has replayed nothing for hours.
"""

import threading
from collections import deque
from datetime import UTC, datetime
from time import monotonic
from typing import Any, NamedTuple

import psycopg
import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from .patience import Impatient

log = structlog.get_logger(__name__)

REPLICA = "replica"

# Between two looks; a look that took long, because a server is away, is followed by a rest of several times its length,
# so that no reader in the row after it waits for the same.
REST, RESTS = 1.0, 3
# Ends of the primary's log of which the replica has not been seen to be there.
MOST_SAMPLES = 256
# Whoever does not answer a look within these is away: seconds, and milliseconds without a sign of the other machine.
PATIENCE = {"connect_timeout": 2, "tcp_user_timeout": 2_000}

# The number with which a cluster is born is the same on its replicas, and on no others.
PRIMARY = "SELECT (pg_current_wal_lsn() - '0/0')::bigint, system_identifier FROM pg_control_system()"
STANDBY = (
    "SELECT coalesce(pg_last_wal_replay_lsn() - '0/0', 0)::bigint, system_identifier, pg_is_in_recovery()"
    " FROM pg_control_system()"
)


class Sample(NamedTuple):
    """Where the primary's log ended, and when: by the process's clock and by the calendar."""

    taken: float
    taken_at: datetime
    end: int


class State(NamedTuple):
    """What the last look found: why each server will not do (empty: it will), and what of the log was replayed."""

    primary: str = "not asked yet"
    replica: str = "not asked yet"
    replayed: Sample | None = None


class Asker:
    """A connection of its own to one of the two: in the pools, one would wait for a server that is away."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self._connection: Impatient | None = None

    def ask(self, question: str) -> tuple[Any, ...]:
        """The one row of the answer. A connection that a restart has cut is made anew; whoever let us wait once is not
        asked twice. Raises psycopg's errors.
        """
        began = monotonic()
        if self._connection is not None:
            try:
                return self._ask(self._connection, question)
            except psycopg.Error:
                self.close()
                if monotonic() - began >= PATIENCE["connect_timeout"]:
                    raise
        told = {**connections[self.alias].get_connection_params(), **PATIENCE, "autocommit": True}
        self._connection = Impatient.connect(**told)
        self._connection.limit = PATIENCE["connect_timeout"]
        return self._ask(self._connection, question)

    def close(self) -> None:
        """Forget the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _ask(self, connection: psycopg.Connection, question: str) -> tuple[Any, ...]:
        return connection.execute(question.encode()).fetchone() or ()


class Watch:
    """What one process knows of the replica; for all its threads, of which one looks and none waits for it."""

    def __init__(self) -> None:
        self.state = State()
        self._samples: deque[Sample] = deque(maxlen=MOST_SAMPLES)
        self._askers = {alias: Asker(alias) for alias in (DEFAULT_DB_ALIAS, REPLICA)}
        self._looking, self._next = threading.Lock(), 0.0

    @property
    def why_not(self) -> str:
        """Why the replica is not to be read now, in words for whoever runs the site; empty: it is.

        While the primary does not answer, what the replica has is more than nothing, however old it is.
        """
        self._look_in_time()
        state, lag = self.state, self.lag
        if state.replica or state.primary:
            return state.replica
        if lag is None:
            return "has not been seen to follow yet"
        return "" if lag <= settings.DATABASE_REPLICA_LAG else f"is {lag:.0f} s behind"

    @property
    def lag(self) -> float | None:
        """By how many seconds it is behind at the most; None: that has not been seen yet."""
        state = self.state
        return None if state.replayed is None else monotonic() - state.replayed.taken

    @property
    def known_until(self) -> datetime | None:
        """Up to when all is known to be on the replica, while the primary does not answer; None while it does."""
        state = self.state
        return state.replayed.taken_at if state.primary and state.replayed else None

    def lost(self, reason: str) -> None:
        """A reader found that the replica is away: nobody else tries it before the next look."""
        self.state, self._next = self.state._replace(replica=reason), monotonic() + REST

    def forget(self) -> None:
        """Begin anew: for whoever puts other servers in the place of these."""
        with self._looking:
            for asker in self._askers.values():
                asker.close()
            self._samples.clear()
            self.state, self._next = State(), 0.0

    def _look_in_time(self) -> None:
        if monotonic() < self._next or not self._looking.acquire(blocking=False):
            return
        try:
            began = monotonic()
            before, self.state = self.state, self._look()
            if (before.primary, before.replica) != (self.state.primary, self.state.replica):
                log.info("replica_looked_at", primary=self.state.primary, replica=self.state.replica)
            if before.replica and not self.state.replica:
                _renew_connections()
            took = monotonic() - began
            self._next = began + took + max(REST, RESTS * took)
        finally:
            self._looking.release()

    def _look(self) -> State:
        taken, taken_at = monotonic(), datetime.now(UTC)
        primary, end = self._answer(DEFAULT_DB_ALIAS, PRIMARY)
        if end:
            self._keep(Sample(taken, taken_at, end[0]))
        replica, here = self._answer(REPLICA, STANDBY)
        if here and not here[2]:
            replica = "is no replica: it takes writes"
        elif here and end and here[1] != end[1]:
            replica = "is a replica of another cluster"
        replayed = self.state.replayed
        while not replica and self._samples and self._samples[0].end <= here[0]:
            replayed = self._samples.popleft()
        return State(primary, replica, replayed)

    def _keep(self, sample: Sample) -> None:
        # Of a primary that was set back, as by a backup, the places of before mean nothing.
        if self._samples and sample.end < self._samples[-1].end:
            self._samples.clear()
        self._samples.append(sample)

    def _answer(self, alias: str, question: str) -> tuple[str, tuple[Any, ...]]:
        try:
            return "", self._askers[alias].ask(question)
        except psycopg.Error as error:
            return f"does not answer ({type(error).__name__})", ()


def _renew_connections() -> None:
    """A pool gives out the connections to a server that died since as if they lived: one after another would fail."""
    if pool := getattr(connections[REPLICA], "pool", None):
        pool.drain()


WATCH = Watch()
