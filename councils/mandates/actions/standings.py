"""A movement's standing in a council: it applies, is admitted, suspended, readmitted, dismissed, or leaves."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.mandates.models import Council, PendingAct, Seat, Standing
from councils.mandates.permissions import why_not_beyond, why_not_coordinate
from councils.mandates.queries import standing_now
from councils.mandates.two_person import Act, controlled, hold_council
from councils.movements.models import Country, Membership, Movement
from councils.wellformed import Fields
from ledger.record import record

MOST_APPLICATIONS = 3
APPLIED, ADMITTED, SUSPENDED, LEFT = Standing.Status


def why_not_receive(council: Council) -> DomainError | None:
    """Movements sit in advisory councils; the other bodies are addressees."""
    if council.kind == Council.Kind.ADVISORY:
        return None
    return Conflict("not_advisory", gettext_lazy("Movements have seats in advisory councils only."))


def why_not_apply_more(person: User, council: Council) -> DomainError | None:
    """One person cannot flood the secretariat with movements."""
    seats = Seat.objects.filter(council=council, movement__memberships__person=person)
    if sum(standing_now(seat) == APPLIED for seat in seats) < MOST_APPLICATIONS:
        return None
    sentence = gettext_lazy("You have %(most)s applications waiting here already. Wait until they are answered.")
    return Conflict("too_many_applications", sentence, data={"most": MOST_APPLICATIONS})


def why_not_from(seat: Seat, *sources: str) -> DomainError | None:
    """A standing moves from one of `sources` only. Asked under the council's lock: all that was recorded is known."""
    status = standing_now(seat)
    if status in sources:
        return None
    label = Standing.Status(status).label if status else gettext_lazy("unknown")
    sentence = gettext_lazy("This cannot be done now: the standing of %(movement)s is “%(status)s”.")
    return Conflict("wrong_standing", sentence, data={"movement": seat.movement.name, "status": label})


def apply_movement(
    *,
    council: Council,
    actor: User,
    name: str,
    kind: str,
    country: str | Country | None = None,
    description: Mapping[str, str] | None = None,
) -> Seat:
    """Found a movement here and apply for a seat in the council; whoever does it becomes its coordinator.

    `country` is an ISO code, or None for a regional movement. Open to everybody who is signed in. Refused: councils
    that are not advisory, rehearsals, a person with too many applications waiting, and what is not well-formed.
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_receive(council), why_not_beyond(council), why_not_apply_more(actor, council))
        fields = Fields()
        code = fields.text("country", country.pk if isinstance(country, Country) else country, 2, required=False)
        if code and not Country.objects.filter(pk=code).exists():
            fields.note("country", _("There is no such country here."))
        facts = {
            "name": fields.text("name", name, 200),
            "kind": fields.one_of("kind", kind, Movement.Kind.values),
            "description": fields.texts("description", description or {}, 4_000, required=False, lines=True),
        }
        fields.refuse()
        movement = found_movement({**facts, "country_id": code or None, "founded_at": now})
        coordinator = Membership.Role.COORDINATOR
        Membership.objects.create(movement=movement, person=actor, role=coordinator, starts_at=now)
        seat = Seat.objects.create(council=council, movement=movement)
        append_standing(seat, APPLIED, actor, now)
        _tell_own("apply_movement", seat, actor, now)
    return seat


def apply_again(*, council: Council, movement: Movement, actor: User) -> Seat:
    """Apply with a movement that exists: one that has left or was dismissed, or that sits in another council.

    Refused: whoever does not coordinate it, and a movement with a standing other than “left”.
    """
    with transaction.atomic():
        council, now = hold_council(council)
        # A seat that is made here is gone again with the refusal.
        seat, is_new = Seat.objects.get_or_create(council=council, movement=movement)
        refuse(
            why_not_coordinate(actor, seat, now),
            why_not_receive(council),
            None if is_new else why_not_from(seat, LEFT),
            why_not_apply_more(actor, council),
        )
        append_standing(seat, APPLIED, actor, now)
        _tell_own("apply_again", seat, actor, now)
    return seat


def leave_council(*, seat: Seat, actor: User, reason: str = "") -> Standing:
    """Give the movement's seat up. Refused: whoever does not coordinate it, and a movement that has left already."""
    with transaction.atomic():
        _council, now = hold_council(seat.council)
        refuse(why_not_coordinate(actor, seat, now), why_not_from(seat, APPLIED, ADMITTED, SUSPENDED))
        fields = Fields()
        words = fields.reason(reason, required=False)
        fields.refuse()
        standing = append_standing(seat, LEFT, actor, now, words)
        _tell_own("leave_council", seat, actor, now, {"reason": words} if words else {})
    return standing


def admit_movement(*, seat: Seat, actor: User, reason: str = "") -> Standing | PendingAct:
    """Give a movement that applied its seat. Refused: all but secretaries, and any standing but “applied”."""
    return _admission.act_or_propose(council=seat.council, actor=actor, reason=reason, facts={"seat": seat.pk})


def suspend_movement(*, seat: Seat, actor: User, reason: str) -> Standing | PendingAct:
    """Suspend an admitted movement, with a reason: it keeps its seat and cannot act. Refused: all but secretaries."""
    return _suspension.act_or_propose(council=seat.council, actor=actor, reason=reason, facts={"seat": seat.pk})


def readmit_movement(*, seat: Seat, actor: User, reason: str = "") -> Standing | PendingAct:
    """End a suspension. Refused: all but secretaries, and any other standing than “suspended”."""
    return _readmission.act_or_propose(council=seat.council, actor=actor, reason=reason, facts={"seat": seat.pk})


def dismiss_movement(*, seat: Seat, actor: User, reason: str) -> Standing | PendingAct:
    """Turn an application down, or take a movement's seat away, with a reason. Refused: all but secretaries."""
    return _dismissal.act_or_propose(council=seat.council, actor=actor, reason=reason, facts={"seat": seat.pk})


@controlled("admit_movement")
def _admission(act: Act) -> Standing:
    return _move(act, ADMITTED, APPLIED)


@controlled("suspend_movement")
def _suspension(act: Act) -> Standing:
    return _move(act, SUSPENDED, ADMITTED, needs_reason=True)


@controlled("readmit_movement")
def _readmission(act: Act) -> Standing:
    return _move(act, ADMITTED, SUSPENDED)


@controlled("dismiss_movement")
def _dismissal(act: Act) -> Standing:
    return _move(act, LEFT, APPLIED, ADMITTED, SUSPENDED, needs_reason=True)


def _move(act: Act, target: str, *sources: str, needs_reason: bool = False) -> Standing:
    seat = Seat.objects.select_related("movement").get(pk=act.facts["seat"], council=act.council)
    refuse(why_not_from(seat, *sources))
    fields = Fields()
    fields.reason(act.reason, required=needs_reason)
    fields.refuse()
    standing = append_standing(seat, target, act.author, act.now, act.reason)
    act.record(subject=seat.movement.get_absolute_url(), data={"movement": seat.movement.name})
    return standing


def append_standing(seat: Seat, status: str, person: User | None, now: datetime, reason: str = "") -> Standing:
    """The movement's standing from now on; `person` None is the operator."""
    facts = {"effective_at": now, "recorded_at": now, "recorded_by": person}
    return Standing.objects.create(seat=seat, status=status, reason=reason, **facts)


def _tell_own(verb: str, seat: Seat, actor: User, now: datetime, data: Mapping[str, object] | None = None) -> None:
    """The entry of an act that a movement does for itself."""
    movement = seat.movement
    told = {"movement": movement.name, **(data or {})}
    on_behalf_of, subject = movement.slug, movement.get_absolute_url()
    record(verb, council=seat.council, actor=actor, on_behalf_of=on_behalf_of, subject=subject, data=told, at=now)


def found_movement(facts: Mapping[str, object]) -> Movement:
    """The movement under an address made of its name, or that and a few random signs where it is taken."""
    root = slugify(str(facts["name"]))[:70].strip("-") or "movement"
    taken = Movement.objects.filter(slug=root).exists()
    try:
        with transaction.atomic():
            return Movement.objects.create(slug=f"{root}-{get_random_string(6).lower()}" if taken else root, **facts)
    except IntegrityError:
        return Movement.objects.create(slug=f"{root}-{get_random_string(6).lower()}", **facts)
