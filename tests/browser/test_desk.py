"""The secretariat's desk in a browser: the day, a round looked at before it is convened, many invited at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from common import clock
from councils.inviting.actions import invite_next_line
from councils.models import Invitation, Mandate, Round
from tests.factories.councils import CouncilFactory, MembershipFactory, OfficeFactory, SeatFactory

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("js", "wide"), [(True, False), (False, False), (True, True)], ids=["phone", "no script", "wide"]
)
def test_a_day_at_the_desk(visit: Callable[..., Visitor], client: Client, js: bool, wide: bool) -> None:
    council = CouncilFactory(slug="consejo", name={"es": "Consejo", "en": "Council"}, time_zone="America/La_Paz")
    bank = CouncilFactory(kind="bank_board", name={"es": "Banco", "en": "Bank"})
    secretary = OfficeFactory(council=council).person
    seat = SeatFactory(council=council, movement__name="Red de Semillas", movement__slug="semillas")
    member = MembershipFactory(movement=seat.movement, person__name="Rosa Ñandú").person
    visitor, page = (made := visit(js=js, wide=wide, locale="en")), made.page
    sign_in(visitor, secretary, client)
    if js:
        assert visitor.weigh(f"/desk/{council.slug}/") <= BUDGET
    visitor.go(f"/desk/{council.slug}/")
    expect(page.locator("#people .todo")).to_contain_text("Red de Semillas")
    expect(page.locator("#failed")).to_contain_text("Nothing failed.")
    visitor.check(f"desk-day-{js}")

    visitor.go(f"/desk/{council.slug}/rounds/new/")
    page.fill("[name=title__es]", "Primera ronda")
    opens = clock.now() + timedelta(days=2)
    page.fill("[name=opens_at]", (opens - timedelta(days=9)).strftime("%Y-%m-%dT%H:00"))
    page.click("button[value=preview]")
    expect(page.locator("#calendar")).to_contain_text("refused")
    expect(page.locator("[name=title__es]")).to_have_value("Primera ronda")
    visitor.check(f"desk-calendar-refused-{js}")
    page.fill("[name=opens_at]", opens.strftime("%Y-%m-%dT%H:00"))
    page.click("button[value=preview]")
    expect(page.locator("#calendar")).to_contain_text("Nothing in this calendar is against the rulebook.")
    page.fill("[name=call__es]", "¿Qué financiar?")
    page.fill("[name=themes__es]", "Semillas")
    page.check(f"[name=addressees][value='{bank.pk}']")
    visitor.check(f"desk-calendar-{js}")
    page.click("main form .large")
    expect(page.locator("main h1")).to_contain_text("Primera ronda")
    assert Round.objects.get().windows.count() == 5
    visitor.go(f"/desk/{council.slug}/")
    visitor.check(f"desk-day-with-round-{js}")

    visitor.go(f"/desk/{council.slug}/movements/semillas/")
    if js:
        page.locator("[name=person]").press_sequentially("nandu")
        expect(page.locator("#people option")).to_have_attribute("value", f"Rosa Ñandú · {member.pk}")
    page.fill("[name=person]", "nandu")
    page.select_option("[name=role]", "titular")
    page.locator("form:has([name=person]) button").click()
    expect(page.locator(".messages, #notices")).to_contain_text("It stands in the ledger")
    assert Mandate.objects.get().person == member
    visitor.check(f"desk-seat-{js}")

    visitor.go(f"/desk/{council.slug}/invitations/")
    visitor.check(f"desk-inviting-{js}")
    page.fill("[name=lines]", "email;movement\nuna@example.net;semillas\ndos@example.net;Red de semillas\nnada;nadie")
    page.locator("form:has([name=file]) button").click()
    expect(page.locator("main .warp")).to_contain_text("2 people would be invited")
    visitor.check(f"desk-dry-run-{js}")
    page.click("main .warp button")
    expect(page.locator("#progress")).to_contain_text("You can leave this page")
    visitor.check(f"desk-list-under-way-{js}")
    while invite_next_line():
        pass
    if not js:
        page.click("text=Look again")
    expect(page.locator("#progress")).to_contain_text("Every line was dealt with")
    visitor.check(f"desk-list-done-{js}")
    assert Invitation.objects.count() == 2
