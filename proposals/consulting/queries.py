"""Who is on the roll of a consultation: a rule over memberships, computed whenever it is asked for."""

from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import User
from common.clock import CouncilNow
from councils.models import Seat

from .models import Consultation, ConsultationAnswer, ConsultedMovement

LARGEST_NUMBER = 2**31 - 1
MEMBERSHIPS = "seat__movement__memberships"


def asked_of(person: User) -> QuerySet[ConsultedMovement]:
    """The movements as whose member the person is asked, in every consultation: those to which they belonged when it
    opened, and had joined before. It begins with their memberships, which are few.
    """
    joined = Q(**{f"{MEMBERSHIPS}__person": person, f"{MEMBERSHIPS}__starts_at__lt": F("consultation__opens_at")})
    stays = Q(**{f"{MEMBERSHIPS}__ends_at__isnull": True})
    left_later = Q(**{f"{MEMBERSHIPS}__ends_at__gt": F("consultation__opens_at")})
    return ConsultedMovement.objects.filter(joined & (stays | left_later))


def consultations_at(council: str, round_number: int, number: int) -> QuerySet[Consultation]:
    """The consultations on the ballot at an address, in their order, with `instant`, their council's clock."""
    if max(round_number, number) > LARGEST_NUMBER:
        return Consultation.objects.none()
    here = Consultation.objects.filter(round__council__slug=council, round__number=round_number, ballot__number=number)
    ballot = ("ballot__window", "ballot__proposal__revision", "ballot__revision")
    related = here.select_related("round__council", *ballot, "seat__movement", "revision")
    long = ("revision__paragraphs", "ballot__rules", "ballot__contributions", "round__call")
    return related.defer(*long).annotate(instant=CouncilNow(F("round__council_id"))).order_by("number")


def coordinated_seats(person: User, council: Any, at: Any) -> QuerySet[Seat]:
    """The seats of the council whose movements the person coordinates at `at`."""
    role, starts, ends = (f"movement__memberships__{name}" for name in ("role", "starts_at", "ends_at"))
    in_force = Q(**{"movement__memberships__person": person, role: "coordinator", f"{starts}__lte": at})
    unended = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": at})
    seats = Seat.objects.filter(in_force & unended, council=council)
    return seats.select_related("movement", "council").order_by("movement__slug")


def answered_by(person: User, consultation: Consultation) -> ConsultationAnswer | None:
    """When and for which movement the person answered. What, is not read: nobody is shown it."""
    mine = ConsultationAnswer.objects.filter(person=person, consultation=consultation)
    return mine.select_related("asked").defer("answer").first()
