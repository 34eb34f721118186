"""A movement stands publicly behind a proposal that it did not write, and can take that back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.mandates.permissions import why_not_act, why_not_coordinate
from councils.models import Seat
from councils.rounds.queries import Entrance
from proposals.drafting.actions.holding import hold, tell
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.models import Proposal
from proposals.drafting.permissions import why_not_among, why_not_here

from .models import Endorsement
from .permissions import why_not_endorse

ADMITTED = frozenset({Proposal.Stage.ADMITTED})


def endorse_proposal(*, person: User, seat: Seat, proposal: Proposal) -> Endorsement:
    """Endorse an admitted proposal for a movement.

    Refused: to who neither coordinates nor represents it, and to the movements that wrote or sponsor the proposal
    (403); outside discussion and settlement, of what is not admitted, and a second time (409).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "endorse_proposal")
        at = entrance.instant
        refuse(why_not_coordinate(person, seat, at), why_not_here(seat, proposal.round))
        refuse(why_not_endorse(seat, proposal))
        refuse(why_not_endorse_now(proposal, entrance), why_not_act(seat, at), why_not_endorse_again(seat, proposal))
        endorsement = Endorsement.objects.create(proposal=proposal, seat=seat, endorsed_by=person, endorsed_at=at)
        tell("endorse_proposal", proposal=proposal, person=person, seat=seat, at=at)
    return endorsement


def withdraw_endorsement(*, person: User, seat: Seat, proposal: Proposal) -> Endorsement:
    """No longer endorse a proposal. The row stays, and the movement can endorse it again.

    Refused: to who neither coordinates nor represents the movement, and to the movements that wrote or sponsor the
    proposal, whose endorsement is not counted (403); outside discussion and settlement, of what is not admitted, and
    where there is no endorsement (409).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "withdraw_endorsement")
        at = entrance.instant
        refuse(why_not_coordinate(person, seat, at), why_not_here(seat, proposal.round))
        refuse(why_not_endorse(seat, proposal))
        refuse(why_not_endorse_now(proposal, entrance), why_not_act(seat, at))
        endorsement = proposal.endorsements.filter(seat=seat, withdrawn_at__isnull=True).first()
        if endorsement is None:
            raise Conflict("not_endorsed", _("Your movement does not endorse this proposal."))
        endorsement.withdrawn_at = at
        endorsement.save(update_fields=["withdrawn_at"])
        tell("withdraw_endorsement", proposal=proposal, person=person, seat=seat, at=at)
    return endorsement


def why_not_endorse_now(proposal: Proposal, entrance: Entrance) -> DomainError | None:
    """*Can it now* be endorsed, by the calendar and by its own stage."""
    return why_not_open(entrance) or why_not_among(proposal, ADMITTED)


def why_not_endorse_again(seat: Seat, proposal: Proposal) -> DomainError | None:
    """A seat counts once."""
    if not proposal.endorsements.filter(seat=seat, withdrawn_at__isnull=True).exists():
        return None
    return Conflict("endorsed_already", _("Your movement endorses this proposal already."))
