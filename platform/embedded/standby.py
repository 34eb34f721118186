"""A second PostgreSQL that follows a first one, for tests of what is read from a replica and of a server's death."""

import time
from pathlib import Path

import psycopg

from embedded.places import Trouble
from embedded.servers import START_SECONDS, Postgres

SLOT = "standby"

# What a replica needs to be asked while it follows, and to find its primary again soon after either was away. With the
# feedback, the primary keeps the rows that somebody still reads here instead of ending their queries.
FOLLOWING = ("hot_standby=on", "hot_standby_feedback=on", "wal_retrieve_retry_interval=200ms")


class Standby(Postgres):
    """A streaming replica, in `folder`/postgres, of the embedded cluster `primary`, which must run when it is begun.

    What it has not fetched is kept for it by the primary (a replication slot, so one standby to a primary), so that it
    may be away for a while. It starts with or without the primary.
    """

    def __init__(self, folder: Path, primary: Postgres) -> None:
        super().__init__(folder, durable=primary.durable, more=FOLLOWING)
        self.primary = primary

    def leave(self) -> None:
        """Stop for good: the primary keeps nothing for it any more."""
        self.stop()
        with psycopg.connect(self.primary.url("postgres", "postgres"), autocommit=True) as primary:
            primary.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots")

    def pause(self) -> None:
        """Replay nothing more from now on; what comes is still fetched. A restart goes on replaying."""
        with self._superuser() as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
            self._until(connection, "SELECT pg_get_wal_replay_pause_state() = 'paused'")

    def resume(self) -> None:
        with self._superuser() as connection:
            connection.execute("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Wait until all that is committed on the primary by now can be read here."""
        with psycopg.connect(self.primary.url("postgres", "postgres"), autocommit=True) as primary:
            # A mark of our own, written through: where the log ends may be a place at which no record ever does.
            mark = "SELECT pg_logical_emit_message(false, 'standby', '', true)::text"
            [here] = primary.execute(mark).fetchone() or [None]
        with self._superuser() as connection:
            self._until(connection, f"SELECT pg_last_wal_replay_lsn() >= '{here}'")

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres", "postgres"), autocommit=True)

    def _until(self, connection: psycopg.Connection, question: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while (connection.execute(question.encode()).fetchone() or [False])[0] is not True:
            if time.monotonic() > deadline:
                raise Trouble(f"the standby in {self.data} does not get there: {question}")
            time.sleep(0.01)

    def _create(self) -> None:
        primary = self.primary.url("postgres", "postgres")
        with psycopg.connect(primary, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_replication_slots WHERE slot_name = %s", [SLOT]).fetchone():
                connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])
        self._fill(
            "pg_basebackup", "--checkpoint=fast", "--write-recovery-conf", f"--slot={SLOT}", f"--dbname={primary}"
        )

    def _furnish(self, connection: psycopg.Connection) -> None:
        """Roles and databases come from the primary; nothing can be written here."""
