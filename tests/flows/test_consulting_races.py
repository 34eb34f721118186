"""Members who answer at once, and the close, on a real PostgreSQL with real threads and real time."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import Conflict
from common.locks import Lock
from ledger.models import Entry
from proposals.consulting.answering import answer_consultation
from proposals.consulting.closing import count_consultation
from proposals.consulting.disclosing import LEAST
from proposals.consulting.opening import open_consultation
from proposals.models import Consultation, ConsultationAnswer, ConsultedMovement, Instruction
from proposals.schedule import close_one_due_window
from proposals.voting.instructing.actions import instruct_mandate
from tests.factories.consulting import COORDINATOR, again, fresh
from tests.factories.handing import bind
from tests.factories.proposals import member
from tests.factories.scenes import FOUNDED, Scene, voting_scene
from tests.factories.threads import in_thread, wait_until, waiting_for

pytestmark = pytest.mark.django_db(transaction=True)


def closing_in(seconds: float) -> tuple[Scene, Consultation]:
    """A consultation of one movement that closes so soon, which no act would open."""
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    seat = scene.seats["BR"]
    made = Consultation.objects.create(
        round=scene.round,
        ballot=scene.ballot,
        number=1,
        seat=seat,
        purpose="instruct",
        revision=scene.ballot.proposal.revision,
        opened_by=scene.titulars["BR"],
        opens_at=now - timedelta(seconds=1),
        closes_at=now + timedelta(seconds=seconds),
    )
    ConsultedMovement.objects.create(consultation=made, seat=seat, movement=seat.movement.slug, name=seat.movement.name)
    return scene, again(made)


def say(consultation: Consultation, who: User, choice: str = "yes") -> ConsultationAnswer | Conflict:
    try:
        return answer_consultation(person=who, consultation=again(consultation), choice=choice)
    except Conflict as refusal:
        return refusal


def test_one_person_in_many_tabs_has_one_answer_and_it_is_the_latest(pool: ThreadPoolExecutor) -> None:
    scene, consultation = closing_in(60)
    who = scene.titulars["BR"]
    choices = ["yes", "no", "abstain", "block"] * 4
    said = list(pool.map(lambda choice: in_thread(lambda: say(consultation, who, choice))(), choices))
    latest = max(said, key=lambda one: one.answered_at)  # type: ignore[union-attr] # none was refused
    kept = ConsultationAnswer.objects.get()
    assert (kept.answer, kept.answered_at) == (latest.answer, latest.answered_at)  # type: ignore[union-attr] # as above


def test_an_answer_that_entered_in_time_is_counted_though_it_commits_after_the_close(pool: ThreadPoolExecutor) -> None:
    scene, consultation = closing_in(3)
    answered, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            assert isinstance(say(consultation, scene.titulars["BR"]), ConsultationAnswer)
            answered.set()
            assert may_commit.wait(12)

    late = pool.submit(in_thread(slow))
    assert answered.wait(12)
    wait_until(lambda: clock.now() >= consultation.closes_at, "the close")
    counting = pool.submit(in_thread(lambda: count_consultation(consultation)))
    wait_until(lambda: waiting_for(Lock.CONSULTATION, consultation.pk), "the count waits for the answer")
    may_commit.set()
    late.result()
    assert counting.result() is True
    assert again(consultation).result["answered"] == 1


def test_an_answer_that_waits_for_the_count_is_refused(pool: ThreadPoolExecutor) -> None:
    scene, consultation = closing_in(0.2)
    wait_until(lambda: clock.now() >= consultation.closes_at, "the close")
    counted, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            assert count_consultation(again(consultation))
            counted.set()
            assert may_commit.wait(12)

    counting = pool.submit(in_thread(slow))
    assert counted.wait(12)
    late = pool.submit(in_thread(lambda: say(consultation, scene.titulars["BR"])))
    wait_until(lambda: waiting_for(Lock.CONSULTATION, consultation.pk), "the answer waits for the count")
    may_commit.set()
    counting.result()
    refusal = late.result()
    assert isinstance(refusal, Conflict)
    assert refusal.code == "closed"
    assert not ConsultationAnswer.objects.exists()


def test_a_stream_of_answers_across_the_close_loses_none_and_admits_none_late(pool: ThreadPoolExecutor) -> None:
    scene, consultation = closing_in(3)
    people = [member(scene.seats["BR"]) for _number in range(4)]

    def keep_answering(who: User) -> int:
        number = 0
        while isinstance(given := say(consultation, who), ConsultationAnswer):
            number += 1
        assert given.code == "closed"
        return number

    def keep_conducting() -> None:
        until = time.monotonic() + 6
        while time.monotonic() < until:
            if not close_one_due_window():
                time.sleep(0.05)

    answering = [pool.submit(in_thread(lambda who=who: keep_answering(who))) for who in people]
    conducting = [pool.submit(in_thread(keep_conducting)) for _number in range(2)]
    assert sum(one.result() for one in answering) > 4
    for one in conducting:
        one.result()
    result = again(consultation).result
    assert result["answered"] == ConsultationAnswer.objects.count() == 4
    assert not ConsultationAnswer.objects.filter(answered_at__gte=consultation.closes_at).exists()


def test_two_workers_at_once_count_once_and_instruct_once(pool: ThreadPoolExecutor) -> None:
    scene, consultation = closing_in(1.5)
    coordinator = bind(scene)
    people = [member(scene.seats["BR"]) for _number in range(LEAST)]
    scene.seats["BR"].movement.memberships.filter(person__in=people).update(starts_at=FOUNDED)
    for who in people:
        assert isinstance(say(consultation, who, "no"), ConsultationAnswer)
    wait_until(lambda: clock.now() >= consultation.closes_at, "the close")
    steps = [lambda: count_consultation(again(consultation)), close_one_due_window] * 3
    done = list(pool.map(lambda step: in_thread(step)(), steps))
    assert any(done)
    while close_one_due_window():
        pass
    given = Instruction.objects.get()
    assert (given.answer, given.is_of_members) == ({"no": "1"}, True)
    for verb in ("count_consultation", "instruct_by_members"):
        assert Entry.objects.filter(verb=verb).count() == 1, verb
    with pytest.raises(Conflict) as refusal:
        instruct_mandate(person=coordinator, seat=scene.seats["BR"], ballot=fresh(scene.ballot), answer={"yes": "1"})
    assert refusal.value.code == "members_instructed"


def test_two_who_open_at_once_open_one(pool: ThreadPoolExecutor) -> None:
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(days=1))
    seat = scene.seats["BR"]
    people = [member(seat, COORDINATOR) for _number in range(6)]

    def opened(who: User) -> Consultation | Conflict:
        try:
            closes_at = now + timedelta(hours=5)
            return open_consultation(person=who, ballot=fresh(scene.ballot), seat=seat, closes_at=closes_at)
        except Conflict as refusal:
            return refusal

    made = list(pool.map(lambda who: in_thread(lambda: opened(who))(), people))
    assert [one.code for one in made if isinstance(one, Conflict)] == ["asked_already"] * 5
    assert Consultation.objects.count() == 1
