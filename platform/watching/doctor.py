"""What is wrong with a running site, in words, and what to do about it."""

import os
import shutil
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import redis
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from api.dumping.keeping import dated, dumps_root
from common import clock
from common.backlogs import REGISTRY
from common.clocks import apart, compare_clocks
from common.heartbeat import is_worker_heard
from common.replica.reading import has_replica
from common.replica.watch import REPLICA, REST, WATCH
from ledger.sealing.keys import signer
from proposals.voting.secrecy.keys import is_kept_here

from .queue import read_queues

PATIENCE_SECONDS = 5
LATE_SECONDS = 60
LITTLE_SPACE = 2**30


class Level(StrEnum):
    """How bad it is: well, worth knowing, or wrong."""

    WELL = "well"
    REMARK = "remark"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is so, and what to do where it should be otherwise."""

    level: Level
    what: str
    do: str = ""


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which one would mend them. A look that fails is itself a finding."""
    for look in (
        _database,
        _roles,
        _migrations,
        _replica,
        _redis,
        _worker,
        _queues,
        _clocks,
        _due,
        _mail,
        _keys,
        _folders,
        _dumps,
    ):
        try:
            yield from look()
        except Exception as error:
            yield Finding(Level.WRONG, f"{_name(look)} could not be looked at: {type(error).__name__}: {error}", "")


def _name(look: Callable[[], Iterator[Finding]]) -> str:
    return look.__name__.strip("_")


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
        version, fsync = cursor.fetchone()
    yield Finding(Level.WELL, f"the database answers, PostgreSQL {version // 10000}")
    if version < 170000:
        yield Finding(Level.WRONG, "PostgreSQL is older than 17", "upgrade it: stalled transactions are ended by 17.")
    if fsync != "on":
        yield Finding(
            Level.WRONG, "fsync is off: a power cut loses votes that have a receipt", "set fsync = on in its settings."
        )


def _roles() -> Iterator[Finding]:
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


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding(Level.WRONG, f"{len(missing)} migrations are not applied", "run manage.py migrate as the owner.")
    else:
        yield Finding(Level.WELL, "every migration is applied")


def _replica() -> Iterator[Finding]:
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


def _redis() -> Iterator[Finding]:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=PATIENCE_SECONDS) as client:
            client.ping()
    except redis.RedisError as error:
        yield Finding(
            Level.WRONG,
            f"Redis does not answer ({type(error).__name__}): nothing is lost, and nothing closes or goes out",
            "start it, or mend REDIS_URL.",
        )
    else:
        yield Finding(Level.WELL, "Redis answers")


def _worker() -> Iterator[Finding]:
    if is_worker_heard():
        yield Finding(Level.WELL, "a worker has been heard within the last minute")
    else:
        yield Finding(
            Level.WRONG,
            "no worker has been heard for a minute: votes are taken, and nothing is counted, told or published",
            "start a worker and beat (celery -A config.celery worker, … beat), and read their log.",
        )


def _queues() -> Iterator[Finding]:
    for name, waiting in read_queues().items():
        if waiting.age is not None and waiting.age > LATE_SECONDS:
            yield Finding(
                Level.WRONG,
                f"{name}: {waiting.length} doorbells wait, the oldest for {waiting.age:.0f} s: workers do not keep up",
                f"start another worker for it (celery -A config.celery worker -Q {name}).",
            )
        else:
            yield Finding(Level.WELL, f"{name}: {waiting.length} doorbells wait")


def _clocks() -> Iterator[Finding]:
    compare_clocks()
    found = apart()
    for comparison in found:
        far = f"the clocks of {comparison.machine} are more than a second apart"
        yield Finding(Level.WRONG, f"{far}; the database's decides", "keep all machines on NTP.")
    if not found:
        yield Finding(Level.WELL, "the clocks agree within a second")


def _due() -> Iterator[Finding]:
    now = clock.now(None)
    for name, read in sorted(REGISTRY.items()):
        backlog = read(now)
        late = backlog.lateness(now)
        if late > LATE_SECONDS:
            told = f"{name}: {backlog.waiting} are due, the oldest for {late:.0f} s"
            yield Finding(Level.WRONG, told, "see whether a worker runs, and what its log says of them.")
        if backlog.failed:
            told = f"{name}: the last try of {backlog.failed} failed; each is tried again by itself"
            yield Finding(Level.REMARK, told, "the log, or the council's desk says why.")
        if not backlog.failed and late <= LATE_SECONDS:
            yield Finding(Level.WELL, f"{name}: nothing is late")


def _mail() -> Iterator[Finding]:
    if not settings.POSTING_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding(Level.REMARK, "letters do not go to a mail server", "set EMAIL_URL.")
        return
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=PATIENCE_SECONDS) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except OSError as error:
        yield Finding(
            Level.WRONG,
            f"the mail server does not take us ({type(error).__name__}); letters wait in the database",
            "mend EMAIL_URL or the server; what waits goes out by itself.",
        )
    else:
        yield Finding(Level.WELL, "the mail server takes us")


def _keys() -> Iterator[Finding]:
    if signer() is None:
        told = "nothing is signed or sealed by a process with these settings"
        yield Finding(Level.REMARK, told, "set SIGNING_KEY in the worker's environment (manage.py make_signing_key).")
    else:
        yield Finding(Level.WELL, "what is published is signed")
    if not is_kept_here():
        told = "a process with these settings can neither open nor close a secret ballot"
        yield Finding(Level.REMARK, told, "set BALLOT_KEYS_DIR in the worker's environment.")


def _store() -> Iterator[Finding]:
    """The store of uploads, where there is one; of an address and its keys no word is said."""
    try:
        default_storage.exists("doctor")
    except Exception as error:  # whatever stands in the way, of a library's many
        told = f"the store of uploads does not take us ({type(error).__name__})"
        yield Finding(Level.WRONG, told, "look at FILES_URL: the host, the bucket, the key and its rights.")
    else:
        yield Finding(Level.WELL, "the store of uploads takes us")


def _folders() -> Iterator[Finding]:
    is_folder = isinstance(default_storage, FileSystemStorage)
    if not is_folder:
        yield from _store()
    for name in ("MEDIA_ROOT", "PUBLISH_ROOT") if is_folder else ("PUBLISH_ROOT",):
        folder = Path(getattr(settings, name))
        if not os.access(folder if folder.exists() else folder.parent, os.W_OK):
            yield Finding(Level.WRONG, f"{name} cannot be written to", "give its folder to the user of the processes.")
            continue
        free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
        if free < LITTLE_SPACE:
            told = f"{name} has {free // 2**20} MiB left"
            yield Finding(Level.WRONG, told, "make room: without it nothing is uploaded or published as a file.")
        else:
            yield Finding(Level.WELL, f"{name} has {free // 2**30} GiB left")


def _dumps() -> Iterator[Finding]:
    days = dated(dumps_root())
    today = clock.now(None).date()
    if not days or (today - max(days)).days > 1:
        told = f"the newest dump is of {max(days)}" if days else "there is no dump yet"
        yield Finding(Level.REMARK, told, "one is written each day by the worker; manage.py write_dump writes it now.")
    else:
        yield Finding(Level.WELL, f"the newest dump is of {max(days)}")
