"""Movements write and sign letters; at the close one that enough signed is sent and answered like a position."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from common import clock
from common.errors import DomainError
from councils.models import Council
from ledger.models import Entry
from proposals import schedule
from proposals.answering import letters as sending
from proposals.answering.actions import acknowledge_transmittal, answer_transmittal
from proposals.answering.letters import send_letter
from proposals.answering.permissions import why_not_in_force
from proposals.answering.sending import send_one_transmittal
from proposals.letters.actions import sign_letter, withdraw_letter, withdraw_signature, write_letter
from proposals.letters.closing import close_letter
from proposals.models import Letter, LetterSignature, Transmittal
from proposals.tasks import sweep
from tests.factories.letters import CLOSES, INSIDE, OPENS, Open, opened
from tests.factories.proposals import suspend
from tests.ground import kept
from tests.proposals.test_answering import at_once, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
AFTER = CLOSES + timedelta(minutes=1)
MAY = ("titular", "alternate", "coordinator")
# Who may not sign for the second movement, and why.
MAY_NOT = {
    "author": "403 not_your_movement",
    "former coordinator": "403 not_your_movement",
    "member": "403 not_a_coordinator",
    "coordinator elsewhere": "403 not_your_movement",
    "secretary": "403 not_your_movement",
    "respondent": "403 not_your_movement",
    "stranger": "403 not_your_movement",
}
WHEN = {"at the opening": OPENS, "before": CLOSES - TICK, "at": CLOSES, "after": CLOSES + DAY}
IN_TIME = {"at the opening", "before"}


def verbs() -> list[str]:
    return list(Entry.objects.filter(subject__contains="/letters/").order_by("id").values_list("verb", flat=True))


def closed(found: Open, at: datetime = AFTER) -> Letter:
    with clock.travel(at):
        sweep()
    return found.again()


@pytest.mark.parametrize("when", WHEN)
def test_who_may_sign_and_take_it_back_and_until_when(when: str) -> None:
    found, at = kept(opened), WHEN[when]
    facts = {"seat": found.signer, "letter": found.letter}
    for act in (sign_letter, withdraw_signature):
        for role, refusal in MAY_NOT.items():
            assert code_of(act, at, person=found.people[role], **facts) == refusal, role
    for role in sorted(MAY):
        who = {"person": found.people[role], **facts}
        if when not in IN_TIME:
            assert code_of(sign_letter, at, **who) == "409 letter_closed"
            assert code_of(withdraw_signature, at, **who) == "409 letter_closed"
            continue
        assert code_of(withdraw_signature, at, **who) == "409 not_signed"
        assert code_of(sign_letter, at, **who) == ""
        assert code_of(sign_letter, at, **who) == "409 signed_already"
        assert code_of(withdraw_signature, at, **who) == ""
    pairs = 3 if when in IN_TIME else 0
    assert verbs() == ["write_letter", *["sign_letter", "withdraw_signature"] * pairs]


@pytest.mark.parametrize("when", WHEN)
def test_who_may_withdraw_the_letter_and_until_when(when: str) -> None:
    found, at = kept(opened), WHEN[when]
    facts = {"letter": found.letter, "reason": "Ya respondieron."}
    for role, refusal in {**MAY_NOT, **dict.fromkeys(MAY, "403 not_your_letter")}.items():
        assert code_of(withdraw_letter, at, person=found.people[role], seat=found.signer, **facts) == refusal, role
    mine = {"person": found.people["author"], "seat": found.author, **facts}
    assert code_of(withdraw_letter, OPENS, **{**mine, "reason": "  "}) == "422 not_well_formed"
    assert code_of(withdraw_letter, at, **mine) == ("" if when in IN_TIME else "409 letter_closed")
    if when in IN_TIME:
        assert code_of(withdraw_letter, at, **mine) == "409 letter_withdrawn"
        signing = {"person": found.people["titular"], "seat": found.signer, "letter": found.letter}
        assert code_of(sign_letter, at, **signing) == "409 letter_withdrawn"
        assert closed(found).state == "withdrawn" and not Transmittal.objects.exists()


@pytest.mark.parametrize("role", [*MAY, *MAY_NOT])
def test_who_may_write(role: str) -> None:
    found = kept(opened)
    facts = {"person": found.people[role], "seat": found.signer, "council": found.council, **found.words()}
    assert code_of(write_letter, INSIDE, **facts) == MAY_NOT.get(role, "")


def test_a_seat_of_another_council_writes_and_signs_elsewhere() -> None:
    found, other = kept(opened), opened()
    facts = {"person": other.people["titular"], "seat": other.signer}
    assert code_of(sign_letter, INSIDE, letter=found.letter, **facts) == "403 seat_elsewhere"
    words = {"council": found.council, **found.words()}
    assert code_of(write_letter, INSIDE, **words, **facts) == "403 seat_elsewhere"


def test_a_suspended_movement_neither_writes_nor_signs_nor_withdraws() -> None:
    found = kept(opened)
    found.sign(at=OPENS)
    suspend(found.signer, INSIDE - TICK)
    facts = {"person": found.people["titular"], "seat": found.signer}
    assert code_of(sign_letter, INSIDE, letter=found.letter, **facts) == "409 movement_suspended"
    assert code_of(withdraw_signature, INSIDE, letter=found.letter, **facts) == "409 movement_suspended"
    words = {"council": found.council, **found.words()}
    assert code_of(write_letter, INSIDE, **words, **facts) == "409 movement_suspended"
    # What it signed before stands, as a vote does.
    assert (closed(found).state, closed(found).signed) == ("sent", 2)


def test_a_movement_has_three_letters_open_at_a_time() -> None:
    found = kept(opened)
    found.write()
    found.write()
    facts = {"person": found.people["author"], "seat": found.author, "council": found.council, **found.words()}
    assert code_of(write_letter, INSIDE, **facts) == "409 too_many_letters"
    closed(found)
    assert code_of(write_letter, AFTER, **{**facts, "closes_at": AFTER + DAY}) == ""


BAD = {
    "no title": {"title": " "},
    "a long title": {"title": "x" * 201},
    "no text": {"text": "\n\n"},
    "text that is none": {"text": 7},
    "control signs": {"text": "a\x00b"},
    "half a character": {"title": "a\ud800"},
    "a text too long": {"text": "x" * 20_001},
    "no language": {"language": ""},
    "another language": {"language": "tlh"},
    "no addressee": {"addressees": []},
    "addressees that are none": {"addressees": ["directorio"]},
    "no list": {"addressees": "directorio"},
    "no goal": {"goal": 0},
    "a goal that is text": {"goal": "2"},
    "a goal that is true": {"goal": True},
    "a goal that nobody reaches": {"goal": 5},
    "a huge goal": {"goal": 10**12},
    "no close": {"closes_at": None},
    "a close that is none": {"closes_at": "soon"},
    "a close without a zone": {"closes_at": CLOSES.replace(tzinfo=None)},
    "within the hour": {"closes_at": INSIDE + timedelta(hours=1) - TICK},
    "in the past": {"closes_at": INSIDE - DAY},
    "in two years": {"closes_at": INSIDE + 730 * DAY},
    "in the year 9999": {"closes_at": INSIDE.replace(year=9999)},
}


def test_what_is_no_letter() -> None:
    found = kept(opened)
    facts = {"person": found.people["author"], "seat": found.author, "council": found.council}
    for name, wrong in BAD.items():
        assert code_of(write_letter, INSIDE, **facts, **found.words(**wrong)).startswith("422 "), name
    own = found.words(addressees=[found.council])
    assert code_of(write_letter, INSIDE, **facts, **own).startswith("422 ")
    assert Letter.objects.count() == 1


def test_a_letter_says_what_was_written_and_its_movement_has_signed() -> None:
    found = kept(opened, text="Pedimos agua.\n\n[qu] Yakuta mañakuyku.")
    letter = found.again()
    assert letter.paragraphs == [
        {"id": "p1", "text": "Pedimos agua."},
        {"id": "p2", "text": "Yakuta mañakuyku.", "language": "qu"},
    ]
    assert (letter.number, letter.reference) == (1, f"{found.council.code}/L1")
    signature = LetterSignature.objects.get()
    assert (signature.name, signature.country) == (found.author.movement.name, "BO")
    entry = Entry.objects.get(verb="write_letter")
    assert entry.data["addressees"] == [found.board.slug] and entry.data["sha256"] == letter.sha256
    assert entry.on_behalf_of == found.author.movement.slug


def test_with_enough_signatures_it_is_sent_at_its_close_and_answered_like_a_position() -> None:
    found = kept(opened)
    found.sign()
    with clock.travel(CLOSES - TICK):
        sweep()
    assert found.again().state == "open"
    with clock.travel(CLOSES):
        sweep()
        assert not send_one_transmittal()
    letter = found.again()
    assert (letter.state, letter.signed, letter.closed_at) == ("sent", 2, CLOSES)
    sent = Transmittal.objects.get(letter=letter)
    assert (sent.addressee, sent.state, sent.sent_at, sent.due_at) == (found.board, "sent", CLOSES, CLOSES + 90 * DAY)
    assert sent.position is None and why_not_in_force(sent) is None
    facts = {"person": found.people["respondent"], "transmittal": sent}
    part = [{"paragraph": "p2", "kind": "rejects", "reasons": "No nos toca."}]
    answer = {"kind": "accepts_in_part", "reasons": "En parte.", "language": "es", "paragraphs": part}
    assert code_of(answer_transmittal, AFTER, **{**facts, "person": found.people["titular"]}, **answer).startswith(
        "403"
    )
    assert code_of(acknowledge_transmittal, AFTER, **facts) == ""
    assert code_of(answer_transmittal, sent.due_at, **facts, **answer) == ""
    assert verbs()[-4:] == ["close_letter", "send_letter", "acknowledge_transmittal", "answer_transmittal"]
    assert {e.data["reference"] for e in Entry.objects.filter(verb__contains="transmittal")} == {letter.reference}


def test_with_too_few_it_lapses_and_is_sent_to_nobody() -> None:
    found = kept(opened)
    found.sign()
    with clock.travel(CLOSES - TICK):
        withdraw_signature(person=found.people["titular"], seat=found.signer, letter=found.letter)
    letter = closed(found)
    assert (letter.state, letter.signed) == ("lapsed", 1)
    assert not Transmittal.objects.exists()
    assert Entry.objects.get(verb="close_letter").data["outcome"] == "lapsed"


def test_twice_does_nothing_more_and_one_fault_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(opened, goal=1)
    real = sending.send_letter

    def broken(*, letter: Letter, addressee: Council) -> Transmittal | None:
        if letter.pk == found.letter.pk:
            raise RuntimeError("broken")
        return real(letter=letter, addressee=addressee)

    other = found.write(goal=1)
    monkeypatch.setattr(sending, "send_letter", broken)
    closed(found)
    assert list(Transmittal.objects.values_list("letter", flat=True)) == [other.pk]
    monkeypatch.undo()
    with clock.travel(AFTER):
        assert close_letter(found.again()) is False
        assert send_one_transmittal() and not send_one_transmittal()
        assert send_letter(letter=found.again(), addressee=found.board) is None
    assert Transmittal.objects.count() == 2


def test_a_close_that_fails_is_shown_on_the_desk_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(opened, goal=1)

    def broken(letter: Letter) -> bool:
        raise RuntimeError("broken")

    monkeypatch.setattr(schedule, "close_letter", broken)
    letter = closed(found)
    assert (letter.state, letter.attempts, letter.failure) == ("open", 1, "RuntimeError: broken")
    client = Client()
    client.force_login(found.people["secretary"])
    with clock.travel(AFTER):
        assert letter.get_absolute_url() in client.get(f"/desk/{found.council.slug}/").content.decode()
    monkeypatch.undo()
    letter = closed(found, AFTER + timedelta(minutes=1))
    assert (letter.state, letter.attempts, letter.failure) == ("sent", 0, "")


def test_letters_and_signatures_are_not_changed_in_sql() -> None:
    found = kept(opened, goal=1)
    found.sign()
    signature = "INSERT INTO proposals_lettersignature (letter_id, seat_id, name, country, signed_by_id, signed_at) "
    late = f"SELECT {found.letter.pk}, {found.seats[2].pk}, 'x', '', {found.people['author'].pk}, minga_now(NULL)"
    statements = [
        "UPDATE proposals_letter SET title = 'x'",
        "UPDATE proposals_letter SET closes_at = closes_at + interval '1 day'",
        "UPDATE proposals_letter SET goal = 1 + goal",
        "DELETE FROM proposals_letter",
        "UPDATE proposals_lettersignature SET name = 'x'",
        "DELETE FROM proposals_lettersignature",
        "UPDATE proposals_lettersignature SET withdrawn_at = minga_now(NULL)",
        signature + late,
    ]
    closed(found)
    statements += [
        "UPDATE proposals_letter SET state = 'open', closed_at = NULL",
        "UPDATE proposals_letter SET signed = 9",
    ]
    for statement in statements:
        with clock.travel(AFTER), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_at_once() -> None:
    found = kept(opened)
    people, signer = found.people, found.signer

    def act(verb: Any, who: str) -> Any:
        return lambda: run(verb, who)

    def run(verb: Any, who: str) -> None:
        with clock.travel(INSIDE):
            verb(person=people[who], seat=signer, letter=found.letter)

    assert at_once(act(sign_letter, "titular"), act(sign_letter, "coordinator")) == ["", "signed_already"]
    assert at_once(act(withdraw_signature, "titular"), act(withdraw_signature, "coordinator")) == ["", "not_signed"]
    assert at_once(act(sign_letter, "titular"), act(sign_letter, "alternate")) == ["", "signed_already"]
    assert LetterSignature.objects.filter(withdrawn_at=None).count() == 2
    assert at_once(*[lambda: found.write(at=INSIDE)] * 2) == ["", ""]
    assert sorted(Letter.objects.values_list("number", flat=True)) == [1, 2, 3]
    closed(found)
    letter = found.again()
    assert at_once(*[lambda: send_letter(letter=letter, addressee=found.board)] * 2) == ["", ""]
    assert Transmittal.objects.filter(letter=letter).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_signature_races_the_close() -> None:
    """Whoever enters first decides, and the count is of what stands: never a signature beside a count without it."""
    found = kept(opened, goal=1)

    def sign() -> None:
        with clock.travel(CLOSES - TICK):
            sign_letter(person=found.people["titular"], seat=found.signer, letter=found.letter)

    def close() -> None:
        with clock.travel(CLOSES):
            close_letter(found.again())

    outcomes = at_once(sign, close)
    assert outcomes in (["", ""], ["", "letter_closed"])
    letter = found.again()
    assert letter.signed == letter.signatures.filter(withdrawn_at=None).count() == (2 if outcomes == ["", ""] else 1)
    refused = code_of(sign_letter, CLOSES, person=found.people["alternate"], seat=found.signer, letter=letter)
    assert refused == "409 letter_closed"


def test_refusals_are_sentences() -> None:
    found = kept(opened)
    with clock.travel(CLOSES), pytest.raises(DomainError) as refused, transaction.atomic():
        sign_letter(person=found.people["titular"], seat=found.signer, letter=found.letter)
    assert "2027" in str(refused.value.sentence)
