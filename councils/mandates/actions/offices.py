"""Offices of a council, under two-person control too: an officer who could appoint another alone would be two."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.mandates.models import Council, Office, PendingAct
from councils.mandates.queries import offices_at
from councils.mandates.two_person import Act, controlled, hold_council
from councils.wellformed import Fields
from ledger.record import record

SECRETARY = Office.Kind.SECRETARY


def secretaries_at(council: Council, at: datetime) -> int:
    """How many different persons are secretaries of the council."""
    return offices_at(at).filter(council=council, kind=SECRETARY).values("person").distinct().count()


def why_not_appoint(person: User, council: Council, kind: str, at: datetime) -> DomainError | None:
    """One person holds an office once."""
    held = Office.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), council=council, person=person, kind=kind)
    return Conflict("holds_already", gettext_lazy("This person holds this office already.")) if held.exists() else None


def why_not_end(office: Office, at: datetime) -> DomainError | None:
    """An office ends once, and never so that nobody is left to act in it."""
    if office.ends_at and office.ends_at <= at:
        return Conflict("office_over", gettext_lazy("This office is over already."))
    if office.kind != SECRETARY or office.starts_at > at:
        return None
    needed = 2 if office.council.is_two_person else 1
    if secretaries_at(office.council, at) > needed:
        return None
    sentence = gettext_lazy("The council would be left with fewer than %(needed)s secretaries. Appoint another first.")
    return Conflict("too_few_secretaries", sentence, data={"needed": needed})


def appoint_officer(
    *,
    council: Council,
    person: User,
    kind: str,
    actor: User,
    starts_at: datetime | str | None = None,
    ends_at: datetime | str | None = None,
    reason: str = "",
) -> Office | PendingAct:
    """Give a person an office for a period: from now without a start, open without an end.

    Refused: all but secretaries, an office that the person holds already, and what is not well-formed.
    """
    facts = {"person": person.pk, "kind": kind, "starts_at": starts_at, "ends_at": ends_at}
    return _appointment.act_or_propose(council=council, actor=actor, reason=reason, facts=facts)


@controlled("appoint_officer")
def _appointment(act: Act) -> Office:
    fields = Fields()
    kind = fields.one_of("kind", act.facts["kind"], Office.Kind.values)
    starts_at = fields.instant("starts_at", act.facts["starts_at"]) or act.now
    ends_at = fields.instant("ends_at", act.facts["ends_at"])
    if ends_at and ends_at <= max(starts_at, act.now):
        fields.note("ends_at", _("An office ends after it has begun, and after today."))
    person = User.objects.filter(pk=act.facts["person"], is_active=True).first()
    if person is None:
        fields.note("person", _("There is no such person here."))
    person = fields.needed(person)
    refuse(why_not_appoint(person, act.council, kind, act.now))
    office = Office.objects.create(council=act.council, person=person, kind=kind, starts_at=starts_at, ends_at=ends_at)
    _tell(act, office)
    return office


def end_office(*, office: Office, actor: User, reason: str = "") -> Office | PendingAct:
    """End an office now. Refused: all but secretaries, an office that is over, and the last secretaries needed."""
    return _ending.act_or_propose(council=office.council, actor=actor, reason=reason, facts={"office": office.pk})


@controlled("end_office")
def _ending(act: Act) -> Office:
    office = Office.objects.select_related("council", "person").get(pk=act.facts["office"], council=act.council)
    refuse(why_not_end(office, act.now))
    office.ends_at = max(act.now, office.starts_at)
    office.save(update_fields=["ends_at"])
    _tell(act, office)
    return office


def why_not_restore(council: Council, at: datetime) -> DomainError | None:
    """The operator appoints where the officers cannot, and nowhere else."""
    if secretaries_at(council, at) < (2 if council.is_two_person else 1):
        return None
    return Conflict("secretaries_enough", gettext_lazy("This council has secretaries enough to appoint another."))


def restore_secretary(*, council: Council, person: User) -> Office:
    """Appoint a secretary for a council whose officers are gone: by the operator, from the command line.

    Under two-person control one secretary alone could never appoint a second. The ledger says who did it. Refused: a
    council that can help itself, and whoever is its secretary.
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_restore(council, now), why_not_appoint(person, council, SECRETARY, now))
        office = Office.objects.create(council=council, person=person, kind=SECRETARY, starts_at=now)
        data = {"office": office.kind, "holder": person.mark(council.code)}
        record("restore_secretary", council=council, actor=None, subject=council.get_absolute_url(), data=data, at=now)
    return office


def set_two_person_control(*, council: Council, is_on: bool, actor: User, reason: str = "") -> Council | PendingAct:
    """Switch the control on or off. Off needs a second officer, because it is itself an act under the control.

    Refused: all but secretaries, what is so already, and switching it on where there are not two secretaries.
    """
    return _switch.act_or_propose(council=council, actor=actor, reason=reason, facts={"is_on": bool(is_on)})


@controlled("set_two_person_control")
def _switch(act: Act) -> Council:
    council, is_on = act.council, act.facts["is_on"]
    if council.is_two_person == is_on:
        raise Conflict("nothing_to_change", gettext_lazy("Two-person control is as you want it already."))
    if is_on and secretaries_at(council, act.now) < 2:
        raise Conflict(
            "too_few_secretaries", gettext_lazy("Two-person control needs two secretaries. Appoint one first.")
        )
    council.is_two_person = is_on
    council.save(update_fields=["is_two_person"])
    act.record(subject=council.get_absolute_url(), data={"state": "on" if is_on else "off"})
    return council


def _tell(act: Act, office: Office) -> None:
    data = {
        "office": office.kind,
        "holder": office.person.mark(act.council.code),
        "starts_at": office.starts_at.isoformat(),
        "ends_at": office.ends_at.isoformat() if office.ends_at else None,
    }
    act.record(subject=act.council.get_absolute_url(), data=data)
