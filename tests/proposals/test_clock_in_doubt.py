"""A clock that is wrong: what only time permits and nobody can undo waits until another clock confirms it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from common import clock, clocks
from common.clocks import DOUBT_SECONDS, why_in_doubt
from common.heartbeat import beat, silences
from common.models import ClockComparison, Heartbeat
from proposals.models import Ballot, Vote
from proposals.tasks import sweep
from tests.factories.scenes import Scene, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOBODY = "redis://127.0.0.1:9/0"


@pytest.fixture
def scene(db: None) -> Scene:
    with clock.travel(OPENS - HOUR):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES)


def conduct(at: datetime) -> int:
    with clock.travel(at):
        return sweep()


def state(scene: Scene) -> str:
    return Ballot.objects.get(pk=scene.ballot.pk).state


def databases_clock(monkeypatch: pytest.MonkeyPatch, ahead: float) -> None:
    monkeypatch.setattr(clocks, "_database", lambda: time.time() + ahead)


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [-3600, -DOUBT_SECONDS - 1, DOUBT_SECONDS + 1, 3600])
def test_the_databases_clock_is_in_doubt_when_it_stands_alone(monkeypatch: pytest.MonkeyPatch, ahead: float) -> None:
    databases_clock(monkeypatch, ahead)
    doubt = why_in_doubt()
    assert doubt is not None
    assert doubt.code == "clock_in_doubt"
    assert round(ClockComparison.objects.get().application + ahead) == 0, "the desk is told at once"


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [-DOUBT_SECONDS + 1, 0, DOUBT_SECONDS - 1])
def test_some_seconds_raise_no_doubt(monkeypatch: pytest.MonkeyPatch, ahead: float) -> None:
    databases_clock(monkeypatch, ahead)
    assert why_in_doubt() is None


@pytest.mark.django_db
def test_one_machine_that_is_wrong_holds_nothing_up(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clocks.time, "time", lambda now=clocks.time.time: now() + 3600)
    assert why_in_doubt() is None, "Redis confirms the database's clock"
    settings.REDIS_URL = NOBODY
    assert why_in_doubt() is not None, "of two that differ nobody knows which is wrong"


@pytest.mark.django_db
def test_two_clocks_that_agree_need_no_third(settings: Any) -> None:
    settings.REDIS_URL = NOBODY
    assert why_in_doubt() is None


def test_nothing_is_closed_in_doubt_and_what_waited_goes_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    conduct(OPENS)
    databases_clock(monkeypatch, 3600)
    conduct(CLOSES + MINUTE)
    scene.ballot.refresh_from_db()
    assert (scene.ballot.state, scene.ballot.attempts, scene.ballot.next_try_at) == ("open", 0, None)
    databases_clock(monkeypatch, 0)
    conduct(CLOSES + MINUTE)
    assert state(scene) == "published"


@pytest.mark.parametrize(("at", "word"), [(CLOSES + MINUTE, "late"), (OPENS + MINUTE, "early")])
def test_who_votes_in_doubt_is_told_of_it(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch, at: datetime, word: str
) -> None:
    client.force_login(scene.titulars["BR"])
    databases_clock(monkeypatch, 3600)
    if word == "late":
        databases_clock(monkeypatch, 0)
        conduct(OPENS)
        databases_clock(monkeypatch, 3600)
    with clock.travel(at):
        sent = {"acting_for": scene.seats["BR"].movement.slug, "choice": "yes", "confirm": "1"}
        answer = client.post(reverse("vote", args=[scene.council.slug, 1, scene.ballot.number]), sent)
    with translation.override("es"):
        sentence = gettext(
            "The clock of this site is in doubt. Until it is mended nothing is opened, closed or counted, and nothing "
            "is lost: the secretariat knows. Come back in a while."
        )
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert not Vote.objects.exists()


def test_a_try_that_a_wrong_clock_put_off_is_not_waited_for(scene: Scene) -> None:
    conduct(OPENS)
    Ballot.objects.filter(pk=scene.ballot.pk).update(attempts=1, failure="x", next_try_at=CLOSES + 5 * HOUR)
    conduct(CLOSES)
    assert state(scene) == "published"


def test_beats_of_a_clock_that_was_put_back_are_forgotten(scene: Scene) -> None:
    Heartbeat.objects.all().delete()
    for at in (OPENS, OPENS + MINUTE, OPENS + HOUR, OPENS + HOUR + MINUTE, OPENS + 2 * MINUTE, OPENS + 3 * MINUTE):
        with clock.travel(at):
            assert beat()
    assert [(one.began_at, one.last_at) for one in Heartbeat.objects.all()] == [(OPENS, OPENS + 3 * MINUTE)]


@pytest.mark.parametrize("wrong", [-HOUR, HOUR])
def test_a_clock_in_doubt_is_no_evidence_of_anything(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    Heartbeat.objects.all().delete()
    with clock.travel(OPENS):
        assert beat()
    databases_clock(monkeypatch, wrong.total_seconds())
    with clock.travel(OPENS + MINUTE + wrong):
        assert not beat()
    databases_clock(monkeypatch, 0)
    with clock.travel(OPENS + 2 * MINUTE):
        assert beat()
    assert silences(OPENS, OPENS + 3 * MINUTE) == []
