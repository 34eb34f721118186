"""Notices that are to be made, letters that are to go out, and how many went."""

from datetime import datetime

from common.backlogs import Backlog, backlog_of, register, register_pace

from .models import Notice, Outgoing, Walk


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


@register("outbox")
def outbox(now: datetime) -> Backlog:
    """Codes, invitations and words of a change that are due."""
    failed = Outgoing.objects.waiting().exclude(failure="").count()
    return backlog_of(Outgoing.objects.due(now), "due_at", failed=failed)


@register_pace("mails")
def mails(since: datetime) -> int:
    """Letters that the mail server has taken, about notices and of the outbox; a digest counts as its notices."""
    notices = Notice.objects.filter(channel=Notice.Channel.EMAIL, sent_at__gte=since)
    return notices.count() + Outgoing.objects.filter(sent_at__gte=since).count()
