"""A pending act as officers read it before they confirm it: in full, the person named, because they are to check it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.words import Moment
from councils.mandates.models import Mandate, Office, PendingAct, Seat

TITLES = {
    "admit_movement": gettext_lazy("Admit a movement"),
    "suspend_movement": gettext_lazy("Suspend a movement"),
    "readmit_movement": gettext_lazy("End a suspension"),
    "dismiss_movement": gettext_lazy("Dismiss a movement"),
    "grant_mandate": gettext_lazy("Grant a mandate"),
    "revoke_mandate": gettext_lazy("Revoke a mandate"),
    "appoint_officer": gettext_lazy("Appoint an officer"),
    "end_office": gettext_lazy("End an office"),
    "set_two_person_control": gettext_lazy("Switch two-person control"),
    "record_accession": gettext_lazy("Record a country joining or leaving"),
    "record_contribution": gettext_lazy("Record a contribution"),
    "adopt_rulebook": gettext_lazy("Adopt a rulebook"),
    "annul_position": gettext_lazy("Annul a position"),
}
LABELS = {
    "seat": gettext_lazy("Movement"),
    "person": gettext_lazy("Person"),
    "mandate": gettext_lazy("Mandate"),
    "office": gettext_lazy("Office"),
    "role": gettext_lazy("Role"),
    "order": gettext_lazy("Order"),
    "starts_at": gettext_lazy("From"),
    "ends_at": gettext_lazy("Until"),
    "kind": gettext_lazy("Kind"),
    "country": gettext_lazy("Country"),
    "is_member": gettext_lazy("Belongs to the council"),
    "effective_at": gettext_lazy("In effect from"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "source": gettext_lazy("Source"),
    "note": gettext_lazy("Note"),
    "reference": gettext_lazy("Position"),
    "is_on": gettext_lazy("Two-person control"),
}


def act_title(act: PendingAct) -> str:
    """What is to be done."""
    return str(TITLES.get(act.verb, act.verb))


def act_facts(act: PendingAct) -> list[tuple[str, str]]:
    """What the act says, in words: objects by name, instants in the reader's zone. What is empty is left out."""
    return [(str(LABELS[name]), _value(name, value)) for name, value in act.payload.items() if _is_shown(name, value)]


def _is_shown(name: str, value: object) -> bool:
    return name in LABELS and value is not None and value != ""


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_at"):
        return str(Moment(datetime.fromisoformat(str(value))))
    return _object(name, value) or str(value)


def _object(name: str, value: Any) -> str:
    """What an id stands for; it is shown bare when the object is gone."""
    match name:
        case "seat":
            return str(Seat.objects.select_related("movement").filter(pk=value).first() or "")
        case "person":
            return str(User.objects.filter(pk=value).first() or "")
        case "mandate":
            mandate = Mandate.objects.select_related("seat__movement", "person").filter(pk=value).first()
            return f"{mandate.seat} – {mandate.get_role_display()} – {mandate.person}" if mandate else ""
        case "office":
            office = Office.objects.select_related("person").filter(pk=value).first()
            return f"{office.get_kind_display()} – {office.person}" if office else ""
    return ""
