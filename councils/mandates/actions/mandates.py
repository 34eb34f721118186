"""A seat's mandate: granted for a period to a titular or to alternates in order, and revoked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.lastword import last_word
from councils.mandates.evidence import check_evidence, drop_evidence, keep_evidence
from councils.mandates.models import Mandate, PendingAct, Seat, Standing
from councils.mandates.two_person import Act, controlled
from councils.wellformed import Fields

from .standings import why_not_from

MOST_ALTERNATES = 20
TITULAR, ALTERNATE = Mandate.Role


def overlapping(seat: Seat, starts_at: datetime, ends_at: datetime | None) -> QuerySet[Mandate]:
    """The seat's mandates that are in force at some instant of `[starts_at, ends_at)`."""
    others = Mandate.objects.filter(seat=seat).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at))
    others = others.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=starts_at))
    return others.filter(starts_at__lt=ends_at) if ends_at else others


def titulars_overlap(seat: Seat) -> Conflict:
    """What the exclusion constraint `titulars_never_overlap` says, in words."""
    sentence = gettext_lazy("%(movement)s has a titular in this period already. Revoke that mandate first.")
    return Conflict("titulars_overlap", sentence, data={"movement": seat.movement.name})


def why_not_hold_twice(seat: Seat, person: User, starts_at: datetime, ends_at: datetime | None) -> DomainError | None:
    """One person holds one mandate of a seat at a time."""
    if not overlapping(seat, starts_at, ends_at).filter(person=person).exists():
        return None
    sentence = gettext_lazy("This person holds a mandate of %(movement)s in this period already.")
    return Conflict("holds_already", sentence, data={"movement": seat.movement.name})


def why_not_order(seat: Seat, order: int, starts_at: datetime, ends_at: datetime | None) -> DomainError | None:
    """Two alternates of one order would not know which of them comes first."""
    if not order or not overlapping(seat, starts_at, ends_at).filter(role=ALTERNATE, order=order).exists():
        return None
    sentence = gettext_lazy("%(movement)s has an alternate number %(order)s in this period already.")
    return Conflict("order_taken", sentence, data={"movement": seat.movement.name, "order": order})


def why_not_revoke(mandate: Mandate, at: datetime) -> DomainError | None:
    """A mandate ends once."""
    if mandate.revoked_at is None and (mandate.ends_at is None or mandate.ends_at > at):
        return None
    return Conflict("mandate_over", gettext_lazy("This mandate is over already."))


def grant_mandate(
    *,
    seat: Seat,
    person: User,
    role: str,
    actor: User,
    kind: str = Mandate.Kind.FREE,
    starts_at: datetime | str | None = None,
    ends_at: datetime | str | None = None,
    order: int | None = None,
    evidence: File | None = None,
    reason: str = "",
) -> Mandate | PendingAct:
    """Give a person the mandate of a seat for `[starts_at, ends_at)`: from now without a start, open without an end.

    An alternate without `order` comes after those there are. `kind` is free, bound or split, and does not change while
    the mandate lasts. `evidence` stays private. Refused: all but secretaries,
    movements that are not admitted, a second titular or a second mandate of one person in the same period, an order
    taken, and what is not well-formed.
    """
    kept = _keep(evidence) if evidence else ""
    facts = {"seat": seat.pk, "person": person.pk, "role": role, "kind": kind, "order": order}
    facts |= {"starts_at": starts_at, "ends_at": ends_at}
    try:
        return _grant.act_or_propose(
            council=seat.council, actor=actor, reason=reason, facts={**facts, "evidence": kept}
        )
    except BaseException:
        drop_evidence(kept)
        raise


def _keep(evidence: File) -> str:
    fields = Fields()
    ending = check_evidence(fields, evidence)
    fields.refuse()
    return keep_evidence(evidence, ending)


def _discard(facts: Mapping[str, Any]) -> None:
    transaction.on_commit(lambda: drop_evidence(facts["evidence"]))


@controlled("grant_mandate", discard=_discard)
def _grant(act: Act) -> Mandate:
    facts = act.facts
    seat = Seat.objects.select_related("movement").get(pk=facts["seat"], council=act.council)
    refuse(why_not_from(seat, Standing.Status.ADMITTED))
    fields = Fields()
    role = fields.one_of("role", facts["role"], Mandate.Role.values)
    # What was proposed before mandates had kinds was proposed as a free one.
    kind = fields.one_of("kind", facts.get("kind", Mandate.Kind.FREE), Mandate.Kind.values)
    starts_at = fields.instant("starts_at", facts["starts_at"]) or act.now
    ends_at = fields.instant("ends_at", facts["ends_at"])
    if ends_at and ends_at <= max(starts_at, act.now):
        fields.note("ends_at", _("A mandate ends after it has begun, and after today."))
    order = _order(fields, role, facts["order"], seat, starts_at, ends_at)
    person = User.objects.filter(pk=facts["person"], is_active=True).first()
    if person is None:
        fields.note("person", _("There is no such person here."))
    person = fields.needed(person)
    refuse(
        why_not_hold_twice(seat, person, starts_at, ends_at),
        why_not_order(seat, order, starts_at, ends_at),
    )
    with last_word({"titulars_never_overlap": titulars_overlap(seat)}):
        mandate = Mandate.objects.create(
            seat=seat,
            person=person,
            role=role,
            kind=kind,
            order=order,
            starts_at=starts_at,
            ends_at=ends_at,
            evidence=facts["evidence"],
            granted_by=act.author,
            granted_at=act.now,
        )
    _tell(act, mandate)
    return mandate


def _order(fields: Fields, role: str, order: object, seat: Seat, starts_at: datetime, ends_at: datetime | None) -> int:
    if role != ALTERNATE:
        return 0
    if order is not None:
        return fields.whole("order", order, 1, MOST_ALTERNATES)
    alternates = overlapping(seat, starts_at, ends_at).filter(role=ALTERNATE)
    return fields.whole("order", (alternates.aggregate(last=Max("order"))["last"] or 0) + 1, 1, MOST_ALTERNATES)


def revoke_mandate(*, mandate: Mandate, actor: User, reason: str) -> Mandate | PendingAct:
    """End a mandate now, with a reason; one that has not begun never will. Votes cast under it stay.

    Refused: all but secretaries, and a mandate that is over.
    """
    council = mandate.seat.council
    return _revocation.act_or_propose(council=council, actor=actor, reason=reason, facts={"mandate": mandate.pk})


@controlled("revoke_mandate")
def _revocation(act: Act) -> Mandate:
    mandates = Mandate.objects.select_related("seat__movement", "person")
    mandate = mandates.select_for_update(of=["self"]).get(pk=act.facts["mandate"], seat__council=act.council)
    refuse(why_not_revoke(mandate, act.now))
    fields = Fields()
    fields.reason(act.reason)
    fields.refuse()
    mandate.revoked_by, mandate.revoked_at = act.author, max(act.now, mandate.starts_at)
    mandate.revocation_reason = act.reason
    mandate.save(update_fields=["revoked_by", "revoked_at", "revocation_reason"])
    _tell(act, mandate)
    return mandate


def _tell(act: Act, mandate: Mandate) -> None:
    """Who holds it is public as a mark only: activists are at risk."""
    data = {
        "movement": mandate.seat.movement.name,
        "role": mandate.role,
        "kind": mandate.kind,
        "order": mandate.order,
        "holder": mandate.person.mark(act.council.code),
        "starts_at": mandate.starts_at.isoformat(),
        "ends_at": mandate.ends_at.isoformat() if mandate.ends_at else None,
    }
    act.record(subject=mandate.seat.movement.get_absolute_url(), data=data)
