"""The page on which a seat signs its vote: one page whatever stands on it, for those whom it concerns, made once."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from common import clock
from proposals.assisting.printing import pressing, views
from proposals.assisting.printing.sheet import MOST_OPTIONS, Asked, Passage, ballot_sheet
from proposals.assisting.printing.views import TEMPLATE
from proposals.positions.rendering.press import compiled
from proposals.voting.choosing.options import Shown, shown_options
from proposals.voting.closing import cancel_ballot
from tests.factories.choices import call, choices
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, address, get, signed_in, slug
from tests.factories.papers import Desk, desk
from tests.factories.printed import pages_of, squeezed, words_of

pytestmark = pytest.mark.django_db
HOSTILE = '#import "@preview/x:1" \\ $x$ *bold* <script> #read("/etc/passwd") ' + "\u202e" + "palabra " * 400


@pytest.fixture
def found() -> Desk:
    cache.clear()
    return desk()


def page_of(found: Desk, role: str | None, at: datetime = INSIDE, country: str = "BR") -> Any:
    person = found.people[role] if role else None
    return get(found.scene, person, at, "paper_ballot", slug(found.scene, country))


@pytest.mark.parametrize("role", ["secretary", "moderator", "titular"])
def test_the_page_of_a_seat_says_what_is_asked(found: Desk, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = page_of(found, role)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    content, words = answer.content, words_of(answer.content)
    assert pages_of(content) == 1
    assert b"/StructTreeRoot" in content
    name = found.scene.seats["BR"].movement.name
    for said in (name, "Soberanía alimentaria", "Semillas propias.", "Riego comunal.", "Abstain", "Signature:"):
        assert squeezed(said) in words, said
    assert squeezed(found.scene.ballot.get_absolute_url()) in words
    monkeypatch.setattr(pressing, "press", None)
    assert page_of(found, role).content == content, "whoever asks again has the same one made once"


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (None, INSIDE, 302),
        ("stranger", INSIDE, 403),
        ("observer", INSIDE, 403),
        ("former", INSIDE, 403),
        ("titular", OPENS - TICK, 404),
        ("titular", CLOSES, 409),
        ("secretary", CLOSES + timedelta(days=9), 409),
    ],
)
def test_who_prints_and_when(found: Desk, role: str | None, at: datetime, status: int) -> None:
    page_of(found, None, INSIDE if at > OPENS else at)  # opens it where its window has
    assert page_of(found, role, at).status_code == status


def test_a_movement_prints_its_own_page_alone(found: Desk) -> None:
    assert page_of(found, "titular", country="AR").status_code == 403
    assert get(found.scene, found.people["secretary"], INSIDE, "paper_ballot", "nobody").status_code == 404
    with clock.travel(INSIDE):
        cancel_ballot(person=found.scene.secretary, ballot=found.ballot(), reason="Error.")
    assert page_of(found, "secretary").status_code == 409


def test_the_page_is_in_the_language_that_is_chosen(found: Desk) -> None:
    place = f"{address(found.scene, 'paper_ballot', slug(found.scene))}?text=es"
    with clock.travel(INSIDE):
        content = signed_in(found.people["secretary"]).get(place).content
    words = words_of(content)
    assert b"/Lang(es)" in content
    assert squeezed("Aprobamos este texto.") in words and "Abstención" in words


def test_so_many_new_pages_an_hour_and_no_more(found: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressing, "MOST_AN_HOUR", 1)
    assert page_of(found, "secretary").status_code == 200
    assert page_of(found, "secretary").status_code == 200
    assert page_of(found, "secretary", country="AR").status_code == 429


@pytest.mark.parametrize("kind", ["ranking", "allocation"])
def test_other_kinds_have_a_box_for_each_option(found: Desk, kind: str) -> None:
    names = {"agua": "Agua para todos", "semillas": "Semillas", "caminos": "Caminos"}
    terms = {"budget": "100.00", "currency": "USD"} if kind == "allocation" else {}
    costs = dict.fromkeys(names, "40.00") if kind == "allocation" else None
    call(found.scene, kind, terms, choices(names, costs), at=BEFORE)
    words = words_of(page_of(found, "secretary").content)
    assert all(squeezed(name) in words for name in names.values())
    assert ("USD" in words) == (kind == "allocation")


def test_whatever_people_write_it_is_one_page_and_no_markup(found: Desk) -> None:
    call(found.scene, "ranking", {}, choices({"agua": "Agua", "nada": "Nada"}), at=BEFORE)
    page_of(found, "secretary")
    ballot, random_ = found.ballot(), random.Random(5)
    with clock.travel(INSIDE):
        assert len(shown_options(ballot, INSIDE)) == 2
    options = [Shown(f"o{n}", {"es": f"{n} " + HOSTILE[random_.randrange(60) :]}) for n in range(MOST_OPTIONS)]
    passages = [Passage(HOSTILE * 3, "es"), Passage("漢字 😀 " * 300, "xx-not-a-language")]
    asked = Asked(HOSTILE, "'; DROP", passages, "https://example.org/" + "a" * 300)
    content = compiled(ballot_sheet(ballot, HOSTILE[:200], asked, options), TEMPLATE)
    words = words_of(content)
    assert pages_of(content) == 1
    assert "root:" not in words and "#read(" in words
    assert squeezed("Signature:") in words or squeezed("Firma:") in words
    assert squeezed(f"{MOST_OPTIONS - 1} ") in words
    assert views.why_not_fit([*options, options[0]]) is not None
