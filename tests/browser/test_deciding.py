"""Signing in, voting and reading the result in a browser, with JavaScript and without, on a phone and on a desk."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from common import clock
from proposals.models import Vote
from proposals.schedule import close_one_due_window
from proposals.voting.casting import cast_vote
from tests.factories.scenes import Scene, voting_scene

from .conftest import BUDGET, CODE, Visitor, settle_sign_in, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])


def open_scene() -> Scene:
    now = datetime.now(UTC)
    return voting_scene(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))


def decide(scene: Scene) -> None:
    """Everybody votes, one country against six, and the conductor publishes."""
    for country, choice in {"BR": "no", "AR": "no", "VE": "abstain", "EC": "yes", "UY": "yes", "BO": "yes"}.items():
        cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=scene.ballot, choice=choice)
    with clock.travel(scene.window.closes_at):
        while close_one_due_window():
            pass
    # The server's own connections see no forced clock: the window itself has to have closed.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE councils_window SET closes_at = now() - interval '1 second' WHERE id = %s", [scene.window.pk]
        )


@both
def test_signing_in_by_a_code(visit: Callable[..., Visitor], js: bool) -> None:
    scene = open_scene()
    person = settle_sign_in(scene.titulars["BR"])
    visitor = visit(js=js)
    visitor.go("/accounts/login/code/")
    visitor.check(f"sign-in-{js}")
    visitor.page.fill("input[type=email]", person.email)
    visitor.page.click("main button[type=submit], main form button >> nth=0")
    visitor.page.wait_for_selector("input[name=code]")
    found = CODE.search(mail.outbox[-1].body)
    assert found
    visitor.page.fill("input[name=code]", found.group())
    visitor.check(f"sign-in-code-{js}")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"{visitor.site}/")
    visitor.check(f"home-signed-in-{js}")


@both
def test_voting_and_voting_again(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene = open_scene()
    visitor = visit(js=js)
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.check(f"ballot-{js}")
    for choice in ("yes", "block"):
        visitor.page.check(f"input[name=choice][value={choice}]")
        visitor.page.click("form[action$='/vote/'] button")
        visitor.check(f"ballot-confirm-{js}")
        assert Vote.objects.filter(answer={choice: "1"}).count() == 0, "nothing is cast before the confirmation"
        visitor.page.click("form[action$='/vote/'] button")
        visitor.page.wait_for_selector(".receipt")
        visitor.check(f"receipt-{js}")
        receipt = Vote.objects.latest("serial").receipt
        expect(visitor.page.locator(".receipt")).to_have_text(receipt)
        visitor.go(scene.ballot.get_absolute_url())
    assert [v.answer for v in Vote.objects.order_by("serial")] == [{"yes": "1"}, {"block": "1"}]


def test_voting_by_keyboard_alone(visit: Callable[..., Visitor], client: Client) -> None:
    """Each step by what the accessibility tree calls it: a group with its question, four answers, two buttons."""
    scene = open_scene()
    visitor = visit(locale="en")
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page
    asked = page.get_by_role("group", name="What does your movement say?")
    assert asked.get_by_role("radio").count() == 4
    yes = asked.get_by_role("radio", name="Yes We adopt this text.")
    for _press in range(80):
        page.keyboard.press("Tab")
        if yes.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(asked.get_by_role("radio", name="No We do not adopt this text.")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Continue")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cast the vote: No").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your vote was cast")).to_be_visible()
    assert Vote.objects.get().answer == {"no": "1"}


def test_no_choice_is_said_by_the_field_and_nothing_is_lost(visit: Callable[..., Visitor], client: Client) -> None:
    scene = open_scene()
    visitor = visit(js=False)
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.page.click("form[action$='/vote/'] button")
    assert not Vote.objects.exists()
    visitor.check("ballot-no-choice")


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_the_result_under_every_rule(visit: Callable[..., Visitor], wide: bool) -> None:
    scene = open_scene()
    decide(scene)
    visitor = visit(wide=wide)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.check("result")
    position = scene.ballot.positions.get()
    visitor.go(position.get_absolute_url())
    visitor.check("position")
    expect(visitor.page.locator("main")).to_contain_text(position.reference)


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_the_public_pages(visit: Callable[..., Visitor], wide: bool) -> None:
    scene = open_scene()
    decide(scene)
    other = scene.put()
    council = scene.council.get_absolute_url()
    pages = {
        "home": "/",
        "councils": "/councils/",
        "council": council,
        "seats": f"{council}seats/",
        "rulebook": f"{council}rulebook/",
        "ledger": f"{council}ledger/",
        "round": scene.round.get_absolute_url(),
        "proposal": other.proposal.get_absolute_url(),
        "roll": f"{scene.ballot.get_absolute_url()}roll/",
        "positions": "/positions/",
        "movement": scene.seats["BR"].movement.get_absolute_url(),
        "login": "/accounts/login/",
    }
    visitor = visit(wide=wide)
    for name, address in pages.items():
        assert visitor.go(address).status == 200, name
        visitor.check(f"public-{name}")


def test_the_first_load_of_every_page_stays_within_its_budget(visit: Callable[..., Visitor]) -> None:
    scene = open_scene()
    decide(scene)
    council = scene.council.get_absolute_url()
    for address in ("/", council, scene.round.get_absolute_url(), scene.ballot.get_absolute_url(), f"{council}ledger/",
                    scene.ballot.proposal.get_absolute_url(), "/accounts/login/"):  # fmt: skip
        weight = visit().weigh(address)
        assert 0 < weight <= BUDGET, f"{address}: {weight} bytes"


@pytest.mark.parametrize(
    ("address", "status"), [("/nowhere/", 404), ("/desk/none/", 404), ("/positions/none/2026/1/", 404)]
)
def test_error_pages_have_words_and_a_way_on(visit: Callable[..., Visitor], address: str, status: int) -> None:
    open_scene()
    visitor = visit()
    answer = visitor.go(address)
    if answer.status == 200:
        expect(visitor.page).to_have_url(re.compile(r"/accounts/login/"))
        return
    assert answer.status == status
    visitor.check(f"error-{status}")
    assert visitor.page.locator("main a").count() >= 1


def test_a_refusal_is_a_page_with_its_sentence(visit: Callable[..., Visitor], client: Client) -> None:
    scene = open_scene()
    visitor = visit()
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page
    foreign = scene.seats["AR"].movement.slug
    page.eval_on_selector("form[action$='/vote/'] input[name=acting_for]", f"field => field.value = '{foreign}'")
    page.check("input[name=choice][value=yes]")
    with page.expect_response(lambda r: r.request.method == "POST") as posted:
        page.click("form[action$='/vote/'] button")
    assert posted.value.status == 403
    expect(page.locator("main")).to_contain_text(scene.seats["AR"].movement.name)
    visitor.check("refusal")
