"""What is wrong with a running site, in words, and what to do about it."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import redis
from django.conf import settings

from common import clock
from common.backlogs import REGISTRY
from common.clocks import apart, compare_clocks
from common.heartbeat import is_worker_heard

from . import cluster, surroundings
from .finding import Finding, Level
from .queue import address, read_queues

PATIENCE_SECONDS = 2
LATE_SECONDS = 60

Look = Callable[[], Iterator[Finding]]


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which one would mend them. A look that fails is itself a finding; one that needs
    what was found wrong is left out and named, for all that it could say is that.
    """
    ended: set[Look] = set()
    left: list[str] = []
    for look, needs in _looks().items():
        if ended & set(needs):
            left.append(_name(look))
            continue
        for finding in _found_by(look):
            if finding.ends:
                ended.add(look)
            yield finding
    if left:
        do = "mend what stands above, and run manage.py doctor again."
        yield Finding(Level.WRONG, f"not looked at, for want of that: {', '.join(left)}", do)


def _found_by(look: Look) -> Iterator[Finding]:
    try:
        yield from look()
    except Exception as error:
        said = (str(error).strip() or "without a word").splitlines()[0]
        told = f"{_name(look)} could not be looked at ({type(error).__name__}: {said})"
        yield Finding(Level.WRONG, told, "read the log of the database and of Redis, and run manage.py doctor again.")


def _name(look: Look) -> str:
    return look.__name__.strip("_")


def _redis() -> Iterator[Finding]:
    waiting = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **waiting) as client:
            client.ping()
    except redis.RedisError as error:
        yield Finding(
            Level.WRONG,
            f"Redis does not answer ({type(error).__name__}): nothing is lost, and nothing closes or goes out",
            "start it, or mend REDIS_URL.",
            ends=True,
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
    try:
        yield from _lengths()
    except Exception as error:  # of three libraries, and of the system
        told = f"the broker ({urlsplit(address()).scheme}) does not answer ({type(error.__cause__ or error).__name__})"
        do = "start it, or mend BROKER_URL; where Sentinels keep it, see to them and to BROKER_MASTER too."
        yield Finding(Level.WRONG, f"{told}: nothing is lost, and nothing closes or goes out", do)


def _lengths() -> Iterator[Finding]:
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


def _looks() -> dict[Look, tuple[Look, ...]]:
    """Each look, and those without which it could say nothing."""
    usable = (cluster.database, cluster.rights)
    migrated = (*usable, cluster.migrations)
    return {
        cluster.database: (),
        _redis: (),
        cluster.rights: (cluster.database,),
        cluster.roles: usable,
        cluster.migrations: usable,
        cluster.indexes: (cluster.database,),
        cluster.replica: (cluster.database,),
        _worker: (_redis,),
        _queues: (_redis,) if address() == settings.REDIS_URL else (),
        _clocks: migrated,
        _due: migrated,
        surroundings.mail: (),
        surroundings.keys: (),
        surroundings.switches: (),
        surroundings.folders: (),
        surroundings.dumps: migrated,
    }
