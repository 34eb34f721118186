"""Drafting, revising and commenting in a browser, with JavaScript and without."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Round, Window
from proposals.models import Comment, Proposal
from tests.factories.scenes import FOUNDED, Scene, voting_scene

from .conftest import Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])


def round_in(scene: Scene, kind: str) -> Round:
    """A second round of the council, in this stage now."""
    now = datetime.now(UTC)
    made = Round.objects.create(
        council=scene.council, number=2, title={"es": "Semillas"}, call={"es": "Llamado"}, convened_at=FOUNDED
    )
    Window.objects.create(round=made, kind=kind, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))
    return made


def scene_now() -> Scene:
    now = datetime.now(UTC)
    return voting_scene(opens_at=now + timedelta(days=5), closes_at=now + timedelta(days=6))


@both
def test_drafting_and_submitting(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene = scene_now()
    round_ = round_in(scene, "drafting")
    visitor = visit(js=js)
    page = visitor.page
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(round_.get_absolute_url())
    page.click("a[href$='/proposals/new/']")
    visitor.check(f"draft-{js}")
    page.fill("input[name=title]", "Semillas propias")
    page.fill("textarea[name=text]", "Las semillas son de quien las siembra.\n\nEl banco presta para guardarlas.")
    page.click("main form .actions button")
    visitor.check(f"drafted-{js}")
    page.click("a[href$='/describe/']")
    page.check("input[name=countries][value=BR]")
    visitor.check(f"describe-{js}")
    page.click("main form .actions button")
    page.click("a[href$='/revise/']")
    page.fill("input[name=title]", "Semillas propias y agua")
    visitor.check(f"revise-{js}")
    page.click("main form .actions button")
    page.click("a[href$='/compare/']")
    visitor.check(f"compare-{js}")
    assert page.locator("ins").count() > 0
    page.go_back()
    page.click("a[href$='/submit/']")
    visitor.check(f"submit-{js}")
    page.click("main form .actions button")
    proposal = Proposal.objects.get(round=round_)
    assert (proposal.stage, proposal.revision.number) == ("submitted", 2)


def test_a_word_without_end_stays_within_a_phone(visit: Callable[..., Visitor], client: Client) -> None:
    scene = scene_now()
    round_ = round_in(scene, "drafting")
    visitor = visit()
    page = visitor.page
    sign_in(visitor, scene.titulars["BR"], client)
    visitor.go(f"{round_.get_absolute_url()}proposals/new/")
    page.fill("input[name=title]", "Desoxirribonucleico" * 9)
    page.fill("textarea[name=text]", "مجلس الحركات " + "x" * 300)
    page.click("main form .actions button")
    visitor.check("long-word")
    address = Proposal.objects.latest("pk").get_absolute_url()
    for part in ("revise", "describe", "sponsors", "files", "submit", "withdraw", "history"):
        visitor.go(f"{address}{part}/")
        visitor.check(f"long-word-{part}")


@both
def test_commenting_on_a_paragraph_and_replying(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    scene = scene_now()
    now = datetime.now(UTC)
    Window.objects.create(
        round=scene.round, kind="discussion", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    Window.objects.filter(round=scene.round, kind="settlement").update(opens_at=now + timedelta(days=2))
    proposal = scene.ballot.proposal
    visitor = visit(js=js)
    page = visitor.page
    sign_in(visitor, scene.titulars["AR"], client)
    visitor.go(proposal.get_absolute_url())
    visitor.check(f"proposal-{js}")
    visitor.go(str(page.locator("a[href*='paragraph=p2']").first.get_attribute("href")))
    visitor.check(f"comment-{js}")
    page.check("input[name=stance][value=concern]")
    page.fill("textarea[name=text]", "¿Y el agua? <script>alert(1)</script>")
    page.click("main form .actions button")
    page.wait_for_selector(".comment")
    visitor.check(f"commented-{js}")
    expect(page.locator(".comment")).to_contain_text("<script>alert(1)</script>")
    visitor.go(str(page.locator("a[href*='?parent=']").first.get_attribute("href")))
    page.fill("textarea[name=text]", "El agua también.")
    page.click("main form .actions button")
    visitor.go(f"{proposal.get_absolute_url()}comments/{Comment.objects.earliest('pk').pk}/edit/")
    visitor.check(f"edit-{js}")
    page.fill("textarea[name=text]", "¿Y el agua del río?")
    page.click("main form .actions button")
    said = list(Comment.objects.order_by("pk").values_list("text", "paragraph", "stance"))
    assert said[0] == ("¿Y el agua del río?", "p2", "concern")
    assert said[1][:2] == ("El agua también.", "p2")
