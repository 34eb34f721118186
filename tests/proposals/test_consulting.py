"""Consulting the members: who may ask whom and when, who answers, and what is counted."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Membership, Office, Standing
from ledger.models import Entry
from proposals.consulting.answering import answer_consultation
from proposals.consulting.closing import cancel_consultation, count_consultation
from proposals.consulting.instructing import instruction_from
from proposals.consulting.opening import open_consultation
from proposals.models import Consultation, ConsultationAnswer
from proposals.schedule import close_one_due_window
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.closing import cancel_ballot
from tests.factories.choices import nominate
from tests.factories.consulting import (
    CLOSE,
    COORDINATOR,
    again,
    answer,
    answers,
    consulted,
    crowd,
    crowd_answers,
    fresh,
    members,
    take_time,
)
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, conduct, counted, prepared
from tests.factories.proposals import member, official, suspend
from tests.factories.scenes import FOUNDED, Scene, person
from tests.ground import kept

HOUR = timedelta(hours=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


@pytest.fixture
def scene() -> Scene:
    return kept(prepared)


def role(scene: Scene, who: str) -> Any:
    """Somebody of each role around the movement of Brazil."""
    seat = scene.seats["BR"]
    if who == "former coordinator":
        person_ = member(seat, COORDINATOR)
        seat.movement.memberships.filter(person=person_).update(ends_at=BEFORE)
        return person_
    return {
        "coordinator": lambda: member(seat, COORDINATOR),
        "member": lambda: member(seat),
        "titular": lambda: scene.titulars["BR"],
        "alternate": lambda: scene.alternates["BR"],
        "coordinator elsewhere": lambda: member(scene.seats["AR"], COORDINATOR),
        "secretary": lambda: scene.secretary,
        "moderator": lambda: official(scene.council, Office.Kind.MODERATOR),
        "observer": lambda: official(scene.council, Office.Kind.OBSERVER),
        "respondent": lambda: official(scene.council, Office.Kind.RESPONDENT),
        "stranger": person,
    }[who]()


ROLES = ("coordinator", "member", "titular", "alternate", "coordinator elsewhere", "former coordinator", "secretary")
ROLES += ("moderator", "observer", "respondent", "stranger")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (BEFORE, None),
        (OPENS, None),
        (CLOSES - HOUR - TICK, None),
        (CLOSES - HOUR, "too_late_to_ask"),
        (CLOSES, "ballot_closed"),
        (CLOSES + HOUR, "ballot_closed"),
    ],
)
def test_who_opens_a_consultation_when(scene: Scene, at: datetime, code: str | None) -> None:
    seat, close = scene.seats["BR"], min(at + HOUR, CLOSES - TICK)
    for who, asks in product(ROLES, ("movement", "council")):
        facts = {"person": role(scene, who), "ballot": fresh(scene.ballot), "closes_at": close}
        facts["seat"] = seat if asks == "movement" else None
        may = who == ("coordinator" if asks == "movement" else "secretary")
        with clock.travel(at):
            if may and code is None:
                made = open_consultation(**facts)
                assert (made.opens_at, made.purpose) == (at, "instruct" if asks == "movement" else "advise")
                assert made.movements.count() == (1 if asks == "movement" else 7)
                continue
            with pytest.raises(Conflict if may else Forbidden) as raised:
                open_consultation(**facts)
        forbidden = "not_a_coordinator" if asks == "movement" else "not_your_office"
        assert raised.value.code == (code if may else forbidden), who
        assert raised.value.sentence
    assert Consultation.objects.count() == (2 if code is None else 0)


@pytest.mark.parametrize(
    ("closes_at", "code"),
    [
        (None, "closes_too_early"),
        (BEFORE, "closes_too_early"),
        (BEFORE + HOUR - TICK, "closes_too_early"),
        (BEFORE + HOUR, None),
        (CLOSES - TICK, None),
        (CLOSES, "closes_too_late"),
        (CLOSES + timedelta(days=9_999), "closes_too_late"),
    ],
)
def test_it_closes_after_an_hour_and_before_the_ballot(scene: Scene, closes_at: datetime, code: str | None) -> None:
    if code is None:
        assert consulted(scene, closes_at=closes_at).closes_at == closes_at
        return
    with pytest.raises(Invalid) as raised:
        consulted(scene, closes_at=closes_at)
    assert raised.value.code == code
    assert "%" not in str(raised.value.fields["closes_at"]) + raised.value.sentence


def test_members_are_asked_once_by_each_who_asks(scene: Scene) -> None:
    first = consulted(scene)
    consulted(scene, "AR")
    consulted(scene, None)
    for country in ("BR", None):
        with pytest.raises(Conflict) as raised:
            consulted(scene, country)
        assert raised.value.code == "asked_already"
    with clock.travel(INSIDE):
        cancel_consultation(person=first.opened_by, consultation=again(first), reason="Mal preguntada.")
    assert consulted(scene, at=INSIDE).number == 4


def test_a_suspended_movement_consults_nobody(scene: Scene) -> None:
    suspend(scene.seats["BR"], BEFORE - HOUR)
    with pytest.raises(Conflict) as raised:
        consulted(scene)
    assert raised.value.code == "movement_suspended"
    assert consulted(scene, None).movements.count() == 6


def test_nobody_is_consulted_on_a_cancelled_ballot(scene: Scene) -> None:
    consultation = consulted(scene)
    [who] = members(scene.seats["BR"], 1)
    with clock.travel(INSIDE):
        cancel_ballot(person=scene.secretary, ballot=fresh(scene.ballot), reason="Un error.")
    for act in (lambda: consulted(scene, "AR", at=INSIDE), lambda: answer(consultation, who)):
        with pytest.raises(Conflict) as raised:
            act()
        assert raised.value.code == "ballot_cancelled"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (BEFORE - TICK, "not_open_yet"),
        (BEFORE, None),
        (CLOSE - TICK, None),
        (CLOSE, "closed"),
        (CLOSE + HOUR, "closed"),
        (CLOSES, "closed"),
    ],
)
def test_who_answers_when(scene: Scene, at: datetime, code: str | None) -> None:
    people = {who: role(scene, who) for who in ROLES}
    asked = {asks: consulted(scene, asks) for asks in ("BR", None)}
    for who, asks in product(ROLES, asked):
        is_member = who in ("coordinator", "member", "titular", "alternate")
        is_on_roll = is_member or (asks is None and who == "coordinator elsewhere")
        if is_on_roll and code is None:
            assert answer(asked[asks], people[who], at=at).answered_at == at
            continue
        with pytest.raises(Conflict if is_on_roll else Forbidden) as raised:
            answer(asked[asks], people[who], at=at)
        assert raised.value.code == (code if is_on_roll else "not_on_roll"), who
        assert raised.value.sentence
    assert ConsultationAnswer.objects.count() == (9 if code is None else 0)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_on_roll"),
    [
        (BEFORE - TICK, None, True),
        (BEFORE, None, False),
        (INSIDE - HOUR, None, False),
        (FOUNDED, BEFORE - TICK, False),
        (FOUNDED, BEFORE, False),
        (FOUNDED, BEFORE + TICK, True),
        (FOUNDED, INSIDE - HOUR, True),
    ],
)
def test_the_roll_is_who_belonged_at_the_opening(
    scene: Scene, starts_at: datetime, ends_at: datetime | None, is_on_roll: bool
) -> None:
    who, consultation = person(), consulted(scene)
    others = scene.seats["BR"].movement.memberships.count()
    scene.seats["BR"].movement.memberships.create(person=who, starts_at=starts_at, ends_at=ends_at)
    if is_on_roll:
        answer(consultation, who)
    else:
        with pytest.raises(Forbidden):
            answer(consultation, who)
    conduct(CLOSE)
    assert again(consultation).result["members"] == others + is_on_roll


def test_the_latest_answer_before_the_close_counts_and_no_other_is_kept(scene: Scene) -> None:
    people = members(scene.seats["BR"], 6)
    consultation = consulted(scene)
    answers(consultation, people, ["no"] * 6)
    answers(consultation, people, ["yes", "yes", "abstain", "block", "yes", "yes"], INSIDE + HOUR)
    with pytest.raises(Conflict):
        answer(consultation, people[0], "no", CLOSE)
    assert ConsultationAnswer.objects.count() == 6
    conduct(CLOSE)
    counts = again(consultation).result["counts"]
    assert counts == {"yes": 4, "no": 0, "abstain": 1, "block": 1}


def test_a_member_of_two_movements_answers_each_of_them_and_the_council_once(scene: Scene) -> None:
    [who] = members(scene.seats["BR"], 1)
    Membership.objects.create(movement=scene.seats["AR"].movement, person=who, starts_at=FOUNDED)
    for country in ("BR", "AR"):
        answer(consulted(scene, country), who)
    council = consulted(scene, None)
    with pytest.raises(Invalid) as raised:
        answer(council, who)
    assert raised.value.code == "choose_movement"
    with pytest.raises(Invalid):
        answer(council, who, movement=scene.seats["EC"].movement.slug)
    answer(council, who, movement=scene.seats["BR"].movement.slug)
    answer(council, who, "no", movement=scene.seats["AR"].movement.slug)
    assert council.answers.get().asked.movement == scene.seats["AR"].movement.slug
    conduct(CLOSE)
    result = again(council).result
    assert result["answered"] == 1
    assert sum(row["members"] for row in result["movements"]) == result["members"] + 1


def test_a_suspended_movements_members_answer_nothing_new(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene)
    answers(consultation, people, ["yes"] * 5)
    Standing.objects.create(
        seat=scene.seats["BR"], status="suspended", effective_at=INSIDE, recorded_at=INSIDE, reason="x"
    )
    with pytest.raises(Conflict) as raised:
        answer(consultation, people[0], "no", INSIDE + HOUR)
    assert raised.value.code == "movement_suspended"
    conduct(CLOSE)
    assert again(consultation).result["counts"]["yes"] == 5


@pytest.mark.parametrize("given", ["", "perhaps", "YES", "yes\x00", {"yes": "2"}, {"yes": "1", "no": "1"}, {}])
def test_what_is_no_answer_is_refused(scene: Scene, given: Any) -> None:
    [who] = members(scene.seats["BR"], 1)
    consultation = consulted(scene)
    with pytest.raises(Invalid):
        answer(consultation, who, given)
    with pytest.raises(Invalid):
        answer(consultation, who, movement="\x00")
    assert not ConsultationAnswer.objects.exists()


@pytest.mark.parametrize(("at", "code"), [(BEFORE, None), (CLOSE - TICK, None), (CLOSE, "consultation_closed")])
def test_who_cancels_a_consultation_when(scene: Scene, at: datetime, code: str | None) -> None:
    people = {who: role(scene, who) for who in ROLES}
    asked = {asks: consulted(scene, asks) for asks in ("BR", None)}
    for who, asks in product(reversed(ROLES), asked):
        may = who == ("coordinator" if asks else "secretary")
        consultation = again(asked[asks])
        with clock.travel(at):
            if may and code is None:
                ended = cancel_consultation(person=people[who], consultation=consultation, reason=" Un error. ")
                assert (ended.state, ended.cancellation_reason) == ("cancelled", "Un error.")
                with pytest.raises(Conflict) as raised:
                    cancel_consultation(person=people[who], consultation=consultation, reason="Otra vez.")
                assert raised.value.code == "consultation_cancelled"
                continue
            with pytest.raises(Conflict if may else Forbidden) as raised:
                cancel_consultation(person=people[who], consultation=consultation, reason="Un error.")
        if may:
            assert raised.value.code == code


@pytest.mark.parametrize("reason", ["", "  ", "x\x00", "x" * 2_001])
def test_a_cancellation_says_why(scene: Scene, reason: str) -> None:
    consultation = consulted(scene)
    with clock.travel(INSIDE), pytest.raises(Invalid):
        cancel_consultation(person=consultation.opened_by, consultation=again(consultation), reason=reason)


def test_a_cancelled_consultation_takes_no_answer_and_is_not_counted(scene: Scene) -> None:
    people = members(scene.seats["BR"], 6)
    consultation = consulted(scene)
    answers(consultation, people, ["yes"] * 6)
    with clock.travel(INSIDE):
        cancel_consultation(person=consultation.opened_by, consultation=again(consultation), reason="Un error.")
    with pytest.raises(Conflict) as raised:
        answer(consultation, people[0], "no", INSIDE + HOUR)
    assert raised.value.code == "consultation_cancelled"
    conduct(CLOSE)
    assert again(consultation).result is None
    assert instruction_from(again(consultation)) is None


def test_the_conductor_counts_at_the_close_and_once(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene)
    answers(consultation, people, ["yes"] * 3 + ["no"] * 2)
    conduct(CLOSE - TICK)
    assert again(consultation).state == "open"
    conduct(CLOSE)
    ended = again(consultation)
    assert (ended.state, ended.counted_at, ended.failure) == ("counted", CLOSE, "")
    with clock.travel(CLOSE):
        assert not count_consultation(ended)
        assert not close_one_due_window()
    told = Entry.objects.get(verb="count_consultation").data
    assert told["counts"] == {"yes": 3, "no": 2, "abstain": 0, "block": 0}
    assert (told["answered"], told["members"]) == (5, ended.result["members"])


def test_the_ledger_tells_of_nobodys_answer(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene)
    written = set(Entry.objects.values_list("pk", flat=True))
    answers(consultation, people, ["yes"] * 5)
    assert not Entry.objects.exclude(pk__in=written).filter(subject=consultation.get_absolute_url()).exists()
    conduct(CLOSE)
    verbs = Entry.objects.filter(subject=consultation.get_absolute_url()).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["open_consultation", "count_consultation"]


@pytest.mark.parametrize(
    ("choices", "instruction"),
    [
        ("yyynn", {"yes": "1"}),
        ("yynnnb", {"no": "1"}),
        ("yynbb", {"block": "1"}),
        ("ynaaaaaa", None),
        ("ynnbyy", None),
        ("aaaaa", {"abstain": "1"}),
        ("yaaaa", {"yes": "1"}),
        ("yyyy", None),
        ("", None),
    ],
)
def test_what_the_members_say_instructs_the_mandate(
    scene: Scene, choices: str, instruction: dict[str, str] | None
) -> None:
    words = {"y": "yes", "n": "no", "a": "abstain", "b": "block"}
    people = members(scene.seats["BR"], len(choices))
    consultation = consulted(scene)
    answers(consultation, people, [words[letter] for letter in choices])
    assert instruction_from(again(consultation)) is None, "before it is counted"
    conduct(CLOSE)
    assert instruction_from(again(consultation)) == instruction


def test_a_councils_consultation_instructs_nobody(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene, None)
    answers(consultation, people, ["yes"] * 5)
    conduct(CLOSE)
    assert again(consultation).result["counts"]["yes"] == 5
    assert instruction_from(again(consultation)) is None


OPTIONS = tuple(Choice(code, {"es": code}, cost=Decimal(10)) for code in ("riego", "semillas", "caminos"))


@pytest.mark.parametrize(
    ("kind", "terms", "given", "measure", "counts"),
    [
        ("ranking", {}, {"ranking": [["riego", "semillas"], ["caminos"]]}, "first_ranks", [5, 5, 0]),
        ("election", {"places": 1}, {"ranking": [["caminos"]]}, "first_ranks", [0, 0, 5]),
        ("allocation", {"input": "approval"}, {"approved": ["riego", "caminos"]}, "approvals", [5, 0, 5]),
        ("allocation", {"input": "score"}, {"points": {"riego": 3, "caminos": 1}}, "points", [15, 0, 5]),
        ("allocation", {"input": "ranked"}, {"ranking": [["semillas"], ["riego"]]}, "first_ranks", [0, 5, 0]),
    ],
)
def test_other_kinds_of_ballots_are_counted_by_option(
    scene: Scene, kind: str, terms: dict[str, Any], given: Any, measure: str, counts: list[int]
) -> None:
    budget = {"budget": "20.00", "currency": "USD"} if kind == "allocation" else {}
    without_cost = tuple(replace(option, cost=None) for option in OPTIONS)
    put = {"allocation": OPTIONS, "ranking": without_cost, "election": ()}[kind]
    with clock.travel(BEFORE):
        scene.ballot = call_ballot(
            person=scene.secretary,
            round_=scene.round,
            kind=kind,
            title={"es": "¿Qué va primero?"},
            terms={**budget, **terms},
            choices=put,
        )
    if kind == "election":
        nominate(scene, {option.code: option.code for option in OPTIONS}, at=BEFORE)
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene, at=BEFORE + TICK)
    assert consultation.purpose == "advise"
    for wrong in ({}, {"ranking": [["nada"]]}, {"points": {"riego": "3"}}, {"approved": []}, {"yes": "1"}):
        with pytest.raises(Invalid):
            answer(consultation, people[0], wrong)
    answers(consultation, people, [given] * 5)
    conduct(CLOSE)
    result = again(consultation).result
    assert result["measure"] == measure
    assert [result["counts"][option.code] for option in OPTIONS] == counts
    assert instruction_from(again(consultation)) is None


def test_there_is_nothing_to_ask_without_options(scene: Scene) -> None:
    with clock.travel(BEFORE):
        scene.ballot = call_ballot(
            person=scene.secretary, round_=scene.round, kind="election", title={"es": "¿Quién?"}, terms={"places": 1}
        )
    with pytest.raises(Conflict) as raised:
        consulted(scene)
    assert raised.value.code == "nothing_to_ask"


def test_ten_thousand_members_cost_the_queries_of_ten(scene: Scene) -> None:
    costs = []
    for number in (10, 10_000):
        scene = prepared()
        crowd(list(scene.seats.values()), number)
        with clock.travel(BEFORE), counted(15) as opening:
            consultation = open_consultation(
                person=scene.secretary, ballot=fresh(scene.ballot), seat=None, closes_at=CLOSE
            )
        answered = crowd_answers(consultation, INSIDE)
        who = scene.titulars["BR"]
        with clock.travel(INSIDE), counted(4) as answering:
            answer_consultation(person=who, consultation=again(consultation), choice="block")
        take_time()
        ended = again(consultation)
        with clock.travel(CLOSE), counted(10) as counting:
            assert count_consultation(ended)
        assert ended.result["answered"] == answered == number + 14
        assert ended.result["members"] == number + 14
        costs.append((opening.number, answering.number, counting.number))  # type: ignore[attr-defined] # set by counted
    assert costs[0] == costs[1]
    assert sum(ended.result["counts"].values()) == 10_014


@pytest.mark.parametrize("at", [BEFORE - TICK, CLOSE, CLOSE + HOUR])
def test_the_table_itself_refuses_an_answer_outside_its_window(scene: Scene, at: datetime) -> None:
    consultation = consulted(scene)
    [who] = members(scene.seats["BR"], 1)
    row = {"consultation": consultation, "asked": consultation.movements.get(), "person": who, "answer": {"yes": "1"}}
    with clock.travel(at), pytest.raises(IntegrityError), transaction.atomic():
        ConsultationAnswer.objects.create(**row, answered_at=at)
    with clock.travel(INSIDE):
        made = ConsultationAnswer.objects.create(**row, answered_at=INSIDE)
    with clock.travel(at), pytest.raises(IntegrityError), transaction.atomic():
        ConsultationAnswer.objects.filter(pk=made.pk).update(answer={"no": "1"}, answered_at=at)
    with clock.travel(at), pytest.raises(IntegrityError), transaction.atomic():
        ConsultationAnswer.objects.filter(pk=made.pk).update(answer={"no": "1"})


def test_what_was_asked_and_counted_never_changes(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene)
    answers(consultation, people, ["yes"] * 5)
    changes: list[Any] = [
        lambda: Consultation.objects.update(closes_at=F("closes_at") - timedelta(seconds=1)),
        lambda: Consultation.objects.update(opens_at=FOUNDED),
        lambda: consultation.movements.update(name="x"),
        lambda: ConsultationAnswer.objects.all().delete(),
        lambda: Consultation.objects.all().delete(),
    ]
    conduct(CLOSE)
    changes += [
        lambda: Consultation.objects.update(result={}),
        lambda: Consultation.objects.update(state="open", result=None, counted_at=None),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_refusal_is_told_in_a_sentence(scene: Scene) -> None:
    [who] = members(scene.seats["BR"], 1)
    with pytest.raises(DomainError) as raised:
        answer(consulted(scene), who, at=CLOSE)
    assert "%" not in raised.value.sentence
