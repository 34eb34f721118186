"""The face: every component in both schemes and widths, and the main pages as a reader's machine asks for them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.factories.proposals import table

from .conftest import BUDGET, Visitor, sign_in
from .measures import LEAST, MOVING, SHOWN, SMALL, ZOOMED

pytestmark = pytest.mark.django_db(transaction=True)

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@pytest.fixture
def components() -> Iterator[None]:
    """The demonstration's addresses and templates, with nobody in it."""
    ground = settings.TEMPLATES[0]
    folders = [*ground["DIRS"], Path(settings.PLATFORM) / "embedded" / "templates"]
    told: dict[str, Any] = {"TEMPLATES": [{**ground, "DIRS": folders}], "ROOT_URLCONF": "embedded.urls"}
    with override_settings(DEMONSTRATION=True, **told):
        yield


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_every_component_in_both_schemes(visit: Callable[..., Visitor], components: None, wide: bool) -> None:
    visitor = visit(wide=wide, locale="en")
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.go("/design/")
        visitor.check(f"design-{scheme}")
        assert visitor.page.evaluate(SMALL, LEAST) == []


def test_the_main_pages_as_each_reader_asks_for_them(visit: Callable[..., Visitor], client: Client) -> None:
    """Both schemes, forced colours, no motion, and 400 %: nothing sticks out, and every target can be hit and seen."""
    at_table = table()
    proposal = at_table.admitted(title="Agua para el ayllu")
    at_table.comment(proposal, text="El agua no se vende.", stance="concern")
    council = at_table.council.get_absolute_url()
    paths = ["/", "/councils/", council, at_table.round.get_absolute_url(), proposal.get_absolute_url()]
    paths += [f"{council}seats/", "/search/", "/accounts/login/"]
    visitor = visit()
    visitor.page.set_viewport_size(ZOOMED)
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for path in paths if scheme == "light" else paths[1:5]:
            look(visitor, path, scheme)
    visitor.page.emulate_media(forced_colors="active", color_scheme="light")
    for path in paths[2:5]:
        visitor.go(path)
        focus_is_seen(visitor)
    visitor.page.emulate_media(forced_colors="none")
    sign_in(visitor, at_table.people["member"], client)
    for path in ["/", "/me/", proposal.get_absolute_url()]:
        look(visitor, path, "mine")


def look(visitor: Visitor, path: str, name: str) -> None:
    visitor.go(path)
    visitor.check(f"face-{name}-{path.strip('/').replace('/', '-') or 'home'}")
    assert visitor.page.evaluate(SMALL, LEAST) == [], path
    assert visitor.page.evaluate(MOVING) == [], path
    focus_is_seen(visitor)


def focus_is_seen(visitor: Visitor) -> None:
    """The first stops of the keyboard."""
    for _ in range(8):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate(SHOWN) is True


def test_a_page_is_one_style_and_at_most_one_script(visit: Callable[..., Visitor], client: Client) -> None:
    """Kept for ever by their hash; and the words stand in the order in which they are read."""
    at_table = table()
    path = at_table.admitted(title="Agua para el ayllu").get_absolute_url()
    for person in (None, at_table.people["member"]):
        visitor = visit()
        if person is not None:
            sign_in(visitor, person, client)
        asked: list[tuple[str, str, str]] = []
        visitor.page.on(
            "response",
            lambda r, asked=asked: asked.append((r.request.resource_type, r.url, r.headers.get("cache-control", ""))),
        )
        assert visitor.weigh(path) <= BUDGET
        kinds = [kind for kind, _, _ in asked]
        assert kinds.count("stylesheet") == 1
        assert kinds.count("script") <= (0 if person is None else 1), asked
        assert all("immutable" in lasts for kind, _, lasts in asked if kind in ("stylesheet", "script"))
        visitor.page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(one => one.remove())")
        words = visitor.page.inner_text("body")
        order = [words.index(word) for word in ("Minga", "Agua para el ayllu", "Las semillas propias", "Español")]
        assert order == sorted(order)


def test_every_language_is_chosen_on_a_phone(visit: Callable[..., Visitor]) -> None:
    """Each by its own name, in reach and in sight, from any page; and the page says which it is."""
    visitor = visit()
    visitor.page.set_viewport_size(ZOOMED)
    for code, name in [("fr", "Français"), ("pt-br", "Português"), ("en", "English"), ("es", "Español")]:
        visitor.go("/councils/?lang=en")
        visitor.page.click(f"footer button[lang={code}]")
        assert visitor.page.get_attribute("html", "lang") == code
        assert "lang=" not in visitor.page.url
        assert name in visitor.page.inner_text("footer button[aria-current]")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
