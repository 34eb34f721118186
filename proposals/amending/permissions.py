"""Who may do what with an amendment, and what can be done with it as it is. The same questions stand beside the buttons
of a page.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.mandates.permissions import why_not_coordinate, why_not_represent, why_not_speak_for
from councils.models import Seat, Window
from councils.rounds.queries import Entrance
from proposals import stages
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.models import Proposal
from proposals.drafting.permissions import why_not_among, why_not_here, why_not_sponsor

from .carrying import FRESH, staleness
from .changes import read
from .models import Amendment

State = Amendment.State
# In which states each verb that does not move an amendment can be done.
POSSIBLE: dict[str, frozenset[str]] = {
    "sponsor_amendment": frozenset({State.OPEN, State.DECLINED, State.SENT}),
    "leave_amendment": frozenset({State.OPEN, State.DECLINED, State.SENT}),
    "carry_over_amendment": frozenset({State.OPEN, State.DECLINED}),
}
SENTENCES = {
    State.OPEN: _("The sponsors have not decided on this amendment yet."),
    State.ACCEPTED: _("The sponsors have accepted this amendment: it is in the text."),
    State.DECLINED: _("The sponsors have declined this amendment."),
    State.WITHDRAWN: _("This amendment has been withdrawn."),
    State.SENT: _("This amendment goes to the plenary, which decides on it."),
    State.ADOPTED: _("The plenary has adopted this amendment."),
    State.REJECTED: _("The plenary has rejected this amendment."),
    State.MOOT: _("Another amendment was adopted that leaves nothing of this one to decide."),
    State.LAPSED: _("This amendment has lapsed."),
}


def why_not_amendable(proposal: Proposal, entrance: Entrance) -> DomainError | None:
    """*Can it now*, by the calendar and by the proposal: what is admitted is amended."""
    return why_not_open(entrance) or why_not_among(proposal, {Proposal.Stage.ADMITTED})


def why_not_in_state(verb: str, amendment: Amendment) -> DomainError | None:
    """*Can it* be done with the amendment in the state in which it is."""
    possible = stages.AMENDMENT_MOVES[verb][0] if verb in stages.AMENDMENT_MOVES else POSSIBLE[verb]
    if amendment.state in possible:
        return None
    return Conflict(f"amendment_{amendment.state}", SENTENCES[State(amendment.state)])


def why_not_now(verb: str, amendment: Amendment, entrance: Entrance) -> DomainError | None:
    """*Can it now*, all of it."""
    return why_not_amendable(amendment.proposal, entrance) or why_not_in_state(verb, amendment)


def why_not_propose(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* amend: whoever speaks for a seat of the council, the sponsors' own among them."""
    return why_not_speak_for(person, seat, at) or why_not_here(seat, proposal.round)


def why_not_mover(seat: Seat, amendment: Amendment) -> DomainError | None:
    """What becomes of an amendment before it is decided, the movement that proposed it says."""
    if seat.pk == amendment.seat_id:
        return None
    return Forbidden("not_the_mover", _("This is for the movement that proposed the amendment."))


def why_not_carry(person: User, seat: Seat, amendment: Amendment, at: datetime) -> DomainError | None:
    """*May you* say what the amendment says now: whoever speaks for its movement."""
    return why_not_speak_for(person, seat, at) or why_not_mover(seat, amendment)


def why_not_take_back(person: User, seat: Seat, amendment: Amendment, at: datetime) -> DomainError | None:
    """*May you* withdraw it: who proposed it, and the movement's coordinators and mandate holders."""
    answer = why_not_carry(person, seat, amendment, at)
    if answer or person.pk == amendment.proposed_by_id:
        return answer
    return why_not_coordinate(person, seat, at)


def why_not_stand_behind(person: User, seat: Seat, amendment: Amendment, at: datetime) -> DomainError | None:
    """*May you* put another movement's name to it, or take it away: who may bind that movement."""
    answer = why_not_coordinate(person, seat, at) or why_not_here(seat, amendment.proposal.round)
    if answer or seat.pk != amendment.seat_id:
        return answer
    return Forbidden("own_amendment", _("Your movement proposed this amendment, so it stands behind it already."))


def why_not_decide(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* accept or decline: who may bind one of the movements that wrote or sponsor the proposal."""
    return why_not_coordinate(person, seat, at) or why_not_sponsor(seat, proposal)


def why_not_call(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* call the plenary: who holds the mandate of a seat of the council."""
    return why_not_represent(person, seat, at) or why_not_here(seat, proposal.round)


def why_no_plenary(proposal: Proposal) -> DomainError | None:
    """A round whose calendar has no plenary sends nothing to it."""
    if proposal.round.windows.filter(kind=Window.Kind.PLENARY).exists():
        return None
    return Conflict("no_plenary", _("The calendar of this round has no plenary."))


def why_not_fresh(amendment: Amendment) -> DomainError | None:
    """What was written against words that stand no longer is not put into the text as it is."""
    text, current = amendment.text, amendment.proposal.revision
    if text is None or current is None:
        return Conflict("no_text", _("There is no text to amend."))
    fates = staleness(text.revision.paragraphs, current.paragraphs, read(text.changes))
    if all(fate == FRESH for fate in fates):
        return None
    return Conflict(
        "stale_amendment",
        _("The text has changed under this amendment since it was written: its movement carries it over first."),
    )


def why_not_expected(expected: int | None, proposal: Proposal) -> DomainError | None:
    """Whoever decided by a page that shows an older text is told so."""
    current = proposal.revision.number if proposal.revision else 0
    if expected is None or expected == current:
        return None
    return Conflict(
        "text_moved",
        _("The text is in revision %(current)s by now, and you read revision %(base)s. Look at it once more."),
        data={"current": current, "base": expected},
    )


def why_not_this_text(number: int | None, amendment: Amendment) -> DomainError | None:
    """The same for an amendment that was carried over meanwhile."""
    if number is None or amendment.text is None or number == amendment.text.number:
        return None
    return Conflict("amendment_moved", _("This amendment was carried over since you read it. Look at it once more."))
