"""The Celery application and, in one place, what beat rings and how often.

Tasks are doorbells: they carry no fact that the database does not hold, they may ring twice, and none is hung while the
same one waits, because whoever hears it finds all that is due. See `config.bells`.
"""

import os
import time

import structlog
from celery import Celery, Task
from celery.signals import before_task_publish, task_prerun, worker_ready
from django.conf import settings
from kombu import Queue
from redis import RedisError

from config.broker import Broker
from watching.queue import CONDUCTOR, NOTICES, PUBLISHING, QUEUES, SENT_AT, broker_options, broker_url, take_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

log = structlog.get_logger(__name__)

HOURLY_SECONDS = 3600.0
# How often mails that wait are looked for; whether a week has passed is read in the database. Within a minute, or they
# would be called late.
HEADS_SECONDS = 30.0
# How long what is published may be without its file, and what was hidden may still have one. Each run compares the
# whole disk with all that is published.
FILES_SECONDS = 3 * settings.SWEEP_SECONDS

app = Celery("minga", amqp=Broker)
app.conf.update(
    broker_url=broker_url(),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=broker_options(),
    # A worker that is told no queue takes from all of them; told by `-Q`, those of a large site keep the conductor
    # from waiting for letters or prints.
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue=CONDUCTOR,
    task_routes={
        "notices.tasks.*": {"queue": NOTICES},
        "following.tasks.*": {"queue": NOTICES},
        "api.tasks.*": {"queue": PUBLISHING},
        **{
            f"proposals.tasks.{name}": {"queue": PUBLISHING}
            for name in ("render", "file", "deliver", "send_heads", "translate")
        },
    },
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone="UTC",
    beat_scheduler="config.bells:Bells",
    beat_schedule={
        "sweep": {
            "task": "proposals.tasks.sweep",
            "schedule": settings.SWEEP_SECONDS,
        },
        "render": {
            "task": "proposals.tasks.render",
            "schedule": settings.SWEEP_SECONDS,
        },
        "file": {
            "task": "proposals.tasks.file",
            "schedule": FILES_SECONDS,
        },
        "send_heads": {
            "task": "proposals.tasks.send_heads",
            "schedule": HEADS_SECONDS,
        },
        "deliver": {
            "task": "proposals.tasks.deliver",
            "schedule": settings.SWEEP_SECONDS,
        },
        "tell": {
            "task": "notices.tasks.tell",
            "schedule": settings.SWEEP_SECONDS,
        },
        "post": {
            "task": "notices.tasks.post",
            "schedule": settings.SWEEP_SECONDS,
        },
        "send_off": {
            "task": "notices.tasks.send_off",
            "schedule": settings.SWEEP_SECONDS,
        },
        "invite": {
            "task": "councils.tasks.invite",
            "schedule": settings.SWEEP_SECONDS,
        },
        "follow": {
            "task": "following.tasks.send",
            "schedule": settings.SWEEP_SECONDS,
        },
        "beat_heart": {
            "task": "common.tasks.beat_heart",
            "schedule": settings.HEARTBEAT_SECONDS,
        },
        "compare": {
            "task": "common.tasks.compare",
            "schedule": settings.CLOCKS_SECONDS,
        },
        "seal": {
            "task": "proposals.tasks.seal",
            "schedule": settings.SEAL_SECONDS,
        },
        # Once a day there is something to do: a dump that has its date is not written again, and an hour in which the
        # worker was down is made good by the next one.
        "dump": {
            "task": "api.tasks.dump",
            "schedule": HOURLY_SECONDS,
        },
        "forget": {
            "task": "accounts.tasks.forget",
            "schedule": HOURLY_SECONDS,
        },
    },
)
if settings.VAPID_PRIVATE_KEY:
    app.conf.beat_schedule["push"] = {
        "task": "notices.tasks.push",
        "schedule": settings.SWEEP_SECONDS,
    }
if settings.TRANSLATION_URL:
    app.conf.beat_schedule["translate"] = {
        "task": "proposals.tasks.translate",
        "schedule": settings.SWEEP_SECONDS,
    }
app.autodiscover_tasks(["common", "accounts", "notices", "councils", "proposals", "api", "following"])


@before_task_publish.connect
def say_when(headers: dict | None = None, **_of_the_signal: object) -> None:
    """Each message says when it was sent, so that whoever watches the queue sees how long the oldest has waited."""
    if headers is not None:
        headers[SENT_AT] = time.time()


@worker_ready.connect
def compare_clocks_at_the_start(**_of_the_signal: object) -> None:
    """A machine whose clock is wrong says so before anybody waits for it for an hour."""
    app.send_task("common.tasks.compare")


@task_prerun.connect
def take_the_bell_down(sender: Task, **_of_the_signal: object) -> None:
    """Before the task begins: what becomes due while it works is worth another."""
    try:
        take_down(sender.name)
    except RedisError as error:
        log.warning("bell_not_marked", bell=sender.name, reason=type(error).__name__)
