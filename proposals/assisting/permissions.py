"""Who may enter a paper, when, and after what."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.words import Moment
from councils.mandates.permissions import why_not_hold, why_not_standing
from councils.models import Council, Office, Seat
from proposals.voting.entrance import Entrance, why_not_on_roll, why_not_voting
from proposals.voting.models import Ballot, Vote

from .models import PaperReading

OFFICES = (Office.Kind.SECRETARY, Office.Kind.MODERATOR)


def why_not_assist(person: User, council: Council, at: datetime) -> DomainError | None:
    """What is on paper is entered by the council's secretaries and moderators."""
    return why_not_hold(person, council, *OFFICES, at=at)


def why_secret(ballot: Ballot) -> DomainError | None:
    """Whoever enters a paper reads how a seat votes, which a secret ballot keeps from everybody."""
    if not ballot.is_secret:
        return None
    return Conflict(
        "ballot_secret", _("This ballot is secret: whoever entered a paper would read how a movement votes.")
    )


def why_own_seat(person: User, seat: Seat, entrance: Entrance) -> DomainError | None:
    """Whoever could have signed the paper does not vouch for it."""
    if all(mandate.person_id != person.pk for mandate in entrance.mandates):
        return None
    sentence = _("You hold a mandate of %(movement)s: two other people enter its paper.")
    return Forbidden("own_seat", sentence, data={"movement": seat.movement.name})


def why_not_read(person: User, seat: Seat, ballot: Ballot, entrance: Entrance) -> DomainError | None:
    """A paper is entered while a vote could be cast, by an officer who holds no mandate of the seat. One that is not
    entered by two people before the close is not counted: the close is the same for every way to vote.
    """
    return (
        why_not_assist(person, seat.council, entrance.instant)
        or why_own_seat(person, seat, entrance)
        or why_secret(ballot)
        or why_not_voting(entrance)
        or why_not_standing(seat, entrance.standing)
        or why_not_on_roll(entrance, seat)
    )


def why_not_after(standing: Vote | None, signed_at: datetime | None) -> DomainError | None:
    """A paper takes the place of a vote only if it was signed after it, and says so.

    A vote that was itself on paper was signed when that paper says; where one of the two does not say when, the
    later entry stands, as it does where the paper was entered wrongly and is entered again.
    """
    if standing is None:
        return None
    if standing.is_on_paper:
        before = paper_of(standing).values_list("signed_at", flat=True).first()
        if before is None or signed_at is None or signed_at >= before:
            return None
        return Conflict(
            "signed_before", _("The vote that stands was signed later, on %(at)s."), data={"at": Moment(before)}
        )
    if signed_at is not None and signed_at > standing.cast_at:
        return None
    sentence = _(
        "This movement has voted itself, on %(at)s. A paper takes the place of that vote only if it was signed later "
        "and both who enter it say when."
    )
    return Conflict("voted_since", sentence, data={"at": Moment(standing.cast_at)})


def paper_of(vote: Vote) -> QuerySet[PaperReading]:
    """The readings by which a vote on paper was cast."""
    return PaperReading.objects.filter(vote=vote).order_by("id")
