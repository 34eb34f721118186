"""The windows of which people are reminded before they close: those in which something is asked of somebody."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from common.clock import CouncilNow
from councils.mandates.models import Council
from councils.mandates.queries import rulebook_at
from councils.rulebook.rules import RulebookError, default_rulebook, read_rulebook
from notices.models import Plan
from notices.reminding import Deadline, Standing, Telling, planned_as

from .models import Window

KINDS = (
    *(Window.Kind.DRAFTING, Window.Kind.SETTLEMENT, Window.Kind.PLENARY, Window.Kind.VOTING),
    Window.Kind.ADEQUACY,
)


def reminder_hours(council: Council, at: datetime) -> tuple[int, ...]:
    """How many hours before a close people hear, by the rulebook in force at `at`; by the defaults if none is, or if it
    cannot be read, which whoever counts by it is told.
    """
    found = rulebook_at(council, at)
    try:
        return read_rulebook(found.data).reminder_hours if found else default_rulebook().reminder_hours
    except RulebookError:
        return default_rulebook().reminder_hours


def _unplanned(plans: QuerySet[Plan], most: int) -> Iterable[Standing]:
    """Windows that are open: before it opens a window may still move, and the rulebook change; so may those of a round
    that is suspended.
    """
    instant = CouncilNow(F("round__council_id"))
    standing = Window.objects.filter(
        kind__in=KINDS, opens_at__lte=instant, closes_at__gt=instant, round__suspended_at__isnull=True
    )
    found = standing.exclude(planned_as("closes_at", plans)).select_related("round__council").order_by("id")[:most]
    return [Standing(w.pk, w.round.council_id, w.closes_at, reminder_hours(w.round.council, w.opens_at)) for w in found]


def _telling(window_id: int, closes_at: datetime, hours: int) -> Telling | None:
    window = Window.objects.filter(pk=window_id, closes_at=closes_at).select_related("round__council").first()
    if window is None or window.round.suspended_at is not None:
        return None
    round_ = window.round
    data = {"round": round_.number, "window": window.kind, "closes_at": closes_at.isoformat(), "hours": hours}
    return Telling("remind_close", round_.council, round_.get_absolute_url(), data)


WINDOW = Deadline("window", _unplanned, _telling)
