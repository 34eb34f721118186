"""The secretariat's day, and a calendar that is looked at before anybody is told of it."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.models import Heartbeat
from councils.mandates.actions import invite_member
from councils.models import Council, Round
from tests.factories.councils import (
    DAY,
    HOUR,
    NOW,
    CouncilFactory,
    MandateFactory,
    RoundFactory,
    SeatFactory,
    travelling,
)

from .conftest import House


def client_of(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def day(house: House) -> dict[str, list[str]]:
    """The titles of the rows, by group."""
    answer = client_of(house.secretary).get(reverse("desk", args=[house.council.slug]))
    sections = answer.context["sections"]
    return {
        str(section.group): [str(row.title) for panel in section.panels for row in panel.by_urgency]
        for section in sections
    }


def test_an_empty_day_says_so(house: House) -> None:
    answer = client_of(house.secretary).get(reverse("desk", args=[house.council.slug])).content.decode()
    for words in ("Nothing failed.", "Nothing that was reported", "Nothing waits for the secretariat."):
        assert words in answer
    assert "In progress, or to be begun" not in answer


def test_the_day_gathers_what_is_due_and_who_is_missing(house: House) -> None:
    window = RoundFactory(council=house.council).windows.first()
    window.closes_at = NOW + 2 * DAY
    window.opens_at = NOW - DAY
    window.save()
    ends = MandateFactory(seat=SeatFactory(council=house.council), ends_at=NOW + 20 * DAY).seat.movement
    MandateFactory(seat=SeatFactory(council=house.council), ends_at=NOW + 40 * DAY)
    vacant = SeatFactory(council=house.council).movement
    invite_member(movement=house.movement, email="una@example.net", actor=house.secretary)
    assert day(house)["people"] == [vacant.name]
    with travelling(NOW + 12 * DAY):
        assert house.movement.name in day(house)["due"]
    found = day(house)["due"]
    assert found[0].endswith("closes") and ends.name in found and len(found) == 2, found
    other = House(CouncilFactory(), house.seat, house.mandate, {**house.people, "secretary": house.secretary})
    assert client_of(house.secretary).get(reverse("desk", args=[other.council.slug])).status_code == 403


def test_what_failed_comes_first_with_its_reason(house: House) -> None:
    window = RoundFactory(council=house.council).windows.first()
    window.failure, window.next_try_at = "RuntimeError: <b>no</b>", NOW + HOUR
    window.save()
    Heartbeat.objects.create(began_at=NOW - 2 * DAY, last_at=NOW - 3 * HOUR)
    Heartbeat.objects.create(began_at=NOW - 2 * HOUR, last_at=NOW)
    failed = day(house)["failed"]
    assert "The site may have been down" in failed and len(failed) == 2
    shown = client_of(house.secretary).get(reverse("desk", args=[house.council.slug])).content.decode()
    assert "RuntimeError: &lt;b&gt;no" in shown


def test_the_day_costs_the_same_however_much_there_is(house: House) -> None:
    def asked() -> int:
        client = client_of(house.secretary)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk", args=[house.council.slug])).status_code == 200
        return len(queries)

    def more(number: int) -> None:
        for _n in range(number):
            MandateFactory(seat=SeatFactory(council=house.council), ends_at=NOW + 5 * DAY)
            SeatFactory(council=house.council)
            window = RoundFactory(council=house.council).windows.first()
            window.opens_at, window.closes_at, window.failure = NOW - DAY, NOW + DAY, "x"
            window.save()

    more(2)
    few = asked()
    more(8)
    assert asked() == few


def test_a_calendar_is_looked_at_before_it_is_convened(house: House) -> None:
    house.council.time_zone = "America/Santiago"
    house.council.save()
    CouncilFactory(kind=Council.Kind.BANK_BOARD)
    RoundFactory(council=house.council, title={"es": "La otra", "en": "The other"})
    before = Round.objects.count()
    sent = {
        "act": "preview",
        "title__es": "Lo escrito queda",
        "opens_at": "2026-08-20T15:00",
        "drafting_days": "1",
        "discussion_days": "30",
        "settlement_days": "2",
        "voting_days": "4",
    }
    address = reverse("desk_convene", args=[house.council.slug])
    client = client_of(house.secretary)
    answer = client.post(address, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422 and Round.objects.count() == before
    assert "Lo escrito queda" in shown
    assert "too short" in shown and "at least 72 hours" in shown
    planned = answer.context["planned"]
    assert not planned.is_fine
    # Chile turns its clocks on 6 September 2026: the hour of the day stays as it was.
    assert planned.windows[0].opens == "Thursday 20 August 2026, 11:00"
    assert planned.windows[1].closes == "Sunday 20 September 2026, 11:00"
    good = client.post(address, {**sent, "drafting_days": "3", "opens_at": "2026-08-21T03:00"})
    assert good.context["planned"].is_fine
    assert "Closes at night." in good.content.decode()
    for wrong in ({"drafting_days": "0"}, {"drafting_days": "9" * 40}, {"opens_at": "x"}, {"voting_days": ""}):
        answer = client.post(address, {**sent, **wrong})
        assert answer.status_code == 422 and answer.context["planned"] is None, wrong
        assert "error-summary" in answer.content.decode()
    with_other = client.post(address, {**sent, "opens_at": (NOW + HOUR).strftime("%Y-%m-%dT%H:%M")})
    assert "goes on meanwhile" in with_other.content.decode()
