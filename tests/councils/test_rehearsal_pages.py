"""The pages of rehearsals: the desk makes them and turns their clock, and what cannot be done says why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.exceptions import RedisError

from common import clock
from councils.models import Council
from councils.rehearsing import due
from councils.rehearsing.actions import clone_council_as_rehearsal, turn_clock_forward
from councils.rehearsing.queries import next_boundary
from proposals import schedule
from tests.factories.councils import NOW, RoundFactory, travelling

from .conftest import House
from .test_rehearsals import convened

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def desk(house: House, client: Client) -> Client:
    client.force_login(house.secretary)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_secretary_makes_one_and_turns_its_clock(house: House, desk: Client) -> None:
    convened(house)
    here = f"/desk/{house.council.slug}/rehearsals/"
    assert "No rehearsal has been made yet" in desk.get(here).content.decode()
    unsure = desk.post(here)
    assert unsure.status_code == 422
    assert not Council.objects.filter(is_rehearsal=True).exists()
    made = desk.post(here, {"is_sure": "on"}, follow=True)
    rehearsal = Council.objects.get(is_rehearsal=True)
    turning = f"/desk/{rehearsal.slug}/clock/"
    assert made.redirect_chain[-1][0] == turning
    assert "The rehearsal is made" in made.content.decode()
    assert rehearsal.name["es"] in desk.get(here).content.decode()
    _window, boundary = next_boundary(rehearsal, NOW) or pytest.fail("it has a round")
    assert boundary.isoformat() in made.content.decode()
    assert desk.post(turning, {"to": boundary.isoformat()}).status_code == 302
    assert clock.now(rehearsal.pk) == boundary
    again = desk.post(turning, {"to": boundary.isoformat()})
    assert again.status_code == 422
    assert "only turned forward" in again.content.decode()
    own = desk.post(turning, {"to": "2026-08-01T10:00"})
    assert own.status_code == 302
    assert clock.now(rehearsal.pk).month == 8


@pytest.mark.parametrize("sent", [{}, {"to": ""}, {"to": "\x00"}, {"to": "mañana"}, {"to": "9999-12-31T23:59"}])
def test_what_is_no_instant_is_said_at_the_field(house: House, desk: Client, sent: dict[str, str]) -> None:
    made = clone_council_as_rehearsal(council=house.council, actor=house.secretary)
    page = desk.post(f"/desk/{made.slug}/clock/", sent)
    assert page.status_code == 422
    assert clock.now(made.pk) == NOW


def test_the_clock_says_what_is_due_and_whether_anybody_does_it(house: House, desk: Client, monkeypatch) -> None:
    convened(house)
    made = clone_council_as_rehearsal(council=house.council, actor=house.secretary)
    turning = f"/desk/{made.slug}/clock/"
    heard = []
    monkeypatch.setattr(due, "is_worker_heard", lambda: bool(heard))
    before = desk.get(turning).content.decode()
    assert "All of it is carried out" in before and "hx-get" not in before
    desk.post(turning, {"to": (next_boundary(made, NOW) or pytest.fail("it has a round"))[1].isoformat()})
    silent = desk.get(turning).content.decode()
    assert "1 step is to be carried out" in silent and f'hx-get="{turning}"' in silent and "htmx" in silent
    assert "Nobody works at it." in silent and f'href="{turning}">Look again' in silent
    heard.append("a worker")
    assert "It is being done now." in desk.get(turning).content.decode()
    with monkeypatch.context() as away:
        away.setattr(due, "is_worker_heard", redis_is_away)
        assert "It is being done now." in desk.get(turning).content.decode(), "nobody knows, so nobody is blamed"
    with monkeypatch.context() as broken:
        broken.setattr(schedule, "record", broken_pen)
        assert schedule.close_one_due_window()
    failed = desk.get(turning).content.decode()
    assert "1 step could not be carried out" in failed and "All of it" in failed
    desk.post(turning, {"to": (clock.now(made.pk) + timedelta(minutes=5)).isoformat()})
    while schedule.close_one_due_window():
        pass
    assert "could not be carried out" not in desk.get(turning).content.decode()


def redis_is_away() -> bool:
    raise RedisError


def broken_pen(*_words: object, **_facts: object) -> None:
    raise RuntimeError("The pen is broken.")


def test_what_cannot_be_done_says_why(house: House, desk: Client) -> None:
    assert "here the time is the time" in desk.get(f"/desk/{house.council.slug}/clock/").content.decode()
    assert desk.post(f"/desk/{house.council.slug}/clock/", {"to": "2027-01-01T00:00"}).status_code == 409
    made = clone_council_as_rehearsal(council=house.council, actor=house.secretary)
    assert "This is a rehearsal already" in desk.get(f"/desk/{made.slug}/rehearsals/").content.decode()
    assert desk.post(f"/desk/{made.slug}/rehearsals/", {"is_sure": "on"}).status_code == 409


def test_the_desk_of_a_rehearsal_is_its_secretaries(house: House, client: Client) -> None:
    made = clone_council_as_rehearsal(council=house.council, actor=house.secretary)
    for role, status in (("titular", 403), ("member", 403), ("stranger", 404), ("secretary elsewhere", 404)):
        client.force_login(house.people[role])
        assert client.get(f"/desk/{made.slug}/clock/").status_code == status, role


def test_the_lists_of_councils_do_not_have_it_and_my_page_does(house: House, client: Client) -> None:
    made = clone_council_as_rehearsal(council=house.council, actor=house.secretary)
    client.force_login(house.people["titular"])
    with travelling(LATER):
        assert made.name["es"] not in client.get("/councils/").content.decode()
        mine = client.get("/me/").content.decode()
    assert made.get_absolute_url() in mine
    assert made.name["es"] in mine


def test_another_council_is_asked_nothing_and_a_rehearsal_little(house: House, client: Client) -> None:
    """Whether a page is a rehearsal's is told by its address; how many rounds it has changes nothing."""
    made = clone_council_as_rehearsal(council=house.council, actor=house.secretary)
    turn_clock_forward(council=made, actor=house.secretary, to=NOW + timedelta(days=1))
    client.force_login(house.secretary)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    asked(made.get_absolute_url())
    few = asked(made.get_absolute_url())
    for _turn in range(3):
        RoundFactory(council=made)
    assert asked(made.get_absolute_url()) <= few + 2  # what a council without rounds does not ask for
    many = asked(made.get_absolute_url())
    for _turn in range(3):
        RoundFactory(council=made)
        RoundFactory(council=house.council)
    assert asked(made.get_absolute_url()) == many
    assert asked(house.council.get_absolute_url()) == many - 2  # the rehearsal, and whether one belongs to it
