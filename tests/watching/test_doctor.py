"""The doctor says in words what is wrong, and goes on when a look fails."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.management import call_command
from django.test import Client

from common import clock
from common.heartbeat import WORKER_MARK, leave_mark
from proposals.models import Ballot
from tests.factories.scenes import voting_scene
from tests.notices.conftest import Postman
from watching.doctor import Level, examine

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
    assert "worker could not be looked at: ConnectionError" in words
    assert "migrations" not in words, "what is well stays well"


def test_the_mail_server_is_spoken_to(folders: None, settings: Any, postman: Postman) -> None:
    assert "ok   the mail server takes us" in told()[0]
    postman.goes()
    words, code = told()
    assert ("BAD  the mail server does not take us" in words, code) == (True, 1)
    postman.comes()


def test_a_folder_that_is_full_or_shut_is_said(folders: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("watching.doctor.LITTLE_SPACE", 2**70)
    assert "MEDIA_ROOT has" in told("--quiet")[0]
    monkeypatch.setattr("watching.doctor.os.access", lambda *_: False)
    assert "BAD  PUBLISH_ROOT cannot be written to" in told("--quiet")[0]


def test_every_wrong_finding_says_what_to_do(folders: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for finding in examine():
        if finding.level is not Level.WELL and "could not be looked at" not in finding.what:
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
