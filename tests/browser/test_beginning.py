"""A council is begun in a browser, by the keys and clicks of whoever runs the site; and the rules are toured."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from common import clock
from councils.models import Council
from tests.factories.councils import PersonFactory

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("js", "wide"), [(True, False), (False, True)], ids=["phone", "wide, without script"])
def test_a_council_is_begun_page_by_page(
    visit: Callable[..., Visitor], client: Client, settings: Any, js: bool, wide: bool
) -> None:
    settings.OPERATORS = ["opera@example.org"]
    visitor = visit(js=js, wide=wide, locale="en")
    page = visitor.page
    sign_in(visitor, PersonFactory(email="opera@example.org", language="en"), client)
    visitor.go("/")
    page.click("text=Begin a council")
    visitor.check("begin-start")
    page.click("main a.button")

    def onward(heading: str) -> None:
        page.click("main form button:has-text('Continue')")
        expect(page.locator("main h1")).to_have_text(heading)

    expect(page.locator("main h1")).to_have_text("What is the council called?")
    visitor.check("begin-council")
    page.fill("#id_slug", "Consejo Á")
    page.fill("#id_name__en", "Council of Movements")
    page.fill("#id_code", "CMS")
    page.click("main form button")
    expect(page.locator(".error-summary a")).to_contain_text("small letters")
    visitor.check("begin-council-wrong")
    page.fill("#id_slug", "cms")
    onward("Which countries is it of?")
    page.check("input[value=BO]")
    page.check("input[value=EC]")
    page.select_option("#id_time_zone", "America/La_Paz")
    visitor.check("begin-countries")
    onward("Which movements found it?")
    for name, country in (("Red de Semillas", "BO"), ("Puerto Unido", "EC")):
        page.fill("#id_name", name)
        page.select_option("#id_kind", "peasant")
        page.select_option("#id_country", country)
        page.fill("#id_email", "s@example.org")
        page.click("button[value=add]")
        expect(page.locator("main .warp")).to_contain_text(name)
    visitor.check("begin-movements")
    onward("How does it decide?")
    visitor.check("begin-rulebook")
    page.check("input[value=consensus]")
    onward("Who keeps it?")
    page.fill("#id_secretaries", "opera@example.org\nbeto@example.org")
    visitor.check("begin-secretariat")
    onward("Is there to be a first round?")
    page.check("input[value=yes]")
    onward("What does the first round ask?")
    page.fill("#id_title__en", "First round")
    page.fill("#id_call__en", "What should the bank pay for?")
    page.fill("#id_themes__en", "Water\nSeeds")
    visitor.check("begin-call")
    onward("Who is to answer?")
    page.fill("#id_body_name", "Board of the Bank")
    page.fill("#id_body_code", "BDS")
    visitor.check("begin-answering")
    onward("When does the first round take place?")
    page.fill("#id_starts_on", (clock.now() + timedelta(days=10)).date().isoformat())
    page.click("button[value=preview]")
    expect(page.locator("#calendar tbody tr")).to_have_count(5)
    visitor.check("begin-calendar")
    page.click("main form button:has-text('Continue')")
    expect(page.locator("main h1")).to_have_text("Check your answers")
    visitor.check("begin-check")
    page.click("text=Found the council")
    expect(page.locator("main h1")).to_have_text("Council of Movements is founded")
    visitor.check("begin-begun")
    page.click("text=Its desk")
    expect(page.locator("main .tabs")).to_contain_text("Rulebook")
    assert Council.objects.get(slug="cms").rounds.get().windows.count() == 5


@pytest.mark.parametrize(("wide", "scheme"), [(False, "dark"), (True, "light")])
def test_the_rules_are_toured(visit: Callable[..., Visitor], wide: bool, scheme: str) -> None:
    visitor = visit(wide=wide, locale="en")
    page = visitor.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its words
    assert visitor.weigh("/rules/") <= BUDGET
    page.click("nav.contents a[href='#irv']")
    expect(page.locator("#irv")).to_be_in_viewport()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    visitor.check(f"rules-{scheme}")
