"""The clocks of application, Redis and database are compared, and the desk warns when they are a second apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import clocks
from common.clocks import APART_SECONDS, CURRENT, Reading, apart, compare_clocks, is_apart
from common.models import ClockComparison
from config.celery import app, compare_clocks_at_the_start

from .conftest import House

pytestmark = pytest.mark.django_db


def compared(application: float, redis: float | None, *, ago: timedelta = timedelta()) -> ClockComparison:
    facts = {"compared_at": timezone.now() - ago, "application": application, "redis": redis}
    return ClockComparison.objects.update_or_create(machine="machine-one", defaults=facts)[0]


@pytest.mark.parametrize(
    ("application", "redis", "expected"),
    [
        (0.0, 0.0, False),
        (APART_SECONDS, 0.0, False),
        (APART_SECONDS + 0.001, 0.0, True),
        (0.0, -1.001, True),
        (0.6, -0.6, True),
        (-0.6, -0.6, False),
        (0.0, None, False),
        (-1.5, None, True),
    ],
)
def test_any_two_clocks_a_second_apart(application: float, redis: float | None, expected: bool) -> None:
    assert is_apart(compared(application, redis)) is expected
    assert bool(apart()) is expected


def test_what_a_machine_said_long_ago_is_not_held_against_it() -> None:
    compared(9.0, 0.0, ago=CURRENT + timedelta(seconds=1))
    assert apart() == []


@pytest.mark.parametrize(
    ("sent", "answered", "said", "ahead"),
    [(10.0, 10.0, 12.0, 2.0), (10.0, 12.0, 11.5, 0.0), (10.0, 12.0, 14.0, 2.0), (10.0, 12.0, 8.0, -2.0)],
)
def test_a_slow_line_is_no_wrong_clock(sent: float, answered: float, said: float, ahead: float) -> None:
    assert Reading(sent, answered, said).ahead == ahead


def test_the_real_clocks_of_this_machine_agree() -> None:
    found = compare_clocks()
    assert found.redis is not None
    assert not is_apart(found)
    assert ClockComparison.objects.count() == 1
    compare_clocks()
    assert ClockComparison.objects.count() == 1


def test_a_clock_that_is_wrong_is_found_whichever_it_is(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clocks.time, "time", lambda now=clocks.time.time: now() + 7)
    found = compare_clocks()
    assert round(found.application) == 7
    assert found.redis is not None
    assert abs(found.redis) < 1
    settings.REDIS_URL = "redis://127.0.0.1:9/0"  # nobody listens there
    assert compare_clocks().redis is None


def test_the_desk_warns(house: House, client: Client) -> None:
    client.force_login(house.secretary)
    address = reverse("desk", args=[house.council.slug])
    assert "machine-one" not in client.get(address).content.decode()
    compared(2.25, None)
    page = client.get(address).content.decode()
    assert "machine-one" in page
    assert "+2.2" in page


def test_they_are_compared_at_the_start_and_hourly(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: rung.append(name))
    compare_clocks_at_the_start()
    assert rung == [app.conf.beat_schedule["compare"]["task"]] == ["common.tasks.compare"]
    assert app.conf.beat_schedule["compare"]["schedule"] == 3600
