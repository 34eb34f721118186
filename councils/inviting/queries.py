"""How far the lists of a council are."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from common.jobs import Job, JobState, is_missed
from councils.mandates.models import Council
from councils.movements.models import NOBODY, Invitation

from .models import InvitationLine, InvitationList

State = InvitationLine.State
# How long a list that is done stays on the desk.
SHOWN = timedelta(days=2)


def lists_of(council: Council) -> QuerySet[InvitationList]:
    """The council's lists, the latest first, each with `total`, `invited` and `refused`: how many lines are so."""
    return (
        InvitationList.objects.filter(council=council)
        .select_related("sent_by")
        .annotate(
            total=Count("lines"),
            invited=Count("lines", filter=Q(lines__state=State.INVITED)),
            refused=Count("lines", filter=Q(lines__state=State.REFUSED)),
        )
        .order_by("-id")
    )


def lists_shown(council: Council, now: datetime) -> QuerySet[InvitationList]:
    """Those that are being sent, or were done lately."""
    return lists_of(council).filter(Q(done_at=None) | Q(done_at__gt=now - SHOWN))


def job_of(found: Any, now: datetime) -> Job:
    """How far a list with the counts of `lists_of` is. A list waits while an older one is dealt with, so that an
    invitation from any list is a sign that the worker is there.
    """
    dealt = found.invited + found.refused
    if found.done_at:
        return Job(JobState.DONE, dealt, found.total)
    last = (
        InvitationLine.objects.filter(invitation__isnull=False)
        .select_related("invitation")
        .order_by("-invitation")
        .first()
    )
    heard = max(found.sent_at, last.invitation.invited_at) if last and last.invitation else found.sent_at
    state = JobState.WORKING if dealt else JobState.WAITING
    return Job(state, dealt, found.total, due_at=heard, is_silent=is_missed(heard, now))


def forget_addresses(before: datetime) -> int:
    """Empty the addresses of invitations that were over before the instant, used or not, and of the lines that were not
    invited of lists that were done by then. Returns how many.
    """
    lines = InvitationLine.objects.filter(~Q(email=""), state=State.REFUSED, list__done_at__lt=before)
    over = Invitation.objects.filter(expires_at__lt=before).exclude(email=NOBODY)
    return lines.update(email="") + over.update(email=NOBODY)
