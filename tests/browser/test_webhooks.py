"""Webhooks in a browser, with JavaScript and without: asked for, consented to, given up, sent again, ended."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import expect

from proposals.models import Webhook
from tests.factories.councils import CouncilFactory, OfficeFactory, PersonFactory
from tests.proposals.test_webhook_pages import dead

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_from_the_question_to_the_end(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    council, person = CouncilFactory(), PersonFactory()
    secretary = OfficeFactory(council=council).person
    visitor = visit(js=js, locale="en")
    page = visitor.page
    sign_in(visitor, person, client)
    visitor.go(council.get_absolute_url())
    page.click("aside a[href$='/webhooks/']")
    visitor.check(f"webhooks-{js}")
    page.fill("input[name=subscriber]", "Observatorio")
    page.fill("input[name=address]", "https://user@receiver.example/")
    page.click("main form .actions button")
    expect(page.locator(".error-summary a[href='#id_address']")).to_have_count(1)
    visitor.check(f"webhooks-wrong-{js}")
    page.fill("input[name=address]", f"https://receiver.example/{'minga/' * 40}?key=private")
    page.click("main form .actions button")
    expect(page.locator("main code")).to_have_text(Webhook.objects.get().secret)
    visitor.check(f"webhooks-secret-{js}")
    page.click("main .actions a")
    visitor.check(f"webhooks-one-{js}")
    at = page.url
    page.context.clear_cookies()
    sign_in(visitor, secretary, client)
    visitor.go(f"/desk/{council.slug}/")
    page.click("main a[href*='/webhooks/']")
    expect(page).to_have_url(at)
    page.click("main form .actions button")
    expect(page.locator("#dead")).to_have_count(1)
    dead(Webhook.objects.get(), 2)
    page.goto(at)
    visitor.check(f"webhooks-dead-{js}")
    page.click("form[action*='/entries/'] button >> nth=0")
    expect(page.locator("form[action*='/entries/']")).to_have_count(1)
    page.click("main a[href$='/end/']")
    page.click("main form .actions button")
    page.fill("textarea[name=reason]", "Ya no hace falta.")
    visitor.check(f"webhooks-end-{js}")
    page.click("main form .actions button")
    expect(page.locator("main .facts")).to_contain_text("Ya no hace falta.")


def test_the_page_is_light(visit: Callable[..., Visitor]) -> None:
    assert visit().weigh(f"/councils/{CouncilFactory().slug}/webhooks/") <= BUDGET
