"""What of the daily dumps went wrong, for the secretariat's desk."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock
from councils.models import Council
from councils.secretariat.panels import Group, Panel, PanelRow, register

from .dumping.keeping import dated, dumps_root

# Of yesterday there is a dump until today's is written, and today's may be late by some hours.
LATE = timedelta(days=1)


@register
def dumps(council: Council, person: User, now: datetime) -> Panel | None:
    """That the latest dump of the public record is older than yesterday. Where there never was one, none is missed."""
    days = dated(dumps_root())
    if not days or clock.now().date() - days[-1] <= LATE:
        return None
    told = _("The last one is of %(day)s. The worker tries again every hour; the log says why.") % {"day": days[-1]}
    row = PanelRow(_("The daily dump was not written"), reverse("ledger", args=[council.slug]), told, tone="bad")
    return Panel(gettext_lazy("Dumps that are missing"), [row], 9, Group.FAILED)
