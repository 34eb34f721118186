"""What notices hold of a person."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold
from common.retaining import older, retain

from .outgoing import WAITS

hold(
    "notices",
    _("Notices and letters"),
    _("What you were told, on which way, and when; which letters you want; and letters that came back."),
    Rows(
        "notices.Notice",
        "person",
        "channel kind verb=entry__verb subject=entry__subject made_at read_at sent_at dropped_at dropped failure",
    ),
    Rows("notices.Outgoing", "", "written_at due_at attempts failure", address="email"),
    Rows("notices.Preference", "person", "kind how"),
    Rows("notices.Postbox", "person", "hour weekday paused_at refusal resumed_at"),
    Rows("notices.Bounce", "person", "is_permanent of_mailbox words came_at"),
)
hold(
    "devices",
    _("Devices that are told"),
    _("The browsers on which you asked to be told, by the address of their maker's server."),
    Rows("notices.Device", "person", "endpoint made_at"),
    left_out=_("The keys of devices, by which what is sent to them is encrypted."),
)

retain(
    "notices",
    _("Notices on the site, and what was sent of them: %(days)s days."),
    settings.KEEP_NOTICES_DAYS,
    older(
        "notices.Notice",
        "made_at",
        Q(channel="inbox") | Q(sent_at__isnull=False) | Q(dropped_at__isnull=False),
    ),
)
retain(
    "outgoing",
    _("That a code, an invitation or the word of a change was sent; not its words nor its address: %(days)s days."),
    settings.KEEP_ENDED_DAYS,
    older("notices.Outgoing", "written_at", ~WAITS),
)
