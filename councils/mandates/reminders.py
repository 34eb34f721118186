"""What ends by itself, and of which people hear before: mandates that nobody follows in, invitations without an answer.

No rulebook has a say in either: a movement needs weeks for an assembly that names somebody, whatever its council votes
on, and an invitation lasts two weeks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from common import clock
from common.clock import CouncilNow
from councils.movements.models import Invitation, Membership
from ledger.models import Entry
from notices.models import Plan, Reminder
from notices.reminding import Deadline, Standing, Telling, planned_as

from .models import Mandate, Office, Seat
from .queries import in_force, offices_at

MANDATE_HOURS, INVITATION_HOURS = (720, 168), (48,)
# Invitations are sent one by one and expire so: whoever sent fifty is reminded of all of them at once.
APART = timedelta(days=1)


def _followed() -> Exists:
    """That somebody holds the same place of the seat when the mandate ends, and after it."""
    same = {name: OuterRef(name) for name in ("seat", "role", "order")}
    on = Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("ends_at"))
    later = Mandate.objects.filter(on, **same, starts_at__lte=OuterRef("ends_at"), revoked_at__isnull=True)
    return Exists(later.exclude(pk=OuterRef("pk")))


def ending() -> QuerySet[Mandate]:
    """Mandates in force that end, and in which nobody follows."""
    instant = CouncilNow(F("seat__council_id"))
    standing = Mandate.objects.filter(starts_at__lte=instant, ends_at__gt=instant, revoked_at__isnull=True)
    return standing.exclude(_followed())


def _unplanned_mandates(plans: QuerySet[Plan], most: int) -> Iterable[Standing]:
    found = ending().exclude(planned_as("ends_at", plans)).select_related("seat").order_by("id")[:most]
    return [Standing(m.pk, m.seat.council_id, m.ends_at, MANDATE_HOURS) for m in found if m.ends_at]


def _telling_mandate(mandate_id: int, ends_at: datetime, hours: int) -> Telling | None:
    found = ending().filter(pk=mandate_id, ends_at=ends_at).select_related("seat__council", "seat__movement").first()
    if found is None:
        return None
    seat = found.seat
    told = {"movement": seat.movement.name, "role": found.role, "order": found.order, "ends_at": ends_at.isoformat()}
    return Telling("remind_mandate", seat.council, seat.movement.get_absolute_url(), {**told, "hours": hours})


def slug_of(entry: Entry) -> str:
    """Of the movement whose page the entry is about."""
    return entry.subject.rstrip("/").rpartition("/")[2]


def holders_and_coordinators(entry: Entry) -> QuerySet[User]:
    """Whoever holds the mandate that the entry says is ending, and those who coordinate the movement."""
    told = entry.data
    here = ending().filter(seat__council=entry.council_id, seat__movement__slug=slug_of(entry))
    ends_at = datetime.fromisoformat(told["ends_at"])
    mandates = here.filter(role=told["role"], order=told["order"], ends_at=ends_at).order_by()
    movements = Seat.objects.filter(pk__in=mandates.values("seat")).order_by().values("movement")
    coordinating = _coordinating(clock.now(entry.council_id)).filter(movement__in=movements).values("person")
    return User.objects.filter(Q(pk__in=mandates.values("person")) | Q(pk__in=coordinating))


def _coordinating(at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(in_force(at), role=Membership.Role.COORDINATOR).order_by()


def _unplanned_invitations(plans: QuerySet[Plan], most: int) -> Iterable[Standing]:
    waiting = Invitation.objects.filter(accepted_at__isnull=True, expires_at__gt=clock.now())
    found = waiting.exclude(planned_as("expires_at", plans)).order_by("id")[:most]
    return [Standing(invitation.pk, None, invitation.expires_at, INVITATION_HOURS) for invitation in found]


def _telling_invitation(invitation_id: int, expires_at: datetime, hours: int) -> Telling | None:
    waiting = Invitation.objects.filter(pk=invitation_id, expires_at=expires_at, accepted_at__isnull=True)
    found = waiting.select_related("movement").first()
    if found is None or _were_reminded(found):
        return None
    number = _expiring(found.movement.slug, expires_at + APART).count()
    told = {"movement": found.movement.name, "number": number, "expires_at": expires_at.isoformat(), "hours": hours}
    return Telling("remind_invitations", None, found.movement.get_absolute_url(), told)


def _were_reminded(invitation: Invitation) -> bool:
    """Whether the movement's people heard of its invitations a moment ago: this one was among them."""
    since = clock.now() - APART
    lately = Reminder.objects.filter(outcome=Reminder.Outcome.TOLD, done_at__gt=since, plan__deadline=INVITATION.name)
    others = Invitation.objects.filter(movement=invitation.movement_id).values("pk")
    return lately.filter(plan__target_id__in=others).exists()


def _expiring(movement: str, before: datetime) -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(movement__slug=movement, accepted_at__isnull=True, expires_at__gt=clock.now())
    return waiting.filter(expires_at__lte=before)


def inviters(entry: Entry) -> QuerySet[User]:
    """Those who coordinate the movement, and the secretaries of its councils who have sent what is about to expire."""
    before = datetime.fromisoformat(entry.data["expires_at"]) + APART
    waiting, at = _expiring(slug_of(entry), before).order_by(), clock.now()
    coordinating = _coordinating(at).filter(movement__in=waiting.values("movement")).values("person")
    secretaries = offices_at(at).filter(
        kind=Office.Kind.SECRETARY,
        person__in=waiting.values("invited_by"),
        council__seats__movement__in=waiting.values("movement"),
    )
    return User.objects.filter(Q(pk__in=coordinating) | Q(pk__in=secretaries.order_by().values("person")))


MANDATE = Deadline("mandate", _unplanned_mandates, _telling_mandate)
INVITATION = Deadline("invitation", _unplanned_invitations, _telling_invitation)
