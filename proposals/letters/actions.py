"""Writing a letter, signing it, taking that back, and withdrawing the letter itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common import clock
from common.errors import refuse
from common.locks import Lock, exclude, share
from councils.lastword import last_word
from councils.mandates.permissions import why_not_act
from councils.mandates.queries import electorate
from councils.models import Council, Seat
from councils.wellformed import Fields
from ledger.record import record

from .models import Letter, LetterSignature
from .permissions import (
    not_signed,
    signatures_of,
    signed_already,
    why_not_author,
    why_not_open,
    why_not_read,
    why_not_sign,
    why_not_speak,
    why_not_write,
)
from .wording import read_letter


def write_letter(
    *,
    person: User,
    seat: Seat,
    council: Council,
    title: str,
    language: str,
    text: str,
    addressees: Sequence[Council],
    goal: int,
    closes_at: datetime | None,
) -> Letter:
    """Open a letter for signatures. The movement that writes it has signed it; its words stand from now on.

    Refused: to who neither coordinates nor represents the movement (403); while it may not act, and with three letters
    open (409); without a title, a text or an addressee that answers, a goal of more movements than could sign, a close
    within the hour or in more than a year (422).
    """
    with transaction.atomic():
        Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)
        at = clock.now(council.pk)
        refuse(why_not_speak(person, seat, council, at), why_not_write(seat, at))
        words = read_letter(
            title=title,
            language=language,
            text=text,
            goal=goal,
            closes_at=closes_at,
            addressees=addressees,
            seats=len(electorate(council, at)),
            at=at,
        )
        number = (council.letters.aggregate(last=Max("number"))["last"] or 0) + 1
        letter = Letter.objects.create(
            council=council,
            number=number,
            seat=seat,
            title=words.title,
            language=words.language,
            paragraphs=words.texts,
            sha256=words.sha256,
            goal=words.goal,
            opened_by=person,
            opens_at=at,
            closes_at=words.closes_at,
            changed_at=at,
        )
        letter.addressees.set(words.addressees)
        _sign(letter, seat, person, at)
        told = {
            "addressees": [body.slug for body in words.addressees],
            "goal": letter.goal,
            "closes_at": letter.closes_at.isoformat(),
            "sha256": letter.sha256,
        }
        tell("write_letter", letter, person, seat, at, **told)
    return letter


def sign_letter(*, person: User, seat: Seat, letter: Letter) -> LetterSignature:
    """Sign a letter for a movement.

    Refused: to who neither coordinates nor represents it (403); from the close on, while the movement may not act, a
    second time, and while the moderation hides it (409).
    """
    with transaction.atomic():
        letter, at = _enter(letter)
        refuse(why_not_speak(person, seat, letter.council, at))
        refuse(why_not_open(letter, at), why_not_act(seat, at), why_not_sign(letter, seat), why_not_read(letter, at))
        signature = _sign(letter, seat, person, at)
        tell("sign_letter", letter, person, seat, at)
    return signature


def withdraw_signature(*, person: User, seat: Seat, letter: Letter) -> LetterSignature:
    """Stand no longer behind a letter. The row stays, and until the close the movement can sign again.

    Refused: to who neither coordinates nor represents it (403); from the close on, while the movement may not act, and
    where it has not signed (409).
    """
    with transaction.atomic():
        letter, at = _enter(letter)
        refuse(why_not_speak(person, seat, letter.council, at))
        refuse(why_not_open(letter, at), why_not_act(seat, at))
        # Of two at once the second waits here, and then finds none that stands.
        signature = signatures_of(letter, seat).select_for_update(no_key=True).first()
        if signature is None:
            raise not_signed(seat)
        signature.withdrawn_at = at
        signature.save(update_fields=["withdrawn_at"])
        tell("withdraw_signature", letter, person, seat, at)
    return signature


def withdraw_letter(*, person: User, seat: Seat, letter: Letter, reason: str) -> Letter:
    """Take a letter back before its close, for a reason that everybody reads. It is not sent, and stays to be read.

    Refused: to any movement but the one that wrote it, and to who does not speak for it (403); from the close on (409);
    without a reason (422).
    """
    with transaction.atomic():
        exclude(Lock.LETTER, letter.pk)
        letter = Letter.objects.select_related("council").get(pk=letter.pk)
        at = clock.now(letter.council_id)
        refuse(why_not_speak(person, seat, letter.council, at), why_not_author(letter, seat))
        refuse(why_not_open(letter, at))
        fields = Fields()
        words = fields.reason(reason)
        fields.refuse()
        letter.state, letter.closed_at, letter.changed_at, letter.reason = Letter.State.WITHDRAWN, at, at, words
        letter.save(update_fields=["state", "closed_at", "changed_at", "reason"])
        tell("withdraw_letter", letter, person, seat, at, reason=words)
    return letter


def tell(verb: str, letter: Letter, person: User | None, seat: Seat | None, at: datetime, **facts: object) -> None:
    """The entry of an act on a letter."""
    movement = seat.movement.slug if seat else ""
    record(
        verb,
        council=letter.council,
        actor=person,
        on_behalf_of=movement,
        subject=letter.get_absolute_url(),
        data={"letter": letter.reference, **({"movement": movement} if movement else {}), **facts},
        at=at,
    )


def _enter(letter: Letter) -> tuple[Letter, datetime]:
    """The letter as it is while others sign too, and the instant: read after the lock that the close excludes."""
    share(Lock.LETTER, letter.pk)
    letter = Letter.objects.select_related("council").get(pk=letter.pk)
    return letter, clock.now(letter.council_id)


def _sign(letter: Letter, seat: Seat, person: User, at: datetime) -> LetterSignature:
    signature = LetterSignature(
        letter=letter,
        seat=seat,
        name=seat.movement.name,
        country=seat.movement.country_id or "",
        signed_by=person,
        signed_at=at,
    )
    with last_word({"a_movement_signs_a_letter_once": signed_already(seat)}):
        signature.save(force_insert=True)
    return signature
