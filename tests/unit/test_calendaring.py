"""A calendar is what RFC 5545 says it is: against texts written by hand, and read back with a second library."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from common.calendaring import Event, uid_of, write_calendar

AT = datetime(2027, 3, 1, 9, 30, 15, 999_999, tzinfo=UTC)
CARACAS = timezone(timedelta(hours=-4))
DAY, HOURS = timedelta(days=1), timedelta(hours=2)

WINDOW = Event(
    uid="window-7@minga.example",
    sequence=2,
    changed_at=AT,
    starts_at=datetime(2027, 3, 2, 8, 0, tzinfo=CARACAS),
    ends_at=datetime(2027, 3, 9, 18, 0, tzinfo=CARACAS),
    summary="Votación, hasta el 9; riego\\agua",
    description="Abre.\nCierra.",
    url="https://minga.example/councils/cms/rounds/3/",
    is_deadline=True,
    alarms=(DAY, HOURS),
)
DUE = Event(
    uid="answer-3@minga.example",
    sequence=0,
    changed_at=AT,
    starts_at=datetime(2027, 5, 1, tzinfo=UTC),
    summary="Respuesta",
    alarms=(DAY,),
)
MEETING = Event(
    uid="meeting-1@minga.example",
    sequence=1,
    changed_at=AT,
    starts_at=datetime(2027, 4, 1, 14, tzinfo=UTC),
    ends_at=datetime(2027, 4, 1, 16, tzinfo=UTC),
    summary="Asamblea",
    place="Salón 2, La Paz",
    is_busy=True,
    is_cancelled=True,
    alarms=(HOURS,),
)

# RFC 5545: 3.1 lines end with CRLF and hold 75 octets; 3.3.11 backslash, semicolon, comma and line are escaped in text,
# and in nothing else; 3.6.1 a VEVENT with UID and DTSTAMP; 3.8.6.3 an alarm before the end says so.
WRITTEN = r"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Minga//Minga//ES
CALSCALE:GREGORIAN
NAME:Consejo\, de los movimientos\; y más
X-WR-CALNAME:Consejo\, de los movimientos\; y más
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
X-WR-TIMEZONE:America/Caracas
BEGIN:VEVENT
SUMMARY;LANGUAGE=es:Votación\, hasta el 9\; riego\\agua
DTSTART:20270302T120000Z
DTEND:20270309T220000Z
DTSTAMP:20270301T093015Z
UID:window-7@minga.example
SEQUENCE:2
DESCRIPTION;LANGUAGE=es:Abre.\nCierra.
LAST-MODIFIED:20270301T093015Z
STATUS:CONFIRMED
TRANSP:TRANSPARENT
URL:https://minga.example/councils/cms/rounds/3/
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Votación\, hasta el 9\; riego\\agua
TRIGGER;RELATED=END:-P1D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Votación\, hasta el 9\; riego\\agua
TRIGGER;RELATED=END:-PT2H
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY;LANGUAGE=es:Asamblea
DTSTART:20270401T140000Z
DTEND:20270401T160000Z
DTSTAMP:20270301T093015Z
UID:meeting-1@minga.example
SEQUENCE:1
LAST-MODIFIED:20270301T093015Z
LOCATION:Salón 2\, La Paz
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
SUMMARY;LANGUAGE=es:Respuesta
DTSTART:20270501T000000Z
DTSTAMP:20270301T093015Z
UID:answer-3@minga.example
SEQUENCE:0
LAST-MODIFIED:20270301T093015Z
STATUS:CONFIRMED
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Respuesta
TRIGGER;RELATED=START:-P1D
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def written(*events: Event, **more: str) -> bytes:
    name = "Consejo, de los movimientos; y más"
    return write_calendar(events, **{"name": name, "zone": "America/Caracas", "language": "es", **more})


def unfolded(content: bytes) -> list[str]:
    """The lines as RFC 5545, 3.1 reads them, in no order of properties: a program may not rely on one."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_it_is_what_was_written_by_hand() -> None:
    found = written(DUE, WINDOW, MEETING)
    assert sorted(unfolded(found)) == sorted(WRITTEN.split("\n"))
    events = [line for line in unfolded(found) if line.startswith(("BEGIN", "END", "UID"))]
    assert events == [line for line in WRITTEN.split("\n") if line.startswith(("BEGIN", "END", "UID"))]
    assert found == written(MEETING, WINDOW, DUE)


def test_a_letter_has_a_method_and_asks_for_no_second_look() -> None:
    lines = unfolded(written(MEETING, method="PUBLISH"))
    assert "METHOD:PUBLISH" in lines
    assert not any(line.startswith(("REFRESH", "X-PUBLISHED")) for line in lines)


def test_long_lines_of_many_octets_are_folded_between_characters() -> None:
    long = "ñandú, 水; \\ 🌽 " * 40
    found = written(Event("a@b", 0, AT, AT, summary=long, description="x" * 500))
    assert b"\r\n" in found and b"\n" not in found.replace(b"\r\n", b"")
    for line in found.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a character is never cut in two
    assert vobject.readOne(found.decode()).vevent.summary.value == long


def test_a_second_library_reads_it_back() -> None:
    calendar = vobject.readOne(written(DUE, WINDOW, MEETING).decode())
    assert calendar.x_wr_calname.value == "Consejo, de los movimientos; y más"
    window, meeting, due = calendar.vevent_list
    assert window.summary.value == WINDOW.summary
    assert window.description.value == WINDOW.description
    assert (window.dtstart.value, window.dtend.value) == (WINDOW.starts_at, WINDOW.ends_at)
    assert [alarm.trigger.value for alarm in window.valarm_list] == [-DAY, -HOURS]
    assert window.valarm.trigger.params["RELATED"] == ["END"]
    assert (meeting.status.value, meeting.location.value, meeting.sequence.value) == (
        "CANCELLED",
        MEETING.place,
        "1",
    )
    assert due.dtstart.value == DUE.starts_at and not hasattr(due, "dtend")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    content = written(Event("a@b", 0, AT, AT, summary=text, place=text, description=text), name=text)
    assert content.count(b"BEGIN:") == 2 and content.count(b"\r\nEND:") == 2
    for line in content.split(b"\r\n"):
        assert len(line) <= 75 and not set(line) & (set(range(0x20)) - {0x09})
    [event] = vobject.readOne(content.decode()).vevent_list
    assert [line for line in unfolded(content) if line.startswith("UID")] == ["UID:a@b"]
    assert event.uid.value == "a@b"


@pytest.mark.parametrize("before", [timedelta(minutes=30), DAY, timedelta(days=7)])
def test_an_alarm_is_before_what_counts(before: timedelta) -> None:
    [event] = vobject.readOne(written(Event("a@b", 0, AT, AT, summary="x", alarms=(before,))).decode()).vevent_list
    assert event.valarm.trigger.value == -before


def test_a_name_for_good_says_whose_it_is(settings: object) -> None:
    settings.SITE_URL = "https://minga.example:8443/"  # type: ignore[attr-defined] # pytest-django's
    assert uid_of("vote", 3, "cloc") == "vote-3-cloc@minga.example"
