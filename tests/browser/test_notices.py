"""Notices in a browser, with JavaScript and without: the inbox, the settings, and leaving without signing in."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, expect

from notices.letters import unsubscribe_token
from notices.models import Bounce, Device, Notice, Postbox
from notices.preferences import preferences_of
from tests.factories.councils import NOW, PersonFactory
from tests.notices.test_pages import notice
from tests.notices.test_pushing import SECRET, Browser

from .chromium import launch
from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """The whole browser: its shell shows no notices of a system."""
    browser = launch(playwright, whole=True)
    yield browser
    browser.close()


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


# A browser asks its maker's server for an address, which a test has not.
SUBSCRIBE = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (wish) => ({
  toJSON: () => ({ endpoint: "https://push.example.org/a", keys: %s, wish }),
});
"""


def test_a_device_is_let_and_shows_what_arrives(visit: Callable[..., Visitor], client: Client, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY, person = SECRET, PersonFactory()
    visitor = visit(locale="en")
    page, context = visitor.page, visitor.page.context
    sign_in(visitor, person, client)
    keys = {name: value for name, value in Browser("").subscription.items() if name != "endpoint"}
    page.add_init_script(SUBSCRIBE % json.dumps(keys))
    context.grant_permissions(["notifications"], origin=visitor.site)
    Postbox.objects.create(person=person, paused_at=NOW, refusal="550 no such user")
    letter = notice(person, channel="email")
    Bounce.objects.create(
        person=person, notice=letter, is_permanent=True, of_mailbox=True, words="550 no such user", came_at=NOW
    )
    visitor.go("/me/notices/settings/")
    expect(page.locator("main")).to_contain_text("It came back.")
    visitor.check("notices-devices-none")
    page.click("#this-device button")
    expect(page.locator("main")).to_contain_text("push.example.org")
    assert Device.objects.get().person == person
    visitor.check("notices-devices")
    session = context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    expect(page.locator("main")).to_be_visible()
    words = {"body": "A vote opens.", "url": "/me/notices/", "tag": "notice-1", "lang": "en"}
    told = {"origin": visitor.site, "registrationId": found[0], "data": json.dumps(words)}
    session.send("ServiceWorker.deliverPushMessage", told)
    shown = page.evaluate(
        """async () => {
        const worker = await navigator.serviceWorker.ready;
        for (let turn = 0; turn < 100; turn++) {
          const [one] = await worker.getNotifications();
          if (one) return [one.title, one.body, one.data.url];
          await new Promise((next) => setTimeout(next, 50));
        }
        return [];
        }"""
    )
    assert shown == ["Minga", "A vote opens.", "/me/notices/"]
    page.click("form[action$='/remove/'] button")
    expect(page.locator("form[action$='/remove/']")).to_have_count(0)
    assert not Device.objects.exists()


def test_the_pages_are_light(visit: Callable[..., Visitor], client: Client) -> None:
    person = PersonFactory()
    for _turn in range(30):
        notice(person)
    visitor = visit(locale="es")
    sign_in(visitor, person, client)
    assert visitor.weigh("/me/notices/") <= BUDGET
