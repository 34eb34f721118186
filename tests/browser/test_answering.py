"""An answer in a browser, and what follows: acknowledged, given, rated by the seats, followed up by both sides."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import expect

from common import clock
from proposals.models import FollowUp, Rating, Response
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from tests.factories.answering import Addressed, sent

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])


def visited(visit: Callable[..., Visitor], found: Addressed, role: str, js: bool) -> Visitor:
    """The browser of somebody who plays a part."""
    visitor = visit(js=js)
    sign_in(visitor, found.people[role], Client())
    return visitor


def rated_by_the_others(found: Addressed, choice: str) -> Rating:
    """The other seats say so too, and the vote is counted at its close."""
    rating = Rating.objects.select_related("ballot__window").get()
    for country in found.scene.seats:
        if country != "BR":
            seat = found.scene.seats[country]
            cast_vote(person=found.scene.titulars[country], seat=seat, ballot=rating.ballot, choice=choice)
    with clock.travel(rating.ballot.window.closes_at):
        sweep()
    return Rating.objects.select_related("position__council").get()


@both
def test_an_answer_is_acknowledged_given_and_rated(visit: Callable[..., Visitor], js: bool) -> None:
    found = sent()
    place = found.transmittal.get_absolute_url()
    answering = visited(visit, found, "respondent", js)
    page = answering.page
    answering.go("/")
    page.click(f"a[href='{place}']")
    page.wait_for_url(f"**{place}")
    answering.check(f"transmittal-{js}")
    assert answering.weigh(place) <= BUDGET
    page.click("form[action$='/acknowledge/'] button")
    expect(page.locator("form[action$='/acknowledge/']")).to_have_count(0)
    page.click("a[href$='/answer/']")
    page.wait_for_selector("textarea[name=reasons]")
    answering.check(f"answer-{js}")
    page.check("input[name=kind][value=accepts]")
    page.fill("textarea[name=reasons]", "Se acepta el riego; las semillas, no.")
    page.select_option("select[name=kind-p1]", "rejects")
    page.fill("textarea[name=reasons-p1]", "No hay presupuesto para semillas.")
    page.click("main form .actions button")
    expect(page.locator("#id_kind_error, .error-summary, [role=alert]").first).to_be_visible()
    assert page.input_value("textarea[name=reasons-p1]") == "No hay presupuesto para semillas."
    answering.check(f"answer-refused-{js}")
    page.check("input[name=kind][value=accepts_in_part]")
    page.click("main form .actions button")
    page.wait_for_url(f"**{place}")
    answering.check(f"answered-{js}")
    assert Response.objects.get().kind == "accepts_in_part"

    sweep()
    ballot = Rating.objects.get().ballot
    rating = visited(visit, found, "titular", js)
    rating.go("/")
    rating.page.click(f"a[href^='{ballot.get_absolute_url()}']")
    rating.page.wait_for_selector("input[name=choice]")
    rating.check(f"adequacy-{js}")
    assert rating.weigh(ballot.get_absolute_url()) <= BUDGET
    rating.page.check("input[name=choice][value=no]")
    rating.page.click("#your-vote ~ form button")
    rating.page.wait_for_selector("input[name=confirm]", state="attached")
    rating.check(f"adequacy-confirm-{js}")
    rating.page.click("main form button:not(.quiet)")
    rating.page.wait_for_url("**/receipt/**")
    rating.go(place)
    rating.check(f"transmittal-rated-now-{js}")

    concluded = rated_by_the_others(found, "no")
    reading = visit(js=js, wide=True)
    for name, address in (
        ("transmittal-inadequate", place),
        ("transmittal-round-2", f"{place}2/"),
        ("position-answered", found.position.get_absolute_url()),
        ("position-of-a-vote-on-an-answer", concluded.position.get_absolute_url()),
        ("adequacy-counted", ballot.get_absolute_url()),
        ("clock", f"/councils/{found.scene.council.slug}/answers/"),
        ("clock-of-a-body", f"/councils/{found.board.slug}/answers/"),
    ):
        assert reading.go(address).status == 200, address
        reading.check(f"{name}-{js}")
    answering.go(f"{place}2/")
    expect(page.locator("a[href$='/answer/']")).to_be_visible()


@both
def test_both_sides_report_what_became_of_it(visit: Callable[..., Visitor], js: bool) -> None:
    found = sent()
    answering = visited(visit, found, "respondent", js)
    answering.go(f"{found.transmittal.get_absolute_url()}answer/")
    answering.page.check("input[name=kind][value=accepts]")
    answering.page.fill("textarea[name=reasons]", "Se acepta.")
    answering.page.click("main form .actions button")
    answering.page.wait_for_url(f"**{found.transmittal.get_absolute_url()}")
    reports = f"{found.position.get_absolute_url()}reports/"
    for role, state in (("respondent", "done"), ("titular", "not_begun")):
        telling = visited(visit, found, role, js)
        page = telling.page
        telling.go(reports)
        telling.check(f"reports-{role}-{js}")
        page.click("a[href$='/report/']")
        page.wait_for_selector("input[name=milestone]")
        telling.check(f"report-{role}-{js}")
        page.fill("input[name=milestone]", "Doce pozos en la cuenca alta")
        page.check(f"input[name=state][value={state}]")
        page.fill("input[name=as_of]", "2026-04-20")
        page.fill("input[name=amount]", "mucho")
        page.fill("input[name=currency]", "USD")
        page.fill("textarea[name=text]", "Se ve en las fotos de la asamblea.")
        page.fill("input[name=link]", "https://example.org/fotos")
        page.click("main form .actions button")
        expect(page.locator("[role=alert]").first).to_be_visible()
        assert page.input_value("textarea[name=text]") == "Se ve en las fotos de la asamblea."
        page.fill("input[name=amount]", "120000.50" if role == "respondent" else "")
        page.click("main form .actions button")
        page.wait_for_url(f"**{reports}")
        expect(page.locator("article.panel").first).to_be_visible()
    assert [one.seat_id is None for one in FollowUp.objects.order_by("id")] == [True, False]
    reading = visit(js=js)
    assert reading.weigh(reports) <= BUDGET
    for wide in (False, True):
        reading = visit(js=js, wide=wide)
        for name, address in (("reports", reports), ("position-followed", found.position.get_absolute_url())):
            reading.go(address)
            reading.check(f"{name}-{js}")
    telling.go(reports)
    telling.page.click("a[href*='corrects=']")
    telling.page.wait_for_selector("input[name=milestone]")
    assert telling.page.input_value("input[name=milestone]") == "Doce pozos en la cuenca alta"
    telling.check(f"report-correct-{js}")
