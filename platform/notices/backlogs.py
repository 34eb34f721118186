"""Notices that are to be made, and letters that are to go out."""

from datetime import datetime

from common.backlogs import Backlog, backlog_of, register

from .models import Notice, Walk


@register("audiences")
def audiences(now: datetime) -> Backlog:
    """Acts whose audience is not told to its end."""
    walks = Walk.objects.filter(done_at__isnull=True)
    return backlog_of(walks, "entry__at", failed=walks.exclude(failure="").count())


@register("letters")
def letters(now: datetime) -> Backlog:
    """Letters that are due, of those that wait."""
    waiting = Notice.objects.waiting()
    return backlog_of(waiting.filter(due_at__lte=now), "due_at", failed=waiting.exclude(failure="").count())
