"""`/metrics`, in the text format of Prometheus: what is asked of the site, what waits, and how late it is.

What the database and Redis know is read when it is asked for, so it is the same whichever process answers. Requests are
counted in each process, and put together by the library from files when there are several.
"""

import hmac
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from common import clock
from common.backlogs import PACES
from common.backlogs import REGISTRY as BACKLOGS
from common.clocks import current
from common.models import Heartbeat
from common.replica.reading import has_replica
from common.replica.watch import WATCH

from .queue import read_queues

log = structlog.get_logger(__name__)

FILES = "PROMETHEUS_MULTIPROC_DIR"
MINUTE = timedelta(minutes=1)


def metrics(request: HttpRequest) -> HttpResponse:
    """Everything, for whoever names `METRICS_TOKEN` as their bearer; to everybody else there is no such page."""
    offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(offered.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse("not found\n", content_type="text/plain", status=404)
    return HttpResponse(generate_latest(_requests()) + generate_latest(_state()), content_type=CONTENT_TYPE_LATEST)


def _requests() -> CollectorRegistry:
    if FILES not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def _state() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(StateCollector())
    return registry


class StateCollector:
    """What is in the database and in Redis now. A part that cannot be read is left out and named in the log.

    A database that is away is waited for once, and what does not need it is told without it: whoever asks gives up
    after ten seconds, and in such an hour they want to know most.
    """

    def collect(self) -> Iterator[Metric]:
        self._unread = 0
        yield from self._read(_queue)
        yield from self._of_the_database([_backlogs, _paces, _heartbeat, _clocks])
        yield from _replica()
        yield GaugeMetricFamily("minga_metrics_unread", "Parts of this page that could not be read.", self._unread)

    def _of_the_database(self, parts: list[Callable[[datetime], Iterator[Metric]]]) -> Iterator[Metric]:
        try:
            now = clock.now(None)
        except Exception as error:
            for part in parts:
                self._leave_out(part, error)
            return
        for part in parts:
            yield from self._read(part, now)

    def _read(self, part: Callable[..., Iterator[Metric]], *told: datetime) -> Iterator[Metric]:
        try:
            yield from part(*told)
        except Exception as error:
            self._leave_out(part, error)

    def _leave_out(self, part: Callable[..., Iterator[Metric]], error: Exception) -> None:
        self._unread += 1
        log.warning("metric_unread", part=part.__name__.strip("_"), reason=type(error).__name__)


def _backlogs(now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("minga_due_rows", "Rows that are due and not done.", labels=["kind"])
    late = GaugeMetricFamily("minga_due_lateness_seconds", "How long the oldest of them has been due.", labels=["kind"])
    failed = GaugeMetricFamily("minga_failed_rows", "Rows whose last try failed; tried again.", labels=["kind"])
    for name, read in BACKLOGS.items():
        backlog = read(now)
        waiting.add_metric([name], backlog.waiting)
        late.add_metric([name], backlog.lateness(now))
        failed.add_metric([name], backlog.failed)
    yield from (waiting, late, failed)


def _paces(now: datetime) -> Iterator[Metric]:
    for name, count in PACES.items():
        yield GaugeMetricFamily(f"minga_{name}_last_minute", "In the minute before now.", value=count(now - MINUTE))


def _queue() -> Iterator[Metric]:
    length = GaugeMetricFamily("minga_queue_length", "Doorbells that no worker has taken.", labels=["queue"])
    age = GaugeMetricFamily("minga_queue_age_seconds", "How long the oldest of them has waited.", labels=["queue"])
    for name, waiting in read_queues().items():
        length.add_metric([name], waiting.length)
        if waiting.age is not None:
            age.add_metric([name], waiting.age)
    yield from (length, age)


def _heartbeat(now: datetime) -> Iterator[Metric]:
    last = Heartbeat.objects.order_by("-last_at").first()
    if last is not None:
        age = (now - last.last_at).total_seconds()
        yield GaugeMetricFamily("minga_heartbeat_age_seconds", "Since the site was last found ready.", value=age)


def _clocks(now: datetime) -> Iterator[Metric]:
    apart = GaugeMetricFamily("minga_clock_seconds", "Ahead of the database's clock.", labels=["machine", "clock"])
    for comparison in current():
        apart.add_metric([comparison.machine, "application"], comparison.application)
        if comparison.redis is not None:
            apart.add_metric([comparison.machine, "redis"], comparison.redis)
    yield apart


def _replica() -> Iterator[Metric]:
    """Of the process that answers, for each looks for itself; with the primary away too. Without a replica nothing."""
    if not has_replica():
        return
    is_read = not WATCH.why_not
    yield GaugeMetricFamily("minga_replica_read", "Whether the API is answered by the replica.", value=is_read)
    if (lag := WATCH.lag) is not None:
        yield GaugeMetricFamily("minga_replica_lag_seconds", "By how much it is behind at the most.", value=lag)


class MetricsMiddleware:
    """Answers `/metrics` where the health questions are answered: before a name or TLS is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return metrics(request) if request.path_info == "/metrics" else self.get_response(request)
