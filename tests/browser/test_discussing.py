"""A discussion in a browser: comment, support, order, filter, endorse, ask and answer, with JavaScript and without."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Window
from proposals.deliberation.actions import comment_proposal
from proposals.models import Comment, Proposal
from tests.factories.scenes import Scene

from .conftest import BUDGET, Visitor, sign_in
from .test_writing import scene_now

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])


def discussed() -> tuple[Scene, Proposal]:
    """A proposal of Brazil that is open to discussion now."""
    scene, now = scene_now(), datetime.now(UTC)
    Window.objects.create(
        round=scene.round, kind="discussion", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    Window.objects.filter(round=scene.round, kind="settlement").update(opens_at=now + timedelta(days=2))
    return scene, scene.ballot.proposal


def say(scene: Scene, proposal: Proposal, country: str, stance: str, text: str, **facts: object) -> Comment:
    return comment_proposal(
        person=scene.titulars[country], seat=scene.seats[country], proposal=proposal, stance=stance, text=text,
        language="es", **facts,
    )  # fmt: skip


@both
def test_a_discussion_of_several_movements(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene, proposal = discussed()
    for country, stance in (("AR", "support"), ("VE", "concern"), ("EC", "question"), ("BO", "support")):
        say(scene, proposal, country, stance, f"Desde @{scene.seats[country].movement.slug}: el agua es de todos.")
    visitor = visit(js=js)
    page = visitor.page
    sign_in(visitor, scene.titulars["UY"], client)
    visitor.go(f"{proposal.get_absolute_url()}comments/")
    page.check("input[name=stance][value=question]")
    page.fill("textarea[name=text]", f"@{scene.seats['BR'].movement.slug}, ¿quién paga el riego?")
    page.click("main form .actions button")
    question = Comment.objects.latest("pk")
    page.wait_for_selector(f"#c{question.pk}")
    visitor.check(f"discussion-{js}")
    visitor.go(proposal.get_absolute_url())
    page.click("main details.fold > summary")
    page.select_option("select[name=stance]", "concern")
    page.select_option("select[name=sort]", "newest")
    page.click("details.fold form button")
    expect(page).to_have_url(re.compile(r"stance=concern"))
    expect(page.locator("article.comment")).to_have_count(1)
    visitor.check(f"filtered-{js}")
    page.click("article.comment button[formaction$='/support/']")
    page.wait_for_selector("button[formaction$='/no-support/']")
    expect(page).to_have_url(re.compile(r"stance=concern"))
    assert Comment.objects.get(stance="concern").support_count == 1
    visitor.check(f"supported-{js}")
    page.click("button[formaction$='/no-support/']")
    page.wait_for_selector("button[formaction$='/support/']")
    visitor.go(proposal.get_absolute_url())
    page.click("a[href$='/endorse/']")
    visitor.check(f"endorse-{js}")
    page.click("main form .actions button")
    page.wait_for_selector("a[href$='/endorsements/']")
    page.click("a[href$='/endorsements/']")
    visitor.check(f"endorsements-{js}")
    answering = visit(js=js)
    sign_in(answering, scene.titulars["BR"], Client())
    answering.go("/")
    expect(answering.page.locator(f"a[href*='#c{question.pk}']")).to_have_count(1)
    answering.check(f"mentioned-{js}")
    answering.go(f"{proposal.get_absolute_url()}questions/")
    answering.check(f"questions-{js}")
    answering.go(f"{proposal.get_absolute_url()}comments/?parent={question.pk}")
    answering.page.fill("textarea[name=text]", "Lo paga el fondo.")
    answering.page.click("main form .actions button")
    answering.page.wait_for_selector(".comment")
    answering.go(f"{proposal.get_absolute_url()}questions/?state=answered")
    expect(answering.page.locator("main")).to_contain_text("Lo paga el fondo.")
    answering.check(f"answered-{js}")
    question.refresh_from_db()
    assert question.answer is not None


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_pages_of_a_large_debate_are_light_and_fit(visit: Callable[..., Visitor], wide: bool) -> None:
    scene, proposal = discussed()
    countries = list(scene.seats)
    facts = {"proposal": proposal, "revision": proposal.revision, "language": "es", "author": scene.secretary}
    Comment.objects.bulk_create(
        Comment(
            **facts,
            seat=scene.seats[countries[n % 7]],
            stance=Comment.Stance.values[n * 5 % 7 % 4],
            text=f"{n}. El agua de la comunidad es de quien la cuida, y no de quien la compra.",
            created_at=datetime.now(UTC),
            support_count=n % 5,
        )
        for n in range(1_000)
    )
    visitor = visit(wide=wide)
    assert visitor.weigh(proposal.get_absolute_url()) <= BUDGET
    visitor.check("large-debate")
    for name in ("stances", "questions"):
        assert visitor.weigh(f"{proposal.get_absolute_url()}{name}/") <= BUDGET
        visitor.check(name)
