"""What is done beside a vote, through HTTP, and for whom something waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from common import clock
from councils.models import Rulebook
from proposals.models import Position, Recusal, RollChallenge, Statement
from tests.factories.pages import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    address,
    cast,
    conduct,
    get,
    prepared,
    send,
    signed_in,
    slug,
    text,
)
from tests.factories.scenes import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return prepared()


@pytest.mark.parametrize(
    ("name", "at", "fields", "made"),
    [
        ("state_vote", INSIDE, {"kind": "dissent", "text": "Falta el agua."}, Statement),
        ("recuse_seat", INSIDE, {"reason": "Ejecutamos la obra."}, Recusal),
        ("recuse_seat", BEFORE, {"reason": "Ejecutamos la obra."}, Recusal),
        ("challenge_roll", BEFORE, {"text": "Falta un movimiento."}, RollChallenge),
    ],
)
def test_acts_for_a_seat(scene: Scene, name: str, at: datetime, fields: dict[str, str], made: Any) -> None:
    who = scene.titulars["BR"]
    assert get(scene, who, at, name).status_code == 200
    assert get(scene, scene.secretary, at, name).status_code == 403
    assert get(scene, None, at, name).status_code == 302
    acting = {"acting_for": slug(scene)}
    assert send(scene, who, at, name, acting_for=slug(scene, "AR"), **fields).status_code == 403
    empty = send(scene, who, at, name, **acting, **dict.fromkeys(fields, "  "))
    assert empty.status_code == 422
    assert send(scene, who, at, name, **acting, **dict.fromkeys(fields, "x\x00")).status_code == 422
    assert send(scene, who, at, name, **acting, **dict.fromkeys(fields, "x" * 5000)).status_code == 422
    assert not made.objects.exists()
    assert send(scene, who, at, name, **acting, **fields).status_code == 302
    assert made.objects.count() == 1
    assert send(scene, who, CLOSES, name, **acting, **fields).status_code == 409


def test_a_challenge_is_answered(scene: Scene) -> None:
    send(scene, scene.titulars["BR"], BEFORE, "challenge_roll", acting_for=slug(scene), text="La clase no es esta.")
    asked = RollChallenge.objects.get()
    page = get(scene, scene.secretary, BEFORE)
    assert address(scene, "answer_challenge", asked.pk) in page.content.decode()
    fields = {"outcome": "upheld", "decision_class": "fundamental", "answer": "Así es."}
    assert send(scene, scene.titulars["BR"], BEFORE, "answer_challenge", asked.pk, **fields).status_code == 403
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk + 1, **fields).status_code == 404
    wrong = {**fields, "decision_class": "unknown"}
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **wrong).status_code == 422
    wrong = {**fields, "outcome": "dismissed"}
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **wrong).status_code == 422
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **fields).status_code == 302
    assert send(scene, scene.secretary, BEFORE, "answer_challenge", asked.pk, **fields).status_code == 409
    page = text(get(scene, None, BEFORE))
    assert "Así es." in page
    assert "Decision class: fundamental" in page


def test_a_ballot_is_cancelled(scene: Scene) -> None:
    cast(scene, BR="yes")
    assert send(scene, scene.titulars["BR"], INSIDE, "cancel_ballot", reason="x").status_code == 403
    assert send(scene, scene.secretary, INSIDE, "cancel_ballot", reason=" ").status_code == 422
    assert send(scene, scene.secretary, CLOSES, "cancel_ballot", reason="x").status_code == 409
    assert send(scene, scene.secretary, INSIDE, "cancel_ballot", reason="Hubo un error.").status_code == 302
    page = text(get(scene, scene.titulars["BR"], INSIDE))
    assert "This ballot was cancelled." in page
    assert "Hubo un error." in page
    assert send(scene, scene.titulars["BR"], INSIDE, "vote", acting_for=slug(scene), choice="no").status_code == 409


def home(who: User | None, at: datetime) -> str:
    with clock.travel(at):
        return text(signed_in(who).get("/"))


def test_the_first_page_lists_the_votes_that_are_missing(scene: Scene) -> None:
    waits = "Vote: Soberanía alimentaria"
    for who in (scene.titulars["BR"], scene.alternates["BR"]):
        assert waits not in home(who, BEFORE)
        assert waits in home(who, INSIDE), "also while no worker has opened it"
        assert waits not in home(who, CLOSES)
    assert waits not in home(scene.secretary, INSIDE)
    cast(scene, BR="yes")
    assert waits not in home(scene.titulars["BR"], INSIDE)
    assert waits not in home(scene.alternates["BR"], INSIDE)
    assert waits in home(scene.titulars["AR"], INSIDE)
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["AR"], reason="x", recused_by=scene.secretary, recused_at=INSIDE
    )
    assert waits not in home(scene.titulars["AR"], INSIDE)
    scene.seats["BO"].mandates.update(revoked_at=INSIDE)
    assert waits not in home(scene.titulars["BO"], INSIDE)


def test_the_first_page_shows_all_eyes_what_is_open_and_what_was_decided(scene: Scene) -> None:
    assert "Being voted on" in home(None, INSIDE)
    cast(scene, BR="yes")
    conduct(CLOSES)
    shown = home(None, CLOSES)
    assert "Being voted on" not in shown
    assert Position.objects.get().reference in shown


def test_a_challenge_waits_for_the_secretary(scene: Scene) -> None:
    send(scene, scene.titulars["BR"], BEFORE, "challenge_roll", acting_for=slug(scene), text="Falta un movimiento.")
    assert "Answer the challenge of" in home(scene.secretary, BEFORE)
    assert "Answer the challenge of" not in home(scene.titulars["BR"], BEFORE)
    desk = reverse("desk", args=[scene.council.slug])
    with clock.travel(BEFORE):
        shown = text(signed_in(scene.secretary).get(desk))
    assert "Challenges to a roll" in shown
    assert "Falta un movimiento." in shown


def test_the_desk_shows_what_was_set_aside(scene: Scene) -> None:
    Rulebook.objects.create(
        council=scene.council,
        version=2,
        data={"binding": "no such rule"},
        effective_at=OPENS - timedelta(hours=2),
        recorded_at=OPENS - timedelta(hours=2),
    )
    conduct(OPENS)
    with clock.travel(OPENS):
        shown = text(signed_in(scene.secretary).get(reverse("desk", args=[scene.council.slug])))
    for said in ("Ballots that were set aside", "RulebookError", "tries: 1", "Next try:"):
        assert said in shown
