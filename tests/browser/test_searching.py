"""Searching, merging and splitting in a browser, on a phone and on a desk, with JavaScript and without."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Window
from proposals.models import Proposal
from tests.factories.proposals import Table, table
from tests.proposals.test_reshaping import ROADS, SEEDS, TEXT, WATER, two

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
widths = pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])


def open_now(at_table: Table) -> None:
    """Whatever was done in its time, the round is in discussion now."""
    now = datetime.now(UTC)
    Window.objects.filter(round=at_table.round).delete()
    bounds = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}
    Window.objects.create(round=at_table.round, kind="discussion", **bounds)


@widths
def test_searching_with_a_script(visit: Callable[..., Visitor], wide: bool) -> None:
    search(visit(wide=wide), f"search-{wide}")


def test_searching_without_a_script(visit: Callable[..., Visitor]) -> None:
    search(visit(js=False), "search-plain")


def search(visitor: Visitor, name: str) -> None:
    """From the page of the council to a comment, and to what finds nothing and to what cannot be asked."""
    at_table, page = table(), visitor.page
    proposal = at_table.admitted(title="Agua para el ayllu")
    at_table.comment(proposal, text="El agua de la acequia <b>no</b> se vende.", stance="concern")
    at_table.comment(proposal, text="Yakuqa mana rantikunchu", language="qu")
    at = f"/councils/{at_table.council.slug}/"
    visitor.go(at)
    page.fill("form[role=search] input[name=q]", "acequias")
    page.click("form[role=search] button")
    assert page.url.split("?")[0].endswith(f"{at}search/")
    expect(page.locator("main mark")).to_have_text(["acequia"])
    expect(page.locator("main article")).to_have_count(1)
    visitor.check(f"{name}-found")
    page.click("main article h3 a")
    assert page.url.startswith(f"{visitor.site}{proposal.get_absolute_url()}")
    visitor.go("/search/")
    visitor.check(f"{name}-empty")
    page.fill("input[name=q]", "yakuqa")
    page.click("main summary")
    page.select_option("select[name=language]", "qu")
    visitor.check(f"{name}-narrowed")
    page.click("main form button")
    expect(page.locator("main article p[lang=qu] mark")).to_have_count(1)
    visitor.go("/search/?q=inexistente")
    visitor.check(f"{name}-nothing")
    visitor.go("/search/?q=-%20-")
    visitor.check(f"{name}-signs")
    visitor.go(f"/search/?q={'x' * 400}&since=nunca")
    expect(page.locator(".error-summary")).to_have_count(1)
    visitor.check(f"{name}-refused")


def test_the_page_of_a_search_is_light(visit: Callable[..., Visitor]) -> None:
    at_table = table()
    proposal = at_table.admitted()
    for _n in range(25):
        at_table.comment(proposal, text="El agua " + "de la acequia no se vende. " * 20)
    assert visit().weigh("/search/?q=agua") <= BUDGET


@both
def test_merging_and_splitting(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    at_table = table()
    proposal, other = two(at_table)
    at_table.comment(other, paragraph="p1")
    open_now(at_table)
    visitor = visit(js=js)
    page, at = visitor.page, proposal.get_absolute_url()
    sign_in(visitor, at_table.people["coordinator"], client)
    visitor.go(at)
    page.click("a[href$='/merge/']")
    visitor.check(f"merge-choose-{js}")
    page.click("main form button")
    assert ROADS in page.input_value("textarea[name=text]")
    page.fill("input[name=title]", "Semillas, riego y caminos")
    page.fill("textarea[name=reason]", "Se sostienen entre sí.")
    visitor.check(f"merge-plan-{js}")
    page.click("main form .actions button")
    page.click("main .notice a[href*='/plans/']")
    visitor.check(f"merge-waits-{js}")
    plan = page.url
    page.context.clear_cookies()
    sign_in(visitor, at_table.people["sponsor"], client)
    page.goto(plan)
    page.click("a[href='accept/']")
    visitor.check(f"merge-accept-{js}")
    page.click("main form .actions button")
    visitor.go(at)
    visitor.check(f"merged-{js}")
    expect(page.locator("#moved")).to_have_count(1)
    visitor.go(other.get_absolute_url())
    visitor.check(f"absorbed-{js}")
    split(visitor, at_table, client, js)


def split(visitor: Visitor, at_table: Table, client: Client, js: bool) -> None:
    """The merged proposal is split again, and the sponsor declines once."""
    page, at = visitor.page, Proposal.objects.get(number=1).get_absolute_url()
    page.context.clear_cookies()
    sign_in(visitor, at_table.people["coordinator"], client)
    visitor.go(at)
    page.click("a[href$='/split/']")
    page.fill("textarea[name=reason]", "Son dos cosas.")
    page.fill("textarea[name=text]", f"{SEEDS}\n\n{ROADS}")
    page.fill("textarea[name=new_text]", WATER)
    page.fill("input[name=new_title]", "Riego")
    visitor.check(f"split-plan-{js}")
    page.click("main form .actions button")
    page.click("main .notice a[href*='/plans/'] >> nth=-1")
    visitor.check(f"split-waits-{js}")
    plan = page.url
    page.context.clear_cookies()
    sign_in(visitor, at_table.people["sponsor"], client)
    page.goto(f"{plan}decline/")
    page.click("main form .actions button")
    page.goto(plan)
    visitor.check(f"split-declined-{js}")
    assert Proposal.objects.count() == 2
    assert TEXT in "\n\n".join(row["text"] for row in Proposal.objects.get(number=1).revision.paragraphs)
