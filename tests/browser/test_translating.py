"""Translating and reviewing in a browser, with JavaScript and without; and reading what was translated."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from councils.models import Window
from proposals.models import Ballot, MachineRequest, Translation
from tests.factories.scenes import Scene, voting_scene

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])


def scene_now(*, is_voting: bool = False) -> Scene:
    """A council that requires Quechua, while a text is discussed or should be voted on."""
    now = datetime.now(UTC)
    opens_at = now - timedelta(hours=1) if is_voting else now + timedelta(days=5)
    scene = voting_scene(opens_at=opens_at, closes_at=now + timedelta(days=6), required_languages=["qu"])
    if not is_voting:
        bounds = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1)}
        Window.objects.create(round=scene.round, kind="discussion", **bounds)
        Window.objects.filter(round=scene.round, kind="settlement").update(opens_at=now + timedelta(days=2))
    return scene


@both
def test_a_machine_is_waited_for(visit: Callable[..., Visitor], client: Client, settings: Any, js: bool) -> None:
    settings.TRANSLATION_URL = "http://127.0.0.1:9"
    scene = scene_now()
    visitor = visit(js=js, wide=not js, locale="en")
    page = visitor.page
    author = next(country for country, seat in scene.seats.items() if seat == scene.ballot.proposal.seat)
    sign_in(visitor, scene.titulars[author], client)
    visitor.go(reverse("translation", args=[scene.council.slug, 1, 1, "qu"]))
    page.click("#machine form button")
    expect(page.locator("#machine")).to_contain_text("0 of 3")
    visitor.check(f"machine-waits-{js}")
    if js:
        page.fill("textarea[name=text-p1]", "Kikin muju.")
    MachineRequest.objects.update(requested_at=datetime.now(UTC) - timedelta(hours=1))
    looked_again(page, js)
    expect(page.locator("#machine")).to_contain_text("Nobody has worked at it since")
    visitor.check(f"machine-silent-{js}")
    MachineRequest.objects.update(state="failed", failure="unreachable", finished_at=datetime.now(UTC))
    looked_again(page, js)
    expect(page.locator("#machine")).to_contain_text("It was given up")
    expect(page.locator("#machine form button")).to_be_visible()
    visitor.check(f"machine-gave-up-{js}")
    if js:
        expect(page.locator("textarea[name=text-p1]")).to_have_value("Kikin muju.")


def looked_again(page: Page, js: bool) -> None:
    """By itself where there is script; by the link where there is none."""
    if not js:
        page.click("text=Look again")


@both
def test_translating_reviewing_and_reading(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene = scene_now()
    proposal = scene.ballot.proposal
    translator = visit(js=js)
    page = translator.page
    sign_in(translator, scene.titulars["AR"], client)
    translator.go(proposal.get_absolute_url())
    page.click("a[href$='/translations/']")
    translator.check(f"translations-{js}")
    page.click("main a[href$='/translations/qu/']")
    translator.check(f"translating-{js}")
    page.fill("textarea[name=text-title]", "Mikhuy atiy")
    page.fill("textarea[name=text-p1]", "Kikin muju.")
    page.fill("textarea[name=text-p2]", "Ayllu qarpay.")
    page.click("button[name=save][value=p1]")
    translator.check(f"translated-one-{js}")
    expect(page.locator("textarea[name=text-p2]")).to_have_value("Ayllu qarpay.")
    assert Translation.objects.count() == 1
    page.click("button[name=save][value=all]")
    page.wait_for_load_state()
    assert Translation.objects.count() == 3

    reviewer = visit(js=js, wide=True)
    sign_in(reviewer, scene.titulars["BO"], client)
    reviewer.go(reverse("translation", args=[scene.council.slug, 1, 1, "qu"]))
    reviewer.check(f"reviewing-{js}")
    for _passage in range(3):
        reviewer.page.click("button[name=review] >> nth=0")
        reviewer.page.wait_for_load_state()
    reviewer.check(f"reviewed-{js}")
    assert Translation.objects.filter(reviewed_at__isnull=False).count() == 3

    reader = visit(js=js)
    reader.go(f"{proposal.get_absolute_url()}?text=qu")
    reader.check(f"read-in-quechua-{js}")
    assert reader.page.get_attribute("h1", "lang") == "qu"
    expect(reader.page.locator("#p1 .markdown")).to_have_text("Kikin muju.")
    reader.page.click("nav.tabs a[href*='text=original']")
    assert reader.page.get_attribute("h1", "lang") == "es"


@both
def test_the_secretariat_sees_what_is_missing_and_opens_nevertheless(
    visit: Callable[..., Visitor], client: Client, js: bool
) -> None:
    scene = scene_now(is_voting=True)
    visitor = visit(js=js)
    page = visitor.page
    sign_in(visitor, scene.secretary, client)
    visitor.go(reverse("desk", args=[scene.council.slug]))
    visitor.check(f"desk-untranslated-{js}")
    page.click("main a[href$='/ballots/1/']")
    visitor.check(f"ballot-untranslated-{js}")
    page.click("a[href$='/ballots/1/languages/']")
    visitor.check(f"waive-{js}")
    page.check("input[name=languages][value=qu]")
    page.fill("textarea[name=reason]", "La traductora enfermó.")
    page.click("main form .actions button")
    page.wait_for_load_state()
    visitor.check(f"ballot-waived-{js}")
    assert Ballot.objects.get().state == "open"


def test_the_side_by_side_page_keeps_to_its_bytes(visit: Callable[..., Visitor], client: Client) -> None:
    scene = scene_now()
    pages = [
        reverse("translation", args=[scene.council.slug, 1, 1, "qu"]),
        f"{scene.ballot.get_absolute_url()}?text=qu",
    ]
    for page in pages:
        visitor = visit()
        sign_in(visitor, scene.titulars["AR"], client)
        assert visitor.weigh(page) <= BUDGET


@pytest.mark.parametrize(
    "written",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", '"><img src=x onerror=alert(1)>', "</textarea><script>"],
)
def test_nothing_that_was_typed_is_executed(visit: Callable[..., Visitor], client: Client, written: str) -> None:
    scene = scene_now()
    visitor = visit()
    page = visitor.page
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    sign_in(visitor, scene.titulars["AR"], client)
    address = reverse("translation", args=[scene.council.slug, 1, 1, "qu"])
    visitor.go(address)
    page.fill("textarea[name=text-title]", written)
    page.fill("textarea[name=text-p1]", written)
    page.click("button[name=save][value=all]")
    page.wait_for_load_state()
    expect(page.locator("textarea[name=text-p1]")).to_have_value(written)
    visitor.go(f"{scene.ballot.proposal.get_absolute_url()}?text=qu")
    expect(page.locator("h1")).to_have_text(written)
    assert not alerts
    expect(page.locator("main script, main img, main a[href^=javascript]")).to_have_count(0)
