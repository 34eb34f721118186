"""Ranking, dividing a budget and electing in a browser, with JavaScript and without, on a phone and on a desk."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from common import clock
from councils.models import Theme
from proposals.models import Ballot, Vote
from tests.factories.choosing import KEPT, KINDS, NAMES, SENT, call
from tests.factories.scenes import Scene, voting_scene

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
CONTINUE = "form[action$='/vote/'] .actions button >> nth=0"


def open_scene(asked: str, names: Sequence[str] = NAMES) -> Scene:
    """A vote that opened an hour ago, called the day before."""
    now = datetime.now(UTC)
    with clock.travel(now - timedelta(days=1)):
        scene = voting_scene(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
        scene.ballot = call(scene, asked, names)
    return scene


def fill(page: Page, sent: dict[str, Any]) -> None:
    """What a person does with the paper."""
    for value in sent.get("option", ()):
        page.check(f"input[name=option][value={value}]")
    for name, value in sent.items():
        if name != "option":
            page.fill(f"input[name={name}]", value)


@both
@pytest.mark.parametrize("asked", KINDS)
def test_choosing_and_choosing_again(visit: Callable[..., Visitor], client: Client, asked: str, js: bool) -> None:
    scene = open_scene(asked)
    visitor = visit(js=js)
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.check(f"choose-{asked}-{js}")
    fill(visitor.page, SENT[asked])
    visitor.page.click(CONTINUE)
    visitor.check(f"choose-{asked}-confirm-{js}")
    assert not Vote.objects.exists(), "nothing is cast before the confirmation"
    visitor.page.click("button[name=change]")
    visitor.check(f"choose-{asked}-changing-{js}")
    visitor.page.click(CONTINUE)
    visitor.page.click(CONTINUE)
    visitor.page.wait_for_selector(".receipt")
    visitor.check(f"choose-{asked}-receipt-{js}")
    assert Vote.objects.get().answer == KEPT[asked], "what was sent before the change stood there again"
    visitor.go(scene.ballot.get_absolute_url())
    visitor.page.click(CONTINUE)
    visitor.page.click(CONTINUE)
    visitor.page.wait_for_selector(".receipt")
    assert [vote.answer for vote in Vote.objects.all()] == [KEPT[asked]] * 2, "the last vote stood there"


@both
def test_what_was_typed_stays_beside_its_error(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene = open_scene("ranked")
    visitor = visit(js=js)
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    fill(visitor.page, {"rank-riego": "1", "rank-semillas": "1"})
    visitor.page.click(CONTINUE)
    visitor.page.wait_for_selector(".error-summary")
    visitor.check(f"choose-error-{js}")
    expect(visitor.page.locator("input[name=rank-semillas]")).to_have_value("1")


def test_ranking_by_keyboard_with_the_buttons(visit: Callable[..., Visitor], client: Client) -> None:
    scene = open_scene("ranking")
    visitor = visit()
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page

    def press(name: str, sign: str, times: int = 1) -> None:
        field = page.locator(f".field:has(input[name=rank-{name}])").last
        field.locator("button", has_text=sign).focus()
        for _time in range(times):
            page.keyboard.press("Enter")

    for name in ("caminos", "riego", "semillas"):
        press(name, "↑")
    press("semillas", "↑", 2)
    press("riego", "↓")
    values = {name: page.input_value(f"input[name=rank-{name}]") for name in NAMES}
    assert values == {"semillas": "1", "caminos": "2", "riego": "", "escuelas": ""}
    page.focus(CONTINUE)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=confirm]", state="attached")
    page.focus(CONTINUE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    assert Vote.objects.get().answer == {"ranking": [["semillas"], ["caminos"]]}


def test_the_sum_is_told_while_one_chooses(visit: Callable[..., Visitor], client: Client) -> None:
    scene = open_scene("approval")
    visitor = visit()
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    fill(visitor.page, {"option": ["caminos", "riego"]})
    expect(visitor.page.locator("output")).to_contain_text("110 USD")
    visitor.page.uncheck("input[value=riego]")
    expect(visitor.page.locator("output")).to_contain_text("60 USD")


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
@pytest.mark.parametrize("asked", ["ranking", "approval", "election"])
def test_the_pages_for_all_eyes(visit: Callable[..., Visitor], client: Client, asked: str, wide: bool) -> None:
    scene = open_scene(asked)
    visitor = visit(wide=wide)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.check(f"choose-public-{asked}")
    visitor.go(f"{scene.ballot.get_absolute_url()}roll/")
    visitor.check(f"choose-roll-{asked}")
    visitor.go(scene.round.get_absolute_url())
    visitor.check(f"choose-round-{asked}")
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go("/")
    visitor.check(f"choose-home-{asked}")
    expect(visitor.page.locator("main")).to_contain_text("¿Qué va primero?")


def test_a_large_paper_stays_within_the_budget(visit: Callable[..., Visitor], client: Client) -> None:
    for asked in ("ranking", "approval"):
        scene = open_scene(asked, tuple(f"proyecto-{n}" for n in range(30)))
        visitor = visit()
        sign_in(visitor, scene.titulars["BR"], client)
        weight = visitor.weigh(scene.ballot.get_absolute_url())
        assert 0 < weight <= BUDGET, f"{asked}: {weight} bytes"


@both
@pytest.mark.parametrize("kind", ["ranking", "allocation", "election"])
def test_the_secretariat_calls_it(visit: Callable[..., Visitor], client: Client, kind: str, js: bool) -> None:
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    Theme.objects.create(round=scene.round, slug="agua", name={"es": "Agua"})
    proposal = scene.ballot.motion
    proposal.amount = Decimal("60.00")
    proposal.save(update_fields=["amount"])
    visitor = visit(js=js)
    sign_in(visitor, scene.secretary, client)
    visitor.go(f"/desk/{scene.council.slug}/")
    visitor.check(f"call-desk-{js}")
    visitor.page.click("a[href$='/ballots/new/']")
    visitor.go(f"{scene.round.get_absolute_url()}ballots/new/{kind}/")
    visitor.check(f"call-{kind}-{js}")
    visitor.page.fill("input[name=title__es]", "¿Qué va primero?")
    if kind == "ranking":
        visitor.page.fill("textarea[name=options__es]", "Riego\nCaminos")
    if kind == "allocation":
        visitor.page.fill("input[name=budget]", "100")
        visitor.page.fill("textarea[name=caps]", "BO 50")
    visitor.page.click("main form .actions button")
    expect(visitor.page.locator("h1")).to_have_text("¿Qué va primero?")
    visitor.check(f"called-{kind}-{js}")
    assert Ballot.objects.latest("pk").kind == kind
