"""Transmittals of which respondents are reminded before the answer is due."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from common.clock import CouncilNow
from councils.rounds.reminders import reminder_hours
from notices.models import Plan
from notices.reminding import Deadline, Standing, Telling, planned_as

from .models import OPEN_STATES, Transmittal
from .queries import SENDER


def why_nobody(transmittal: Transmittal) -> str:
    """Why nobody is reminded of it: its state, once it is answered or superseded; "" while an answer is missing."""
    return "" if transmittal.state in OPEN_STATES else transmittal.state


def _unplanned(plans: QuerySet[Plan], most: int) -> Iterable[Standing]:
    instant = CouncilNow(SENDER)
    standing = Transmittal.objects.filter(state__in=OPEN_STATES, due_at__gt=instant)
    found = (
        standing.exclude(planned_as("due_at", plans))
        .select_related("position__council", "letter__council")
        .order_by("id")[:most]
    )
    return [Standing(t.pk, t.council.pk, t.due_at, reminder_hours(t.council, t.sent_at)) for t in found]


def _telling(transmittal_id: int, due_at: datetime, hours: int) -> Telling | None:
    rows = Transmittal.objects.filter(pk=transmittal_id, due_at=due_at, state__in=OPEN_STATES)
    found = rows.select_related("position__council", "letter__council", "addressee").first()
    if found is None:
        return None
    told = {"reference": found.reference, "addressee": found.addressee.slug, "due_at": due_at.isoformat()}
    return Telling("remind_answer", found.council, found.get_absolute_url(), {**told, "hours": hours})


TRANSMITTAL = Deadline("transmittal", _unplanned, _telling)
