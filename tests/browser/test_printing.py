"""What comes out of a printer: the minutes of a vote on one page, and a proposal as a clean document."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from proposals.models import Statement
from tests.factories.scenes import Scene, seat_of, voting_scene

from .conftest import Visitor
from .test_deciding import decide

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = re.compile(rb"/Type\s*/Page\b")


def printed(visitor: Visitor) -> int:
    """How many pages of A4 the page that is open comes to."""
    return len(PAGE.findall(visitor.page.pdf(format="A4", prefer_css_page_size=True)))


def scene_of_thirty() -> Scene:
    """A council of thirty seats, whose vote has been counted."""
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    for number in range(23):
        seat = seat_of(scene.council, ("BR", "AR", "VE", "EC")[number % 4])
        seat.movement.name = f"Federación de Trabajadoras del Campo y de la Costa {number}"
        seat.movement.save(update_fields=["name"])
    return scene


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_the_minutes_of_thirty_seats_are_one_page(visit: Callable[..., Visitor], wide: bool) -> None:
    scene = scene_of_thirty()
    decide(scene)
    for entry in scene.ballot.roll.order_by("id")[:2]:
        Statement.objects.create(
            roll_entry=entry,
            kind="dissent",
            text="Falta el agua. " * 40,
            language="es",
            made_by=scene.secretary,
            made_at=scene.window.opens_at,
        )
    visitor = visit(wide=wide)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.page.click("a[href$='/minutes/']")
    expect(visitor.page.locator(".seats li")).to_have_count(30)
    visitor.check("minutes")
    assert printed(visitor) == 1


def test_a_proposal_is_printed_as_its_text(visit: Callable[..., Visitor]) -> None:
    scene = scene_of_thirty()
    visitor = visit(wide=True)
    visitor.go(scene.ballot.motion.get_absolute_url())
    visitor.page.emulate_media(media="print")
    assert printed(visitor) == 1
    for gone in (".site-head", ".talk", "#discussion", "form"):
        for place in visitor.page.locator(gone).all():
            expect(place).to_be_hidden()
    expect(visitor.page.locator(".text")).to_be_visible()
