"""What the pages of answers read."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncQuarter

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.queries import offices_at
from councils.models import Council, Office
from proposals.letters.models import Letter
from proposals.positions.models import Position

from .models import OPEN_STATES, Transmittal

MOST, MOST_QUARTERS = 100, 12
UNREAD = ("position__document", "position__ballot__rules", "position__ballot__revision__paragraphs")
RELATED = ("position__council", "letter__council", "addressee", "response", "rating")
# Whose clock it is by which an answer is due.
SENDER = Coalesce("position__council_id", "letter__council_id")


def answers_to(sent: Position | Letter) -> QuerySet[Transmittal]:
    """The transmittals of a position or a letter, as its page shows them."""
    which = {"letter": sent} if isinstance(sent, Letter) else {"position": sent}
    rows = Transmittal.objects.filter(**which).select_related(*RELATED)
    return rows.defer("position__document", "response__paragraphs").order_by("addressee__slug", "round")


def transmittal_at(
    council: str, number: int, addressee: str, year: int | None = None, asked: int = 1
) -> Transmittal | None:
    """One transmittal, of a round of asking, with the clock of the council that sent it (`instant`). Letters are not
    numbered by year, and are sent once.
    """
    of_letter = {"letter__council__slug": council, "letter__number": number}
    of_position = {
        "position__council__slug": council,
        "position__year": year,
        "position__number": number,
        "position__series": Position.Series.OWN,
    }
    rows = Transmittal.objects.filter(
        addressee__slug=addressee, round=asked, **(of_letter if year is None else of_position)
    )
    related = ("position__ballot__proposal__round", "position__ballot__revision", "former__position__council")
    found = rows.select_related(*RELATED, *related, "former__addressee")
    return found.annotate(instant=CouncilNow(SENDER)).first()


def of_council(council: Council) -> QuerySet[Transmittal]:
    """What the council has sent, and what was sent to it."""
    return Transmittal.objects.filter(Q(position__council=council) | Q(letter__council=council) | Q(addressee=council))


def open_of(council: Council) -> QuerySet[Transmittal]:
    """What is not answered of it, the longest overdue first."""
    rows = of_council(council).filter(state__in=OPEN_STATES)
    related = ("position__ballot__revision", "position__ballot__proposal__round")
    return (
        rows.select_related(*RELATED, *related)
        .defer("position__document", "position__ballot__rules")
        .order_by("due_at", "id")[:MOST]
    )


def due_of(council: Council, until: datetime) -> QuerySet[Transmittal]:
    """What is not answered and overdue, or due until then, the longest overdue first."""
    rows = of_council(council).filter(state__in=OPEN_STATES, due_at__lte=until).select_related(*RELATED)
    return rows.defer("position__document").order_by("due_at", "id")


def counts_of(council: Council, now: datetime) -> list[dict[str, Any]]:
    """For each addressee how many were answered in time and late, wait, are overdue, or were superseded: one query."""
    rows = of_council(council).values("addressee__slug", "addressee__name").order_by("addressee__slug")
    return [dict(row) for row in rows.annotate(**_measures(now))]


def counts_over_time(council: Council, now: datetime) -> list[dict[str, Any]]:
    """The same by the quarter in which they were sent (`quarter`, its first instant in UTC), the last first."""
    rows = of_council(council).annotate(quarter=TruncQuarter("sent_at", tzinfo=UTC)).values("quarter")
    return [dict(row) for row in rows.order_by("-quarter").annotate(**_measures(now))[:MOST_QUARTERS]]


def _measures(now: datetime) -> dict[str, Count]:
    is_open = Q(state__in=OPEN_STATES)
    return {
        "in_time": Count("id", filter=Q(answered_at__lt=F("due_at"))),
        "late": Count("id", filter=Q(answered_at__gte=F("due_at"))),
        "waiting": Count("id", filter=is_open & Q(due_at__gt=now)),
        "overdue": Count("id", filter=is_open & Q(due_at__lte=now)),
        "superseded": Count("id", filter=Q(state=Transmittal.State.SUPERSEDED)),
    }


def unanswered_by(person: User, now: datetime) -> QuerySet[Transmittal]:
    """What the person, as a respondent, has still to answer; each with its council's clock (`instant`)."""
    offices = offices_at(now).filter(person=person, kind=Office.Kind.RESPONDENT)
    rows = Transmittal.objects.filter(state__in=OPEN_STATES, addressee__in=offices.values("council"))
    rows = rows.select_related(*RELATED).annotate(instant=CouncilNow(SENDER))
    return rows.defer("position__document").order_by("due_at", "id")[:MOST]
