"""What the pages of answers read."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.queries import offices_at
from councils.models import Council, Office
from proposals.letters.models import Letter
from proposals.positions.models import Position

from .models import OPEN_STATES, Transmittal

MOST = 100
UNREAD = ("position__document", "position__ballot__rules", "position__ballot__revision__paragraphs")
RELATED = ("position__council", "letter__council", "addressee", "response")
# Whose clock it is by which an answer is due.
SENDER = Coalesce("position__council_id", "letter__council_id")


def answers_to(sent: Position | Letter) -> QuerySet[Transmittal]:
    """The transmittals of a position or a letter, as its page shows them."""
    which = {"letter": sent} if isinstance(sent, Letter) else {"position": sent}
    rows = Transmittal.objects.filter(**which).select_related(*RELATED)
    return rows.defer("position__document", "response__paragraphs").order_by("addressee__slug")


def transmittal_at(council: str, number: int, addressee: str, year: int | None = None) -> Transmittal | None:
    """One transmittal, with the clock of the council that sent it (`instant`). Letters are not numbered by year."""
    of_letter = {"letter__council__slug": council, "letter__number": number}
    of_position = {
        "position__council__slug": council,
        "position__year": year,
        "position__number": number,
        "position__series": Position.Series.OWN,
    }
    rows = Transmittal.objects.filter(addressee__slug=addressee, **(of_letter if year is None else of_position))
    related = ("position__ballot__proposal__round", "position__ballot__revision")
    return rows.select_related(*RELATED, *related).annotate(instant=CouncilNow(SENDER)).first()


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


def counts_of(council: Council, now: datetime) -> list[dict[str, object]]:
    """For each addressee how many were answered in time and late, wait, are overdue, or were superseded: one query."""
    is_open = Q(state__in=OPEN_STATES)
    rows = of_council(council).values("addressee__slug", "addressee__name").order_by("addressee__slug")
    counted = rows.annotate(
        in_time=Count("id", filter=Q(answered_at__lt=F("due_at"))),
        late=Count("id", filter=Q(answered_at__gte=F("due_at"))),
        waiting=Count("id", filter=is_open & Q(due_at__gt=now)),
        overdue=Count("id", filter=is_open & Q(due_at__lte=now)),
        superseded=Count("id", filter=Q(state=Transmittal.State.SUPERSEDED)),
    )
    return [dict(row) for row in counted]


def unanswered_by(person: User, now: datetime) -> QuerySet[Transmittal]:
    """What the person, as a respondent, has still to answer; each with its council's clock (`instant`)."""
    offices = offices_at(now).filter(person=person, kind=Office.Kind.RESPONDENT)
    rows = Transmittal.objects.filter(state__in=OPEN_STATES, addressee__in=offices.values("council"))
    rows = rows.select_related(*RELATED).annotate(instant=CouncilNow(SENDER))
    return rows.defer("position__document").order_by("due_at", "id")[:MOST]
