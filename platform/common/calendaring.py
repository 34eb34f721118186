"""A calendar as programs read it (RFC 5545, and what RFC 7986 adds): what stands in one, and how it is written.

All instants are written in UTC, so no program has to know a zone's rules; the zone in which the calendar's own people
live is named for those that want it. Escaping and folding are the library's.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, vDuration, vText
from icalendar import Event as Written

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Often enough that a deadline that was moved is seen the same day, and seldom enough for ten thousand subscribers.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One thing in a calendar. Without `ends_at` it is an instant.

    `uid` is the same for good and `sequence` grows with every change, so that a program that has it knows which is
    newer; what is called off stays, `is_cancelled`, and what is sure to be moved is `is_tentative`. `alarms` are so
    long before the end where the end is what counts (`is_deadline`), else before the beginning. Only what `is_busy`
    takes somebody's time.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    summary: str
    ends_at: datetime | None = None
    description: str = ""
    url: str = ""
    place: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False
    is_busy: bool = False
    is_deadline: bool = False
    alarms: tuple[timedelta, ...] = ()

    @property
    def counts_at(self) -> datetime:
        """The instant after which it is over."""
        return self.ends_at or self.starts_at


def uid_of(kind: str, *keys: object) -> str:
    """A name for good, by the host of `SITE_URL`."""
    return f"{'-'.join([kind, *map(str, keys)])}@{urlsplit(settings.SITE_URL).hostname}"


def write_calendar(events: Iterable[Event], *, name: str, zone: str, language: str, method: str = "") -> bytes:
    """The calendar, the same bytes for the same events. `method` is for one that is sent by mail."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Minga//Minga//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    # The library writes what it does not know as it is: names are text like any other.
    calendar.add("name", vText(_clean(name)))
    calendar.add("x-wr-calname", vText(_clean(name)))
    calendar.add("x-wr-timezone", zone)
    if not method:
        calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in sorted(events, key=lambda one: (one.starts_at, one.uid)):
        calendar.add_component(_written(event, language))
    return calendar.to_ical()


def _written(event: Event, language: str) -> Written:
    found, spoken = Written(), {"LANGUAGE": language}
    found.add("uid", event.uid)
    found.add("sequence", event.sequence)
    # Without a METHOD both say when the event was last revised, and so they do in a letter too.
    found.add("dtstamp", _utc(event.changed_at))
    found.add("last-modified", _utc(event.changed_at))
    found.add("dtstart", _utc(event.starts_at))
    if event.ends_at is not None:
        found.add("dtend", _utc(event.ends_at))
    found.add("summary", _clean(event.summary), spoken)
    if event.description:
        found.add("description", _clean(event.description), spoken)
    if event.place:
        found.add("location", _clean(event.place))
    if event.url:
        found.add("url", event.url)
    found.add("status", "CANCELLED" if event.is_cancelled else "TENTATIVE" if event.is_tentative else "CONFIRMED")
    found.add("transp", "OPAQUE" if event.is_busy and not event.is_cancelled else "TRANSPARENT")
    for before in () if event.is_cancelled else event.alarms:
        found.add_component(_alarm(event, before))
    return found


def _alarm(event: Event, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _clean(event.summary))
    related = "END" if event.is_deadline and event.ends_at is not None else "START"
    alarm.add("trigger", -before, {"RELATED": related})
    return alarm


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _clean(text: str) -> str:
    """Without the signs that no text of a calendar may hold; lines stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
