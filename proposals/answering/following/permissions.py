"""Who may report on what became of an answer, and when. There is no deadline: oversight has no end."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.mandates.permissions import why_not_act, why_not_represent, why_not_silenced
from councils.models import Seat
from proposals.positions.models import Position

from ..models import ACCEPTING, Transmittal
from ..permissions import why_not_respond
from .models import FollowUp


def why_not_tell(person: User, transmittal: Transmittal, seat: Seat | None, at: datetime) -> DomainError | None:
    """*May you*: for the body its respondents; for a movement of the council who holds its mandate. Neither needs the
    other's leave.
    """
    if seat is None:
        return why_not_respond(person, transmittal, at)
    if seat.council_id != transmittal.council.pk:
        return Forbidden("not_of_this_council", _("This movement has no seat in the council whose position it is."))
    return why_not_represent(person, seat, at) or why_not_silenced(person, seat.council, at)


def why_not_speak_now(seat: Seat | None, at: datetime) -> DomainError | None:
    """A movement that is suspended tells nothing; a body has no standing to lose."""
    return why_not_act(seat, at) if seat else None


def why_not_follow(transmittal: Transmittal) -> DomainError | None:
    """*Can it now*: what was accepted, wholly or in part, by the last answer of the body, while the position stands."""
    if Position.objects.filter(supersedes=transmittal.position_id).exists():
        return Conflict("position_superseded", _("This position has been superseded: nothing more is reported on it."))
    response = transmittal.response
    if response is None or response.kind not in ACCEPTING:
        return Conflict("not_accepted", _("Reports are made on what was accepted, wholly or in part."))
    if Transmittal.objects.filter(former=transmittal, response__isnull=False).exists():
        return Conflict("answered_again", _("The position was answered again later: report there."))
    return None


def why_not_correct(corrected: FollowUp | None, transmittal: Transmittal, seat: Seat | None) -> DomainError | None:
    """Everybody corrects what they told themselves, and only what stands."""
    if corrected is None:
        return None
    is_theirs = corrected.seat_id == (seat.pk if seat else None)
    if corrected.position_id != transmittal.position_id or not is_theirs or not _is_of(corrected, transmittal):
        return Conflict("not_your_report", _("Only a report of the same teller on the same answer is corrected."))
    if FollowUp.objects.filter(supersedes=corrected).exists():
        return Conflict("corrected_already", _("This report was corrected already: correct the later one."))
    return None


def _is_of(corrected: FollowUp, transmittal: Transmittal) -> bool:
    """A report stands with the body that it is about, in whichever round that answered."""
    return corrected.transmittal.addressee_id == transmittal.addressee_id
