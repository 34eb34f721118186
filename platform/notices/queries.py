"""What of notices went wrong, for those who run a council or a site."""

from django.db.models import Q, QuerySet

from accounts.models import User

from .models import Postbox, Reminder, Walk


def failed_walks(council_id: int) -> QuerySet[Walk]:
    """Acts of the council of which people could not be told yet; each is tried again."""
    failed = Walk.objects.filter(~Q(failure=""), done_at__isnull=True, entry__council_id=council_id)
    return failed.select_related("entry").order_by("id")


def failed_reminders(council_id: int) -> QuerySet[Reminder]:
    """Reminders of the council that could not be written yet; each is tried again."""
    failed = Reminder.objects.filter(~Q(failure=""), done_at__isnull=True, plan__council_id=council_id)
    return failed.select_related("plan").order_by("id")


def refused_among(people: QuerySet[User]) -> int:
    """How many of them have a mailbox that refuses letters."""
    return Postbox.objects.filter(paused_at__isnull=False, person__in=people.values("pk")).count()
