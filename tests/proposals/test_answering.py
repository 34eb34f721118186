"""Positions go out to those who are to answer; these answer when they like, and everybody sees when that was."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from accounts.models import User
from common import clock
from common.errors import DomainError
from councils.models import Council
from ledger.models import Entry
from proposals.answering import sending
from proposals.answering.actions import acknowledge_transmittal, answer_transmittal
from proposals.answering.models import OPEN_STATES
from proposals.answering.reading import read_transmittal
from proposals.answering.sending import send_one_transmittal, send_transmittal, supersede_transmittal
from proposals.models import Position, Response, Transmittal
from proposals.positions.publishing import write_position
from proposals.tasks import sweep
from tests.factories.answering import COUNTED, DUE, Addressed, addressed, board_of, sent
from tests.factories.pages import signed_in
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
BEFORE = COUNTED + DAY
WHOLE = {"kind": "accepts", "reasons": "De acuerdo.", "language": "es"}
PARTS = [
    {"paragraph": "p2", "kind": "rejects", "reasons": "No hay agua."},
    {"paragraph": "p1", "kind": "accepts", "reasons": ""},
]


def code_of(act: Any, at: datetime, **facts: object) -> str:
    """What the act is refused with at an instant, or nothing."""
    with clock.travel(at), transaction.atomic():
        try:
            act(**facts)
        except DomainError as refusal:
            return f"{refusal.status} {refusal.code}"
        return ""


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__contains="transmittal").order_by("id").values_list("verb", flat=True))


def respond(found: Addressed, at: datetime, **facts: Any) -> Response:
    with clock.travel(at):
        given = {**WHOLE, **facts}
        return answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **given)


def superseded(found: Addressed) -> Position:
    """Another position takes the place of the latest."""
    with clock.travel(BEFORE), transaction.atomic():
        ballot = found.scene.ballot
        ballot.refresh_from_db()
        return write_position(ballot, BEFORE, supersedes=found.position)


def test_what_is_adopted_is_sent_once_to_each_addressee() -> None:
    found = kept(addressed)
    other = board_of("Presidencia")
    found.scene.round.addressees.add(other)
    with clock.travel(COUNTED):
        sweep()
        assert not send_one_transmittal()
    rows = Transmittal.objects.order_by("addressee__slug")
    assert [(row.addressee, row.state, row.sent_at, row.due_at) for row in rows] == [
        (board, "sent", COUNTED, DUE) for board in sorted((found.board, other), key=lambda board: board.slug)
    ]
    assert verbs() == ["send_transmittal"] * 2
    entry = Entry.objects.filter(verb="send_transmittal").earliest("id")
    assert entry.actor is None and entry.council_id == found.scene.council.pk
    assert entry.data == {
        "reference": found.position.reference,
        "addressee": found.board.slug,
        "due_at": DUE.isoformat(),
    }


def test_the_rulebook_says_by_when_where_the_round_has_no_window() -> None:
    found = kept(sent, with_window=False, response_days=45)
    assert found.transmittal.due_at == COUNTED + 45 * DAY


def test_a_window_that_has_closed_asks_for_nothing() -> None:
    found = kept(addressed, response_days=10)
    late = DUE + DAY
    with clock.travel(late):
        sweep()
    assert found.transmittal.due_at == late + 10 * DAY


def test_what_was_not_adopted_is_sent_to_nobody() -> None:
    found = kept(sent, choice="no")
    assert found.position.outcome == "rejected"
    assert not Transmittal.objects.exists()


def test_twice_does_nothing_more() -> None:
    found = kept(sent)
    with clock.travel(BEFORE):
        assert send_transmittal(position=found.position, addressee=found.board) is None
    assert verbs() == ["send_transmittal"]


def test_a_fault_holds_up_neither_publishing_nor_the_other_addressees(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(addressed)
    other = board_of("Presidencia")
    found.scene.round.addressees.add(other)
    real = sending.due_at

    def broken(position: Position, at: datetime) -> datetime:
        if not Transmittal.objects.exists() and not failed:
            failed.append(position)
            raise RuntimeError("broken")
        return real(position, at)

    failed: list[Position] = []
    monkeypatch.setattr(sending, "due_at", broken)
    with clock.travel(COUNTED):
        assert send_one_transmittal() is False
        sweep()
    found.scene.ballot.refresh_from_db()
    assert failed and found.scene.ballot.state == "published"
    assert Transmittal.objects.count() == 2


def test_one_that_always_fails_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(addressed)
    other = board_of("Presidencia")
    found.scene.round.addressees.add(other)
    real = sending.send_transmittal

    def broken(*, position: Position, addressee: Council) -> Transmittal | None:
        if addressee == found.board:
            raise RuntimeError("broken")
        return real(position=position, addressee=addressee)

    monkeypatch.setattr(sending, "send_transmittal", broken)
    with clock.travel(COUNTED):
        sweep()
        assert not send_one_transmittal()
    assert list(Transmittal.objects.values_list("addressee", flat=True)) == [other.pk]
    assert found.scene.ballot.positions.exists()


def test_what_could_not_be_sent_stands_on_the_desk_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(addressed)
    real = sending.send_transmittal
    with monkeypatch.context() as broken, clock.travel(COUNTED):
        broken.setattr(sending, "send_transmittal", lambda **_facts: 1 / 0)
        sweep()

    def desk(at: datetime, person: User | None = None) -> str:
        with clock.travel(at):
            reader = signed_in(person or found.scene.secretary)
            return reader.get(f"/desk/{found.scene.council.slug}/").content.decode()

    words = f"Position {found.position.reference}, to Directorio"
    assert words not in desk(COUNTED + sending.SENT_WITHIN - TICK), "a sweep may be on its way"
    assert words in desk(COUNTED + sending.SENT_WITHIN)
    assert found.position.get_absolute_url() in desk(COUNTED + DAY)
    monkeypatch.setattr(sending, "send_transmittal", real)
    with clock.travel(COUNTED + DAY):
        sweep()
    assert words not in desk(COUNTED + DAY)


def test_a_position_that_takes_its_place_is_sent_anew() -> None:
    found = kept(sent)
    first = found.transmittal
    later = superseded(found)
    with clock.travel(BEFORE):
        sweep()
    first.refresh_from_db()
    assert (first.state, first.superseded_at) == ("superseded", BEFORE)
    assert (found.transmittal.position_id, found.transmittal.state) == (later.pk, "sent")
    assert verbs() == ["send_transmittal", "supersede_transmittal", "send_transmittal"]
    with clock.travel(BEFORE):
        assert supersede_transmittal(transmittal=first, later=later) is False
    assert code_of(acknowledge_transmittal, BEFORE, person=found.people["respondent"], transmittal=first) == (
        "409 position_superseded"
    )
    facts = {"person": found.people["respondent"], "transmittal": first, **WHOLE}
    assert code_of(answer_transmittal, BEFORE, **facts) == "409 position_superseded"


def test_what_was_answered_stays_answered() -> None:
    found = kept(sent)
    respond(found, BEFORE)
    first = found.transmittal
    superseded(found)
    with clock.travel(BEFORE):
        sweep()
    first.refresh_from_db()
    assert first.state == "answered"
    facts = {"person": found.people["respondent"], "transmittal": first, **WHOLE}
    assert code_of(answer_transmittal, BEFORE, **facts) == "409 position_superseded"


ROLES = [
    "respondent",
    "second respondent",
    "former respondent",
    "secretary of the board",
    "respondent elsewhere",
    "secretary",
    "titular",
    "stranger",
]
MAY = {"respondent", "second respondent"}
WHEN = {"before": DUE - TICK, "at": DUE, "after": DUE + 100 * DAY}


@pytest.mark.parametrize("when", WHEN)
def test_who_may_acknowledge_and_answer_at_any_time(when: str) -> None:
    found, at = kept(sent), WHEN[when]
    held = found.transmittal
    for role in sorted(set(ROLES) - MAY):
        facts = {"person": found.people[role], "transmittal": held}
        assert code_of(acknowledge_transmittal, at, **facts) == "403 not_your_office", role
        assert code_of(answer_transmittal, at, **facts, **WHOLE) == "403 not_your_office", role
    assert verbs() == ["send_transmittal"]
    facts = {"person": found.people["respondent"], "transmittal": held}
    assert code_of(acknowledge_transmittal, at, **facts) == ""
    for role in sorted(MAY):
        assert code_of(answer_transmittal, at, **{**facts, "person": found.people[role]}, **WHOLE) == ""
    held.refresh_from_db()
    assert (held.state, held.acknowledged_at, held.answered_at) == ("answered", at, at)
    assert verbs() == ["send_transmittal", "acknowledge_transmittal", "answer_transmittal", "answer_transmittal"]


STATES = {
    "sent": ("", ""),
    "acknowledged": ("409 acknowledged_already", ""),
    "answered": ("409 answered_already", ""),
    "superseded": ("409 position_superseded", "409 position_superseded"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_can_be_done_in_which_state(state: str) -> None:
    found = kept(sent)
    held, facts = found.transmittal, {"person": found.people["respondent"], "transmittal": found.transmittal}
    with clock.travel(BEFORE):
        if state == "acknowledged":
            acknowledge_transmittal(**facts)
        if state == "answered":
            answer_transmittal(**facts, **WHOLE)
    if state == "superseded":
        later = superseded(found)
        with clock.travel(BEFORE):
            supersede_transmittal(transmittal=held, later=later)
    may_acknowledge, may_answer = STATES[state]
    assert code_of(acknowledge_transmittal, BEFORE, **facts) == may_acknowledge
    assert code_of(answer_transmittal, BEFORE, **facts, **WHOLE) == may_answer


def test_an_answer_stands_with_its_parts_in_the_order_of_the_text() -> None:
    found = kept(sent)
    answer = respond(found, BEFORE, kind="accepts_in_part", paragraphs=PARTS)
    assert answer.paragraphs == [PARTS[1], PARTS[0]]
    assert (answer.serial, answer.kind, answer.answered_at) == (1, "accepts_in_part", BEFORE)
    assert found.transmittal.response == answer
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.actor) == ("answer_transmittal", found.people["respondent"])
    assert entry.data == {
        "reference": found.position.reference,
        "addressee": found.board.slug,
        "serial": 1,
        "response": "accepts_in_part",
    }


def test_a_new_answer_supersedes_the_former_and_both_stay() -> None:
    found = kept(sent)
    respond(found, BEFORE, kind="rejects")
    respond(found, DUE + DAY, kind="accepts")
    assert list(found.transmittal.responses.values_list("serial", "kind")) == [(2, "accepts"), (1, "rejects")]
    assert (found.transmittal.response.serial, found.transmittal.answered_at) == (2, BEFORE)


BAD = {
    "no kind": {"kind": ""},
    "another kind": {"kind": "maybe"},
    "no reasons": {"reasons": "  "},
    "too long": {"reasons": "x" * 8_001},
    "no text": {"reasons": None},
    "control signs": {"reasons": "a\x00b"},
    "half a character": {"reasons": "a\ud800"},
    "no language": {"language": ""},
    "another language": {"language": "tlh"},
    "no list": {"paragraphs": "p1"},
    "no table": {"paragraphs": [7]},
    "no such paragraph": {"paragraphs": [{"paragraph": "p9", "kind": "accepts", "reasons": "x"}]},
    "a paragraph that is no text": {"paragraphs": [{"paragraph": ["p1"], "kind": "accepts", "reasons": "x"}]},
    "more than asked": {"paragraphs": [{"paragraph": "p1", "kind": "accepts", "reasons": "x", "by": "me"}]},
    "no kind of a part": {"paragraphs": [{"paragraph": "p1", "reasons": "x"}]},
    "no reasons of a part": {"kind": "defers", "paragraphs": [{"paragraph": "p1", "kind": "rejects"}]},
    "twice": {"paragraphs": [PARTS[1], PARTS[1]]},
    "a thousand": {"paragraphs": [PARTS[1]] * 1_000},
    "accepts and does not": {"paragraphs": PARTS},
    "rejects and does not": {"kind": "rejects", "paragraphs": [PARTS[1]]},
}


def test_what_is_no_answer() -> None:
    found = kept(sent)
    for name, wrong in BAD.items():
        facts = {"person": found.people["respondent"], "transmittal": found.transmittal, **WHOLE, **wrong}
        assert code_of(answer_transmittal, BEFORE, **facts).startswith("422 "), name
    assert not Response.objects.exists()


def test_the_clock_in_words() -> None:
    translation.activate("en")  # until the next test, which speaks the language of the settings again
    found = kept(sent)

    def said(at: datetime) -> tuple[str, str, bool]:
        read = read_transmittal(found.transmittal, at)
        return read.word, read.clock, read.is_overdue

    assert said(DUE - 3 * DAY) == ("silent", "3 days left", False)
    assert said(DUE - TICK) == ("silent", "less than a day left", False)
    assert said(DUE) == ("silent", "overdue since less than a day", True)
    assert said(DUE + 12 * DAY) == ("silent", "12 days overdue", True)
    with clock.travel(BEFORE):
        acknowledge_transmittal(person=found.people["respondent"], transmittal=found.transmittal)
    assert said(DUE + DAY) == ("received, not answered", "1 day overdue", True)
    respond(found, DUE + 2 * DAY)
    assert said(DUE + 50 * DAY) == ("accepts", "answered in 31 days, 2 days late", False)


def test_answers_and_their_clock_are_not_changed_in_sql() -> None:
    found = kept(sent)
    respond(found, BEFORE)
    for statement in (
        "UPDATE proposals_response SET reasons = 'x'",
        "DELETE FROM proposals_response",
        "TRUNCATE proposals_response CASCADE",
        "UPDATE proposals_transmittal SET due_at = due_at + interval '1 day'",
        "UPDATE proposals_transmittal SET sent_at = sent_at - interval '1 day'",
        "UPDATE proposals_transmittal SET answered_at = sent_at",
        "UPDATE proposals_transmittal SET state = 'sent', response_id = NULL, answered_at = NULL",
        "DELETE FROM proposals_transmittal",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def at_once(*acts: Any) -> list[str]:
    """Both begin in the same instant; what each was refused with."""
    ready, outcomes = Barrier(len(acts)), []

    def run(act: Any) -> None:
        try:
            ready.wait()
            with clock.travel(BEFORE):
                act()
            outcomes.append("")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_at_once() -> None:
    found = kept(addressed)
    with clock.travel(COUNTED):
        sweep()
    held = found.transmittal
    people = found.people
    assert at_once(
        *(
            lambda who=who: acknowledge_transmittal(person=people[who], transmittal=held)
            for who in ("respondent", "second respondent")
        )
    ) == ["", "acknowledged_already"]
    assert at_once(
        *(
            lambda who=who: answer_transmittal(person=people[who], transmittal=held, **WHOLE)
            for who in ("respondent", "second respondent")
        )
    ) == ["", ""]
    assert sorted(held.responses.values_list("serial", flat=True)) == [1, 2]
    later = superseded(found)
    assert at_once(*[lambda: send_transmittal(position=later, addressee=found.board)] * 2) == ["", ""]
    assert Transmittal.objects.filter(position=later).count() == 1
    assert Transmittal.objects.filter(state__in=OPEN_STATES).count() == 1
