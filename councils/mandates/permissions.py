"""May this person act for this seat, or in this office? Each answer is None or a refusal with its sentence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.factors.holding import why_not_proved
from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.rows import known
from common.words import Moment
from councils.movements.models import Membership, Movement

from .models import Council, Mandate, Office, Seat, Standing
from .queries import in_force, mandates_at, offices_at, standing_at
from .silence import Silence


@dataclass(frozen=True)
class Hat:
    """One seat that a person may act for, and by what: a mandate (titular, alternate) or a membership (coordinator,
    member).
    """

    seat: Seat
    capacity: str


HATS = """
WITH held AS (
    SELECT DISTINCT ON (seat_id) seat_id, role FROM councils_mandate
    WHERE person_id = %(person)s AND starts_at <= %(at)s AND (ends_at IS NULL OR ends_at > %(at)s)
        AND (revoked_at IS NULL OR revoked_at > %(at)s)
    ORDER BY seat_id, role DESC, "order", id
), belongs AS (
    SELECT DISTINCT ON (movement_id) movement_id, role FROM councils_membership
    WHERE person_id = %(person)s AND starts_at <= %(at)s AND (ends_at IS NULL OR ends_at > %(at)s)
    ORDER BY movement_id, id DESC
), mine AS (
    SELECT seat_id AS id FROM held UNION
    SELECT seat.id FROM belongs JOIN councils_seat seat ON seat.movement_id = belongs.movement_id
)
SELECT s.id, m.id, m.slug, m.name, coalesce(held.role, belongs.role)
FROM mine JOIN councils_seat s ON s.id = mine.id JOIN councils_movement m ON m.id = s.movement_id
LEFT JOIN held ON held.seat_id = s.id LEFT JOIN belongs ON belongs.movement_id = m.id
WHERE s.council_id = %(council)s AND %(admitted)s = (
    SELECT known.status FROM councils_standing known
    WHERE known.seat_id = s.id AND known.effective_at <= %(at)s AND known.recorded_at < %(at)s
    ORDER BY known.effective_at DESC, known.recorded_at DESC, known.id DESC LIMIT 1
)
ORDER BY held.role IS NULL, m.slug
"""


def hats_of(person: User, council: Council, at: datetime) -> list[Hat]:
    """Every admitted seat of the council that the person may act for at `at`, mandates before memberships.

    One query, by hand: it is asked on every page with a form.
    """
    asked: dict[str, Any] = {"person": person.pk, "council": council.pk, "at": at, "admitted": Standing.Status.ADMITTED}
    with connection.cursor() as cursor:
        cursor.execute(HATS, asked)
        rows = cursor.fetchall()
    return [
        Hat(Seat(pk=pk, council=council, movement=known(Movement, {"id": movement, "slug": slug, "name": name})), role)
        for pk, movement, slug, name, role in rows
    ]


def why_not_act(seat: Seat, at: datetime) -> DomainError | None:
    """A movement that is not admitted cannot act at all, whoever asks."""
    return why_not_standing(seat, standing_at(seat, at))


def why_not_standing(seat: Seat, status: str | None) -> DomainError | None:
    """The same for a standing that was read already."""
    data = {"movement": seat.movement.name}
    if status == Standing.Status.SUSPENDED:
        return Conflict("movement_suspended", _("%(movement)s is suspended and cannot act."), data=data)
    if status != Standing.Status.ADMITTED:
        return Conflict("movement_not_admitted", _("%(movement)s is not admitted to this council."), data=data)
    return None


def why_not_silenced(person: User, council: Council, at: datetime) -> DomainError | None:
    """Whoever was suspended from writing writes nothing in that council until then. It is asked of no vote."""
    silence = Silence.objects.filter(person=person, council=council, starts_at__lte=at, ends_at__gt=at)
    ends_at = silence.order_by("-ends_at").values_list("ends_at", flat=True).first()
    if ends_at is None:
        return None
    sentence = _("The moderation of this council suspended you from writing until %(until)s. You can still vote.")
    return Conflict("silenced", sentence, data={"until": Moment(ends_at)})


def why_not_speak_for(person: User, seat: Seat, at: datetime) -> DomainError | None:
    """*May you* write in the name of a movement: whoever belongs to it may, unless suspended from writing."""
    return why_not_belong(person, seat, at) or why_not_silenced(person, seat.council, at)


def why_not_belong(person: User, seat: Seat, at: datetime) -> DomainError | None:
    """Whoever belongs to a movement, or holds its mandate, may act for it; nobody else may."""
    belongs = Membership.objects.filter(in_force(at), person=person, movement=seat.movement_id).exists()
    if belongs or mandates_at(at).filter(person=person, seat=seat).exists():
        return None
    return Forbidden(
        "not_your_movement",
        _("You do not belong to %(movement)s, so you cannot act for it."),
        data={"movement": seat.movement.name},
    )


def why_not_coordinate(person: User, seat: Seat, at: datetime) -> DomainError | None:
    """What binds a movement is done by its coordinators and its mandate holders."""
    coordinates = Membership.objects.filter(
        in_force(at), person=person, movement=seat.movement_id, role=Membership.Role.COORDINATOR
    )
    if coordinates.exists() or mandates_at(at).filter(person=person, seat=seat).exists():
        return None
    return why_not_belong(person, seat, at) or Forbidden(
        "not_a_coordinator",
        _("This is for the coordinators and mandate holders of %(movement)s."),
        data={"movement": seat.movement.name},
    )


def why_not_instruct(person: User, seat: Seat, at: datetime) -> DomainError | None:
    """A movement speaks to its own mandate holders by its coordinators: holding the mandate is not enough."""
    if coordinated_at(at).filter(person=person, movement=seat.movement_id).exists():
        return None
    return Forbidden(
        "not_a_coordinator",
        _("This is for the coordinators of %(movement)s."),
        data={"movement": seat.movement.name},
    )


def coordinated_at(at: datetime) -> QuerySet[Membership]:
    """The memberships by which movements are coordinated at `at`."""
    return Membership.objects.filter(in_force(at), role=Membership.Role.COORDINATOR)


def why_not_represent(person: User, seat: Seat, at: datetime) -> DomainError | None:
    """Only who holds the seat's mandate now may vote or challenge for it."""
    if mandates_at(at).filter(person=person, seat=seat).exists():
        return None
    return Forbidden(
        "no_mandate",
        _("You hold no mandate of %(movement)s, so you cannot act for its seat."),
        data={"movement": seat.movement.name},
    )


def why_not_hold(person: User, council: Council, *kinds: str, at: datetime) -> DomainError | None:
    """An act of an office is for those who hold one of `kinds` in the council at `at`, and have a second factor.

    Every act of an office asks here, so that here is the one place where the second factor is asked for.
    """
    if offices_at(at).filter(person=person, council=council, kind__in=kinds).exists():
        return why_not_proved(person)
    names = ", ".join(str(Office.Kind(kind).label) for kind in kinds)
    return Forbidden(
        "not_your_office",
        _("This is for those who hold this office in the council: %(offices)s."),
        data={"offices": names},
    )


def offices_held(person: User, council: Council, at: datetime) -> frozenset[str]:
    """The kinds of office of which `why_not_hold` refuses no act, all in one query: what a page shows buttons by."""
    held = frozenset(offices_at(at).filter(person=person, council=council).values_list("kind", flat=True))
    return held if held and why_not_proved(person) is None else frozenset()


def why_not_beyond(council: Council) -> DomainError | None:
    """Nothing leaves a rehearsal, and nothing that is everybody's is made in one."""
    if not council.is_rehearsal:
        return None
    return Conflict("rehearsal", _("This is a rehearsal: nothing leaves it, so this cannot be done here."))


def mandate_of(person: User, seat: Seat, at: datetime) -> Mandate | None:
    """The person's mandate of the seat at `at`, titular before alternate."""
    return mandates_at(at).filter(person=person, seat=seat).first()
