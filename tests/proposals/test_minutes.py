"""The minutes of a vote, on one page: what they say of an open vote, of a secret one and of a choice, and what not."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import clock
from proposals.models import Position, Statement
from proposals.tasks import sweep
from tests.factories import secret
from tests.factories.choosing import choosing_scene
from tests.factories.pages import CLOSES, INSIDE, cast, conduct, get, prepared, send, slug, text

pytestmark = pytest.mark.django_db


def test_the_minutes_say_who_said_what_by_which_rule_and_when() -> None:
    scene = prepared()
    cast(scene, BR="no", AR="no", VE="block", EC="yes", UY="yes", PY="yes")
    with clock.travel(INSIDE):
        entry = scene.ballot.roll.get(movement=slug(scene, "VE"))
    Statement.objects.create(
        roll_entry=entry, kind="dissent", text="Falta el agua.", language="es", made_by=scene.secretary, made_at=INSIDE
    )
    assert get(scene, None, INSIDE, "ballot_minutes").status_code == 404
    conduct(CLOSES)
    answer = get(scene, None, CLOSES, "ballot_minutes")
    assert answer.status_code == 200
    shown, position = text(answer), Position.objects.get()
    for said in (
        "Minutes of ballot 1",
        "6 of 7 seats",
        "one seat, one vote (binding)",
        "Consensus",
        "1 March 2026, 12:00",
        "4 March 2026, 12:00",
        "Falta el agua.",
        position.reference,
        position.sha256,
        str(scene.ballot.__class__.objects.get(pk=scene.ballot.pk).roll_sha256),
    ):
        assert said.lower() in shown.lower(), said
    for country, said in {"BR": "No", "VE": "Block", "BO": "Absent"}.items():
        assert f"{scene.seats[country].movement.name} ({country}) : {said}" in shown.replace("  ", " "), country
    assert f"http://testserver{position.get_absolute_url()}" in shown and b"<svg" in answer.content
    link = reverse("ballot_minutes", args=[scene.council.slug, 1, scene.ballot.number])
    assert link in get(scene, None, CLOSES).content.decode()
    assert link in Client().get(position.get_absolute_url()).content.decode()


def test_the_minutes_of_a_secret_vote_say_who_took_part_and_the_answers_together(tmp_path: Path, settings: Any) -> None:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    scene = secret.election_scene()
    ballot = secret.secret_election(scene)
    for country, name in {"BR": "ana", "AR": "ana", "VE": "dario"}.items():
        secret.choose(scene, ballot, country, name)
    with clock.travel(secret.CLOSES):
        sweep()
        page = Client(headers={"accept-language": "en"}).get(
            reverse("ballot_minutes", args=[scene.council.slug, 1, ballot.number])
        )
    shown = text(page)
    assert shown.count(": took part") == 3 and "3 of 7 seats" in shown
    assert "Ana" in shown, "who was elected"
    for line in page.content.decode().split('<ul class="seats">')[1].split("</ul>")[0].split("<li"):
        assert "Ana" not in line and "Dario" not in line


@pytest.mark.parametrize("asked", ["ranking", "approval", "election"])
def test_the_minutes_of_a_choice(asked: str) -> None:
    scene = choosing_scene(asked)
    sent = {"option": ["riego"]} if asked == "approval" else {"rank-riego": "1", "rank-caminos": "2"}
    for country in ("BR", "AR", "VE", "EC", "UY"):
        send(scene, scene.titulars[country], INSIDE, "vote", acting_for=slug(scene, country), confirm="1", **sent)
    conduct(CLOSES)
    shown = text(get(scene, None, CLOSES, "ballot_minutes"))
    assert "¿Qué va primero?" in shown and "5 of 7 seats" in shown
    assert shown.count("Riego") >= 6, "what was chosen, and how each of five voted"


def test_the_minutes_cost_the_same_for_few_votes_and_for_many() -> None:
    numbers = set()
    for countries in ({"BR": "yes"}, dict.fromkeys(("BR", "AR", "VE", "EC", "UY", "PY", "BO"), "yes")):
        scene = prepared()
        cast(scene, **countries)
        conduct(CLOSES)
        with clock.travel(CLOSES), CaptureQueriesContext(connection) as queries:
            assert Client().get(reverse("ballot_minutes", args=[scene.council.slug, 1, 1])).status_code == 200
        numbers.add(len(queries))
    assert len(numbers) == 1 and max(numbers) <= 16, numbers
