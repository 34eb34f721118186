"""What the pages of reports read."""

from django.db.models import QuerySet

from proposals.positions.models import Position

from ..models import ACCEPTING, Transmittal
from .models import FollowUp

MOST = 500


def reports_on(position: Position) -> QuerySet[FollowUp]:
    """All reports on a position in the order in which they were made, the last `MOST`: one query."""
    rows = FollowUp.objects.filter(position=position).select_related(
        "transmittal__addressee", "seat__movement", "supersedes", "superseded_by"
    )
    return rows.order_by("-serial")[:MOST]


def accepted_of(position: Position) -> QuerySet[Transmittal]:
    """The transmittals of a position that were accepted, wholly or in part, each by the last answer of its body."""
    rows = Transmittal.objects.filter(position=position, response__kind__in=ACCEPTING)
    rows = rows.exclude(later__response__isnull=False).select_related("position__council", "addressee", "response")
    return rows.defer("position__document", "response__paragraphs").order_by("addressee__slug", "round")
