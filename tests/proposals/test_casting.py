"""Who may cast, when, and what a refusal says: the matrix of the verb `cast_vote`, and of the statement beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from common.proof.commitment import commit
from councils.models import Mandate, Standing
from ledger.models import Entry
from proposals.models import Ballot, Recusal, RollEntry, Vote
from proposals.voting.casting import cast_vote, state_vote
from proposals.voting.closing import call_again, cancel_ballot, close_ballot
from proposals.voting.opening import open_ballot
from proposals.voting.queries import counted_votes, presence
from tests.factories.scenes import FOUNDED, Scene, person, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE = OPENS + timedelta(hours=5)
TICK = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    with clock.travel(OPENS - timedelta(hours=1)):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES)


def vote(scene: Scene, who: str = "titular", choice: str = "yes", at: datetime = INSIDE, country: str = "BR") -> Vote:
    people = {
        "titular": scene.titulars[country],
        "alternate": scene.alternates[country],
        "titular of another": scene.titulars["AR" if country != "AR" else "BR"],
        "secretary": scene.secretary,
    }
    with clock.travel(at):
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
        return cast_vote(person=people[who], seat=scene.seats[country], ballot=ballot, choice=choice)


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
        ("titular of another", OPENS, Forbidden, "no_mandate"),
        ("titular of another", CLOSES, Forbidden, "no_mandate"),
        ("secretary", INSIDE, Forbidden, "no_mandate"),
        ("secretary", CLOSES, Forbidden, "no_mandate"),
    ],
)
def test_who_casts_when(scene: Scene, who: str, at: datetime, refusal: type[DomainError] | None, code: str) -> None:
    if refusal is None:
        assert vote(scene, who, at=at).cast_at == at
        return
    with pytest.raises(refusal) as raised:
        vote(scene, who, at=at)
    assert raised.value.code == code
    assert raised.value.sentence
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("who", "first", "code"),
    [
        ("titular", "titular", None),
        ("titular", "alternate", None),
        ("alternate", "alternate", None),
        ("alternate", "titular", "titular_has_voted"),
        ("titular of another", "titular", "no_mandate"),
        ("secretary", "titular", "no_mandate"),
    ],
)
def test_who_recasts_when(scene: Scene, who: str, first: str, code: str | None) -> None:
    vote(scene, first, "no", at=OPENS)
    for at, late in [(OPENS + TICK, None), (CLOSES - TICK, None), (CLOSES, "closed")]:
        expected = code if code == "no_mandate" else late or code
        try:
            with transaction.atomic():
                vote(scene, who, "yes", at=at)
        except DomainError as refusal:
            assert (refusal.code, bool(refusal.sentence)) == (expected, True), at
        else:
            assert expected is None, at
    counted = counted_votes(scene.ballot).get()
    assert (counted.serial, counted.answer) == ((1, {"no": "1"}) if code else (3, {"yes": "1"}))


def test_a_member_without_mandate_is_refused(scene: Scene) -> None:
    member = person()
    scene.seats["BR"].movement.memberships.create(person=member, starts_at=FOUNDED)
    with clock.travel(INSIDE), pytest.raises(Forbidden) as raised:
        cast_vote(person=member, seat=scene.seats["BR"], ballot=scene.ballot, choice="yes")
    assert raised.value.code == "no_mandate"


def test_an_unknown_choice_is_malformed(scene: Scene) -> None:
    with pytest.raises(Invalid):
        vote(scene, choice="perhaps")


def test_a_receipt_and_a_commitment_that_opens(scene: Scene) -> None:
    cast = vote(scene, choice="block")
    entry = Entry.objects.get(verb="cast_vote")
    assert entry.data == {"seat": cast.roll_entry.movement, "serial": 1, "commitment": cast.commitment}
    assert "block" not in str(entry.data)
    assert len(cast.receipt) == 14
    opened = commit(
        ballot=scene.ballot.get_absolute_url(),
        seat=cast.roll_entry.movement,
        serial=1,
        answer={"block": "1"},
        salt=cast.salt,
    )
    assert opened == cast.commitment


def test_the_latest_vote_counts(scene: Scene) -> None:
    vote(scene, choice="yes")
    vote(scene, choice="no", at=INSIDE + timedelta(hours=1))
    counted = list(counted_votes(scene.ballot))
    assert [(v.serial, v.answer) for v in counted] == [(2, {"no": "1"})]
    assert len(presence(scene.ballot).missing) == 6


def test_the_titular_replaces_the_alternate_who_is_then_refused(scene: Scene) -> None:
    vote(scene, "alternate", "no")
    vote(scene, "titular", "yes")
    with pytest.raises(Conflict) as raised:
        vote(scene, "alternate", "no")
    assert raised.value.code == "titular_has_voted"
    assert counted_votes(scene.ballot).get().capacity == Mandate.Role.TITULAR


def test_alternates_follow_their_order(scene: Scene) -> None:
    seat, second = scene.seats["BR"], person()
    seat.mandates.create(
        person=second, role="alternate", order=2, starts_at=FOUNDED, granted_at=FOUNDED, granted_by=scene.secretary
    )
    with clock.travel(INSIDE):
        cast_vote(person=second, seat=seat, ballot=scene.ballot, choice="no")
    vote(scene, "alternate", "yes")
    with clock.travel(INSIDE), pytest.raises(Conflict) as raised:
        cast_vote(person=second, seat=seat, ballot=scene.ballot, choice="no")
    assert raised.value.code == "alternate_has_voted"


def test_a_vote_stays_when_its_mandate_ends_until_the_successor_recasts(scene: Scene) -> None:
    vote(scene, "titular", "no")
    ending = INSIDE + timedelta(hours=1)
    scene.seats["BR"].mandates.filter(role="titular").update(revoked_at=ending)
    with pytest.raises(Forbidden):
        vote(scene, "titular", "yes", at=ending)
    assert counted_votes(scene.ballot).get().answer == {"no": "1"}
    vote(scene, "alternate", "yes", at=ending)
    assert counted_votes(scene.ballot).get().answer == {"yes": "1"}


def test_a_suspended_movement_keeps_its_vote_and_its_place_and_cannot_recast(scene: Scene) -> None:
    vote(scene, choice="yes")
    Standing.objects.create(
        seat=scene.seats["BR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="x"
    )
    with pytest.raises(Conflict) as raised:
        vote(scene, choice="no", at=INSIDE + timedelta(hours=1))
    assert raised.value.code == "movement_suspended"
    assert counted_votes(scene.ballot).count() == 1
    assert scene.ballot.roll.count() == 7


def test_a_seat_admitted_after_the_opening_is_not_on_the_roll(scene: Scene) -> None:
    seat = scene.seats["BR"]
    Standing.objects.create(seat=seat, status="suspended", effective_at=FOUNDED, recorded_at=OPENS - timedelta(days=1))
    Standing.objects.create(seat=seat, status="admitted", effective_at=OPENS, recorded_at=OPENS)
    with pytest.raises(Conflict) as raised:
        vote(scene)
    assert raised.value.code == "not_on_roll"


def test_a_recused_seat_cannot_vote(scene: Scene) -> None:
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["BR"], reason="x", recused_by=scene.secretary, recused_at=INSIDE
    )
    with pytest.raises(Conflict) as raised:
        vote(scene)
    assert raised.value.code == "seat_recused"


def test_the_first_voter_opens_a_ballot_that_no_worker_has_opened(scene: Scene) -> None:
    vote(scene)
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == Ballot.State.OPEN
    assert RollEntry.objects.filter(ballot=scene.ballot).count() == 7


def test_the_roll_is_the_same_whoever_opens_it_and_when(scene: Scene) -> None:
    other = scene.put()
    with clock.travel(OPENS):
        open_ballot(scene.ballot)
    Standing.objects.create(
        seat=scene.seats["BO"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="later"
    )
    with clock.travel(CLOSES - TICK):
        open_ballot(other)
    scene.ballot.refresh_from_db()
    other.refresh_from_db()
    assert scene.ballot.roll_sha256 == other.roll_sha256


def test_a_cancelled_ballot_takes_no_vote(scene: Scene) -> None:
    vote(scene)
    with clock.travel(INSIDE):
        cancel_ballot(person=scene.secretary, ballot=scene.ballot, reason="La convocatoria tenía un error.")
    with pytest.raises(Conflict) as raised:
        vote(scene, choice="no")
    assert raised.value.code == "ballot_cancelled"


@pytest.mark.parametrize(
    ("who", "at", "reason", "refusal"),
    [
        ("secretary", OPENS - TICK, "razón", None),
        ("secretary", INSIDE, "razón", None),
        ("secretary", CLOSES - TICK, "razón", None),
        ("secretary", CLOSES, "razón", Conflict),
        ("secretary", INSIDE, "  ", Invalid),
        ("titular", INSIDE, "razón", Forbidden),
    ],
)
def test_who_cancels_when(scene: Scene, who: str, at: datetime, reason: str, refusal: type[DomainError] | None) -> None:
    actor = scene.secretary if who == "secretary" else scene.titulars["BR"]
    with clock.travel(at):
        if refusal is None:
            assert cancel_ballot(person=actor, ballot=scene.ballot, reason=reason).state == Ballot.State.CANCELLED
            return
        with pytest.raises(refusal):
            cancel_ballot(person=actor, ballot=scene.ballot, reason=reason)


def test_statements_follow_the_vote_rules(scene: Scene) -> None:
    facts = {"seat": scene.seats["BR"], "ballot": scene.ballot, "kind": "dissent", "language": "es"}
    with clock.travel(INSIDE):
        made = state_vote(person=scene.titulars["BR"], text="Falta el agua.", **facts)
        assert made.made_at == INSIDE
        with pytest.raises(Invalid):
            state_vote(person=scene.titulars["BR"], text="", **facts)
        with pytest.raises(Forbidden):
            state_vote(person=scene.titulars["AR"], text="x", **facts)
    with clock.travel(CLOSES), pytest.raises(Conflict):
        state_vote(person=scene.titulars["BR"], text="Tarde.", **facts)


def test_only_a_ballot_without_quorum_is_called_again(scene: Scene) -> None:
    with clock.travel(INSIDE), pytest.raises(Conflict) as raised:
        call_again(person=scene.secretary, ballot=scene.ballot, window=scene.window)
    assert raised.value.code == "not_without_quorum"


def test_the_table_itself_refuses_a_vote_outside_its_window(scene: Scene) -> None:
    cast = vote(scene)
    late = Vote(
        roll_entry=cast.roll_entry, ballot=scene.ballot, serial=2, answer={"no": "1"}, mandate=cast.mandate,
        capacity="titular", cast_by=cast.cast_by, cast_at=CLOSES, salt="s", commitment="c", receipt="r",
    )  # fmt: skip
    with clock.travel(CLOSES), pytest.raises(IntegrityError), transaction.atomic():
        late.save(force_insert=True)
    backdated = CLOSES - TICK
    late.cast_at = backdated
    with clock.travel(CLOSES + timedelta(hours=1)), pytest.raises(IntegrityError), transaction.atomic():
        late.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_vote SET answer = '{}'",
        "DELETE FROM proposals_vote",
        "TRUNCATE proposals_vote CASCADE",
        "UPDATE ledger_entry SET data = '{}'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "DELETE FROM proposals_rollentry",
        "TRUNCATE proposals_revision CASCADE",
        "UPDATE proposals_ballot SET roll_sha256 = 'x'",
        "DELETE FROM proposals_ballot",
    ],
)
def test_the_record_refuses_sql(scene: Scene, statement: str) -> None:
    vote(scene)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Vote.objects.count() == 1


def test_closing_waits_for_the_deadline_and_happens_once(scene: Scene) -> None:
    vote(scene)
    with clock.travel(CLOSES - TICK):
        assert not close_ballot(scene.ballot)
    with clock.travel(CLOSES):
        assert close_ballot(scene.ballot)
        assert not close_ballot(scene.ballot)
    assert Entry.objects.filter(verb="close_ballot").count() == 1
