"""What whoever watches the site reads, and nobody else."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings as django_settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from common import backlogs, clock
from common.backlogs import Backlog
from common.models import Heartbeat
from config.celery import app
from proposals.models import Ballot
from tests.factories.scenes import Scene, voting_scene
from tests.watching.conftest import PATIENCE
from watching.queue import QUEUES, age_of, read_queues

DATABASE_OF_ITS_OWN = 9
TOKEN = "a token of twenty signs and more"
OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)


@pytest.fixture
def scene(db: None) -> Scene:
    with clock.travel(OPENS - timedelta(days=1)):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES)


def read(client: Client, settings: Any) -> dict[tuple[str, frozenset], float]:
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def labelled(name: str, **labels: str) -> tuple[str, frozenset]:
    return name, frozenset(labels.items())


@pytest.mark.django_db
@pytest.mark.parametrize("offered", ["", "Bearer ", "Bearer wrong", TOKEN[:-1], "Bearer ñ", f"Basic {TOKEN}"])
def test_without_its_token_there_is_no_such_page(client: Client, settings: Any, offered: str) -> None:
    for token in ("", TOKEN):
        settings.METRICS_TOKEN = token
        answer = client.get("/metrics", headers={"Authorization": offered} if offered else {})
        assert (answer.status_code, answer.content) == (404, b"not found\n")


def test_what_is_due_and_how_late(scene: Scene, client: Client, settings: Any) -> None:
    with clock.travel(OPENS + timedelta(seconds=90)):
        told = read(client, settings)
    assert told[labelled("minga_due_rows", kind="ballots")] == 1
    assert told[labelled("minga_due_lateness_seconds", kind="ballots")] == 90
    assert told[labelled("minga_due_rows", kind="windows")] == scene.round.windows.count()
    assert told[labelled("minga_metrics_unread")] == 0
    Ballot.objects.update(failure="It could not be opened.", attempts=1, next_try_at=OPENS + timedelta(minutes=10))
    with clock.travel(OPENS + timedelta(seconds=90)):
        told = read(client, settings)
    assert told[labelled("minga_due_rows", kind="ballots")] == 0
    assert told[labelled("minga_failed_rows", kind="ballots")] == 1


def test_every_room_is_heard_and_nothing_names_anybody(scene: Scene, client: Client, settings: Any) -> None:
    Heartbeat.objects.create(began_at=clock.now(None), last_at=clock.now(None))
    told = read(client, settings)
    kinds = {dict(labels)["kind"] for name, labels in told if name == "minga_due_rows"}
    assert kinds == {
        "windows",
        "ballots",
        "consultations",
        "open_letters",
        "prints",
        "deliveries",
        "audiences",
        "letters",
        "outbox",
        "follower_letters",
        "heads",
    }
    assert {labelled(f"minga_{name}_last_minute") for name in ("votes", "mails", "follower_mails")} <= set(told)
    assert told[labelled("minga_heartbeat_age_seconds")] >= 0
    words = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    for private in (scene.secretary.email, scene.council.slug, str(scene.secretary)):
        assert private not in words


def test_requests_are_counted_by_view_and_never_by_address(scene: Scene, client: Client, settings: Any) -> None:
    one = labelled("minga_requests_total", view="council", method="GET", status="2xx")
    before = read(client, settings).get(one, 0)
    client.get(scene.council.get_absolute_url())
    client.get("/nowhere/at-all-8472/")
    client.generic("HACK", scene.council.get_absolute_url())
    told = read(client, settings)
    assert told[one] == before + 1
    assert told[labelled("minga_requests_total", view="council", method="other", status="4xx")] >= 1
    assert not any("8472" in str(labels) for _name, labels in told)


@pytest.mark.django_db
def test_a_part_that_cannot_be_read_hides_no_other(client: Client, settings: Any, monkeypatch: Any) -> None:
    def breaks(_now: datetime) -> Backlog:
        raise RuntimeError("broken")

    monkeypatch.setitem(backlogs.REGISTRY, "broken", breaks)
    told = read(client, settings)
    assert told[labelled("minga_metrics_unread")] == 1
    assert labelled("minga_queue_length", queue="conductor") in told
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert read(client, settings)[labelled("minga_metrics_unread")] == 2


def test_with_the_database_away_the_queues_are_told_and_it_is_waited_for_once(
    away: dict[str, Any], client: Client, settings: Any
) -> None:
    began = time.monotonic()
    told = read(client, settings)
    assert PATIENCE <= time.monotonic() - began < 3 * PATIENCE
    assert {dict(labels)["queue"] for name, labels in told if name == "minga_queue_length"} == set(QUEUES)
    assert told[labelled("minga_metrics_unread")] == 4


@pytest.fixture
def broker(settings: Any) -> str:
    """The broker's address of a Redis database that no other test rings in; the site reads it, too."""
    parts = urlsplit(django_settings.REDIS_URL)
    if parts.scheme == "unix":
        settings.REDIS_URL = f"unix://{parts.path}?db={DATABASE_OF_ITS_OWN}"
        return f"redis+socket://{parts.path}?virtual_host={DATABASE_OF_ITS_OWN}"
    settings.REDIS_URL = parts._replace(path=f"/{DATABASE_OF_ITS_OWN}").geturl()
    return settings.REDIS_URL


def test_a_doorbell_says_when_it_was_rung_and_waits_in_its_queue(broker: str) -> None:
    with redis.Redis.from_url(django_settings.REDIS_URL) as queue, app.connection_for_write(broker) as connection:
        queue.flushdb()
        rung = [
            "common.tasks.compare",
            "proposals.tasks.sweep",
            "notices.tasks.post",
            "following.tasks.send",
            "api.tasks.dump",
        ]
        for task in rung:
            app.send_task(task, connection=connection)
        assert 0 <= age_of(queue.lindex("conductor", -1)) < 60
        found = read_queues()
        assert {name: waiting.length for name, waiting in found.items()} == dict(zip(QUEUES, (2, 2, 1), strict=True))
        assert all(waiting.age < 60 for waiting in found.values())
        queue.flushdb()
    assert age_of(b'{"headers": {}}') == age_of(b"{}") == 0
    assert age_of(json.dumps({"headers": {"sent_at": time.time() - 90}}).encode()) == pytest.approx(90, abs=1)


def test_every_doorbell_of_beat_has_a_queue_that_a_worker_takes_from() -> None:
    for ring in app.conf.beat_schedule.values():
        assert app.amqp.router.route({}, ring["task"])["queue"].name in QUEUES
