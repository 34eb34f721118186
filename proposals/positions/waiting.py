"""How far the printing of a position is, for whoever asks for a file that is not there yet."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.jobs import Job, JobState, is_missed

from .models import Position, RenderingTry

# What exactly was wrong the desk reads; it may speak of the machine.
TROUBLE = _("the press could not print it")


def print_job(position: Position, now: datetime) -> Job:
    """As its rows say it. Whoever takes a position first writes when it may be tried again, and the reason of the last
    try stays until one succeeds; so what was taken again and what was set aside are told as one.
    """
    tried = RenderingTry.objects.filter(position=position).first()
    due_at = tried.next_try_at if tried else position.published_at
    is_silent = is_missed(due_at, now) and position.signatures.exists()
    if tried and not tried.failure and due_at > now:
        return Job(JobState.WORKING)
    next_try_at = due_at if due_at > now else None
    trouble = str(TROUBLE) if tried and tried.failure else ""
    return Job(JobState.WAITING, trouble=trouble, next_try_at=next_try_at, due_at=due_at, is_silent=is_silent)
