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
    for told in visitor.page.locator("output").all():
        expect(told).to_contain_text("100\u00a0USD")
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


def tab_to(visitor: Visitor, role: Any, name: str) -> None:
    """By the keyboard alone to what the accessibility tree calls by this role and name."""
    wanted = visitor.page.get_by_role(role, name=name, exact=True)
    for _press in range(120):
        if wanted.count() == 1 and wanted.evaluate("one => one === document.activeElement"):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"no {role} {name!r} within 120 presses of Tab")


def ranks(page: Page) -> dict[str, str]:
    return {name: page.input_value(f"input[name=rank-{name}]") for name in NAMES}


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
@both
def test_a_ranking_by_keyboard_alone(visit: Callable[..., Visitor], client: Client, js: bool, wide: bool) -> None:
    scene = open_scene("ranking")
    visitor = visit(js=js, wide=wide, locale="en")
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page

    def press(button: str, told: str) -> None:
        """The button keeps the focus, and the new place is said where a screen reader hears it."""
        if not page.get_by_role("button", name=button, exact=True).evaluate("one => one === document.activeElement"):
            tab_to(visitor, "button", button)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=told)).to_have_count(1)
        expect(page.get_by_role("button", name=button, exact=True)).to_be_focused()

    press("Up: Caminos", "Caminos: place 1 of 1.")
    press("Up: Riego", "Riego: place 2 of 2.")
    press("Up: Riego", "Riego: place 1 of 2.")
    press("On one place with the one above: Semillas", "Semillas: place 2 of 2, together with Caminos.")
    press("Up: Semillas", "Semillas: place 2 of 3.")
    assert ranks(page) == {"riego": "1", "semillas": "2", "caminos": "3", "escuelas": ""}
    press("Down: Caminos", "Caminos: not ranked.")
    order = page.get_by_role("textbox").evaluate_all("all => all.map(one => one.name)")
    assert order == ["rank-riego", "rank-semillas", "rank-caminos", "rank-escuelas"]
    visitor.check(f"rank-{js}")
    tab_to(visitor, "textbox", "Escuelas")
    page.keyboard.type("2")
    if js:
        page.keyboard.press("ArrowUp")  # parts it from its equal
        assert ranks(page) == {"riego": "1", "escuelas": "2", "semillas": "3", "caminos": ""}
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")  # sends the paper, and presses none of its buttons
    tab_to(visitor, "button", "Cast this vote")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your vote was cast")).to_be_visible()
    kept = [["riego"], ["semillas"], ["escuelas"]] if js else [["riego"], ["escuelas", "semillas"]]
    assert [sorted(group) for group in Vote.objects.get().answer["ranking"]] == kept


def test_a_ranking_by_dragging(visit: Callable[..., Visitor], client: Client) -> None:
    scene = open_scene("ranking")
    visitor = visit()
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page

    def drag(name: str, to: str, *, above: bool = True) -> None:
        grip = page.locator(f"#rank-{name} .grip")
        grip.scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.querySelector('.ranks').getBoundingClientRect().top + scrollY - 100)")
        start, goal = grip.bounding_box(), page.locator(to).bounding_box()
        assert start and goal
        page.mouse.move(start["x"] + 20, start["y"] + 20)
        page.mouse.down()
        page.mouse.move(start["x"] + 20, goal["y"] + (2 if above else goal["height"] - 2), steps=20)
        page.mouse.up()

    drag("riego", ".rest")
    drag("escuelas", "#rank-riego", above=False)
    drag("escuelas", "#rank-riego")
    assert ranks(page) == {"escuelas": "1", "riego": "2", "semillas": "", "caminos": ""}
    drag("escuelas", "#rank-semillas", above=False)
    assert ranks(page) == {"riego": "1", "escuelas": "", "semillas": "", "caminos": ""}


def test_an_allocation_by_keyboard_alone(visit: Callable[..., Visitor], client: Client) -> None:
    """The sum, and what no longer fits, is told while one chooses; without script by a button."""
    for js in (True, False):
        scene = open_scene("approval")
        visitor = visit(js=js, locale="en")
        sign_in(visitor, scene.titulars["BR"], client)
        visitor.go(scene.ballot.get_absolute_url())
        page, total = visitor.page, visitor.page.locator("output")
        expect(total).to_have_text(
            "Chosen: 0 USD of 100 USD. Left: 100 USD. Still fits: Caminos, Riego, Semillas, Escuelas."
        )
        for name in ("caminos", "riego"):
            page.focus(f"input[value={name}]")
            page.keyboard.press("Space")
        if not js:
            tab_to(visitor, "button", "Add up again")
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Add up again")).to_be_focused()
        expect(total).to_have_text(
            "Chosen: 110 USD of 100 USD. That is 10 USD more than there is: the rule says what is paid for."
        )
        expect(page.get_by_role("checkbox", name="Escuelas 30 USD no longer fits")).to_have_count(1)
        page.focus("input[value=riego]")
        page.keyboard.press("Space")
        if js:
            expect(total).to_have_text("Chosen: 60 USD of 100 USD. Left: 40 USD. Still fits: Semillas, Escuelas.")
        visitor.check(f"sum-{js}")
        tab_to(visitor, "button", "Continue")
        page.keyboard.press("Enter")
        tab_to(visitor, "button", "Cast this vote")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your vote was cast")).to_be_visible()
        assert Vote.objects.latest("pk").answer == {"approved": ["caminos"]}


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
