"""The lot: named before the close, drawn after it, decided from a seed with which anybody can work it out."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import User
from common import clock
from common.errors import DomainError
from councils.models import Office
from proposals.models import Ballot, Lot, Position
from proposals.positions.lots import decide_by_lot
from proposals.tally.choices import recount_choice
from proposals.tally.counting import count_votes, read_votes_file
from proposals.tally.lot import by_lot, digest, motion_by_lot, seed_of
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.drawing import commit_lot, duty_of, enter_draw, name_lot, open_commitment
from tests.factories.scenes import FOUNDED, Scene, person, voting_scene
from tests.ground import kept

from .test_choices import CLOSES, INSIDE, OPENS, ROADS, SEEDS, WATER, called
from .test_choices import cast as cast_answers

BEFORE, AFTER = OPENS - timedelta(hours=1), CLOSES + timedelta(hours=1)
DRAW = "Lotería del 5 de marzo, primer premio."
PAGE = "https://loteria.example/5-de-marzo"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def scene_of(**rules: object) -> Scene:
    with clock.travel(BEFORE):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES, **{"tied": "lot", **rules})


def tie(scene: Scene) -> None:
    with clock.travel(INSIDE):
        for country, choice in (("BR", "yes"), ("AR", "no")):
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=scene.ballot, choice=choice)


def count() -> None:
    with clock.travel(AFTER):
        sweep()


def officer(scene: Scene, kind: str) -> User:
    who = person()
    Office.objects.create(council=scene.council, person=who, kind=kind, starts_at=FOUNDED)
    return who


def code_of(act: Any, at: datetime, **facts: object) -> str:
    """What the act is refused with at an instant, or nothing."""
    with clock.travel(at), transaction.atomic():
        try:
            act(**facts)
        except DomainError as refusal:
            return f"{refusal.status} {refusal.code}"
        return ""


def latest(ballot: Ballot) -> tuple[Position, dict[str, Any]]:
    found = Position.objects.filter(ballot=ballot, superseded_by__isnull=True).get()
    return found, json.loads(bytes(found.document))


def counted_from_its_package(ballot: Ballot, folder: Path) -> dict[str, Any]:
    """What `minga-tally` says of the package at the ballot's address, with nothing from outside."""
    position = latest(ballot)[0]
    of_position = f"/api/v1{position.get_absolute_url()}package.zip"
    address = f"/api/v1/ballots/{ballot.round.council.slug}/{ballot.round.number}/{ballot.number}/package.zip"
    in_force, kept = Client().get(address), Client().get(of_position)
    assert in_force.content == kept.content
    assert ("no-cache" in in_force["Cache-Control"], "immutable" in kept["Cache-Control"]) == (True, True)
    tied = Client().get(f"/api/v1{position.supersedes.get_absolute_url()}package.zip")
    path = folder / "package.zip"
    path.write_bytes(tied.content)
    assert count_votes(read_votes_file(path), None)["outcome"] == "tied"
    path.write_bytes(in_force.content)
    return count_votes(read_votes_file(path), None)


def test_a_public_draw_decides_a_tie(tmp_path: Path) -> None:
    scene = kept(scene_of)
    with clock.travel(INSIDE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="draw", draw=DRAW)
    tie(scene)
    count()
    tied, document = latest(scene.ballot)
    assert (tied.outcome, document.get("lot")) == ("tied", None)
    with clock.travel(AFTER):
        enter_draw(person=scene.secretary, ballot=scene.ballot, result=" 17 4  23 ", evidence=PAGE)
        sweep()
    decided, document = latest(scene.ballot)
    lot = document["lot"]
    assert (lot["seed"], lot["draw"], lot["evidence"]) == ("17 4 23", DRAW, PAGE)
    by_hand = {name: sha256(f"17 4 23|{lot['ballot']}|{name}".encode()).hexdigest() for name in ("adopted", "rejected")}
    assert decided.outcome == document["outcome"] == min(by_hand, key=lambda name: by_hand[name])
    assert (decided.supersedes, document["supersedes"]) == (tied, tied.reference)
    assert decided.previous_sha256 == tied.sha256
    assert document["results"] == json.loads(bytes(tied.document))["results"]
    again = counted_from_its_package(scene.ballot, tmp_path)
    assert (again["outcome"], again["decided_by_lot"]) == (decided.outcome, True)
    with clock.travel(AFTER):
        assert not decide_by_lot(Lot.objects.get())
        assert sweep() == 0


def test_the_secrets_of_two_offices_decide_an_election(tmp_path: Path) -> None:
    scene, ballot = called("ranking", {}, (ROADS, WATER, SEEDS), tied="lot")
    moderator = officer(scene, "moderator")
    secrets = {scene.secretary: "una llama en la puna", moderator: "el río baja turbio"}
    with clock.travel(INSIDE):
        name_lot(person=scene.secretary, ballot=ballot, method="commitments")
        for who, secret in secrets.items():
            commit_lot(person=who, ballot=ballot, commitment=digest(secret))
    cast_answers(scene, ballot, BR={"ranking": [["riego"]]}, AR={"ranking": [["caminos"]]})
    count()
    assert latest(ballot)[0].outcome == "tied"
    with clock.travel(AFTER):
        open_commitment(person=moderator, ballot=ballot, secret=secrets[moderator])
        assert not Lot.objects.get().seed
        open_commitment(person=scene.secretary, ballot=ballot, secret=secrets[scene.secretary])
        sweep()
    position, document = latest(ballot)
    assert document["lot"]["seed"] == seed_of(list(secrets.values())) == seed_of(list(secrets.values())[::-1])
    binding = next(result for result in document["results"] if result["is_binding"])["result"]
    assert binding["decided_by_lot"]
    assert binding["selected"] == by_lot(["riego", "caminos"], document["lot"]["seed"], ballot.get_absolute_url())[:1]
    assert position.outcome == "selected"
    again = counted_from_its_package(ballot, tmp_path)
    assert (again["selected"], again["decided_by_lot"]) == (binding["selected"], True)
    assert recount_choice(document).binding.as_json()["selected"] == binding["selected"]


AT = {"before": BEFORE, "inside": INSIDE, "at the close": CLOSES, "after": AFTER}
ROLES = ("secretary", "moderator", "observer", "titular", "stranger")


def who_is(scene: Scene, role: str) -> User:
    if role == "secretary":
        return scene.secretary
    if role == "titular":
        return scene.titulars["BR"]
    return person() if role == "stranger" else officer(scene, role)


@pytest.mark.parametrize("when", AT)
@pytest.mark.parametrize("role", ROLES)
def test_who_names_a_lot_and_when(role: str, when: str) -> None:
    scene = kept(scene_of)
    refused = code_of(name_lot, AT[when], person=who_is(scene, role), ballot=scene.ballot, method="draw", draw=DRAW)
    in_time = when in ("before", "inside")
    assert refused == ("403 not_your_office" if role != "secretary" else "" if in_time else "409 ballot_closed")


@pytest.mark.parametrize("when", AT)
@pytest.mark.parametrize("role", ROLES)
def test_who_commits_to_a_secret_and_when(role: str, when: str) -> None:
    scene = kept(scene_of)
    with clock.travel(BEFORE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="commitments")
    refused = code_of(
        commit_lot, AT[when], person=who_is(scene, role), ballot=scene.ballot, commitment=digest("secreto")
    )
    has_office = role in ("secretary", "moderator", "observer")
    in_time = when in ("before", "inside")
    assert refused == ("403 not_your_office" if not has_office else "" if in_time else "409 ballot_closed")


@pytest.mark.parametrize("role", ["secretary", "moderator", "observer"])
def test_no_office_commits_without_a_second_factor(role: str, settings: Any) -> None:
    scene = scene_of()
    with clock.travel(BEFORE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="commitments")
    settings.TWO_FACTOR_FOR_OFFICES = True
    who, commitment = who_is(scene, role), digest("secreto")
    assert (
        code_of(commit_lot, AT["inside"], person=who, ballot=scene.ballot, commitment=commitment)
        == "403 second_factor_needed"
    )
    assert duty_of(who, scene.ballot, AT["inside"]) == ""


@pytest.mark.parametrize("when", AT)
@pytest.mark.parametrize("role", ROLES)
def test_who_enters_a_draw_and_when(role: str, when: str) -> None:
    scene = kept(scene_of)
    with clock.travel(BEFORE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="draw", draw=DRAW)
    tie(scene)
    if when in ("at the close", "after"):
        count()
    refused = code_of(enter_draw, AT[when], person=who_is(scene, role), ballot=scene.ballot, result="7", evidence=PAGE)
    is_counted = when in ("at the close", "after")
    assert refused == ("403 not_your_office" if role != "secretary" else "" if is_counted else "409 no_tie")


@pytest.mark.parametrize("when", AT)
@pytest.mark.parametrize("role", ROLES)
def test_who_opens_a_secret_and_when(role: str, when: str) -> None:
    scene = kept(scene_of)
    who = who_is(scene, role)
    with clock.travel(BEFORE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="commitments")
        if role in ("secretary", "moderator", "observer"):
            commit_lot(person=who, ballot=scene.ballot, commitment=digest("secreto"))
    tie(scene)
    if when in ("at the close", "after"):
        count()
    refused = code_of(open_commitment, AT[when], person=who, ballot=scene.ballot, secret="secreto")
    has_office = role in ("secretary", "moderator", "observer")
    is_counted = when in ("at the close", "after")
    assert refused == ("403 no_commitment_of_yours" if not has_office else "" if is_counted else "409 no_tie")


def test_what_is_refused_in_words() -> None:
    scene = kept(scene_of)
    ballot, secretary, moderator = scene.ballot, scene.secretary, officer(scene, "moderator")
    facts = {"person": secretary, "ballot": ballot}
    assert code_of(name_lot, INSIDE, **facts, method="dice") == "422 unknown_method"
    assert code_of(name_lot, INSIDE, **facts, method="draw", draw=" ") == "422 no_draw"
    assert code_of(commit_lot, INSIDE, **facts, commitment=digest("x")) == "409 no_lot"
    assert code_of(name_lot, INSIDE, **facts, method="commitments") == ""
    assert code_of(name_lot, INSIDE, **facts, method="commitments") == "409 lot_named_already"
    for bad in ("", "x", digest("x").upper(), digest("x") + "\n", "\x00" * 64):
        assert code_of(commit_lot, INSIDE, **facts, commitment=bad) == "422 no_commitment"
    assert code_of(commit_lot, INSIDE, **facts, commitment=digest("x")) == ""
    assert code_of(commit_lot, INSIDE, **facts, commitment=digest("y")) == "409 committed_already"
    copied = {"person": moderator, "ballot": ballot, "commitment": digest("x")}
    assert code_of(commit_lot, INSIDE, **copied) == "409 committed_already"
    tie(scene)
    count()
    for bad in ("", "y", "x ", "x" * 300, "\x00"):
        assert code_of(open_commitment, AFTER, **facts, secret=bad) == "422 another_secret"
    assert code_of(open_commitment, AFTER, **facts, secret="x") == ""
    assert code_of(open_commitment, AFTER, **facts, secret="x") == "409 opened_already"
    assert not Lot.objects.get().seed, "one secret alone draws nothing"


def test_no_lot_is_drawn_without_a_tie_that_is_left_to_it() -> None:
    scene = kept(scene_of, tied="tied")
    with clock.travel(INSIDE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="draw", draw=DRAW)
    tie(scene)
    count()
    facts = {"person": scene.secretary, "ballot": scene.ballot, "result": "7", "evidence": PAGE}
    assert code_of(enter_draw, AFTER, **facts) == "409 no_tie"


def test_the_table_itself_keeps_what_was_named() -> None:
    scene = kept(scene_of)
    with clock.travel(INSIDE):
        lot = name_lot(person=scene.secretary, ballot=scene.ballot, method="draw", draw=DRAW)
    for change in ("draw = 'otra'", "method = 'commitments'", "named_at = now()"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE proposals_lot SET {change} WHERE id = %s", [lot.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM proposals_lot")


def test_the_pages_of_the_lot(client: Client) -> None:
    scene = kept(scene_of)
    at = scene.ballot.get_absolute_url()
    client.force_login(scene.secretary)
    with clock.travel(INSIDE):
        sweep()
        assert f"{at}lot/" in client.get(at).content.decode()
        assert client.get(f"{at}lot/").status_code == 200
        assert client.post(f"{at}lot/", {"method": "draw", "draw": ""}).status_code == 422
        assert client.post(f"{at}lot/", {"method": "draw", "draw": DRAW}).status_code == 302
        assert DRAW in client.get(at).content.decode()
        assert client.get(f"{at}lot/").status_code == 409
        assert client.get(f"{at}lot/draw/").status_code == 409
        assert Client().get(f"{at}lot/").status_code == 302
    tie(scene)
    count()
    with clock.travel(AFTER):
        assert f"{at}lot/draw/" in client.get(at).content.decode()
        assert client.post(f"{at}lot/draw/", {"result": "17 4", "evidence": ""}).status_code == 422
        assert client.post(f"{at}lot/draw/", {"result": "17 4", "evidence": PAGE}).status_code == 302
        sweep()
        shown = client.get(at).content.decode()
        assert "17 4" in shown
        position, _document = latest(scene.ballot)
        assert client.get(position.get_absolute_url()).status_code == 200
        assert position.outcome == motion_by_lot("17 4", at)


@pytest.mark.django_db(transaction=True)
def test_two_conductors_decide_once() -> None:
    scene = kept(scene_of)
    with clock.travel(INSIDE):
        name_lot(person=scene.secretary, ballot=scene.ballot, method="draw", draw=DRAW)
    tie(scene)
    count()
    with clock.travel(AFTER):
        enter_draw(person=scene.secretary, ballot=scene.ballot, result="7", evidence=PAGE)
    ready = Barrier(4)

    def conduct() -> None:
        try:
            ready.wait()
            with clock.travel(AFTER):
                sweep()
        finally:
            connection.close()

    threads = [Thread(target=conduct) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Position.objects.filter(ballot=scene.ballot).count() == 2
    assert Lot.objects.get().decided_at
