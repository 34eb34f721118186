"""A meeting as a date for a calendar, and as what comes with a letter about it."""

from datetime import timedelta

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.calendaring import Event, uid_of, write_calendar
from common.languages import say
from ledger.models import Entry
from notices.registry import Attached

from .models import Meeting

BEFORE = (timedelta(days=1), timedelta(hours=1))


def event_of(meeting: Meeting, *, is_joining: bool) -> Event:
    """The meeting in a calendar. The address to join stands only where its reader may come."""
    joining = meeting.joining_url if is_joining else ""
    lines = [_("%(council)s, meeting %(number)s.") % {"council": say(meeting.council.name), "number": meeting.number}]
    lines += [f"{item.number}. {item.title}" for item in meeting.agenda.all()]
    lines += [_("To join: %(address)s") % {"address": joining}] if joining else []
    lines += [_("It was called off: %(reason)s") % {"reason": meeting.reason}] if meeting.reason else []
    return Event(
        uid=uid_of("meeting", meeting.pk),
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=meeting.title,
        description="\n".join(lines),
        place=meeting.place or joining,
        url=settings.SITE_URL.rstrip("/") + meeting.get_absolute_url(),
        is_cancelled=meeting.state == Meeting.State.CANCELLED,
        is_busy=True,
        alarms=BEFORE,
    )


def meeting_of(entry: Entry) -> Meeting | None:
    """The meeting that an entry is about."""
    try:
        place = resolve(entry.subject).kwargs
    except Resolver404:
        return None
    found = Meeting.objects.filter(council=entry.council_id, number=place.get("number", 0))
    return found.select_related("council").first()


def invitation(entry: Entry) -> Attached | None:
    """The date as a file, in the active language. It goes to those who may come, so it says how to join."""
    meeting = meeting_of(entry)
    if meeting is None:
        return None
    event, language = event_of(meeting, is_joining=True), get_language() or settings.LANGUAGE_CODE
    content = write_calendar([event], name=meeting.title, zone=meeting.zone, language=language, method="PUBLISH")
    return Attached("meeting.ics", content, "calendar", {"method": "PUBLISH", "charset": "utf-8"})
