"""The minutes of votes and of meetings, in every language of the site: all of it in that language."""

import html
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from common import clock
from proposals.meetings.actions import mark_attendance, publish_minutes
from proposals.models import Statement
from proposals.tasks import sweep
from tests.factories import scenes, secret
from tests.factories.choosing import choosing_scene
from tests.factories.meetings import AFTER as AFTER_THE_MEETING
from tests.factories.meetings import INSIDE as AT_THE_MEETING
from tests.factories.meetings import gathered
from tests.factories.pages import CLOSES, INSIDE, cast, conduct, prepared, send, slug
from tests.proposals.test_printed_languages import ADDRESS, LEFT, MARCH

pytestmark = pytest.mark.django_db
MAY = {"es": "mayo", "pt-br": "maio", "en": "May", "fr": "mai"}
# What people wrote says which language it is in, or leaves its direction to the browser.
WRITTEN = re.compile(r"<(\w+)[^>]* (?:dir=\"auto\"|lang=\"\w+\")[^>]*>.*?</\1>", re.DOTALL)
# A colon without the space that stands before it in French.
COLON = re.compile(r"[^\s\u00a0]:(?=[\s<])")
# What a language takes over from another, or has as a name: no sentence of ours.
PROSE = re.compile(r"[a-zà-ÿ]{3,}")


def of_a_motion(tmp_path: Path, settings: Any) -> tuple[str, Any]:
    scene = prepared()
    cast(scene, BR="no", AR="no", VE="block", EC="yes", UY="yes", PY="abstain")
    with clock.travel(INSIDE):
        entries = {country: scene.ballot.roll.get(movement=slug(scene, country)) for country in ("VE", "BR", "EC")}
    for kind, entry in zip(Statement.Kind.values, entries.values(), strict=False):
        facts = {"text": "Falta el agua.", "language": "es", "made_by": scene.secretary, "made_at": INSIDE}
        Statement.objects.create(roll_entry=entry, kind=kind, **facts)
    conduct(CLOSES)
    return reverse("ballot_minutes", args=[scene.council.slug, 1, scene.ballot.number]), CLOSES


def of_a_ranking(tmp_path: Path, settings: Any) -> tuple[str, Any]:
    scene = choosing_scene("ranking")
    sent = {"rank-riego": "1", "rank-caminos": "2"}
    for country in ("BR", "AR", "VE", "EC", "UY"):
        send(scene, scene.titulars[country], INSIDE, "vote", acting_for=slug(scene, country), confirm="1", **sent)
    conduct(CLOSES)
    return reverse("ballot_minutes", args=[scene.council.slug, 1, scene.ballot.number]), CLOSES


def of_a_secret_election(tmp_path: Path, settings: Any) -> tuple[str, Any]:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    scene = secret.election_scene()
    ballot = secret.secret_election(scene)
    for country, name in {"BR": "ana", "AR": "ana", "VE": "dario"}.items():
        secret.choose(scene, ballot, country, name)
    with clock.travel(secret.CLOSES):
        sweep()
    return reverse("ballot_minutes", args=[scene.council.slug, 1, ballot.number]), secret.CLOSES


def of_a_meeting(tmp_path: Path, settings: Any) -> tuple[str, Any]:
    settings.MEDIA_ROOT = tmp_path
    found = gathered()
    secretary = found.people["secretary"]
    with clock.travel(AT_THE_MEETING):
        mark_attendance(person=secretary, meeting=found.meeting, seat=found.seats[0], is_present=True)
    with clock.travel(AFTER_THE_MEETING):
        for reason in ("", "Faltaba un acuerdo."):
            told = {"text": "Acuerdos.", "language": "es", "reason": reason}
            publish_minutes(actor=secretary, meeting=found.meeting, **told)
    return found.meeting.get_absolute_url(), AFTER_THE_MEETING


MINUTES: dict[str, tuple[Callable[..., tuple[str, Any]], dict[str, str]]] = {
    "a motion": (of_a_motion, MARCH),
    "a ranking": (of_a_ranking, MARCH),
    "a secret election": (of_a_secret_election, MARCH),
    "a meeting": (of_a_meeting, MAY),
}


def ours_of(page: str) -> str:
    """The page itself, without what people wrote."""
    return WRITTEN.sub("<>", page.split("<main")[1].split("</main>", maxsplit=1)[0])


def pieces(page: str) -> list[str]:
    """What a person reads of it, from tag to tag."""
    ours = ours_of(page)
    labels = re.findall(r'(?:aria-label|title|alt|placeholder|data-label)="([^"]+)"', ours)
    texts = [*re.split(r"<[^>]*>", f"<{ours}>"), *labels]
    return [piece for text in texts if (piece := ADDRESS.sub("", " ".join(html.unescape(text).split())))]


@pytest.mark.parametrize("of", MINUTES)
def test_minutes_in_every_language(of: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "_numbers", count(40_000))  # as late in a run as early in it
    make, months = MINUTES[of]
    address, at = make(tmp_path, settings)
    shown: dict[str, list[str]] = {}
    for language in site.COMPLETE_LANGUAGES:
        with clock.travel(at):
            page = Client(headers={"accept-language": language}).get(address)
        assert page.status_code == 200
        written = page.content.decode()
        shown[language] = pieces(written)
        assert [piece for piece in shown[language] if LEFT.search(piece)] == [], language
        assert (COLON.findall(ours_of(written)) != []) == (language != "fr"), language
        assert any(months[language] in piece for piece in shown[language]), language
    for language in set(shown) - {"en"}:
        both = set(shown[language]) & set(shown["en"])
        assert {piece for piece in both if len(PROSE.findall(piece)) > 2} == set(), language
