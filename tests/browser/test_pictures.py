"""Results as pictures in a browser: on a phone and on a desk, in light and in dark, and on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories.choices import allocated, elected, ranked
from tests.factories.scenes import Scene

from .conftest import Visitor, picture
from .test_choices import decided
from .test_deciding import decide, open_scene

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(visitor: Visitor, name: str) -> None:
    """What every page owes, in both schemes and on paper, which is kept to be looked at."""
    visitor.check(f"picture-{name}")
    visitor.page.emulate_media(color_scheme="dark")
    visitor.check(f"picture-{name}-dark")
    visitor.page.emulate_media(color_scheme="light", media="print")
    picture(visitor.page, f"picture-{name}-print")
    visitor.page.emulate_media(media="screen")


def described(page: Page, name: str, words: str) -> None:
    """A picture that a screen reader reads as one image, with its name and what is seen."""
    image = page.get_by_role("img", name=name)
    expect(image).to_have_accessible_description(words)
    expect(image.locator("use, rect, circle").first).to_be_attached()


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_a_motion_in_three_pictures(visit: Callable[..., Visitor], wide: bool) -> None:
    scene = open_scene()
    decide(scene)
    visitor = visit(wide=wide, locale="en")
    for address in (scene.ballot.get_absolute_url(), scene.ballot.positions.get().get_absolute_url()):
        visitor.go(address)
        page = visitor.page
        described(page, "By seats", "Yes: 3. No: 2. Abstain: 1. Absent: 1.")
        described(page, "By countries", "Yes: 3 (BO, EC, UY). Abstain: 1 (VE). Absent: 1 (PY). No: 2 (AR, BR).")
        expect(page.get_by_role("img", name="By capital")).to_be_visible()
        assert page.locator("section.panel:has(> #by-seats) use").count() == 7, "every seat once"
        tops = [box["y"] for box in (one.bounding_box() for one in page.locator(".pictures > section").all()) if box]
        assert (len(set(tops)) == 1) == wide, "beside each other where there is room, and else below each other"
        page.locator(".pictures summary").nth(2).click()
        expect(page.get_by_role("region", name="As a table: By capital").get_by_role("row")).to_have_count(8)
    looked_at(visitor, "motion")


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("make", "name"),
    [(ranked, "Who beats whom"), (allocated, "Equal shares"), (elected, "The votes of each in every stage")],
    ids=["ranking", "allocation", "election"],
)
def test_a_choice_in_a_picture(
    visit: Callable[..., Visitor], make: Callable[..., Scene], name: str, wide: bool
) -> None:
    scene = decided(make)
    visitor = visit(wide=wide, locale="en")
    visitor.go(scene.ballot.get_absolute_url())
    expect(visitor.page.get_by_role("img", name=name, exact=True)).to_be_visible()
    if make is allocated:
        paid = visitor.page.get_by_role("region", name="What each group of voters funded: By country")
        expect(paid.get_by_role("row")).to_have_count(7)
    looked_at(visitor, scene.ballot.kind)
