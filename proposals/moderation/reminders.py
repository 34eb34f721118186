"""The two deadlines of an appeal: until when it can be made, and by when somebody has to answer it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from accounts.models import User
from common import clock
from common.clock import CouncilNow
from councils.rounds.reminders import reminder_hours
from ledger.models import Entry
from notices.models import Plan
from notices.reminding import Deadline, Standing, Telling, planned_as

from .models import Appeal, Case, Decision
from .permissions import hearers_of


def _appealable() -> QuerySet[Decision]:
    """Decisions that can still be appealed, with their councils."""
    found = Decision.objects.filter(case__state=Case.State.DECIDED, appeal__isnull=True)
    return found.filter(appeal_until__gt=CouncilNow(F("case__council_id"))).select_related("case__council")


def _unplanned_decisions(plans: QuerySet[Plan], most: int) -> Iterable[Standing]:
    found = _appealable().exclude(planned_as("appeal_until", plans)).order_by("id")[:most]
    return [
        Standing(one.pk, one.case.council_id, one.appeal_until, reminder_hours(one.case.council, one.decided_at))
        for one in found
        if one.appeal_until
    ]


def _telling_decision(decision_id: int, appeal_until: datetime, hours: int) -> Telling | None:
    found = _appealable().filter(pk=decision_id, appeal_until=appeal_until).first()
    return _telling("remind_appeal", found.case, "appeal_until", appeal_until, hours) if found else None


def who_can_appeal(entry: Entry) -> QuerySet[User]:
    """Who wrote the text, while they can still appeal."""
    case = Case.objects.filter(council=entry.council_id, number=entry.data["case"])
    cases = _appealable().filter(case__in=case).order_by().values("case__author")
    return User.objects.filter(pk__in=cases)


def _unheard() -> QuerySet[Appeal]:
    found = Appeal.objects.filter(heard_at__isnull=True, due_at__gt=CouncilNow(F("decision__case__council_id")))
    return found.select_related("decision__case__council")


def _unplanned_appeals(plans: QuerySet[Plan], most: int) -> Iterable[Standing]:
    found = _unheard().exclude(planned_as("due_at", plans)).order_by("id")[:most]
    councils = [(one, one.decision.case.council) for one in found]
    return [Standing(one.pk, of.pk, one.due_at, reminder_hours(of, one.appealed_at)) for one, of in councils]


def _telling_appeal(appeal_id: int, due_at: datetime, hours: int) -> Telling | None:
    found = _unheard().filter(pk=appeal_id, due_at=due_at).first()
    return _telling("remind_hearing", found.decision.case, "due_at", due_at, hours) if found else None


def who_can_hear(entry: Entry) -> QuerySet[User]:
    """The moderation of the council without whoever decided, and without those who are on a side."""
    case = Case.objects.filter(council=entry.council_id, number=entry.data["case"])
    appeal = _unheard().filter(decision__case__in=case).first()
    return hearers_of(appeal, clock.now(entry.council_id)) if appeal else User.objects.none()


def _telling(verb: str, case: Case, name: str, ends_at: datetime, hours: int) -> Telling:
    data = {"case": case.number, name: ends_at.isoformat(), "hours": hours}
    return Telling(verb, case.council, case.get_absolute_url(), data)


APPEAL = Deadline("appeal", _unplanned_decisions, _telling_decision)
HEARING = Deadline("hearing", _unplanned_appeals, _telling_appeal)
