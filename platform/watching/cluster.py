"""What the doctor looks at in the database, and in its replica."""

import time
from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from common.replica.reading import has_replica
from common.replica.watch import REPLICA, REST, WATCH, Asker

from .finding import Finding, Level

# Every table may be read and added to by the application's role; what it may not do to some of them is another look.
TABLES = """
SELECT relname, has_schema_privilege(relnamespace, 'USAGE')
    AND has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
# One that is being built at this moment is not valid either.
BROKEN = """
SELECT indexrelid::regclass::text FROM pg_index
WHERE NOT indisvalid AND indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)
ORDER BY 1
"""


def database() -> Iterator[Finding]:
    """Over a connection of its own: the pool would ask again and again, and tell its log of each time."""
    asker = Asker(DEFAULT_DB_ALIAS)
    try:
        version, fsync, is_standby = asker.ask(
            "SELECT current_setting('server_version_num')::int, current_setting('fsync'), pg_is_in_recovery()"
        )
    except psycopg.Error as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        do = "start PostgreSQL, or mend the host, the name, the user and the password in DATABASE_URL."
        yield Finding(Level.WRONG, f"the database does not answer ({said}): nothing is lost", do, ends=True)
        return
    finally:
        asker.close()
    yield Finding(Level.WELL, f"the database answers, PostgreSQL {version // 10000}")
    if version < 170000:
        yield Finding(Level.WRONG, "PostgreSQL is older than 17", "upgrade it: stalled transactions are ended by 17.")
    if fsync != "on":
        yield Finding(
            Level.WRONG, "fsync is off: a power cut loses votes that have a receipt", "set fsync = on in its settings."
        )
    if is_standby:
        do = "name the primary in DATABASE_URL, or promote this one if the primary is gone for good."
        yield Finding(Level.WRONG, "the database takes no writes: it is a standby", do)


def rights() -> Iterator[Finding]:
    """Whether there are tables, and the application's role may use them."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = cursor.fetchall()
    shut = [name for name, is_open in tables if not is_open]
    if not tables:
        do = "run manage.py migrate and manage.py grant_application_role as the owner, or manage.py restore a backup."
        yield Finding(Level.WRONG, "the database is empty", do, ends=True)
    elif shut:
        named = ", ".join(shut[:3]) + (" …" if shut[3:] else "")
        yield Finding(
            Level.WRONG,
            f"the application's role may not use {len(shut)} of {len(tables)} tables ({named})",
            "run manage.py grant_application_role as the owner (DATABASE_OWNER_URL): after each restore and migrate.",
            ends=True,
        )


def roles() -> Iterator[Finding]:
    """Whether the application's role could change what must not change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'ledger_entry', 'UPDATE')")
        (may_rewrite,) = cursor.fetchone()
    if may_rewrite:
        yield Finding(
            Level.REMARK,
            "the application's role may rewrite the ledger, and only triggers refuse it",
            "set DATABASE_OWNER_URL to a second role and run manage.py grant_application_role.",
        )
    else:
        yield Finding(Level.WELL, "the application's role cannot rewrite the ledger")


def migrations() -> Iterator[Finding]:
    """Whether the schema is the one of this release."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        do = "run manage.py migrate and manage.py grant_application_role as the owner."
        yield Finding(Level.WRONG, f"{len(missing)} migrations are not applied", do, ends=True)
    else:
        yield Finding(Level.WELL, "every migration is applied")


def indexes() -> Iterator[Finding]:
    """Whether one was left half built: it costs every writer, and serves no reader."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN)
        broken = [name for (name,) in cursor.fetchall()]
    if broken:
        told = f"a migration was interrupted: {', '.join(broken)} cannot be used"
        yield Finding(Level.WRONG, told, "run manage.py migrate again, as the owner.")
    else:
        yield Finding(Level.WELL, "every index is whole")


def replica() -> Iterator[Finding]:
    """Its own time is given to it to be near: a look that came in the middle of much writing says little."""
    if not has_replica():
        return
    until = time.monotonic() + settings.DATABASE_REPLICA_LAG
    while (reason := WATCH.why_not) and not WATCH.state.replica and time.monotonic() < until:
        time.sleep(REST)
    if not reason:
        yield Finding(Level.WELL, "the replica follows, and answers the readers of the API")
    elif WATCH.state.replica:
        do = "start it, make it anew from this primary, or mend DATABASE_REPLICA_URL."
        yield Finding(Level.WRONG, f"the replica {reason}; the primary answers the API in its place", do)
        return
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(
            "SELECT pg_is_wal_replay_paused(), EXISTS (SELECT FROM pg_stat_wal_receiver),"
            " current_setting('hot_standby_feedback')"
        )
        is_paused, is_fed, feedback = cursor.fetchone()
    if reason:
        do = "see its log, its disk, and for how long somebody else reads there."
        do = "look at its primary_conninfo and its slot: nothing comes from the primary." if not is_fed else do
        do = "its replay is paused: SELECT pg_wal_replay_resume() goes on." if is_paused else do
        yield Finding(Level.WRONG, f"the replica {reason}; the primary answers the API in its place", do)
    if feedback != "on":
        told = "the replica does not tell its primary what is still read there: readers are asked of the primary again"
        yield Finding(Level.REMARK, told, "set hot_standby_feedback = on in its settings.")
