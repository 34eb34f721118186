"""Who may write and sign letters, and when. Each answer is None or a refusal with its sentence."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.words import Moment
from councils.mandates.permissions import why_not_act, why_not_beyond, why_not_coordinate
from councils.models import Council, Seat
from proposals.drafting.hiding import veil_of

from .models import Letter, LetterSignature

State = Letter.State
# A letter asks something of everybody: so many of one movement do so at a time.
MOST_OPEN = 3


def why_not_speak(person: User, seat: Seat, council: Council, at: datetime) -> DomainError | None:
    """*May you*: a movement writes and signs by its coordinators and mandate holders, where it has its seat."""
    if seat.council_id != council.pk:
        return Forbidden("seat_elsewhere", _("This seat is in another council."))
    return why_not_coordinate(person, seat, at)


def why_not_write(seat: Seat, at: datetime) -> DomainError | None:
    """*Can it now*: a movement that may act, and has not too many letters open already. A rehearsal sends none."""
    if refusal := why_not_act(seat, at) or why_not_beyond(seat.council):
        return refusal
    if Letter.objects.filter(seat=seat, state=State.OPEN).count() < MOST_OPEN:
        return None
    sentence = _("%(movement)s has %(most)s letters open. Another can be written when one of them has closed.")
    return Conflict("too_many_letters", sentence, data={"movement": seat.movement.name, "most": MOST_OPEN})


def why_not_open(letter: Letter, at: datetime) -> DomainError | None:
    """Signatures are given and taken back until the close, and not at it: what is being sent is not changed."""
    if letter.state == State.WITHDRAWN:
        return Conflict("letter_withdrawn", _("This letter was withdrawn by the movement that wrote it."))
    if letter.state == State.OPEN and letter.opens_at <= at < letter.closes_at:
        return None
    sentence = _("This letter closed for signatures on %(closed)s: nobody signs it any more, and nobody withdraws.")
    return Conflict("letter_closed", sentence, data={"closed": Moment(letter.closes_at)})


def why_not_sign(letter: Letter, seat: Seat) -> DomainError | None:
    """A movement signs once."""
    return signed_already(seat) if signatures_of(letter, seat).exists() else None


def why_not_read(letter: Letter, at: datetime) -> DomainError | None:
    """Nobody signs what nobody can read."""
    veil = veil_of(letter, at)
    if veil is None or not veil.is_whole:
        return None
    return Conflict("letter_hidden", _("This letter is hidden by the moderation: nobody signs it while it is."))


def signed_already(seat: Seat) -> DomainError:
    """The same sentence, whether we saw the signature or the database did."""
    sentence = _("%(movement)s has signed this letter already.")
    return Conflict("signed_already", sentence, data={"movement": seat.movement.name})


def not_signed(seat: Seat) -> DomainError:
    """What was not signed is not taken back."""
    sentence = _("%(movement)s has not signed this letter.")
    return Conflict("not_signed", sentence, data={"movement": seat.movement.name})


def why_not_author(letter: Letter, seat: Seat) -> DomainError | None:
    """A letter is withdrawn by the movement that wrote it."""
    if letter.seat_id == seat.pk:
        return None
    return Forbidden("not_your_letter", _("Only the movement that wrote this letter can withdraw it."))


def signatures_of(letter: Letter, seat: Seat) -> QuerySet[LetterSignature]:
    """The movement's signature as it stands, if it does."""
    return LetterSignature.objects.filter(letter=letter, seat=seat, withdrawn_at__isnull=True)
