"""What the database itself keeps off a secret ballot, whoever asks it; and a secret election that is called again."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from common import clock
from common.errors import Conflict, DomainError
from councils.models import Window
from ledger.models import Entry
from proposals.models import (
    Ballot,
    BallotKey,
    Delegation,
    Envelope,
    Instruction,
    OpenedChoice,
    Participation,
    Position,
    Statement,
    Vote,
)
from proposals.tasks import sweep
from proposals.voting.closing import call_again, cancel_ballot, close_ballot
from proposals.voting.opening import open_ballot
from proposals.voting.secrecy.keys import read_key
from tests.factories.scenes import Scene
from tests.factories.secret import BEFORE, CLOSES, INSIDE, OPENS, choose, election_scene, secret_election

pytestmark = pytest.mark.django_db
AGAIN, AGAIN_ENDS = CLOSES + timedelta(days=1), CLOSES + timedelta(days=2)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def scene() -> Scene:
    return election_scene()


def fresh(ballot: Ballot) -> Ballot:
    return Ballot.objects.select_related("round__council", "window").get(pk=ballot.pk)


def checked() -> None:
    """What a commit asks, asked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused_on(scene: Scene, ballot: Ballot) -> list[str]:
    """Which rows that would say how, or by whose word, a seat votes the tables refuse on this ballot."""
    with clock.travel(OPENS):
        open_ballot(fresh(ballot))
    entry, seat, who = ballot.roll.get(seat=scene.seats["BR"]), scene.seats["BR"], scene.titulars["BR"]
    mandate = seat.mandates.get(role="titular")
    cast = {"roll_entry": entry, "ballot": ballot, "serial": 1, "mandate": mandate, "capacity": "titular"}
    sealed = {"salt": "x", "commitment": "x"}
    rows: dict[str, Any] = {
        "vote": lambda: Vote.objects.create(
            **cast, **sealed, answer={"ranking": [["ana"]]}, cast_by=who, cast_at=INSIDE, receipt="r"
        ),
        "statement": lambda: Statement.objects.create(
            roll_entry=entry, kind="dissent", text="x", language="es", made_by=who, made_at=INSIDE
        ),
        "instruction": lambda: Instruction.objects.create(
            ballot=ballot, seat=seat, answer={"ranking": [["ana"]]}, instructed_by=who, instructed_at=INSIDE, **sealed
        ),
        "delegation": lambda: Delegation.objects.create(
            round=scene.round,
            ballot=ballot,
            seat=seat,
            to=scene.seats["AR"],
            mandate=mandate,
            made_by=who,
            made_at=INSIDE,
        ),
        "key": lambda: BallotKey.objects.create(ballot=ballot, public_key="0" * 64, size=1, made_at=OPENS),
    }
    refused = []
    for name, write in rows.items():
        try:
            with clock.travel(INSIDE), transaction.atomic():
                write()
        except IntegrityError:
            refused.append(name)
    return refused


def test_no_row_says_how_or_by_whose_word_a_seat_votes_in_secret(scene: Scene) -> None:
    assert refused_on(scene, secret_election(scene)) == ["vote", "statement", "instruction", "delegation", "key"]


def test_on_an_open_election_the_same_rows_are_taken_and_a_key_is_not(scene: Scene) -> None:
    assert refused_on(scene, secret_election(scene, is_secret=False)) == ["key"]


def test_plain_sql_writes_no_vote_either(scene: Scene) -> None:
    ballot = secret_election(scene)
    taken = choose(scene, ballot, "BR", "ana")
    written = (
        "INSERT INTO proposals_vote (roll_entry_id, ballot_id, serial, answer, mandate_id, capacity, cast_by_id, "
        "cast_at, salt, commitment, receipt) VALUES (%s, %s, 1, '{}', %s, 'titular', %s, %s, '', '', 'r')"
    )
    facts = [taken.roll_entry_id, ballot.pk, taken.mandate_id, taken.cast_by_id, INSIDE]
    with clock.travel(INSIDE), pytest.raises(IntegrityError) as refusal, transaction.atomic():
        connection.cursor().execute(written, facts)
    assert "is never on a secret ballot" in str(refusal.value)
    assert not Vote.objects.exists()


@pytest.mark.parametrize("kind", ["ranking", "allocation", "motion"])
def test_only_an_election_is_secret(scene: Scene, kind: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(
            round=scene.round,
            number=9,
            kind=kind,
            proposal=scene.ballot.proposal if kind == "motion" else None,
            second_call_of=scene.ballot if kind == "motion" else None,
            title={"es": "x"},
            terms={"is_secret": True},
            window=scene.window,
            prepared_at=BEFORE,
        )


def test_it_opens_with_a_key_and_stays_secret(scene: Scene) -> None:
    ballot = secret_election(scene)
    frozen = {"rules": {}, "options": [], "opened_at": OPENS, "roll_sha256": "0" * 64}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(state="open", **frozen)
        checked()
    with clock.travel(OPENS):
        open_ballot(fresh(ballot))
    checked()
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(terms={"places": 1, "is_secret": False})


@pytest.mark.parametrize("state", ["closed", "tallied", "published"])
def test_no_envelope_outlives_the_close(scene: Scene, state: str) -> None:
    ballot = secret_election(scene)
    choose(scene, ballot, "BR", "ana")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(state=state)
        checked()
    with clock.travel(CLOSES):
        assert close_ballot(fresh(ballot))
    checked()


# --- called a second time ------------------------------------------------------------------------------------------


def called_again(scene: Scene, ballot: Ballot) -> Ballot:
    """The second call of an election in which one seat of seven took part."""
    choose(scene, ballot, "BR", "ana")
    with clock.travel(CLOSES):
        sweep()
        window = Window.objects.create(round=scene.round, kind="voting", opens_at=AGAIN, closes_at=AGAIN_ENDS)
        return call_again(person=scene.secretary, ballot=fresh(ballot), window=window)


def quorate(**rules: Any) -> tuple[Scene, Ballot]:
    scene = election_scene(**rules)
    version = scene.council.rulebooks.get()
    half = [{"kind": "seats_present", "share": "1/2"}]
    data = {**version.data, "quorum": half, "second_call": True, "second_call_quorum": []}
    scene.council.rulebooks.create(version=2, data=data, effective_at=version.effective_at, recorded_at=BEFORE)
    return scene, secret_election(scene)


def document(ballot: Ballot) -> dict[str, Any]:
    return json.loads(bytes(Position.objects.get(ballot=ballot).document))


def test_a_second_call_has_a_key_of_its_own_and_is_counted_like_the_first(folder: Path) -> None:
    scene, ballot = quorate()
    again = called_again(scene, ballot)
    first = document(ballot)
    assert (first["outcome"], first["participants"]) == ("no_quorum", [scene.seats["BR"].movement.slug])
    assert not list(folder.iterdir()), "the first key is gone"
    for country, name in (("BR", "bruno"), ("AR", "dario"), ("BR", "ana"), ("VE", "ana")):
        choose(scene, again, country, name, at=AGAIN + timedelta(hours=1))
    assert list(Participation.objects.filter(ballot=again).order_by("pk").values_list("serial", flat=True)) == [
        1,
        1,
        2,
        1,
    ]
    old, new = (BallotKey.objects.get(ballot=one) for one in (ballot, again))
    assert old.public_key != new.public_key
    assert [path.name for path in folder.iterdir()] == [f"{new.public_key}.key"]
    with clock.travel(AGAIN_ENDS):
        sweep()
    checked()
    ended = fresh(again)
    assert ended.state == Ballot.State.PUBLISHED, ended.failure
    told = document(again)
    assert told["outcome"] == "selected"
    assert [vote["answer"]["ranking"] for vote in told["votes"]] == [[["ana"]], [["ana"]], [["dario"]]]
    assert told["ballot"]["second_call_of"] == ballot.number
    assert not Envelope.objects.exists() and not list(folder.iterdir())
    assert OpenedChoice.objects.filter(ballot=ballot).count() == 1
    assert Entry.objects.filter(verb="destroy_key").count() == 2


def test_an_answer_to_the_first_call_opens_at_no_second_one() -> None:
    scene, ballot = quorate()
    choose(scene, ballot, "BR", "ana")
    box = Envelope.objects.get().box
    with clock.travel(CLOSES):
        sweep()
        window = Window.objects.create(round=scene.round, kind="voting", opens_at=AGAIN, closes_at=AGAIN_ENDS)
        again = call_again(person=scene.secretary, ballot=fresh(ballot), window=window)
    taken = choose(scene, again, "AR", "dario", at=AGAIN)
    facts = {"ballot": again, "serial": 2, "box": box, "cast_at": AGAIN}
    with clock.travel(AGAIN):
        Envelope.objects.create(roll_entry_id=taken.roll_entry_id, **facts)
    with clock.travel(AGAIN_ENDS):
        sweep()
    assert fresh(again).state == Ballot.State.OPEN
    assert fresh(again).failure
    assert not OpenedChoice.objects.filter(ballot=again).exists()


@pytest.mark.parametrize("is_opened", [False, True])
def test_a_second_call_that_is_cancelled_is_never_opened_and_its_key_goes(folder: Path, is_opened: bool) -> None:
    scene, ballot = quorate()
    again = called_again(scene, ballot)
    at = AGAIN + timedelta(hours=1) if is_opened else AGAIN - timedelta(hours=1)
    public = ""
    if is_opened:
        choose(scene, again, "BR", "ana", at=at)
        public = BallotKey.objects.get(ballot=again).public_key
        assert read_key(public)
    with clock.travel(at):
        cancel_ballot(person=scene.secretary, ballot=fresh(again), reason="A candidate died.")
        sweep()
    checked()
    assert not list(folder.iterdir())
    assert not Envelope.objects.exists() and not OpenedChoice.objects.filter(ballot=again).exists()
    assert BallotKey.objects.filter(ballot=again, destroyed_at=at).count() == int(is_opened)
    with pytest.raises(DomainError):
        choose(scene, again, "AR", "ana", at=at + timedelta(minutes=1))
    with clock.travel(at), pytest.raises(Conflict):
        call_again(person=scene.secretary, ballot=fresh(again), window=scene.window)


def test_whoever_stood_down_before_the_second_call_is_on_neither_paper_twice() -> None:
    scene, ballot = quorate()
    again = called_again(scene, ballot)
    with clock.travel(AGAIN):
        open_ballot(fresh(again))
    assert [option["id"] for option in fresh(again).options] == [option["id"] for option in fresh(ballot).options]
