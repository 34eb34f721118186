"""Papers in a browser: two people enter one, differ and agree; and somebody without e-mail votes by a code."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from proposals.assisting.coding import AccessCode, hash_of
from proposals.models import Ballot, PaperReading, Vote
from proposals.voting.opening import open_ballot
from tests.factories.papers import Desk, desk
from tests.factories.printed import words_of
from tests.factories.proposals import member
from tests.factories.scenes import FOUNDED, mandate, voting_scene

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def opened() -> Desk:
    now = datetime.now(UTC)
    found = desk(voting_scene(opens_at=now - timedelta(hours=5), closes_at=now + timedelta(days=2)))
    open_ballot(found.ballot())
    return found


def papers_of(visitor: Visitor, ballot: Ballot) -> None:
    visitor.go(ballot.get_absolute_url())
    visitor.page.click("main a[href$='/paper/']")
    visitor.page.wait_for_url("**/paper/")


def fill_in(visitor: Visitor, movement: str, choice: str) -> None:
    visitor.page.fill("input[name=reference]", "Carpeta 3")
    visitor.page.select_option(f"select[name=choice-{movement}]", choice)
    visitor.page.click("main form .actions button")
    visitor.page.wait_for_load_state()


def test_two_people_enter_a_paper_differ_and_agree(visit: Callable[..., Visitor]) -> None:
    found = opened()
    ballot, slug = found.ballot(), found.scene.seats["BR"].movement.slug
    first, second = visit(js=False), visit(wide=True)
    sign_in(first, found.people["secretary"], Client())
    sign_in(second, found.people["moderator"], Client())
    papers_of(first, ballot)
    fill_in(first, slug, "yes")
    assert PaperReading.objects.get().state == "waiting"
    second.go("/")
    second.page.click("main a[href$='/paper/']")
    second.page.wait_for_url("**/paper/")
    second.check("papers")
    fill_in(second, slug, "no")
    expect(second.page.locator("tr .badge.bad")).to_have_count(1)
    assert not Vote.objects.exists()
    looking = visit()
    sign_in(looking, found.people["second"], Client())
    papers_of(looking, ballot)
    looking.check("papers")
    looking.page.click(f"a[href$='/paper/{slug}/']")
    looking.page.wait_for_url(f"**/paper/{slug}/")
    expect(looking.page.locator("main .notice.bad")).to_be_visible()
    looking.check("paper")
    looking.page.check("input[name=choice][value=yes]")
    looking.page.click("main form[enctype] button")
    expect(looking.page.locator(".error-summary")).to_be_visible()
    looking.check("paper-wrong")
    second.page.click(f"a[href$='/paper/{slug}/']")
    second.page.wait_for_url(f"**/paper/{slug}/")
    second.check("paper")
    second.page.click(f"form[action$='/paper/{slug}/withdrawal/'] button")
    second.page.wait_for_url("**/paper/")
    fill_in(second, slug, "yes")
    expect(second.page.locator("tr .badge.good")).to_have_count(1)
    vote = Vote.objects.get()
    assert (vote.answer, vote.is_on_paper, vote.cast_by) == ({"yes": "1"}, True, found.people["titular"])
    assert looking.weigh(f"{ballot.get_absolute_url()}paper/") <= BUDGET


def test_somebody_without_e_mail_votes_by_a_code(visit: Callable[..., Visitor], client: Client) -> None:
    found = opened()
    seat = found.scene.seats["BR"]
    coordinator, slug = member(seat, "coordinator"), seat.movement.slug
    giving = visit()
    sign_in(giving, coordinator, client)
    giving.go(f"{seat.movement.get_absolute_url()}members/")
    giving.page.click("a[href$='/enrolment/']")
    giving.page.wait_for_selector("input[name=name]")
    giving.check("enrolment")
    giving.page.fill("input[name=name]", "Rosa Quispe")
    giving.page.click("main form button")
    giving.page.wait_for_url("**/members/")
    rosa = seat.movement.memberships.get(person__name="Rosa Quispe").person
    mandate(seat, rosa, order=3, starts_at=FOUNDED)
    giving.go(found.ballot().get_absolute_url())
    giving.page.click("main a[href*='/codes/']")
    giving.page.wait_for_selector("input[name=people]")
    giving.check("codes")
    giving.page.check("input[name=people]")
    with giving.page.expect_download() as sheet:
        giving.page.click("main form[method=post] .actions button")
    [code] = re.findall(r"(?:\w{4}-){3}\w{4}", words_of(sheet.value.path().read_bytes()))
    assert AccessCode.objects.get().code_hash == hash_of(code)

    voting = visit()
    voting.go("/accounts/login/")
    voting.page.click("a[href$='/sign-in/code/']")
    voting.page.wait_for_selector("input[name=code]")
    voting.check("code-sign-in")
    voting.page.fill("input[name=code]", "2222-2222-2222-2222")
    voting.page.click("main form button")
    expect(voting.page.locator(".error-summary")).to_be_visible()
    voting.check("code-wrong")
    voting.page.fill("input[name=code]", code.lower())
    voting.page.click("main form button")
    voting.page.wait_for_url(f"**{found.ballot().get_absolute_url()}")
    voting.page.check("input[name=choice][value=yes]")
    voting.page.click("main button.large")
    voting.page.wait_for_selector("input[name=confirm]", state="attached")
    voting.page.click("main button.large")
    voting.page.wait_for_url(f"**/receipt/{slug}/")
    voting.check("code-receipt")
    assert Vote.objects.get().cast_by == rosa
