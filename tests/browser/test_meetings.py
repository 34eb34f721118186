"""Calendars and meetings in a browser: the links to subscribe by, one's own calendar, and a meeting from its call to
its minutes; with a script and without, at the width of a phone and of a desk.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Office, Round
from proposals.models import CalendarKey
from tests.factories.meetings import Gathered, gathered
from tests.factories.proposals import official

from .conftest import Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


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
