"""Annulling a position: a new document that says so, with its reason. What was published stays where it is."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock as DatabaseLock
from common.locks import exclude
from councils.mandates.models import Office, PendingAct
from councils.mandates.permissions import why_not_hold
from councils.mandates.two_person import Act, controlled
from proposals.voting.closing import why_no_reason
from proposals.voting.lots import Lot

from .document import ANNULLED
from .models import Position
from .publishing import write_position


def annul_position(*, person: User, position: Position, reason: str) -> Position | PendingAct:
    """Publish that a position is void: the next of its chain, which supersedes it and is addressed to nobody.

    Under two-person control a second secretary confirms it. Refused: all but secretaries (403); a position that is not
    in force, or whose tie a lot is still to decide (409); without a reason (422).
    """
    refuse(why_no_reason(reason))
    facts = {"position": position.pk, "reference": position.reference}
    return _annul.act_or_propose(council=position.council, actor=person, reason=reason.strip(), facts=facts)


@controlled("annul_position")
def _annul(act: Act) -> Position:
    exclude(DatabaseLock.CHAIN, act.council.pk)
    position = Position.objects.select_related("council", "ballot__round__council").get(pk=act.facts["position"])
    refuse(why_not_annul(position))
    decided = {"outcome": ANNULLED, "annulment": {"annuls": position.reference, "reason": act.reason}}
    annulment = write_position(position.ballot, act.now, supersedes=position, decided=decided)
    act.record(
        subject=annulment.get_absolute_url(),
        data={"reference": annulment.reference, "sha256": annulment.sha256, "annuls": position.reference},
    )
    return annulment


def why_not_annul(position: Position) -> DomainError | None:
    """Only what is in force is annulled, and once; a tie that a lot is to decide is decided first."""
    if position.outcome == ANNULLED:
        return Conflict("annulled_already", _("This position only says that another one is void."))
    if Position.objects.filter(supersedes=position).exists():
        return Conflict("not_in_force", _("This position is no longer in force: another one has superseded it."))
    if Lot.objects.filter(~Q(seed=""), ballot=position.ballot_id, decided_at__isnull=True).exists():
        return Conflict("lot_first", _("A lot was drawn for this ballot. What it decides is published first."))
    return None


def why_not_annul_here(person: User, position: Position) -> DomainError | None:
    """The same for a person, on the page of a position that `position_at` found."""
    at = position.instant  # type: ignore[attr-defined] # annotated by position_at
    return why_not_hold(person, position.council, Office.Kind.SECRETARY, at=at) or why_not_annul(position)
