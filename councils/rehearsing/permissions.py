"""Who sees a rehearsal, and what can be done with its clock. Each refusal is None or says why not."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError
from councils.mandates.models import Council
from councils.mandates.queries import in_force, mandates_at, offices_at
from councils.movements.models import Membership


def belongs(person: User, council: Council, at: datetime) -> bool:
    """Whether the person has an office in the council, holds a mandate of one of its seats, or is of a movement that
    has one: nobody else sees a rehearsal. At most three questions, the cheapest first.
    """
    return (
        offices_at(at).filter(council=council, person=person).exists()
        or mandates_at(at).filter(seat__council=council, person=person).exists()
        or Membership.objects.filter(in_force(at), movement__seats__council=council, person=person).exists()
    )


def why_not_rehearse(council: Council) -> DomainError | None:
    """A rehearsal is of a council that deliberates, and not of another rehearsal."""
    if council.is_rehearsal:
        sentence = _("This is a rehearsal already. Another is made from the desk of the council itself.")
        return Conflict("rehearsal", sentence)
    if council.kind != Council.Kind.ADVISORY:
        return Conflict("not_advisory", _("Only an advisory council deliberates, so only it is rehearsed."))
    return None


def why_not_turn(council: Council) -> DomainError | None:
    """In every other council the time is the time."""
    if council.is_rehearsal:
        return None
    return Conflict("no_rehearsal", _("Only the clock of a rehearsal can be turned: here the time is the time."))
