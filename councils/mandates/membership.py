"""May this person invite to a movement, and change who coordinates it? Asked here because secretaries may too."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.movements.models import Movement
from councils.movements.queries import coordinates

from .models import Office, Seat, Standing
from .queries import offices_at, standing_now


def is_secretary_of(person: User, movement: Movement, at: datetime) -> bool:
    """Whether the person is secretary of a council in which the movement has a seat that it has not given up."""
    councils = offices_at(at).filter(person=person, kind=Office.Kind.SECRETARY).values("council")
    seats = Seat.objects.filter(movement=movement, council__in=councils)
    return any(standing_now(seat) != Standing.Status.LEFT for seat in seats)


def why_not_manage(person: User, movement: Movement, at: datetime) -> DomainError | None:
    """Coordinators look after their movement's members; the secretary steps in, say where no coordinator is left."""
    if coordinates(person, movement, at) or is_secretary_of(person, movement, at):
        return None
    sentence = _("This is for the coordinators of %(movement)s and for the secretaries of its council.")
    return Forbidden("not_a_coordinator", sentence, data={"movement": movement.name})


def why_not_active(movement: Movement) -> DomainError | None:
    """A movement that is suspended, and admitted nowhere else, cannot act at all."""
    standings = {standing_now(seat) for seat in movement.seats.all()}
    if Standing.Status.SUSPENDED not in standings or Standing.Status.ADMITTED in standings:
        return None
    sentence = _("%(movement)s is suspended and cannot act.")
    return Conflict("movement_suspended", sentence, data={"movement": movement.name})
