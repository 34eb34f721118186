"""What a seat may do with a proposal, and what can be done with it in its stage. The persons are the councils' matter.

*May you* is asked of a person and a seat; *can it now* of the proposal and an instant, so that a page can ask it
without another query and show the same sentence beside a disabled button.
"""

from collections.abc import Container
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.mandates.permissions import why_not_coordinate, why_not_speak_for
from councils.models import Round, Seat
from councils.rounds.queries import Entrance
from proposals import stages

from .deadlines import why_not_open
from .models import Proposal, Sponsorship

Stage = Proposal.Stage

# In which stages of the proposal each verb that does not move it can be done.
CHANGEABLE: dict[str, frozenset[str]] = {
    "revise_proposal": frozenset({Stage.DRAFT, Stage.RETURNED, Stage.ADMITTED}),
    "describe_proposal": frozenset({Stage.DRAFT, Stage.RETURNED}),
    "invite_sponsor": frozenset({Stage.DRAFT, Stage.RETURNED, Stage.SUBMITTED, Stage.ADMITTED}),
    "answer_sponsorship": frozenset({Stage.DRAFT, Stage.RETURNED, Stage.SUBMITTED, Stage.ADMITTED}),
    "attach_file": frozenset({Stage.DRAFT, Stage.RETURNED, Stage.ADMITTED}),
    "remove_attachment": frozenset({Stage.DRAFT, Stage.RETURNED, Stage.ADMITTED}),
    "plan_merge": frozenset({Stage.ADMITTED}),
    "plan_split": frozenset({Stage.ADMITTED}),
    "answer_reshaping": frozenset({Stage.ADMITTED}),
    "withdraw_reshaping": frozenset(Stage.values),
}

SENTENCES = {
    Stage.DRAFT: _("This proposal is still a draft: its authors have to submit it first."),
    Stage.SUBMITTED: _("This proposal is with the secretariat, which admits it or returns it."),
    Stage.RETURNED: _("This proposal was returned to its authors, who have to submit it again first."),
    Stage.ADMITTED: _("This proposal has been admitted, so this can no longer be done."),
    Stage.WITHDRAWN: _("This proposal has been withdrawn."),
    Stage.MERGED: _("This proposal has been merged into another, which goes on."),
}


def why_not_here(seat: Seat, round_: Round) -> DomainError | None:
    """A seat acts in its own council."""
    if seat.council_id == round_.council_id:
        return None
    return Forbidden(
        "not_in_this_council",
        _("%(movement)s does not act in this council with that seat."),
        data={"movement": seat.movement.name},
    )


def why_not_author(seat: Seat, proposal: Proposal) -> DomainError | None:
    """What a proposal is and asks for, its authors say."""
    if seat.pk == proposal.seat_id:
        return None
    return Forbidden(
        "not_the_author",
        _("This is for the movement that began the proposal, %(movement)s."),
        data={"movement": proposal.seat.movement.name},
    )


def why_not_sponsor(seat: Seat, proposal: Proposal) -> DomainError | None:
    """The text is written by its authors and by the movements that accepted to sponsor it."""
    if seat.pk == proposal.seat_id:
        return None
    if proposal.sponsorships.filter(seat=seat, state=Sponsorship.State.ACCEPTED).exists():
        return None
    return Forbidden("not_a_sponsor", _("This is for the movements that wrote or sponsor the proposal."))


def why_not_write(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* write this text for this seat."""
    return why_not_speak_for(person, seat, at) or why_not_sponsor(seat, proposal)


def why_not_own(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* do for this seat what its authors alone may."""
    return why_not_speak_for(person, seat, at) or why_not_author(seat, proposal)


def why_not_take_back(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* withdraw it: any member a text of their own movement, its coordinators and mandate holders one that is
    admitted, since others are already at work on that.
    """
    answer = why_not_own(person, seat, proposal, at)
    if answer or proposal.stage != Stage.ADMITTED:
        return answer
    return why_not_coordinate(person, seat, at)


def why_not_among(proposal: Proposal, possible: Container[str]) -> DomainError | None:
    """*Can it* be done with the proposal as it is, when it can be done in the `possible` stages."""
    if proposal.stage in possible:
        return None
    return Conflict(f"proposal_{proposal.stage}", SENTENCES[Stage(proposal.stage)])


def why_not_in_stage(verb: str, proposal: Proposal) -> DomainError | None:
    """The same for a verb of this room."""
    return why_not_among(proposal, stages.MOVES[verb][0] if verb in stages.MOVES else CHANGEABLE[verb])


def why_not_now(verb: str, proposal: Proposal, entrance: Entrance) -> DomainError | None:
    """*Can it now*, by the calendar and by the proposal's own stage."""
    return why_not_open(entrance) or why_not_in_stage(verb, proposal)
