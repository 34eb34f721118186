"""A letter in a browser, with JavaScript and without: written, signed, taken back, signed again, sent, answered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from common import clock
from proposals.models import Letter
from proposals.schedule import close_one_due_window
from tests.factories.letters import Open, opened

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def closed(letter: Letter) -> None:
    with clock.travel(letter.closes_at):
        while close_one_due_window():
            pass


def standing() -> Open:
    """Movements of today, without a letter of theirs yet."""
    found = opened()
    closed(found.letter)
    return found


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_from_the_first_words_to_the_answer(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    found = standing()
    writing = visit(js=js)
    page = writing.page
    sign_in(writing, found.people["author"], client)
    writing.go(found.council.get_absolute_url())
    page.click("aside a[href$='/letters/']")
    page.wait_for_url("**/letters/")
    writing.check(f"letters-{js}")
    page.click("main a[href$='/letters/new/']")
    page.wait_for_selector("textarea[name=text]")
    page.fill("input[name=title]", "Agua para el riego de las comunidades")
    page.fill("textarea[name=text]", "Pedimos que el banco financie el riego comunal.\n\nLa asamblea lo administra.")
    page.select_option("select[name=language]", "es")
    page.fill("input[name=goal]", "2")
    page.fill("input[name=closes_at]", f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%dT%H:%M}")
    page.click("main form .actions button")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("input[name=title]")).to_have_value("Agua para el riego de las comunidades")
    writing.check(f"letter-wrong-{js}")
    page.check("input[name=addressees]")
    page.click("main form .actions button")
    page.wait_for_url("**/letters/2/")
    writing.check(f"letter-written-{js}")
    place = page.url.removeprefix(writing.site)

    signing = visit(js=js)
    sign_in(signing, found.people["titular"], client)
    signing.go(place)
    signing.page.click("form[action$='/signature/'] button")
    expect(signing.page.locator("#signatures ~ dl")).to_contain_text(found.signer.movement.name)
    signing.check(f"letter-signed-{js}")
    assert signing.weigh(place) <= BUDGET
    signing.page.click("form[action$='/withdrawal/'] button")
    expect(signing.page.locator("#signatures ~ dl")).not_to_contain_text(found.signer.movement.name)
    signing.page.click("form[action$='/signature/'] button")
    expect(signing.page.locator("#signatures ~ dl")).to_contain_text(found.signer.movement.name)

    closed(Letter.objects.get(number=2))
    answering = visit(js=js, wide=True)
    sign_in(answering, found.people["respondent"], client)
    answering.go(place)
    answering.check(f"letter-sent-{js}")
    answering.page.click("#answers ~ ul a")
    answering.page.wait_for_url("**/answers/**")
    answering.check(f"letter-transmittal-{js}")
    answering.page.click("main a[href$='/answer/']")
    answering.page.check("input[name=kind][value=accepts]")
    answering.page.fill("textarea[name=reasons]", "El banco lo financia.")
    answering.check(f"letter-answer-{js}")
    answering.page.click("main form .actions button")
    expect(answering.page.locator("main")).to_contain_text("El banco lo financia.")
    answering.check(f"letter-answered-{js}")


def test_whoever_only_reads_is_shown_a_light_page(visit: Callable[..., Visitor]) -> None:
    found = opened()
    reading = visit(wide=True)
    assert reading.weigh(found.letter.get_absolute_url()) <= BUDGET
    reading.check("letter-read")
