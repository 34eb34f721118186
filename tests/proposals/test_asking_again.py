"""Votes where the council wants it, moderation and keys ask who it is; what was chosen or written is kept meanwhile."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.middleware import ONLY_AT
from common import clock
from councils.rulebook.rules import default_rulebook, read_rulebook, write_rulebook
from proposals.models import Vote, Webhook
from tests.factories.factors import give_factor, totp
from tests.factories.moderation import AT, HOUR, matter
from tests.factories.pages import INSIDE, address, prepared, signed_in, slug, text
from tests.factories.scenes import Scene
from tests.flows.test_again import answer, held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asks(settings: Any) -> None:
    settings.REAUTHENTICATION = True
    cache.clear()


def prove(client: Client, page: Any) -> list[tuple[str, str]]:
    """Answer the question with the app's code, and read what the next page holds."""
    assert page.status_code == 403
    assert "Is it still you?" in text(page)
    return held(answer(client, page, again_way="app", code=totp()))


def voter(scene: Scene) -> Client:
    give_factor(scene.titulars["BR"])
    return signed_in(scene.titulars["BR"])


def test_a_vote_asks_and_comes_back_as_its_summary_with_the_choice_kept() -> None:
    scene = prepared(reauthenticate_votes=True)
    client, place = voter(scene), address(scene, "vote")
    with clock.travel(INSIDE):
        said = {"acting_for": slug(scene), "choice": "block"}
        assert "Is this your vote?" in text(client.post(place, said))
        page = client.post(place, {**said, "confirm": "1"})
        assert not Vote.objects.exists()
        assert "block" not in str(dict(client.session))
        kept = prove(client, page)
        assert dict(kept) == said
        summary = client.post(place, dict(kept))
        assert "Is this your vote?" in text(summary)
        assert not Vote.objects.exists()
        assert client.post(place, {**said, "confirm": "1"}).status_code == 302
    assert Vote.objects.get().answer == {"block": "1"}


def test_where_the_council_does_not_want_it_a_vote_asks_nothing() -> None:
    scene = prepared()
    with clock.travel(INSIDE):
        said = {"acting_for": slug(scene), "choice": "yes", "confirm": "1"}
        assert voter(scene).post(address(scene, "vote"), said).status_code == 302
    assert Vote.objects.exists()


def test_a_session_of_a_code_on_paper_is_asked_nothing_more() -> None:
    scene = prepared(reauthenticate_votes=True)
    client, place = signed_in(scene.titulars["BR"]), address(scene, "vote")
    session = client.session
    session[ONLY_AT] = address(scene)
    session.save()
    with clock.travel(INSIDE):
        said = {"acting_for": slug(scene), "choice": "yes", "confirm": "1"}
        assert client.post(place, said).status_code == 302
    assert Vote.objects.exists()


@pytest.mark.parametrize("number", [99, 2**40])
def test_a_vote_that_is_not_there_is_not_there(number: int) -> None:
    scene = prepared(reauthenticate_votes=True)
    place = reverse("vote", args=[scene.council.slug, 1, number])
    assert voter(scene).post(place, {"confirm": "1"}).status_code == 404


def test_a_rulebook_from_before_asks_nothing() -> None:
    former = {name: value for name, value in write_rulebook(default_rulebook()).items() if "authenticate" not in name}
    assert read_rulebook(former).reauthenticate_votes is False
    assert read_rulebook({**former, "reauthenticate_votes": True}).reauthenticate_votes is True


def test_a_decision_of_moderation_asks_and_keeps_its_reasons() -> None:
    of = matter()
    case, moderator = of.report(), of.people["moderator"]
    give_factor(moderator)
    client = signed_in(moderator)
    place = reverse("decide_case", args=[case.council.slug, case.number])
    reason = 'Dice "ladrones"\nde un pueblo entero.'
    with clock.travel(AT + HOUR):
        page = client.post(place, {"kind": "hide", "ground": "insult", "reason": reason})
        case.refresh_from_db()
        assert case.state == "open"
        kept = prove(client, page)
        assert dict(kept)["reason"] == reason
        assert client.post(place, dict(kept)).status_code == 302
    case.refresh_from_db()
    assert case.state == "decided"


def test_asking_for_a_webhook_asks_before_there_is_a_secret() -> None:
    scene = prepared()
    give_factor(scene.secretary)
    client = signed_in(scene.secretary)
    place = reverse("webhooks", args=[scene.council.slug])
    with clock.travel(INSIDE):
        page = client.post(place, {"url": "https://example.org/hook", "purpose": "Para probar."})
        assert not Webhook.objects.exists()
        assert dict(prove(client, page))["url"] == "https://example.org/hook"


@pytest.mark.parametrize("movement", ["", "a\x00b", "ñ" * 5_000, "/" * 5_000, "no-such-movement"])
@pytest.mark.parametrize("name", ["vote", "replace_vote"])
def test_whoever_comes_for_nobody_finds_no_page(movement: str, name: str) -> None:
    scene = prepared(reauthenticate_votes=True)
    client, said = voter(scene), {"acting_for": movement, "choice": "yes", "confirm": "1"}
    with clock.travel(INSIDE):
        for number in (1, 2**31, 10**30):
            place = reverse(name, args=[scene.council.slug, 1, number])
            assert client.post(place, said).status_code in (403, 404)
    assert not Vote.objects.exists()
