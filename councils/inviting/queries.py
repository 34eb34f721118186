"""How far the lists of a council are."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

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


def forget_addresses(before: datetime) -> int:
    """Empty the addresses of invitations that were over before the instant, used or not, and of the lines that were not
    invited of lists that were done by then. Returns how many.
    """
    lines = InvitationLine.objects.filter(~Q(email=""), state=State.REFUSED, list__done_at__lt=before)
    over = Invitation.objects.filter(expires_at__lt=before).exclude(email=NOBODY)
    return lines.update(email="") + over.update(email=NOBODY)
