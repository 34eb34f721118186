"""A secret vote through its pages: cast, receipt, code, roll, result and data. Nothing that they keep says how."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from common import clock
from councils.models import Window
from proposals.models import Ballot, Envelope, Participation
from proposals.tasks import sweep
from tests.factories.scenes import Scene
from tests.factories.secret import BEFORE, CLOSES, INSIDE, OPENS, choose, election_scene, secret_election

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def scene() -> Scene:
    return election_scene()


def place(ballot: Ballot, name: str, *more: str) -> str:
    return reverse(name, args=[ballot.round.council.slug, ballot.round.number, ballot.number, *more])


def delegate(scene: Scene, country: str = "BR") -> Client:
    client = Client()
    client.force_login(scene.titulars[country])
    return client


def sent(scene: Scene, country: str = "BR", **ranks: str) -> dict[str, str]:
    told = {f"rank-{name}": rank for name, rank in ranks.items()}
    return {"acting_for": scene.seats[country].movement.slug, **told}


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_secret_vote_is_cast_in_two_steps_and_leaves_a_receipt(scene: Scene) -> None:
    ballot, client = secret_election(scene), delegate(scene)
    with clock.travel(INSIDE):
        page = read(client, ballot.get_absolute_url())
        assert 'id="secret"' in page and "statement/" not in page
        confirm = client.post(place(ballot, "vote"), sent(scene, ana="1", bruno="2"))
        assert confirm.status_code == 200 and not Participation.objects.exists()
        cast = client.post(place(ballot, "vote"), {**sent(scene, ana="1", bruno="2"), "confirm": "1"})
        assert cast.status_code == 302
        receipt = client.get(cast["Location"])
        participation = Participation.objects.get()
        assert participation.receipt in receipt.content.decode()
        assert "Ana" not in receipt.content.decode()
        assert "no-store" in receipt["Cache-Control"]
        again = read(client, ballot.get_absolute_url())
        assert 'value="1"' not in again.split('id="your-vote"')[1].split("</form>")[0].replace(
            'name="confirm" value="1"', ""
        )
        assert delegate(scene, "AR").get(cast["Location"]).status_code == 404
    for session in Session.objects.all():
        assert "ana" not in str(session.get_decoded())


def test_a_code_is_shown_once_in_the_answer_to_the_cast() -> None:
    scene = election_scene(has_codes=True)
    ballot, client = secret_election(scene), delegate(scene)
    with clock.travel(INSIDE):
        cast = client.post(place(ballot, "vote"), {**sent(scene, ana="1"), "confirm": "1"})
        assert cast.status_code == 200 and "no-store" in cast["Cache-Control"]
        receipt = read(client, place(ballot, "receipt", scene.seats["BR"].movement.slug))
    with clock.travel(CLOSES):
        sweep()
    [choice] = ballot.opened_choices.all()
    assert choice.code in cast.content.decode()
    assert choice.code not in receipt
    assert all(choice.code not in str(session.get_decoded()) for session in Session.objects.all())


@pytest.mark.parametrize("ranks", [{}, {"ana": "x"}, {"nobody": "1"}, {"ana": "\x00"}])
def test_a_hostile_form_is_answered_in_words(scene: Scene, ranks: dict[str, str]) -> None:
    ballot, client = secret_election(scene), delegate(scene)
    with clock.travel(INSIDE):
        for more in ({}, {"confirm": "1"}):
            assert client.post(place(ballot, "vote"), {**sent(scene, **ranks), **more}).status_code == 422
    assert not Envelope.objects.exists()


def test_a_statement_of_vote_is_refused_on_its_page(scene: Scene) -> None:
    ballot, client = secret_election(scene), delegate(scene)
    form = {"acting_for": scene.seats["BR"].movement.slug, "kind": "dissent", "text": "x"}
    with clock.travel(INSIDE):
        assert client.post(place(ballot, "state_vote"), form).status_code == 409


def test_the_roll_says_who_took_part_before_the_close_and_after(scene: Scene) -> None:
    ballot = secret_election(scene)
    choose(scene, ballot, "BR", "ana")
    for at in (INSIDE, CLOSES):
        with clock.travel(at):
            sweep()
            roll = read(Client(), place(ballot, "roll"))
        assert roll.count("badge good") == 1
        assert "Ana" not in roll and "SHA-256" not in roll


def test_the_result_and_the_data_show_answers_without_seats(scene: Scene) -> None:
    ballot = secret_election(scene)
    for country, name in {"BR": "ana", "AR": "ana", "VE": "dario"}.items():
        choose(scene, ballot, country, name)
    with clock.travel(INSIDE):
        data = Client().get(reverse("api:ballot", args=[scene.council.slug, 1, ballot.number])).json()
        assert data["votes"] is None
    with clock.travel(CLOSES):
        sweep()
        page = read(Client(), ballot.get_absolute_url())
        data = Client().get(reverse("api:ballot", args=[scene.council.slug, 1, ballot.number])).json()
        position = read(Client(), ballot.positions.get().get_absolute_url())
    assert "Ana" in page and "Ana" in position
    assert data["votes"] == [
        {"answer": {"ranking": [["ana"]]}},
        {"answer": {"ranking": [["ana"]]}},
        {"answer": {"ranking": [["dario"]]}},
    ]
    assert sorted(data["participants"]) == sorted(scene.seats[c].movement.slug for c in ("BR", "AR", "VE"))
    assert data["outcome"] == "selected" and data["public_key"]


def test_a_visitor_who_comes_before_the_worker_has_a_key_reads_why(scene: Scene, settings: Any) -> None:
    ballot = secret_election(scene)
    settings.BALLOT_KEYS_DIR = ""
    with clock.travel(OPENS):
        assert "notice bad" in read(Client(), ballot.get_absolute_url())
        assert delegate(scene).post(place(ballot, "vote"), sent(scene, ana="1")).status_code == 409


def test_the_page_of_a_coming_election_says_that_it_is_secret(scene: Scene) -> None:
    ballot = secret_election(scene)
    with clock.travel(BEFORE):
        assert 'id="secret"' in read(delegate(scene), ballot.get_absolute_url())
        assert Window.objects.get(pk=ballot.window_id).opens_at - BEFORE == timedelta(hours=1)
