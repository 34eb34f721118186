"""Who may consult whom, and on which ballot. Each answer is None or a refusal with its sentence."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.mandates.permissions import why_not_act, why_not_hold
from councils.models import Office, Seat
from councils.movements.queries import coordinates
from councils.rounds.queries import suspended
from proposals.voting.models import Ballot

from .models import Consultation

# Who is asked has to hear of it first.
SHORTEST = timedelta(hours=1)


def why_not_ask(person: User, ballot: Ballot, seat: Seat | None, at: datetime) -> DomainError | None:
    """A movement's members are asked by its coordinators, all members by the secretary of the council."""
    if seat is None:
        return why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=at)
    if coordinates(person, seat.movement, at):
        return None
    sentence = _("The members of %(movement)s are consulted by its coordinators.")
    return Forbidden("not_a_coordinator", sentence, data={"movement": seat.movement.name})


def why_not_consult(ballot: Ballot, seat: Seat | None, at: datetime) -> DomainError | None:
    """Members are asked before the ballot closes, once by each who asks, and for a movement that may act."""
    if ballot.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    if ballot.round.suspended_at is not None:
        return suspended(ballot.round.suspended_at)
    if ballot.state not in (Ballot.State.PROVISIONAL, Ballot.State.OPEN) or at >= ballot.window.closes_at:
        return Conflict("ballot_closed", _("This ballot has closed: there is nothing left to ask the members."))
    if at + SHORTEST >= ballot.window.closes_at:
        return Conflict("too_late_to_ask", _("This ballot closes within the hour: too soon to ask the members."))
    if seat is not None and (refusal := why_not_act(seat, at)):
        return refusal
    earlier = Consultation.objects.filter(ballot=ballot, seat=seat).exclude(state=Consultation.State.CANCELLED)
    return asked_already() if earlier.exists() else None


def asked_already() -> DomainError:
    """Two consultations of the same members could be told apart by one answer."""
    return Conflict("asked_already", _("The members have been consulted on this ballot already."))


def why_not_close_then(ballot: Ballot, closes_at: datetime | None, at: datetime) -> DomainError | None:
    """The members answer before the ballot closes, so that the mandate can still follow them."""
    code = "closes_too_early"
    if closes_at is None:
        sentence = _("Say when the consultation closes.")
    elif closes_at < at + SHORTEST:
        sentence = _("The consultation stays open for an hour at least.")
    elif closes_at >= ballot.window.closes_at:
        code, sentence = "closes_too_late", _("The consultation closes before the ballot does.")
    else:
        return None
    return Invalid(code, sentence, fields={"closes_at": sentence})


def why_not_cancel(consultation: Consultation, at: datetime) -> DomainError | None:
    """What has closed is counted, whatever anybody thinks of the answers."""
    if consultation.state == Consultation.State.CANCELLED:
        return Conflict("consultation_cancelled", _("This consultation was cancelled."))
    if consultation.state != Consultation.State.OPEN or consultation.round.standing(at) >= consultation.closes_at:
        return Conflict("consultation_closed", _("This consultation has closed: it is counted and not cancelled."))
    return None
