"""Members are consulted in a browser: opened by a coordinator, answered on a phone, the counts read by everybody."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from common import clock
from proposals.models import Consultation, ConsultationAnswer
from proposals.schedule import close_one_due_window
from tests.factories.consulting import COORDINATOR, again
from tests.factories.proposals import member
from tests.factories.scenes import Scene, voting_scene

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def coming_scene() -> Scene:
    now = datetime.now(UTC)
    return voting_scene(opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=9))


def closed(consultation: Consultation) -> Consultation:
    """Counted by the conductor, at its close."""
    with clock.travel(consultation.closes_at):
        while close_one_due_window():
            pass
    return again(consultation)


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_the_members_are_asked_answer_and_are_counted(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene = coming_scene()
    seat = scene.seats["BR"]
    coordinator, people = member(seat, COORDINATOR), [member(seat) for _number in range(5)]
    asking = visit(js=js)
    sign_in(asking, coordinator, client)
    asking.go(scene.ballot.get_absolute_url())
    asking.page.click("a[href$='/consultations/']")
    asking.page.wait_for_url("**/consultations/")
    asking.check(f"consultations-{js}")
    asking.page.click("a[href*='/consultations/open/']")
    asking.page.wait_for_selector("input[name=closes_at]")
    asking.check(f"consultation-open-{js}")
    close = datetime.now(UTC) + timedelta(days=2)
    asking.page.fill("input[name=closes_at]", f"{close:%Y-%m-%dT%H:%M}")
    asking.page.click("main form button")
    asking.page.wait_for_url("**/consultations/1/")
    consultation = Consultation.objects.get()
    for who in people:
        answering = visit(js=js)
        sign_in(answering, who, client)
        answering.go("/")
        answering.page.click(f"a[href='{consultation.get_absolute_url()}']")
        answering.page.wait_for_selector("input[name=choice]")
        if who is people[0]:
            answering.check(f"consultation-{js}")
            assert answering.weigh(consultation.get_absolute_url()) <= BUDGET
        for choice in ("no", "yes"):
            answering.page.check(f"input[name=choice][value={choice}]")
            answering.page.click("form[action$='/answer/'] button")
            expect(answering.page.locator("#your-answer ~ .notice")).to_be_visible()
        if who is people[0]:
            answering.check(f"consultation-answered-{js}")
    assert [made.answer for made in ConsultationAnswer.objects.all()] == [{"yes": "1"}] * 5
    closed(consultation)
    reading = visit(js=js)
    reading.go(consultation.get_absolute_url())
    reading.check(f"consultation-counted-{js}")
    expect(reading.page.locator(".outcome")).to_be_visible()
    cells = reading.page.locator("tbody tr td").all_inner_texts()
    assert [cell.strip() for cell in cells][1:] == ["5", "5", "0", "0", "0"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE verb = 'answer_consultation'")
        assert cursor.fetchone() == (0,)
