"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "convene_meeting": _("Meeting {meeting} is convened: “{title}”, from {starts_at} to {ends_at}."),
    "change_meeting": _("Meeting {meeting} is changed: “{title}”, from {starts_at} to {ends_at}. Reason: {reason}"),
    "cancel_meeting": _("Meeting {meeting} is called off. Reason: {reason}"),
    "mark_attendance": _("{movement} is marked at meeting {meeting}: {state}."),
    "publish_minutes": _("The minutes of meeting {meeting} are published (number {serial})."),
}
