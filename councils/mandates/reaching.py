"""Whom notices reach: sets of people by what they may do in a council now. Queries only, to be walked in chunks."""

from django.db.models import Q, QuerySet

from accounts.models import User
from common.clock import now
from councils.movements.models import Membership

from .models import Office, Seat, Standing
from .queries import in_force, mandates_at, offices_at, seats_now


def speakers_of(seats: QuerySet[Seat], council_id: int | None) -> QuerySet[User]:
    """Those who may speak for one of the seats: whoever holds a mandate in force, and the movement's coordinators."""
    at, ids = now(council_id), seats.order_by().values("pk")
    mandates = mandates_at(at).filter(seat__in=ids).order_by().values("person")
    coordinators = Membership.objects.filter(
        in_force(at), role=Membership.Role.COORDINATOR, movement__in=Seat.objects.filter(pk__in=ids).values("movement")
    )
    return User.objects.filter(Q(pk__in=mandates) | Q(pk__in=coordinators.order_by().values("person")))


def people_of(council_id: int) -> QuerySet[User]:
    """Those who may speak for a movement that the council has admitted."""
    admitted = seats_now().filter(council=council_id, status=Standing.Status.ADMITTED)
    return speakers_of(admitted, council_id)


def officers_of(council_id: int, *kinds: str) -> QuerySet[User]:
    """Those who hold one of these offices of the council now."""
    held = offices_at(now(council_id)).filter(council=council_id, kind__in=kinds)
    return User.objects.filter(pk__in=held.order_by().values("person"))


def secretaries_of(council_id: int) -> QuerySet[User]:
    """The secretaries of the council now."""
    return officers_of(council_id, Office.Kind.SECRETARY)
