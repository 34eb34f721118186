"""Calendars and meetings in a browser: the links to subscribe by, one's own calendar, and a meeting from its call to
its minutes; with a script and without, at the width of a phone and of a desk.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Office, Round
from proposals.models import Attendance, CalendarKey, Meeting
from tests.factories.meetings import JOIN, Gathered, gathered
from tests.factories.proposals import official

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def found() -> Gathered:
    """A council with a round, as it is now: the browser's clock is the real one."""
    made = gathered()
    made.people["secretary"] = official(made.council, Office.Kind.SECRETARY)
    Round.objects.create(
        council=made.council, number=1, title={"es": "Semillas"}, call={"es": "C"}, convened_at=datetime.now(UTC)
    )
    return made


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_a_calendar_is_made_shown_once_and_revoked(
    visit: Callable[..., Visitor], client: Client, found: Gathered, js: bool
) -> None:
    visitor = visit(js=js, locale="en")
    page, place = visitor.page, f"/councils/{found.council.slug}/"
    visitor.go(place)
    links = page.locator("aside a[href^='webcal://']")
    expect(links).to_have_attribute("href", re.compile(rf"webcal://.*{place}calendar\.ics$"))
    page.get_by_role("link", name="Have its dates in your calendar").click()
    expect(page.get_by_role("link", name="Subscribe")).to_have_attribute("href", re.compile("^webcal://.*lang=en$"))
    visitor.check(f"calendar-council-{js}")
    sign_in(visitor, found.people["titular"], client)
    visitor.go("/me/")
    page.get_by_role("link", name="My calendar, in my own program").click()
    visitor.check(f"calendar-none-{js}")
    page.fill("input[name=name]", "Phone")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code.receipt").inner_text()
    visitor.check(f"calendar-made-{js}")
    read = page.request.get(address)
    assert read.status == 200 and "BEGIN:VEVENT" in read.text() and "private" in read.headers["cache-control"]
    page.get_by_role("link", name="I have it").click()
    expect(page.locator("main")).to_contain_text("Phone")
    visitor.check(f"calendar-mine-{js}")
    page.get_by_role("button", name="Revoke Phone").click()
    expect(page.locator("main")).to_contain_text("Nobody can read your calendar")
    assert page.request.get(address).status == 404
    assert not CalendarKey.objects.filter(revoked_at__isnull=True).exists()


def begin(meeting: Meeting) -> None:
    """Its hour has come: acts cannot make the browser wait two weeks."""
    now = datetime.now(UTC)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - HOUR, ends_at=now + HOUR)


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_a_meeting_from_its_call_to_its_minutes(
    visit: Callable[..., Visitor], client: Client, found: Gathered, wide: bool
) -> None:
    visitor = visit(js=True, wide=wide, locale="en")
    page = visitor.page
    sign_in(visitor, found.people["secretary"], client)
    visitor.go(f"/councils/{found.council.slug}/meetings/")
    visitor.check("meetings-list")
    page.get_by_role("link", name="Convene a meeting").click()
    day = datetime.now(UTC) + timedelta(days=9)
    page.fill("input[name=title]", "Junta de riego")
    page.select_option("select[name=zone]", "America/La_Paz")
    page.fill("input[name=starts_at]", f"{day:%Y-%m-%d}T10:00")
    page.fill("input[name=ends_at]", f"{day:%Y-%m-%d}T12:00")
    page.select_option("select[name=round]", "1")
    page.fill("input[name=point_1]", "Apertura")
    page.locator("main form button").click()
    expect(page.locator(".errors, .error-summary, [role=alert]").first).to_contain_text("Say where it is")
    visitor.check("meetings-refused")
    expect(page.locator("input[name=point_1]")).to_have_value("Apertura")
    page.fill("input[name=place]", "Salón comunal")
    page.fill("input[name=joining_url]", JOIN)
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Junta de riego")
    visitor.check("meeting-coming")
    meeting = Meeting.objects.latest("id")
    assert meeting.starts_at.hour == 14, "ten in La Paz"
    begin(meeting)
    place = meeting.get_absolute_url()
    visitor.go(place)
    page.locator(f"button[name=present][value={found.seat.movement.slug}]").click()
    expect(page.locator("#who-is-there")).to_contain_text("Seats that are there: 1 of 4")
    visitor.check("meeting-open")

    other = visit(js=False, wide=wide, locale="es")
    sign_in(other, found.people["titular of another seat"], Client())
    other.go(place)
    other.page.locator("main button[name=present]").click()
    expect(other.page.locator("main button[name=absent]")).to_be_visible()
    assert Attendance.objects.filter(meeting=meeting, is_present=True).count() == 2

    with page.expect_response(re.compile("/attendance/$")):
        page.evaluate(f"htmx.ajax('GET', '{place}attendance/', {{target: '#who-is-there', swap: 'outerHTML'}})")
    expect(page.locator("#who-is-there")).to_contain_text("Seats that are there: 2 of 4")
    page.get_by_role("link", name="Publish the minutes").click()
    page.fill("textarea[name=text]", "Se acordó **regar de noche**.")
    visitor.check("meeting-minutes")
    page.locator("main form button").click()
    expect(page.locator("main strong").filter(has_text="regar de noche")).to_be_visible()
    visitor.check("meeting-held")
    visitor.go(f"/councils/{found.council.slug}/rounds/1/")
    expect(page.locator("aside")).to_contain_text("Junta de riego")
    visitor.check("meeting-round")
    assert visitor.weigh(place) <= BUDGET
