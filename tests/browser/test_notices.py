"""Notices in a browser, with JavaScript and without: the inbox, the settings, and leaving without signing in."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import expect

from notices.letters import unsubscribe_token
from notices.models import Notice, Postbox
from notices.preferences import preferences_of
from tests.factories.councils import NOW, PersonFactory
from tests.notices.test_pages import notice

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_from_a_notice_to_the_settings(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    person = PersonFactory()
    visitor = visit(js=js, locale="en")
    page = visitor.page
    sign_in(visitor, person, client)
    visitor.go("/me/notices/")
    visitor.check(f"notices-none-{js}")
    Postbox.objects.create(person=person, paused_at=NOW, refusal="550 no such user")
    for _turn in range(3):
        notice(person)
    visitor.go("/me/notices/")
    visitor.check(f"notices-{js}")
    expect(page.locator("main .log .badge")).to_have_count(3)
    page.click("main .log a >> nth=0")
    expect(page).to_have_url(re.compile(r"/councils/$"))
    visitor.go("/me/notices/")
    expect(page.locator("main .log .badge")).to_have_count(2)
    page.click("main form button")
    expect(page.locator("main .log .badge")).to_have_count(0)
    assert not Notice.objects.unread(person).exists()
    page.click("main .lead a")
    visitor.check(f"notices-settings-{js}")
    page.click("form[action$='/resume/'] button")
    expect(page.locator("form[action$='/resume/']")).to_have_count(0)
    page.select_option("select[name=how_stages]", "never")
    page.select_option("select[name=weekday]", "4")
    page.click("main form button")
    expect(page.locator("select[name=how_stages]")).to_have_value("never")
    expect(page.locator("select[name=weekday]")).to_have_value("4")
    assert preferences_of(person)["stages"] == "never"


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_the_way_out_of_a_letter_asks_for_no_sign_in(visit: Callable[..., Visitor], js: bool) -> None:
    person = PersonFactory()
    visitor = visit(js=js, locale="en")
    page = visitor.page
    visitor.go(f"/unsubscribe/{unsubscribe_token(person, 'results')}/")
    visitor.check(f"unsubscribe-{js}")
    page.click("main form button")
    expect(page.locator("main form")).to_have_count(0)
    visitor.check(f"unsubscribed-{js}")
    assert preferences_of(person)["results"] == "never"


def test_the_pages_are_light(visit: Callable[..., Visitor], client: Client) -> None:
    person = PersonFactory()
    for _turn in range(30):
        notice(person)
    visitor = visit(locale="es")
    sign_in(visitor, person, client)
    assert visitor.weigh("/me/notices/") <= BUDGET
