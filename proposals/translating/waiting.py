"""What the machine that translates was asked for: how far it is, and what of it the desk shows."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.jobs import Job, JobState, is_missed
from councils.models import Council

from .machine import FAILURES
from .models import MachineRequest

State = MachineRequest.State
# How long what was done or given up stays on the desk.
SHOWN = timedelta(days=2)
STOPPED = _("the worker that had it stopped before the end")


def job_of(request: MachineRequest, total: int, now: datetime) -> Job:
    """How far a request is that lacks `total` passages, by the council's clock.

    Whoever takes one puts off its next try and clears the reason of the last: so one with a next try and without a
    reason is being worked on until then, and was left by a worker that stopped from then on.
    """
    if request.state == State.DONE:
        return Job(JobState.DONE, request.passages, request.passages)
    trouble = str(FAILURES.get(request.failure, request.failure))
    if request.state == State.FAILED:
        return Job(JobState.FAILED, trouble=trouble)
    due_at, done = request.next_try_at or request.requested_at, min(request.passages, total)
    if request.next_try_at and not request.failure:
        if due_at > now:
            return Job(JobState.WORKING, done, total)
        trouble = str(STOPPED)
    next_try_at = due_at if due_at > now else None
    return Job(JobState.WAITING, done, total, trouble, next_try_at, due_at, is_missed(due_at, now))


def requests_shown(council: Council, now: datetime) -> QuerySet[MachineRequest]:
    """Those of a council that wait or ended lately, the latest first, without those that were asked again since."""
    later = MachineRequest.objects.filter(
        proposal=OuterRef("proposal"), language=OuterRef("language"), pk__gt=OuterRef("pk")
    )
    shown = Q(state=State.WAITING) | Q(finished_at__gt=now - SHOWN)
    found = MachineRequest.objects.filter(shown, ~Exists(later), proposal__round__council=council)
    return found.select_related("proposal__round__council").order_by("-pk")
