"""Who may speak on a proposal, and what can still be done with what was said."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.words import Moment
from councils.mandates.permissions import why_not_act, why_not_hold, why_not_silenced, why_not_speak_for
from councils.models import Office, Seat
from councils.rounds.queries import Entrance
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.hiding import veil_of
from proposals.drafting.models import Proposal
from proposals.drafting.permissions import why_not_among, why_not_here, why_not_sponsor

from .models import Comment


def why_not_speak(person: User, seat: Seat | None, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* speak: for a seat of this council by belonging to its movement, without one as its observer."""
    if seat is None:
        council = proposal.round.council
        return why_not_hold(person, council, Office.Kind.OBSERVER, at=at) or why_not_silenced(person, council, at)
    return why_not_speak_for(person, seat, at) or why_not_here(seat, proposal.round)


def why_not_discuss(proposal: Proposal, entrance: Entrance) -> DomainError | None:
    """*Can it now* be commented: in the discussion, and once admitted."""
    return why_not_open(entrance) or why_not_among(proposal, {Proposal.Stage.ADMITTED})


def why_not_silent(seat: Seat | None, at: datetime) -> DomainError | None:
    """A movement that is suspended does not speak; who speaks for none is not asked."""
    return why_not_act(seat, at) if seat else None


def why_not_answered(parent: Comment | None, at: datetime) -> DomainError | None:
    """Nobody answers what nobody can read."""
    veil = veil_of(parent, at) if parent else None
    if veil is None or not veil.is_whole:
        return None
    return Conflict("comment_not_read", _("The comment you reply to is hidden by the moderation."))


def why_not_readable(comment: Comment, at: datetime) -> DomainError | None:
    """Nobody supports what nobody can read."""
    veil = veil_of(comment, at)
    if veil is None or not veil.is_whole:
        return None
    return Conflict("comment_not_read", _("This comment is hidden by the moderation."))


def why_not_moderated(comment: Comment) -> DomainError | None:
    """What was hidden, held or removed stands as it was decided on: an appeal is about those words."""
    if comment.held_at is not None:
        return Conflict("comment_held", _("This comment waits for the moderation and cannot be changed until then."))
    if comment.removed_at is not None or comment.hidden_at is not None:
        return Conflict("comment_hidden", _("This comment was hidden by the moderation and can no longer be changed."))
    return None


def why_not_yours(person: User, comment: Comment) -> DomainError | None:
    """Nobody changes what another has said."""
    if comment.author_id == person.pk:
        return None
    return Forbidden("not_your_comment", _("Only whoever wrote this comment may change it."))


def editable_until(comment: Comment, minutes: int) -> datetime:
    """The instant from which on a comment can only be marked."""
    return comment.created_at + timedelta(minutes=minutes)


def why_not_fresh(comment: Comment, minutes: int, at: datetime) -> DomainError | None:
    """Others answer what they have read, so a comment stands as it is after the minutes of the rulebook."""
    until = editable_until(comment, minutes)
    if at < until:
        return None
    return Conflict(
        "comment_stands",
        _("This comment could be edited until %(until)s. You can still mark it as retracted."),
        data={"until": Moment(until)},
    )


def why_not_support(seat: Seat, comment: Comment) -> DomainError | None:
    """*May it* support: a movement does not count among those who agree with it."""
    if comment.seat_id != seat.pk:
        return None
    return Forbidden("own_comment", _("This is what your own movement said; others can support it."))


def why_not_endorse(seat: Seat, proposal: Proposal) -> DomainError | None:
    """*May it* endorse: who wrote the text or sponsors it stands behind it already."""
    if why_not_sponsor(seat, proposal) is not None:
        return None
    return Forbidden(
        "own_proposal",
        _("%(movement)s wrote this proposal or sponsors it, and so stands behind it already."),
        data={"movement": seat.movement.name},
    )


def why_not_standing(comment: Comment) -> DomainError | None:
    """What was retracted stays as it was retracted."""
    if comment.retracted_at is None:
        return None
    return Conflict("comment_retracted", _("This comment was retracted."))
