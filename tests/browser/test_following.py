"""Following by e-mail in a browser, with JavaScript and without: asked for, confirmed, and ended from a letter."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import expect

from following.models import Follower
from following.tokens import ending_url
from tests.factories.pages import prepared

from .conftest import BUDGET, Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_from_the_form_to_the_end(visit: Callable[..., Visitor], js: bool) -> None:
    scene = prepared()
    proposal = scene.ballot.proposal
    visitor = visit(js=js, locale="en")
    page = visitor.page
    visitor.go(scene.council.get_absolute_url())
    visitor.check(f"following-council-{js}")
    page.fill("aside input[type=email]", "rosa@example.org")
    page.click("aside form[action$='/follow/'] button")
    expect(page.locator("h1")).to_have_text("Look at your mail")
    visitor.check(f"following-asked-{js}")
    assert mail.outbox[0].to == ["rosa@example.org"]
    visitor.go(proposal.get_absolute_url())
    visitor.check(f"following-proposal-{js}")
    visitor.go(f"{proposal.get_absolute_url()}follow/")
    page.eval_on_selector("form", "form => form.noValidate = true") if js else None
    visitor.check(f"following-form-{js}")
    page.fill("main input[name=email]", "rosa@nowhere")
    page.click("main form .actions button")
    expect(page.locator("#id_email")).to_have_value("rosa@nowhere")
    visitor.check(f"following-wrong-{js}")
    page.fill("main input[name=email]", "rosa@example.org")
    page.click("main form .actions button")
    expect(page.locator("h1")).to_have_text("Look at your mail")
    for letter in mail.outbox:
        [place] = re.findall(r"(/follow/confirm/\S+)", letter.body)
        visitor.go(place)
        visitor.check(f"following-confirm-{js}")
        page.click("main form button")
        expect(page.locator("h1")).to_contain_text("You follow")
    visitor.check(f"following-confirmed-{js}")
    visitor.go("/follow/" + ending_url(Follower.objects.get()).partition("/follow/")[2])
    visitor.check(f"following-list-{js}")
    page.click("main li form button >> nth=0")
    expect(page.locator("main li form")).to_have_count(1)
    page.click("main form button >> nth=-1")
    expect(page.locator("main form")).to_have_count(0)
    visitor.check(f"following-ended-{js}")
    assert not Follower.objects.exists()


def test_the_page_is_light(visit: Callable[..., Visitor]) -> None:
    assert visit().weigh(f"/councils/{prepared().council.slug}/follow/") <= BUDGET
