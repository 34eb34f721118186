"""Who may answer, and when. Each answer is None or a refusal with its sentence. There is no deadline among them: the
clock is public, and what comes late is taken.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from proposals.positions.models import Position

from .models import Transmittal
from .rating_models import Rating

State = Transmittal.State


def why_not_respond(person: User, transmittal: Transmittal, at: datetime) -> DomainError | None:
    """A body answers by those who hold the office of respondent in it, and by nobody else."""
    return why_not_hold(person, transmittal.addressee, Office.Kind.RESPONDENT, at=at)


def why_not_acknowledge(transmittal: Transmittal) -> DomainError | None:
    """Receipt is acknowledged once; who has answered has received."""
    if transmittal.state == State.ACKNOWLEDGED:
        return Conflict("acknowledged_already", _("The receipt was acknowledged already."))
    if transmittal.state == State.ANSWERED:
        return Conflict("answered_already", _("This was answered already."))
    return why_not_in_force(transmittal)


def why_not_answer(transmittal: Transmittal) -> DomainError | None:
    """An answer is given anew whenever a body likes, but not under those who vote on it; and one that was found
    inadequate is given to the question that was put again.
    """
    if Transmittal.objects.filter(former=transmittal).exclude(state=State.SUPERSEDED).exists():
        return Conflict(
            "asked_again", _("The answer was found inadequate, and the position was sent again: answer there.")
        )
    if Rating.objects.filter(transmittal=transmittal, outcome="").exists():
        sentence = _("The seats are voting on this answer. It can be given anew once they have decided.")
        return Conflict("answer_being_rated", sentence)
    return why_not_in_force(transmittal)


def why_not_in_force(transmittal: Transmittal) -> DomainError | None:
    """Nobody is asked to answer what another position has taken the place of."""
    if transmittal.letter_id:
        return None  # nothing takes the place of a letter
    is_superseded = transmittal.state == State.SUPERSEDED
    if is_superseded or Position.objects.filter(supersedes=transmittal.position_id).exists():
        return Conflict(
            "position_superseded", _("This position has been superseded: answer the one that took its place.")
        )
    return None
