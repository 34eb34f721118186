"""Letters to who follows that are to go out, and how many went."""

from datetime import datetime

from common.backlogs import Backlog, backlog_of, register, register_pace

from .models import Letter
from .sending import waiting


@register("follower_letters")
def follower_letters(now: datetime) -> Backlog:
    """Letters that are due, of those that wait."""
    return backlog_of(
        waiting().filter(next_try_at__lte=now), "next_try_at", failed=waiting().exclude(failure="").count()
    )


@register_pace("follower_mails")
def follower_mails(since: datetime) -> int:
    """Letters that the mail server has taken."""
    return Letter.objects.filter(sent_at__gte=since).count()
