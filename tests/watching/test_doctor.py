"""The doctor says in words what is wrong, and goes on when a look fails."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.management import call_command
from django.db import connection
from django.test import Client

from common import clock
from common.heartbeat import WORKER_MARK, leave_mark
from proposals.models import Ballot
from tests.factories.scenes import voting_scene
from tests.notices.conftest import Postman
from watching.doctor import examine
from watching.finding import Level

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def told(*words: str) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return out.getvalue(), code


@pytest.fixture
def folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.PUBLISH_ROOT = tmp_path / "media", tmp_path / "published"


def test_what_is_well_is_said_too(folders: None) -> None:
    leave_mark()
    words, _code = told()
    assert "ok   every migration is applied" in words
    assert "ok   Redis answers" in words
    assert "ok   a worker has been heard within the last minute" in words
    assert "ok   ballots: nothing is late" in words
    quiet, _code = told("--quiet")
    assert "ok  " not in quiet


def test_a_ballot_that_nobody_opens_is_wrong_and_one_set_aside_is_a_note(folders: None) -> None:
    with clock.travel(OPENS - timedelta(days=1)):
        voting_scene(opens_at=OPENS, closes_at=OPENS + timedelta(days=3))
    with clock.travel(OPENS + timedelta(minutes=5)):
        words, code = told("--quiet")
    assert ("BAD  ballots: 1 are due, the oldest for 300 s" in words, code) == (True, 1)
    Ballot.objects.update(failure="No.", attempts=1, next_try_at=OPENS + timedelta(hours=1))
    with clock.travel(OPENS + timedelta(minutes=5)):
        words, _code = told("--quiet")
    assert "note ballots: the last try of 1 failed" in words and "desk says why" in words


def test_redis_away_is_said_with_what_is_not_lost(folders: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    words, code = told("--quiet")
    assert code == 1
    assert "BAD  Redis does not answer" in words and "nothing is lost" in words
    assert "BAD  not looked at, for want of that: worker, queues\n" in words
    assert "could not be looked at" not in words
    assert "migrations" not in words, "what is well stays well"


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes everybody and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_silent_redis_and_a_broker_that_is_away_are_sentences(
    folders: None, settings: Any, silent: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr("watching.doctor.PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("common.clocks.PATIENCE_SECONDS", 0.1)
    settings.REDIS_URL = f"redis://127.0.0.1:{silent}/0"
    for broker in ("amqp://user:hidden@127.0.0.1:1//", "sentinel://127.0.0.1:1"):
        settings.BROKER_URL, settings.BROKER_MASTER = broker, "doorbells"
        words, code = told("--quiet")
        assert code == 1
        assert "BAD  Redis does not answer (TimeoutError): nothing is lost" in words
        assert f"BAD  the broker ({broker.split(':')[0]}) does not answer (" in words and "mend BROKER_URL" in words
        assert "BAD  not looked at, for want of that: worker\n" in words
        assert "hidden" not in words and "could not be looked at" not in words


def test_a_database_that_is_away_is_one_sentence(folders: None, away: dict[str, Any]) -> None:
    began = time.monotonic()
    words, code = told("--quiet")
    assert (code, time.monotonic() - began < 3) == (1, True)
    assert "BAD  the database does not answer (connection failed: " in words and "DATABASE_URL." in words
    left = "rights, roles, migrations, indexes, replica, clocks, due, dumps"
    assert f"BAD  not looked at, for want of that: {left}\n" in words
    assert words.count("OperationalError") == 0


def test_a_role_without_rights_and_an_empty_database_say_which_command_helps(folders: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE nobody_yet; GRANT nobody_yet TO CURRENT_USER WITH SET TRUE")
        cursor.execute("SET LOCAL ROLE nobody_yet")
        words, _code = told("--quiet")
        cursor.execute("RESET ROLE")
    assert "BAD  the application's role may not use" in words and "grant_application_role" in words
    assert "for want of that: roles, migrations, clocks, due, dumps\n" in words
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA public RENAME TO elsewhere; CREATE SCHEMA public")
    words, _code = told("--quiet")
    assert "BAD  the database is empty\n" in words and "manage.py migrate" in words


def test_an_index_that_was_left_half_built_is_found(folders: None) -> None:
    assert "ok   every index is whole" in told()[0]
    with connection.cursor() as cursor:
        # One that waits for its parts is not valid either, and can be made within a transaction.
        cursor.execute("CREATE TABLE whole (n int) PARTITION BY LIST (n); CREATE TABLE part PARTITION OF whole DEFAULT")
        cursor.execute("CREATE INDEX half_built ON ONLY whole (n)")
    words, code = told("--quiet")
    assert "BAD  a migration was interrupted: half_built cannot be used\n     → run manage.py migrate again" in words
    assert code == 1


def test_what_protects_an_office_is_missed_when_it_is_off(folders: None, settings: Any) -> None:
    settings.TWO_FACTOR_FOR_OFFICES = settings.REAUTHENTICATION = False
    words, _code = told("--quiet")
    assert "note whoever holds an office needs no second factor" in words
    assert "note nobody is asked again" in words
    settings.TWO_FACTOR_FOR_OFFICES = settings.REAUTHENTICATION = True
    assert "DEMONSTRATIONS" not in told()[0].upper()


def test_the_mail_server_is_spoken_to(folders: None, settings: Any, postman: Postman) -> None:
    assert "ok   the mail server takes us" in told()[0]
    postman.goes()
    words, code = told()
    assert ("BAD  the mail server does not take us" in words, code) == (True, 1)
    postman.comes()


def test_a_folder_that_is_full_or_shut_is_said(folders: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("watching.surroundings.LITTLE_SPACE", 2**70)
    assert "MEDIA_ROOT has" in told("--quiet")[0]
    monkeypatch.setattr("watching.surroundings.os.access", lambda *_: False)
    assert "BAD  PUBLISH_ROOT cannot be written to" in told("--quiet")[0]


def test_every_wrong_finding_says_what_to_do(folders: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for finding in examine():
        if finding.level is not Level.WELL:
            assert finding.do.endswith("."), finding


def test_readyz_remarks_on_a_worker_that_is_silent_and_stays_ready(client: Client, settings: Any) -> None:
    leave_mark()
    answer = client.get("/readyz")
    assert (answer.status_code, b"worker: ready" in answer.content, b"clocks: ready" in answer.content) == (
        200,
        True,
        True,
    )
    redis.from_url(settings.REDIS_URL).delete(WORKER_MARK)
    answer = client.get("/readyz")
    assert (answer.status_code, b"worker: not heard for a minute" in answer.content) == (200, True)
