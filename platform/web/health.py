"""Two questions that machines ask: is the process alive, and may it be given visitors."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from common.clocks import apart
from common.heartbeat import beat, is_worker_heard
from common.replica.reading import has_replica
from common.replica.watch import WATCH

PATIENCE = 2.0  # seconds; whoever asks has a timeout of their own

_seen = {"migrated": False}


def _database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def _redis() -> str | None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        client.ping()
    return None


def _migrations() -> str | None:
    """What is applied stays applied, so the files are read until it was so once."""
    if not _seen["migrated"]:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} not applied"
        _seen["migrated"] = True
    return None


def _worker() -> str | None:
    return None if is_worker_heard() else "not heard for a minute; what is cast is taken all the same"


def _clocks() -> str | None:
    machines = ", ".join(comparison.machine for comparison in apart())
    return f"more than a second apart on {machines}; the database's decides" if machines else None


def _replica() -> str | None:
    reason = WATCH.why_not
    return f"{reason}; the primary is read in its place" if reason else None


QUESTIONS: dict[str, Callable[[], str | None]] = {"database": _database, "redis": _redis, "migrations": _migrations}
# Told, and no reason to send visitors elsewhere: no deadline depends on a worker, and no web process can start one.
REMARKS: dict[str, Callable[[], str | None]] = {"worker": _worker, "clocks": _clocks}


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: asks nobody else, or a database that is down would have every web process restarted."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: 503 and which part is missing. The words name the kind of error and never an address or a password.

    Whoever probes a site that is ready keeps its heart beating.
    """
    answers = {name: _answer(ask) for name, ask in QUESTIONS.items()}
    if not any(answers.values()):
        answers["heartbeat"] = _answer(_beat)
    asked = REMARKS | ({"replica": _replica} if has_replica() else {})
    remarks = {} if any(answers.values()) else {name: _answer(ask) for name, ask in asked.items()}
    lines = [f"{name}: {trouble or 'ready'}\n" for name, trouble in [*answers.items(), *remarks.items()]]
    return HttpResponse("".join(lines), content_type="text/plain", status=503 if any(answers.values()) else 200)


def _answer(ask: Callable[[], str | None]) -> str | None:
    try:
        return ask()
    except Exception as error:
        return type(error).__name__


def _beat() -> None:
    beat()


class HealthMiddleware:
    """Answers both before anything else is asked: whoever probes a process speaks to its address, without a name that
    `ALLOWED_HOSTS` knows and without TLS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info, self.get_response)
        return answer(request)
