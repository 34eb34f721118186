"""Secret elections: who casts when, what is kept, what the close leaves, and what happens when it is interrupted."""

import json
import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from ledger.models import Entry
from proposals import schedule
from proposals.models import Ballot, BallotKey, Envelope, OpenedChoice, Participation, Position, Vote
from proposals.schedule import close_one_due_window
from proposals.tally.choices import recount_choice
from proposals.tally.roll import TallyError
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote, state_vote
from proposals.voting.closing import cancel_ballot, close_ballot
from proposals.voting.disclosure import is_over
from proposals.voting.opening import open_ballot, open_if_due
from proposals.voting.queries import presence
from proposals.voting.secrecy import closing, keys
from proposals.voting.secrecy.boxes import BoxError, new_private_key, public_key_of, seal, unseal
from proposals.voting.secrecy.closing import SealBroken, destroy_spent_key, open_envelopes
from proposals.voting.settling import recuse_seat
from proposals.voting.waiting import votes_missing
from tests.factories.scenes import Scene
from tests.factories.secret import CLOSES, INSIDE, OPENS, choose, election_scene, secret_election
from tests.ground import kept

TICK = timedelta(microseconds=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BALLOT_KEYS_DIR = str(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def scene() -> Scene:
    return kept(election_scene)


@pytest.fixture
def ballot(scene: Scene) -> Ballot:
    return secret_election(scene)


def swept(ballot: Ballot, at: datetime = CLOSES) -> Ballot:
    with clock.travel(at):
        sweep()
    return Ballot.objects.get(pk=ballot.pk)


def rest_of(ballot: Ballot) -> dict[str, int]:
    return {model.__name__: model.objects.filter(ballot=ballot).count() for model in (Envelope, OpenedChoice)}


# --- boxes and keys ------------------------------------------------------------------------------------------------


def test_a_box_opens_by_its_key_in_its_context_alone() -> None:
    private, other = new_private_key(), new_private_key()
    box = seal(public_key_of(private), b"ana", context=b"1/2/3", size=64)
    assert unseal(private, box, context=b"1/2/3") == b"ana"
    for key, sealed, context in [
        (other, box, b"1/2/3"),
        (private, box, b"1/9/3"),
        (private, box[:-1] + bytes([box[-1] ^ 1]), b"1/2/3"),
        (private, bytes(32) + box[32:], b"1/2/3"),
        (private, b"", b"1/2/3"),
    ]:
        with pytest.raises(BoxError):
            unseal(key, sealed, context=context)


def test_a_box_has_one_size_and_never_repeats_itself() -> None:
    public = public_key_of(new_private_key())
    boxes = [seal(public, text, context=b"", size=64) for text in (b"", b"ana", b"x" * 64, b"ana")]
    assert len({len(box) for box in boxes}) == 1
    assert len(set(boxes)) == 4
    with pytest.raises(BoxError):
        seal(public, b"x" * 65, context=b"", size=64)


def test_a_private_key_is_for_its_owner_alone_and_is_gone_when_destroyed(folder: Path) -> None:
    public = keys.make_key()
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    inode = os.open(path, os.O_RDONLY)
    private = keys.read_key(public)
    assert keys.destroy_key(public)
    assert os.pread(inode, 64, 0) != private
    os.close(inode)
    assert not list(folder.iterdir())
    assert not keys.destroy_key(public)
    with pytest.raises(keys.KeyMissing):
        keys.read_key(public)


def test_a_folder_that_is_not_mounted_is_not_a_key_that_was_destroyed(folder: Path, settings: Any) -> None:
    public = keys.make_key()
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(keys.KeyMissing):
        keys.destroy_key(public)
    settings.BALLOT_KEYS_DIR = ""
    for ask in (keys.read_key, keys.destroy_key):
        with pytest.raises(keys.KeyMissing):
            ask(public)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "Z" * 64, "a" * 63])
def test_a_key_is_named_by_its_public_half_and_by_nothing_else(name: str) -> None:
    with pytest.raises(keys.KeyMissing):
        keys.read_key(name)


# --- opening -------------------------------------------------------------------------------------------------------


def test_the_opening_makes_a_key_whose_public_half_is_recorded(ballot: Ballot, folder: Path) -> None:
    assert swept(ballot, OPENS).state == Ballot.State.OPEN
    key = BallotKey.objects.get(ballot=ballot)
    assert [path.name for path in folder.iterdir()] == [f"{key.public_key}.key"]
    for facts in ({"public_key": "0" * 64}, {"size": 1}, {"has_codes": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BallotKey.objects.filter(ballot=ballot).update(**facts)


def test_an_open_election_has_no_key(scene: Scene, folder: Path) -> None:
    ballot = secret_election(scene, is_secret=False)
    assert swept(ballot, OPENS).state == Ballot.State.OPEN
    assert not folder.exists()


def test_below_the_minimum_it_is_cancelled_in_words(folder: Path) -> None:
    scene = election_scene(minimum_voters=8)
    ballot = swept(secret_election(scene), OPENS)
    assert ballot.state == Ballot.State.CANCELLED
    assert "8" in ballot.cancellation_reason and "7" in ballot.cancellation_reason
    assert not folder.exists()
    exactly = swept(secret_election(election_scene(minimum_voters=7)), OPENS)
    assert exactly.state == Ballot.State.OPEN


def test_who_keeps_no_keys_does_not_open_it_and_says_so(ballot: Ballot, scene: Scene, settings: Any) -> None:
    kept, settings.BALLOT_KEYS_DIR = settings.BALLOT_KEYS_DIR, ""
    with clock.travel(OPENS), pytest.raises(Conflict) as refusal:
        open_if_due(Ballot.objects.get(pk=ballot.pk))
    assert refusal.value.code == "key_awaited"
    with pytest.raises(Conflict):
        choose(scene, ballot, "BR", "ana")
    stuck = swept(ballot, OPENS)
    assert stuck.state == Ballot.State.PROVISIONAL and stuck.failure
    settings.BALLOT_KEYS_DIR = kept
    assert swept(ballot, OPENS + timedelta(hours=1)).state == Ballot.State.OPEN


def test_a_window_that_closes_before_anybody_had_a_key_ends_the_ballot(ballot: Ballot, settings: Any) -> None:
    settings.BALLOT_KEYS_DIR = ""
    ended = swept(ballot)
    assert ended.state == Ballot.State.CANCELLED and ended.cancellation_reason


# --- casting: the matrix of `cast_secret_vote` ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "at", "refusal", "code"),
    [
        ("titular", OPENS - TICK, Conflict, "not_open_yet"),
        ("titular", OPENS, None, None),
        ("titular", CLOSES - TICK, None, None),
        ("titular", CLOSES, Conflict, "closed"),
        ("titular", CLOSES + timedelta(seconds=1), Conflict, "closed"),
        ("alternate", OPENS - TICK, Conflict, "not_open_yet"),
        ("alternate", OPENS, None, None),
        ("alternate", CLOSES, Conflict, "closed"),
        ("titular of another", INSIDE, Forbidden, "no_mandate"),
        ("secretary", OPENS - TICK, Forbidden, "no_mandate"),
        ("secretary", INSIDE, Forbidden, "no_mandate"),
        ("secretary", CLOSES, Forbidden, "no_mandate"),
    ],
)
def test_who_casts_a_secret_vote_when(
    scene: Scene, ballot: Ballot, who: str, at: datetime, refusal: type[DomainError] | None, code: str
) -> None:
    people = {
        "titular": scene.titulars["BR"],
        "alternate": scene.alternates["BR"],
        "titular of another": scene.titulars["AR"],
        "secretary": scene.secretary,
    }
    told = {"person": people[who], "seat": scene.seats["BR"], "answer": {"ranking": [["ana"]]}}
    with clock.travel(at):
        if refusal is None:
            assert isinstance(cast_vote(ballot=Ballot.objects.get(pk=ballot.pk), **told), Participation)
            return
        with pytest.raises(refusal) as raised:
            cast_vote(ballot=Ballot.objects.get(pk=ballot.pk), **told)
    assert raised.value.code == code and raised.value.sentence
    assert not Participation.objects.exists() and not Envelope.objects.exists()


HOSTILE = [
    {},
    {"ranking": []},
    {"ranking": [["nobody"]]},
    {"ranking": [["ana"], ["ana"]]},
    {"ranking": "ana"},
    {"ranking": [["ana"]], "code": "MINE"},
    {"yes": "1"},
    {"ranking": [["ana\x00"]]},
    {"ranking": [[{}]]},
    {"ranking": [["ana"]] * 500},
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_is_refused_and_nothing_is_written(scene: Scene, ballot: Ballot, answer: Any) -> None:
    with clock.travel(INSIDE), pytest.raises(Invalid):
        cast_vote(
            person=scene.titulars["BR"],
            seat=scene.seats["BR"],
            ballot=Ballot.objects.get(pk=ballot.pk),
            answer=answer,
        )
    assert not Participation.objects.exists() and not Envelope.objects.exists()


def test_what_is_written_of_a_cast_holds_nothing_of_the_answer(scene: Scene, ballot: Ballot) -> None:
    cast = choose(scene, ballot, "BR", "dario", "ana")
    entry = Entry.objects.get(verb="cast_secret_vote")
    assert entry.data == {"seat": cast.roll_entry.movement, "serial": 1}
    assert len(cast.receipt) == 14 and not cast.code
    envelope = Envelope.objects.get()
    assert b"dario" not in bytes(envelope.box)
    assert len(bytes(envelope.box)) == BallotKey.objects.get().size + 32 + 16 + 4
    assert not Vote.objects.exists()
    assert [e.movement for e in presence(ballot).present] == [cast.roll_entry.movement]


def test_envelopes_are_of_one_size_whatever_stands_in_them(scene: Scene, ballot: Ballot) -> None:
    choose(scene, ballot, "BR", "ana")
    choose(scene, ballot, "AR", "ana", "bruno", "carla", "dario")
    assert len({len(bytes(box)) for box in Envelope.objects.values_list("box", flat=True)}) == 1


def test_alternates_give_way_as_in_an_open_ballot(scene: Scene, ballot: Ballot) -> None:
    choose(scene, ballot, "BR", "ana")
    with clock.travel(INSIDE), pytest.raises(Conflict) as refusal:
        cast_vote(
            person=scene.alternates["BR"],
            seat=scene.seats["BR"],
            ballot=Ballot.objects.get(pk=ballot.pk),
            answer={"ranking": [["bruno"]]},
        )
    assert refusal.value.code == "titular_has_voted"


def test_whoever_took_part_is_missed_no_more_and_cannot_stand_aside(scene: Scene, ballot: Ballot) -> None:
    with clock.travel(INSIDE):
        assert ballot in votes_missing(scene.titulars["BR"])
    choose(scene, ballot, "BR", "ana")
    with clock.travel(INSIDE):
        assert ballot not in votes_missing(scene.titulars["BR"])
        with pytest.raises(Conflict) as refusal:
            recuse_seat(
                person=scene.titulars["BR"],
                seat=scene.seats["BR"],
                ballot=Ballot.objects.get(pk=ballot.pk),
                reason="cousin",
            )
    assert refusal.value.code == "has_voted"


def test_statements_of_vote_are_refused(scene: Scene, ballot: Ballot) -> None:
    with clock.travel(INSIDE), pytest.raises(Conflict) as refusal:
        state_vote(
            person=scene.titulars["BR"],
            seat=scene.seats["BR"],
            ballot=Ballot.objects.get(pk=ballot.pk),
            kind="dissent",
            text="I voted for Ana.",
            language="en",
        )
    assert refusal.value.code == "ballot_secret"


# --- the close -----------------------------------------------------------------------------------------------------


def test_the_close_opens_the_latest_envelope_of_each_and_leaves_no_other(
    scene: Scene, ballot: Ballot, folder: Path
) -> None:
    choose(scene, ballot, "BR", "bruno")
    choose(scene, ballot, "BR", "ana", at=INSIDE + timedelta(hours=1))
    choose(scene, ballot, "AR", "ana", "carla")
    choose(scene, ballot, "VE", "dario")
    assert rest_of(ballot) == {"Envelope": 4, "OpenedChoice": 0}
    after = swept(ballot)
    assert after.state == Ballot.State.PUBLISHED, after.failure
    assert rest_of(ballot) == {"Envelope": 0, "OpenedChoice": 3}
    assert not list(folder.iterdir())
    assert BallotKey.objects.get().destroyed_at
    assert Entry.objects.filter(verb="destroy_key").count() == 1
    assert Entry.objects.get(verb="close_ballot", subject=ballot.get_absolute_url()).data["votes"] == 3
    assert is_over(after, CLOSES)


def test_the_published_document_is_anonymous_and_can_be_recounted(scene: Scene, ballot: Ballot) -> None:
    for country, order in {"BR": ["ana"], "AR": ["ana", "carla"], "VE": ["dario"]}.items():
        choose(scene, ballot, country, *order)
    swept(ballot)
    document = json.loads(bytes(Position.objects.get(ballot=ballot).document))
    assert document["votes"] == [
        {"answer": {"ranking": [["ana"], ["carla"]]}},
        {"answer": {"ranking": [["ana"]]}},
        {"answer": {"ranking": [["dario"]]}},
    ]
    assert document["participants"] == sorted(scene.seats[c].movement.slug for c in ("BR", "AR", "VE"))
    assert document["public_key"] == BallotKey.objects.get().public_key
    assert document["outcome"] == "selected"
    again = recount_choice(document)
    assert again.binding.result["selected"] == ["ana"]
    for wrong in (
        {"votes": document["votes"][:-1]},
        {"participants": document["participants"][:-1]},
        {"participants": ["nobody", *document["participants"][1:]]},
        {"participants": [document["participants"][0]] * 3},
        {"participants": None},
        {
            "votes": [
                {**vote, "seat": seat} for vote, seat in zip(document["votes"], document["participants"], strict=True)
            ]
        },
    ):
        with pytest.raises(TallyError):
            recount_choice({**document, **wrong})


def test_codes_show_a_voter_their_choice_where_the_rulebook_has_them() -> None:
    scene = election_scene(has_codes=True)
    ballot = secret_election(scene)
    first = choose(scene, ballot, "BR", "bruno").code
    codes = {choose(scene, ballot, country, name).code: name for country, name in [("BR", "ana"), ("AR", "dario")]}
    assert len({first, *codes}) == 3
    assert not Participation.objects.filter(receipt__in=codes).exists()
    swept(ballot)
    votes = json.loads(bytes(Position.objects.get(ballot=ballot).document))["votes"]
    assert {vote["code"]: vote["answer"]["ranking"][0][0] for vote in votes} == codes
    assert [vote["code"] for vote in votes] == sorted(codes)


def test_an_election_in_which_nobody_takes_part_closes_and_its_key_goes(ballot: Ballot, folder: Path) -> None:
    swept(ballot, OPENS)
    after = swept(ballot)
    assert after.state == Ballot.State.PUBLISHED, after.failure
    assert not list(folder.iterdir())


def test_a_cancelled_election_is_never_opened(scene: Scene, ballot: Ballot, folder: Path) -> None:
    choose(scene, ballot, "BR", "ana")
    with clock.travel(INSIDE):
        cancel_ballot(person=scene.secretary, ballot=Ballot.objects.get(pk=ballot.pk), reason="A candidate died.")
        sweep()
    assert rest_of(ballot) == {"Envelope": 0, "OpenedChoice": 0}
    assert not list(folder.iterdir())
    assert not OpenedChoice.objects.exists()


# --- what the database refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET serial = serial + 1", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", ["proposals_envelope", "proposals_participation"])
def test_while_the_vote_is_open_nothing_is_taken_away(scene: Scene, ballot: Ballot, statement: str, table: str) -> None:
    choose(scene, ballot, "BR", "ana")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    with pytest.raises(DatabaseError), transaction.atomic():
        closing.destroy_envelopes(ballot)
    assert Envelope.objects.count() == Participation.objects.count() == 1


def test_envelopes_go_only_once_all_were_opened(scene: Scene, ballot: Ballot) -> None:
    for country in ("BR", "AR"):
        choose(scene, ballot, country, "ana")
    choice = {"ballot": ballot, "answer": {"ranking": [["ana"]]}}
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenedChoice.objects.bulk_create([OpenedChoice(**choice), OpenedChoice(**choice)])
    with transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(state=Ballot.State.CLOSED)
        with pytest.raises(IntegrityError), transaction.atomic():
            closing.destroy_envelopes(ballot)
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenedChoice.objects.create(**choice)
        OpenedChoice.objects.bulk_create([OpenedChoice(**choice), OpenedChoice(**choice)])
        with pytest.raises(IntegrityError), transaction.atomic():
            Envelope.objects.filter(pk=Envelope.objects.order_by("pk").values("pk")[:1]).delete()
        closing.destroy_envelopes(ballot)
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenedChoice.objects.create(**choice)
    for change in ({"answer": {}}, {"code": "X"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OpenedChoice.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        OpenedChoice.objects.all().delete()


def test_the_table_refuses_an_envelope_outside_its_window(scene: Scene, ballot: Ballot) -> None:
    cast = choose(scene, ballot, "BR", "ana")
    facts = {"roll_entry_id": cast.roll_entry_id, "ballot": ballot, "serial": 2, "box": b"x"}
    for at in (OPENS - TICK, CLOSES, INSIDE + timedelta(hours=1), INSIDE - timedelta(minutes=2)):
        with clock.travel(INSIDE), pytest.raises(IntegrityError), transaction.atomic():
            Envelope.objects.create(**facts, cast_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(
            roll_entry_id=cast.roll_entry_id,
            ballot=ballot,
            serial=9,
            mandate=cast.mandate,
            capacity=cast.capacity,
            cast_by=cast.cast_by,
            receipt="X",
        )


# --- interrupted ----------------------------------------------------------------------------------------------------


class Died(BaseException):
    """The process ends here: no handler of ours sees it."""


def three_votes(scene: Scene, ballot: Ballot) -> None:
    for country, name in {"BR": "ana", "AR": "ana", "VE": "dario"}.items():
        choose(scene, ballot, country, name)


# Of the manager the address alone: Django makes another whenever its registry of applications is read anew.
POINTS = [
    (lambda: closing, "read_key"),
    (lambda: closing, "unseal"),
    (lambda: closing, "check_answer"),
    (lambda: closing, "destroy_envelopes"),
    (lambda: OpenedChoice.objects, "bulk_create"),
]


@pytest.mark.parametrize("error", [Died, RuntimeError])
@pytest.mark.parametrize(("place", "name"), POINTS)
def test_a_close_that_dies_at_any_point_is_done_again(
    scene: Scene,
    ballot: Ballot,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: Callable[[], object],
    name: str,
    error: type[BaseException],
) -> None:
    three_votes(scene, ballot)

    def die(*_args: object, **_kwargs: object) -> None:
        raise error("ana: what it says may hold an answer")

    with monkeypatch.context() as patch, clock.travel(CLOSES):
        patch.setattr(place(), name, die)
        if error is Died:
            with pytest.raises(Died), transaction.atomic():
                sweep()
        else:
            sweep()
    between = Ballot.objects.get(pk=ballot.pk)
    assert between.state == Ballot.State.OPEN
    assert "ana" not in between.failure
    assert rest_of(ballot) == {"Envelope": 3, "OpenedChoice": 0}
    assert len(list(folder.iterdir())) == 1
    after = swept(ballot, CLOSES + timedelta(minutes=1))
    assert after.state == Ballot.State.PUBLISHED, after.failure
    assert rest_of(ballot) == {"Envelope": 0, "OpenedChoice": 3}
    assert not list(folder.iterdir())


@pytest.mark.parametrize("when", ["before the file is gone", "after the file is gone"])
def test_a_death_between_the_commit_and_the_end_of_the_key_is_finished_by_the_next(
    scene: Scene, ballot: Ballot, folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    three_votes(scene, ballot)
    real = closing.destroy_key

    def die(public: str) -> bool:
        if when.startswith("after"):
            real(public)
        raise Died

    with monkeypatch.context() as patch, clock.travel(CLOSES):
        patch.setattr(closing, "destroy_key", die)
        assert close_ballot(Ballot.objects.get(pk=ballot.pk))
        with pytest.raises(Died), transaction.atomic():
            schedule.close_one_due_window()
    assert BallotKey.objects.get().destroyed_at is None
    assert rest_of(ballot) == {"Envelope": 0, "OpenedChoice": 3}
    with clock.travel(CLOSES):
        assert destroy_spent_key()
        assert not destroy_spent_key()
    assert not list(folder.iterdir())
    assert Entry.objects.filter(verb="destroy_key").count() == 1


def test_a_folder_out_of_reach_holds_up_no_other_ballot(
    scene: Scene, ballot: Ballot, folder: Path, settings: Any
) -> None:
    three_votes(scene, ballot)
    other = secret_election(scene, is_secret=False)
    kept, settings.BALLOT_KEYS_DIR = settings.BALLOT_KEYS_DIR, ""
    waits = swept(ballot)
    assert waits.state == Ballot.State.OPEN and waits.failure
    assert Ballot.objects.get(pk=other.pk).state == Ballot.State.PUBLISHED
    settings.BALLOT_KEYS_DIR = kept
    after = swept(ballot, CLOSES + timedelta(minutes=1))
    assert after.state == Ballot.State.PUBLISHED and not after.failure


def test_a_close_that_committed_without_the_folder_keeps_trying_to_destroy(
    scene: Scene, ballot: Ballot, folder: Path, settings: Any
) -> None:
    three_votes(scene, ballot)
    with clock.travel(CLOSES):
        close_ballot(Ballot.objects.get(pk=ballot.pk))
        kept, settings.BALLOT_KEYS_DIR = settings.BALLOT_KEYS_DIR, ""
        sweep()
        assert Ballot.objects.get(pk=ballot.pk).state == Ballot.State.PUBLISHED
        assert BallotKey.objects.get().destroyed_at is None
        settings.BALLOT_KEYS_DIR = kept
        sweep()
    assert BallotKey.objects.get().destroyed_at
    assert not list(folder.iterdir())


def test_an_envelope_that_was_moved_or_tampered_with_is_no_vote(scene: Scene, ballot: Ballot) -> None:
    three_votes(scene, ballot)
    entry = ballot.roll.get(seat=scene.seats["EC"])
    stolen = Envelope.objects.first()
    assert stolen is not None
    with clock.travel(INSIDE):
        Envelope.objects.create(roll_entry=entry, ballot=ballot, serial=1, box=stolen.box, cast_at=INSIDE)
    with clock.travel(CLOSES), pytest.raises(SealBroken):
        close_ballot(Ballot.objects.get(pk=ballot.pk))
    assert rest_of(ballot)["OpenedChoice"] == 0


def test_opening_twice_is_refused(scene: Scene, ballot: Ballot) -> None:
    three_votes(scene, ballot)
    with clock.travel(CLOSES):
        assert close_ballot(Ballot.objects.get(pk=ballot.pk))
        assert not close_ballot(Ballot.objects.get(pk=ballot.pk))
        with pytest.raises(SealBroken):
            open_envelopes(Ballot.objects.get(pk=ballot.pk))
        while close_one_due_window():
            pass
    assert rest_of(ballot)["OpenedChoice"] == 3


def test_opening_the_ballot_again_makes_no_second_key(ballot: Ballot, folder: Path) -> None:
    with clock.travel(OPENS):
        assert open_ballot(Ballot.objects.get(pk=ballot.pk))
        assert not open_ballot(Ballot.objects.get(pk=ballot.pk))
    assert len(list(folder.iterdir())) == 1


def test_the_application_role_casts_closes_and_deletes_nothing_by_itself(
    scene: Scene, ballot: Ballot, folder: Path
) -> None:
    role = "secrecy_test_role"
    call_command("grant_application_role", role=role, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT "{role}" TO CURRENT_USER')
        cursor.execute(f'SET ROLE "{role}"')
        try:
            three_votes(scene, ballot)
            for table in ("envelope", "participation", "openedchoice"):
                for statement in (f"DELETE FROM proposals_{table}", f"UPDATE proposals_{table} SET id = id"):
                    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                        cursor.execute(statement)
            assert swept(ballot).state == Ballot.State.PUBLISHED
        finally:
            cursor.execute("RESET ROLE")
    assert rest_of(ballot) == {"Envelope": 0, "OpenedChoice": 3}
    assert not list(folder.iterdir())
