"""Reminders before a deadline: planned when the deadline stands, due at an instant, told through the ledger.

A room says which of its rows have a deadline and how an entry tells of one. Whom it concerns is the entry's audience:
those who can still act and have not. A worker that was away tells the latest reminder that is due, and no earlier one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from common.clock import CouncilNow, now
from common.clocks import why_in_doubt
from ledger.models import Entry
from ledger.record import Scope, record
from ledger.verbs import SENTENCES

from .models import Plan, Reminder
from .registry import announcement_of

log = structlog.get_logger(__name__)

Outcome = Reminder.Outcome
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=10)
FAILURE_LIMIT = 2_000
MOST = 100


@dataclass(frozen=True)
class Standing:
    """A deadline as it stands: of which row, in which council, when it ends, and how many hours before people hear."""

    target_id: int
    council_id: int | None
    ends_at: datetime
    hours: Sequence[int]


@dataclass(frozen=True)
class Telling:
    """What an entry of the ledger says of a deadline: the arguments of `record` but for the instant."""

    verb: str
    council: Scope | None
    subject: str
    data: dict[str, object]


@dataclass(frozen=True)
class Deadline:
    """A kind of deadline. `unplanned` is given the plans of its kind, to leave out what they hold, and how many rows
    are wanted at most; `telling` is given a row and the hours, and answers None once the row has that deadline no more.
    """

    name: str
    unplanned: Callable[[QuerySet[Plan], int], Iterable[Standing]]
    telling: Callable[[int, datetime, int], Telling | None]


DEADLINES: dict[str, Deadline] = {}


def register(deadline: Deadline) -> None:
    """Add a kind of deadline. A second of one name is a mistake."""
    if deadline.name in DEADLINES:
        raise ValueError(f"registered twice: {deadline.name}")
    DEADLINES[deadline.name] = deadline


def planned_as(ends_at: str, plans: QuerySet[Plan]) -> Exists:
    """For a room's `unplanned`: that one of `plans` holds the row with the deadline that stands in its `ends_at`."""
    return Exists(plans.filter(target_id=OuterRef("pk"), ends_at=OuterRef(ends_at)))


def plan_reminders() -> int:
    """Plan the reminders of deadlines that stand and that no plan holds as they stand. Returns how many deadlines.

    A kind of deadline that cannot be worked out is told in the log; nothing else waits for it.
    """
    planned = 0
    for deadline in DEADLINES.values():
        try:
            planned += _plan(deadline)
        except Exception as error:  # whatever a room raises holds up neither the other deadlines nor the conductor
            log.error("reminders_not_planned", deadline=deadline.name, exc_info=error)
    return planned


def _plan(deadline: Deadline) -> int:
    with transaction.atomic():
        found = list(deadline.unplanned(Plan.objects.filter(deadline=deadline.name), MOST))
        for standing in found:
            at = now(standing.council_id)
            plan, is_new = Plan.objects.get_or_create(
                deadline=deadline.name,
                target_id=standing.target_id,
                ends_at=standing.ends_at,
                defaults={"council_id": standing.council_id, "planned_at": at},
            )
            if is_new:
                due = {hours: standing.ends_at - timedelta(hours=hours) for hours in standing.hours}
                # What lay in the past when the deadline was set was never a reminder.
                ahead = {hours: due_at for hours, due_at in due.items() if due_at > at}
                Reminder.objects.bulk_create(
                    [Reminder(plan=plan, hours=hours, due_at=due_at) for hours, due_at in ahead.items()]
                )
    return len(found)


def remind_once() -> bool:
    """Do one reminder that is due. False: none is.

    One whose entry cannot be written is set aside with its reason and tried again; it blocks no other.
    """
    with transaction.atomic():
        due = Reminder.objects.filter(done_at__isnull=True).annotate(instant=CouncilNow(F("plan__council_id")))
        due = due.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=F("instant")), due_at__lte=F("instant"))
        held = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
        reminder = held.select_related("plan").order_by("due_at", "id").first()
        if reminder is None or why_in_doubt():
            return False
        instant: datetime = reminder.instant
        try:
            with transaction.atomic():
                reminder.outcome, reminder.done_at = _remind(reminder, instant), instant
                reminder.failure = ""
                reminder.save(update_fields=["outcome", "done_at", "failure"])
        except Exception as error:  # whatever a room raises is set aside; the other reminders go on
            _set_aside(reminder, instant, error)
    return True


def _remind(reminder: Reminder, instant: datetime) -> str:
    plan = reminder.plan
    if instant >= plan.ends_at:
        return Outcome.OVER
    telling = DEADLINES[plan.deadline].telling(plan.target_id, plan.ends_at, reminder.hours)
    if telling is None:
        return Outcome.MOVED
    if plan.reminders.filter(hours__lt=reminder.hours, due_at__lte=instant).exists():
        return Outcome.OVERTAKEN
    return _tell(telling, instant)


def _tell(telling: Telling, instant: datetime) -> str:
    """Write the entry, unless nobody would hear of it: the log is not filled with reminders of nobody."""
    if telling.verb not in SENTENCES:
        raise LookupError(f"the verb {telling.verb!r} is not registered")
    council_id = getattr(telling.council, "id", None)
    entry = Entry(council_id=council_id, verb=telling.verb, subject=telling.subject, data=telling.data, at=instant)
    if not announcement_of(entry).audience(entry).exists():
        return Outcome.NOBODY
    record(
        telling.verb,
        council=telling.council,
        actor=None,
        subject=telling.subject,
        data=telling.data,
        at=instant,
    )
    return Outcome.TOLD


def _set_aside(reminder: Reminder, instant: datetime, error: Exception) -> None:
    reminder.attempts += 1
    reminder.done_at = None
    reminder.next_try_at = instant + min(FIRST_RETRY * 2 ** min(reminder.attempts - 1, 20), LONGEST_RETRY)
    reminder.failure = f"{type(error).__name__}: {error}"[:FAILURE_LIMIT]
    values = {"attempts": reminder.attempts, "next_try_at": reminder.next_try_at, "failure": reminder.failure}
    Reminder.objects.filter(pk=reminder.pk).update(**values)
    log.error("reminder_failed", reminder=reminder.pk, attempts=reminder.attempts, exc_info=error)
