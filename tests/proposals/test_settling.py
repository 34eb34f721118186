"""Challenging a roll, answering, and standing aside: role × instant, and what the opening makes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Standing, Window
from ledger.models import Entry
from proposals.models import Ballot, RollChallenge
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from proposals.voting.settling import answer_challenge, challenge_roll, recuse_seat
from tests.factories.proposals import member
from tests.factories.scenes import Scene, person, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
SETTLING = OPENS - timedelta(days=1)
TICK = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    with clock.travel(OPENS - timedelta(hours=1)):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES)


def actor(scene: Scene, role: str) -> User:
    people = {
        "titular": scene.titulars["BR"],
        "alternate": scene.alternates["BR"],
        "titular of another": scene.titulars["AR"],
        "secretary": scene.secretary,
    }
    return people[role]


@pytest.mark.parametrize(
    ("role", "at", "text", "refusal"),
    [
        ("titular", SETTLING, "Falta un movimiento.", None),
        ("alternate", SETTLING, "Falta un movimiento.", None),
        ("titular", OPENS - TICK, "Falta un movimiento.", None),
        ("titular", OPENS, "Falta un movimiento.", Conflict),
        ("titular", datetime(2024, 12, 1, tzinfo=UTC), "Falta un movimiento.", Forbidden),
        ("titular of another", SETTLING, "Falta un movimiento.", Forbidden),
        ("secretary", SETTLING, "Falta un movimiento.", Forbidden),
        ("titular", SETTLING, " ", Invalid),
        ("titular", SETTLING, "x" * 5000, Invalid),
        ("titular", SETTLING, "a\x00b", Invalid),
    ],
)
def test_who_challenges_when(
    scene: Scene, role: str, at: datetime, text: str, refusal: type[DomainError] | None
) -> None:
    facts = {"person": actor(scene, role), "seat": scene.seats["BR"], "ballot": scene.ballot, "text": text}
    with clock.travel(at):
        if refusal is None:
            assert challenge_roll(**facts).raised_at == at
            assert Entry.objects.filter(verb="challenge_roll").count() == 1
            return
        with pytest.raises(refusal):
            challenge_roll(**facts)


@pytest.mark.parametrize(
    ("role", "at", "facts", "refusal"),
    [
        ("secretary", SETTLING, {}, None),
        ("secretary", OPENS - TICK, {"outcome": "upheld", "decision_class": "fundamental"}, None),
        ("secretary", OPENS, {}, Conflict),
        ("titular", SETTLING, {}, Forbidden),
        ("secretary", SETTLING, {"outcome": "maybe"}, Invalid),
        ("secretary", SETTLING, {"answer": ""}, Invalid),
        ("secretary", SETTLING, {"outcome": "upheld", "decision_class": "invented"}, Invalid),
        ("secretary", SETTLING, {"outcome": "dismissed", "decision_class": "fundamental"}, Invalid),
    ],
)
def test_who_answers_when(
    scene: Scene, role: str, at: datetime, facts: dict[str, str], refusal: type[DomainError] | None
) -> None:
    with clock.travel(SETTLING):
        challenge = challenge_roll(
            person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, text="Es fundamental."
        )
    answer = {"outcome": "dismissed", "answer": "El reglamento lo dice.", **facts}
    with clock.travel(at):
        if refusal is None:
            answer_challenge(person=actor(scene, role), challenge=challenge, **answer)
            with pytest.raises(Conflict):
                answer_challenge(person=actor(scene, role), challenge=challenge, **answer)
            return
        with pytest.raises(refusal):
            answer_challenge(person=actor(scene, role), challenge=challenge, **answer)
    assert RollChallenge.objects.get().outcome == ""


def test_an_upheld_challenge_changes_the_class_that_the_opening_freezes(scene: Scene) -> None:
    with clock.travel(SETTLING):
        challenge = challenge_roll(
            person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, text="Es fundamental."
        )
        answer_challenge(
            person=scene.secretary, challenge=challenge, outcome="upheld", answer="Sí.", decision_class="fundamental"
        )
    with clock.travel(OPENS):
        open_ballot(scene.ballot)
    scene.ballot.refresh_from_db()
    assert scene.ballot.decision_class == "fundamental"


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        ("titular", SETTLING, None),
        ("alternate", OPENS, None),
        ("titular", CLOSES - TICK, None),
        ("titular", CLOSES, Conflict),
        ("titular of another", SETTLING, Forbidden),
        ("secretary", SETTLING, Forbidden),
    ],
)
def test_who_stands_aside_when(scene: Scene, role: str, at: datetime, refusal: type[DomainError] | None) -> None:
    facts = {"person": actor(scene, role), "seat": scene.seats["BR"], "ballot": scene.ballot, "reason": "Es socia."}
    with clock.travel(at):
        if at >= OPENS:
            open_ballot(scene.ballot)
        if refusal is None:
            recuse_seat(**facts)
            with pytest.raises(Conflict):
                recuse_seat(**facts)
            return
        with pytest.raises(refusal):
            recuse_seat(**facts)


def test_standing_aside_before_the_opening_leaves_the_roll_and_later_stays_in_its_base(scene: Scene) -> None:
    with clock.travel(SETTLING):
        recuse_seat(person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, reason="Es socia.")
    with clock.travel(OPENS):
        open_ballot(scene.ballot)
        recuse_seat(person=scene.titulars["AR"], seat=scene.seats["AR"], ballot=scene.ballot, reason="Es socia.")
    on_roll = set(scene.ballot.roll.values_list("country", flat=True))
    assert "BR" not in on_roll
    assert "AR" in on_roll


def test_a_seat_stands_aside_from_a_second_call_before_it_opens(scene: Scene) -> None:
    again_at = CLOSES + timedelta(days=2)
    later = Window.objects.create(
        round=scene.round, kind=Window.Kind.VOTING, opens_at=again_at, closes_at=again_at + timedelta(days=1)
    )
    second = Ballot.objects.create(
        round=scene.round,
        number=2,
        proposal=scene.ballot.proposal,
        window=later,
        second_call_of=scene.ballot,
        decision_class="operational",
        prepared_at=CLOSES,
    )
    with clock.travel(CLOSES + timedelta(hours=1)):
        recuse_seat(person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=second, reason="Es socia.")
    with clock.travel(again_at):
        open_ballot(second)
    assert "BR" not in set(second.roll.values_list("country", flat=True))


def second_call(scene: Scene, again_at: datetime) -> Ballot:
    later = Window.objects.create(
        round=scene.round, kind=Window.Kind.VOTING, opens_at=again_at, closes_at=again_at + timedelta(days=1)
    )
    return Ballot.objects.create(
        round=scene.round,
        number=2,
        proposal=scene.ballot.proposal,
        window=later,
        second_call_of=scene.ballot,
        decision_class="operational",
        prepared_at=CLOSES,
    )


def outcome(act: Callable[..., object], **facts: Any) -> str | None:
    """The code of the refusal, if it is one; what was done is undone."""
    with transaction.atomic():
        try:
            act(**facts)
        except DomainError as refusal:
            assert refusal.sentence
            return refusal.code
        finally:
            transaction.set_rollback(True)
    return None


def test_who_challenges_the_roll_of_which_call_when(scene: Scene) -> None:
    """Every role at every bound of the two calls: a second call has a roll of its own, and no settlement but the time
    until it opens.
    """
    again_at, begins = CLOSES + timedelta(days=2), SETTLING - timedelta(days=1)
    scene.round.windows.filter(kind="settlement").update(opens_at=begins)
    second, first = second_call(scene, again_at), scene.ballot
    roles = {role: actor(scene, role) for role in ("titular", "alternate", "titular of another", "secretary")}
    roles |= {"coordinator": member(scene.seats["BR"], "coordinator"), "stranger": person()}
    times = [
        (begins - TICK, "not_open_yet", None),
        (begins, None, None),
        (OPENS - TICK, None, None),
        (OPENS, "closed", None),
        (CLOSES, "closed", None),
        (again_at - TICK, "closed", None),
        (again_at, "closed", "closed"),
        (again_at + timedelta(days=1), "closed", "closed"),
    ]
    for at, *codes in times:
        for ballot, code in zip((first, second), codes, strict=True):
            for role, who in roles.items():
                facts = {"person": who, "seat": scene.seats["BR"], "ballot": ballot, "text": "Falta un movimiento."}
                expected = code if role in ("titular", "alternate") else "no_mandate"
                with clock.travel(at):
                    assert outcome(challenge_roll, **facts) == expected, (at, role, ballot.number)


def test_a_challenge_to_a_second_call_is_answered_before_it_opens_and_changes_what_it_freezes(scene: Scene) -> None:
    again_at = CLOSES + timedelta(days=2)
    second = second_call(scene, again_at)
    facts = {"seat": scene.seats["BR"], "ballot": second, "text": "Es fundamental."}
    with clock.travel(OPENS):
        open_ballot(scene.ballot)
    with clock.travel(CLOSES + TICK):
        challenge = challenge_roll(person=scene.titulars["BR"], **facts)
        said = {"challenge": challenge, "answer": "Sí.", "outcome": "upheld", "decision_class": "fundamental"}
        assert outcome(answer_challenge, person=scene.titulars["BR"], **said) == "not_your_office"
    with clock.travel(again_at):
        assert outcome(answer_challenge, person=scene.secretary, **said) == "roll_frozen"
    with clock.travel(again_at - TICK):
        answer_challenge(person=scene.secretary, **said)
    with clock.travel(again_at):
        open_ballot(second)
        assert outcome(challenge_roll, person=scene.titulars["BR"], **facts) == "closed"
    assert Ballot.objects.get(pk=second.pk).decision_class == "fundamental"
    assert Ballot.objects.get(pk=scene.ballot.pk).decision_class == "operational"


def test_a_second_call_opens_nothing_for_a_ballot_that_has_closed(scene: Scene) -> None:
    """However late its worker is."""
    again_at = CLOSES + timedelta(days=2)
    Window.objects.create(
        round=scene.round, kind=Window.Kind.VOTING, opens_at=again_at, closes_at=again_at + timedelta(days=1)
    )
    with clock.travel(OPENS):
        open_ballot(scene.ballot)
    with clock.travel(again_at), pytest.raises(Conflict) as raised:
        recuse_seat(person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, reason="Es socia.")
    assert raised.value.code == "closed"


def test_who_has_voted_cannot_stand_aside(scene: Scene) -> None:
    with clock.travel(OPENS):
        cast_vote(person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, choice="yes")
        with pytest.raises(Conflict) as raised:
            recuse_seat(person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, reason="Es socia.")
    assert raised.value.code == "has_voted"


def test_a_suspended_movement_does_none_of_it(scene: Scene) -> None:
    Standing.objects.create(
        seat=scene.seats["BR"], status="suspended", effective_at=SETTLING, recorded_at=SETTLING, reason="x"
    )
    facts = {"person": scene.titulars["BR"], "seat": scene.seats["BR"], "ballot": scene.ballot}
    with clock.travel(SETTLING + TICK):
        with pytest.raises(Conflict):
            challenge_roll(**facts, text="x")
        with pytest.raises(Conflict):
            recuse_seat(**facts, reason="x")
