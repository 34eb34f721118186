"""What a person is in the councils, for their own page."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from councils.mandates.queries import in_force, mandates_at, offices_at
from councils.models import Mandate, Membership, Office


@dataclass(frozen=True)
class Standing:
    """A person's movements, mandates and offices in force."""

    memberships: list[Membership]
    mandates: list[Mandate]
    offices: list[Office]


def standing_of(person: User, at: datetime) -> Standing:
    """Three queries, however many there are."""
    memberships = Membership.objects.filter(in_force(at), person=person).select_related("movement__country")
    return Standing(
        memberships=list(memberships.order_by("movement__name")),
        mandates=list(mandates_at(at).filter(person=person).select_related("seat__movement", "seat__council")),
        offices=list(offices_at(at).filter(person=person).select_related("council").order_by("council__slug")),
    )
