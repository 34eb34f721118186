"""A lost line loses no text and writes none twice: offline, the answer lost, the session over, a double click."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from ledger.models import Entry
from proposals.models import Comment
from tests.factories.councils import PersonFactory

from .conftest import BUDGET, Visitor, sign_in
from .test_discussing import discussed

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "El agua\nes de quien la cuida."
KEPT = "main form .kept"
FORM = "main form:has(textarea[name=text])"


def kept(page: Page) -> list[str]:
    """The texts that the device keeps."""
    return page.evaluate("Object.keys(localStorage).filter(n => n.startsWith('minga:')).map(n => localStorage[n])")


def comments() -> list[str]:
    assert Entry.objects.filter(verb="comment_proposal").count() == Comment.objects.count()
    return [text.replace("\r\n", "\n") for text in Comment.objects.values_list("text", flat=True)]


def cut(route: Route) -> None:
    """Pages arrive, and nothing that is sent."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def lose(route: Route) -> None:
    """The site has it, and its answer never arrives."""
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def test_a_text_outlives_the_line_and_the_page_and_is_sent_once(visit: Callable[..., Visitor], client: Client) -> None:
    scene, proposal = discussed()
    visitor = visit(locale="en")
    page, context = visitor.page, visitor.page.context
    sign_in(visitor, scene.titulars["UY"], client)
    address = f"{proposal.get_absolute_url()}comments/"
    visitor.go(address)
    page.check("input[name=stance][value=question]")
    page.fill("textarea[name=text]", TEXT)
    # Cut for every page of this browser: one that is told to be offline believes itself online as it is closed, and
    # sends once more what waits.
    context.route("**/comments/", cut)
    page.click(f"{FORM} .actions button")
    expect(page.locator(KEPT)).to_contain_text("Not sent: no connection. Your text is kept on this device")
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    assert len(kept(page)) == 1
    visitor.problems.clear()
    visitor.check("not-sent")
    page.close()
    # The line lets pages through and no words: the phone of a village at noon.
    visitor.page = page = context.new_page()
    visitor.go(address)
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    expect(page.locator("input[name=stance][value=question]")).to_be_checked()
    expect(page.locator(KEPT)).to_contain_text("Not sent")
    assert comments() == []
    context.unroute("**/comments/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page).to_have_url(re.compile(r"#c\d+$"))
    assert comments() == [TEXT]
    assert kept(page) == []
    visitor.go(address)
    expect(page.locator("textarea[name=text]")).to_have_value("")
    expect(page.locator(KEPT)).to_have_count(0)


def test_a_lost_answer_is_recognised_and_an_ended_session_loses_nothing(
    visit: Callable[..., Visitor], client: Client
) -> None:
    scene, proposal = discussed()
    visitor = visit(locale="en", wide=True)
    page, context = visitor.page, visitor.page.context
    sign_in(visitor, scene.titulars["UY"], client)
    visitor.go(proposal.get_absolute_url())
    page.click("a[hx-get$='/comments/'], a[href$='/comments/'] >> nth=0")
    page.fill("textarea[name=text]", TEXT)
    page.route("**/comments/", lose)
    page.click(f"{FORM} .actions button >> nth=0")
    expect(page.locator(KEPT)).to_contain_text("Not sent")
    assert comments() == [TEXT]
    page.unroute("**/comments/")
    page.fill("textarea[name=text]", f"{TEXT} Siempre.")
    page.click(f"{FORM} .actions button >> nth=0")
    expect(page.locator("main h1")).to_have_text("Sent already")
    visitor.problems.clear()
    visitor.check("sent-already")
    page.click("main form .actions a")
    assert comments() == [TEXT]
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    page.fill("textarea[name=text]", TEXT)
    page.route("**/comments/", lose)
    page.click(f"{FORM} .actions button >> nth=0")
    expect(page.locator(KEPT)).to_contain_text("Not sent")
    page.unroute("**/comments/")
    page.click(f"{FORM} .actions button >> nth=0")
    expect(page.locator("#notices")).to_contain_text("had already arrived")
    assert comments() == [TEXT, TEXT]
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    page.fill("textarea[name=text]", "Otra cosa.")
    context.clear_cookies(name="sessionid")
    page.click(f"{FORM} .actions button")
    expect(page.locator(KEPT)).to_contain_text("no longer signed in")
    visitor.problems.clear()
    visitor.check("signed-out-while-writing")
    # Whoever signs in on the same device meanwhile reads nothing of it.
    sign_in(visitor, PersonFactory(), Client())
    visitor.go("/")
    assert "Otra cosa." not in page.content()
    sign_in(visitor, scene.titulars["UY"], Client())
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    expect(page.locator("textarea[name=text]")).to_have_value("Otra cosa.")
    expect(page.locator(KEPT)).to_contain_text("not sent yet")
    visitor.check("kept-on-this-device")
    page.click(f"{FORM} .actions button >> nth=0")
    expect(page).to_have_url(re.compile(r"#c\d+$"))
    assert comments() == [TEXT, TEXT, "Otra cosa."]
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    page.fill("textarea[name=text]", "Solo mío.")
    visitor.go("/")
    assert len(kept(page)) == 1
    page.click(".who summary")
    page.click(".who form button")
    expect(page.locator(".who summary")).to_have_count(0)
    assert kept(page) == []


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_two_clicks_write_one_comment_and_what_is_refused_is_shown(
    visit: Callable[..., Visitor], client: Client, js: bool
) -> None:
    scene, proposal = discussed()
    visitor = visit(js=js, locale="en")
    page = visitor.page
    sign_in(visitor, scene.titulars["UY"], client)
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    page.fill("textarea[name=text]", " ")
    page.click(f"{FORM} .actions button")
    expect(page.locator("main .wrong")).to_have_count(1)
    visitor.check(f"refused-{js}")
    visitor.go("/")
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    page.fill("textarea[name=text]", TEXT)
    page.dblclick(f"{FORM} .actions button", no_wait_after=True)
    expect(page).to_have_url(re.compile(r"#c\d+$"))
    assert comments() == [TEXT]
    # Back to the page as it was, and other words under the same key.
    if not js:
        page.go_back()
        page.fill("textarea[name=text]", "Otra palabra.")
        page.click(f"{FORM} .actions button")
        expect(page.locator("main")).to_contain_text("Otra palabra.")
        page.press("main form .actions button", "Enter")
        expect(page).to_have_url(re.compile(r"#c\d+$"))
        assert comments() == [TEXT, "Otra palabra."]


def test_a_page_with_a_text_to_write_is_light(visit: Callable[..., Visitor], client: Client) -> None:
    scene, proposal = discussed()
    visitor = visit()
    sign_in(visitor, scene.titulars["UY"], client)
    assert visitor.weigh(proposal.get_absolute_url()) <= BUDGET
    assert visitor.weigh(f"{proposal.get_absolute_url()}comments/") <= BUDGET
