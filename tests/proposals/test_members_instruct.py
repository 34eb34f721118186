"""What the members of a movement say in a consultation instructs its seat: `instruct_by_members`, at the count."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from common import clock
from common.errors import DomainError
from councils.models import Mandate, Standing
from ledger.models import Entry
from proposals.consulting.closing import count_consultation
from proposals.models import Consultation, Instruction, Recusal
from proposals.voting.instructing import members as by_members
from proposals.voting.instructing.queries import votes_against
from tests.factories.consulting import CLOSE, again, answers, consulted, members, take_time
from tests.factories.handing import answered, ballot_of, bind, delegate, handing, instruct, replace
from tests.factories.pages import CLOSES, INSIDE, TICK, address, conduct, get, send, signed_in, slug, text
from tests.factories.scenes import Scene

pytestmark = pytest.mark.django_db
YES, NO = {"yes": "1"}, {"no": "1"}
LATER = CLOSE + timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    return handing()


def asked(scene: Scene, choices: str = "nnnyy") -> Consultation:
    """A consultation of Brazil's members, answered, and not yet counted."""
    words = {"y": "yes", "n": "no", "a": "abstain"}
    people = members(scene.seats["BR"], len(choices))
    consultation = consulted(scene)
    answers(consultation, people, [words[letter] for letter in choices])
    return consultation


def count(consultation: Consultation, at: datetime = CLOSE) -> None:
    with clock.travel(at):
        assert count_consultation(again(consultation))


def code_of(act: Any, *args: Any, **facts: Any) -> str | None:
    try:
        with transaction.atomic():
            act(*args, **facts)
    except DomainError as refusal:
        assert refusal.sentence
        return refusal.code
    return None


@pytest.mark.parametrize("kind", [Mandate.Kind.BOUND, Mandate.Kind.SPLIT])
def test_what_the_members_said_flags_a_vote_against_it(scene: Scene, kind: str) -> None:
    coordinator = bind(scene, kind=kind)
    early = answered(scene, YES)
    consultation = asked(scene)
    conduct(CLOSE)
    given = Instruction.objects.get()
    assert (given.answer, given.is_of_members, given.instructed_by, given.instructed_at) == (NO, True, None, CLOSE)
    entry = Entry.objects.get(verb="instruct_by_members")
    assert entry.data == {"seat": slug(scene), "ballot": scene.ballot.number, "commitment": given.commitment}
    assert entry.actor_id is None
    assert again(consultation).state == "counted"
    with clock.travel(LATER):
        assert votes_against(coordinator) == [early]
    assert "goes against what your movement instructed" not in text(get(scene, coordinator, LATER))
    assert "The members of your movement instructed its seat" in text(get(scene, coordinator, LATER))
    assert "Instruct anew" not in text(get(scene, coordinator, LATER))
    sent = send(scene, scene.titulars["BR"], LATER, "vote", acting_for=slug(scene), choice="yes")
    assert "It goes against what your movement instructed" in text(sent)
    assert replace(scene, coordinator, at=LATER).answer == NO
    page = text(get(scene, None, LATER, "consultation", consultation.number))
    assert "The members instruct the mandate to vote: No" in page
    assert "This is advice" not in page
    conduct(CLOSES)
    path = f"/api/v1/ballots/{scene.council.slug}/1/{scene.ballot.number}/"
    with clock.travel(CLOSES):
        [told] = Client().get(path).json()["instructions"]
    assert (told["is_of_members"], told["answer"], told["is_followed"]) == (True, NO, True)


def test_no_coordinator_takes_back_what_the_members_said(scene: Scene) -> None:
    coordinator = bind(scene)
    instruct(scene, coordinator, YES)
    asked(scene)
    conduct(CLOSE)
    assert code_of(instruct, scene, coordinator, YES, at=LATER) == "members_instructed"
    assert get(scene, coordinator, LATER, "instruct_mandate").status_code == 409
    # One that came in between without being seen does not stand before it either.
    given = Instruction.objects.filter(is_of_members=False).get()
    Instruction.objects.create(
        ballot=given.ballot,
        seat=given.seat,
        answer=YES,
        instructed_by=coordinator,
        instructed_at=LATER,
        salt="x",
        commitment="x",
    )
    answered(scene, YES, at=LATER)
    with clock.travel(LATER):
        assert len(votes_against(coordinator)) == 1
    conduct(CLOSES)
    path = f"/api/v1/ballots/{scene.council.slug}/1/{scene.ballot.number}/"
    with clock.travel(CLOSES):
        [told] = Client().get(path).json()["instructions"]
    assert told["answer"] == NO


@pytest.mark.parametrize("choices", ["yynna"[:4], "ynynaa", ""])
def test_members_who_say_nothing_together_instruct_nobody(scene: Scene, choices: str) -> None:
    bind(scene)
    count(asked(scene, choices))
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("why", ["free", "recused", "suspended", "cancelled", "late"])
def test_where_no_instruction_can_be_given_the_count_stands_and_advises(scene: Scene, why: str) -> None:
    consultation, seat, at = asked(scene), scene.seats["BR"], CLOSE
    if why != "free":
        bind(scene)
    if why == "recused":
        Recusal.objects.create(
            ballot=scene.ballot, seat=seat, reason="x", recused_by=scene.secretary, recused_at=INSIDE
        )
    elif why == "suspended":
        Standing.objects.create(seat=seat, status="suspended", effective_at=INSIDE, recorded_at=INSIDE)
    elif why == "cancelled":
        scene.ballot.state = "cancelled"
        scene.ballot.save(update_fields=["state"])
    elif why == "late":
        at = CLOSES
    count(consultation, at)
    assert again(consultation).result["counts"]["no"] == 3
    assert not Instruction.objects.exists()
    assert not Entry.objects.filter(verb="instruct_by_members").exists()
    assert "This is advice" in text(get(scene, None, at, "consultation", consultation.number))


@pytest.mark.parametrize("at", [CLOSE, CLOSES - TICK])
def test_a_late_worker_still_instructs_before_the_ballot_closes(scene: Scene, at: datetime) -> None:
    bind(scene)
    count(asked(scene), at)
    assert Instruction.objects.get().instructed_at == at


def test_a_councils_consultation_instructs_nobody(scene: Scene) -> None:
    bind(scene)
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene, None)
    answers(consultation, people, ["no"] * 5)
    count(consultation)
    assert not Instruction.objects.exists()


def test_a_seat_that_its_members_instruct_hands_its_vote_on_no_more(scene: Scene) -> None:
    bind(scene)
    delegate(scene, "BR", "AR")
    answered(scene, YES, country="AR")
    count(asked(scene))
    assert code_of(delegate, scene, "BR", "VE", at=LATER) == "instructed"
    take_time()
    conduct(CLOSES)
    assert not any(told["counts"] for told in ballot_of(scene).delegations)


def test_a_count_that_dies_before_its_instruction_is_done_again_whole(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(scene)
    consultation = asked(scene)

    def die(*_args: Any, **_facts: Any) -> None:
        raise RuntimeError("the worker ends here")

    with monkeypatch.context() as patch:
        patch.setattr(by_members, "record", die)
        conduct(CLOSE)
    assert again(consultation).state == "open"
    assert not Instruction.objects.exists()
    conduct(LATER)
    assert again(consultation).state == "counted"
    with clock.travel(LATER):
        assert not count_consultation(again(consultation))
    assert Instruction.objects.count() == Entry.objects.filter(verb="instruct_by_members").count() == 1


def test_the_table_has_one_word_of_the_members_and_nobody_else_says_it(scene: Scene) -> None:
    coordinator = bind(scene)
    count(asked(scene))
    facts = {"ballot": scene.ballot, "seat": scene.seats["BR"], "answer": YES, "instructed_at": CLOSE}
    facts |= {"salt": "x", "commitment": "x"}
    for more in (
        {"is_of_members": True},
        {"is_of_members": True, "instructed_by": coordinator, "seat": scene.seats["AR"]},
        {"is_of_members": False, "seat": scene.seats["AR"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Instruction.objects.create(**facts | more)
    with pytest.raises(DatabaseError), transaction.atomic():
        Instruction.objects.update(is_of_members=False, instructed_by=coordinator)


def test_the_public_log_says_so_in_a_sentence(scene: Scene) -> None:
    bind(scene)
    count(asked(scene))
    with clock.travel(LATER):
        page = signed_in(None).get(address(scene))
    assert page.status_code == 200
    entry = Entry.objects.get(verb="instruct_by_members")
    assert entry.on_behalf_of == slug(scene)
    assert entry.subject == scene.ballot.get_absolute_url()
