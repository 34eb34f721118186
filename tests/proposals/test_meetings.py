"""Meetings: who convenes, moves and calls them off and until when; who is marked by whom; and what is written down."""

import re
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core import mail
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from councils.models import Round, Standing
from ledger.models import Entry
from notices.models import Notice
from notices.posting import send_letters
from notices.queueing import begin_walks, walk_one_chunk
from proposals.calendars.keys import make_calendar_key
from proposals.meetings import pages
from proposals.meetings.actions import (
    cancel_meeting,
    change_meeting,
    convene_meeting,
    mark_attendance,
    publish_minutes,
)
from proposals.meetings.queries import gathering_of
from proposals.meetings.wording import Point
from proposals.models import Attendance, Meeting, Minutes, MinutesFile
from tests.api.conftest import settle
from tests.factories.meetings import AFTER, ENDS, INSIDE, JOIN, NOW, STARTS, gathered
from tests.factories.pages import BEFORE as BEFORE_THE_VOTE
from tests.factories.pages import prepared
from tests.factories.scenes import seat_of
from tests.proposals.test_answering import code_of
from tests.proposals.test_calendars import private, public, read

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# Before it, at its beginning, before its end, at it, and after.
WHEN = {"before": STARTS - TICK, "at": STARTS, "late": ENDS - TICK, "end": ENDS, "after": AFTER}
BEGUN, ENDED, EARLY = "409 meeting_begun", "409 meeting_ended", "409 meeting_not_begun"
MAY_CHANGE = {"before": "", "at": BEGUN, "late": BEGUN, "end": BEGUN, "after": BEGUN}
MAY_CANCEL = {"before": "", "at": "", "late": "", "end": ENDED, "after": ENDED}
MAY_MINUTE = {"before": EARLY, "at": "", "late": "", "end": "", "after": ""}
MARKS_OWN = {"before": EARLY, "at": "", "late": "", "end": ENDED, "after": ENDED}


@pytest.mark.django_db
@pytest.mark.parametrize("when", WHEN)
def test_the_secretariat_convenes_moves_calls_off_and_writes_down(when: str) -> None:
    found, at = gathered(), WHEN[when]
    change = {
        "meeting": found.meeting,
        "reason": "Otra sala.",
        **found.words(starts_at=AFTER + DAY, ends_at=AFTER + 2 * DAY),
    }
    minutes = {"meeting": found.meeting, "text": "Se acordó.", "language": "es"}
    later = found.words(starts_at=AFTER + DAY, ends_at=AFTER + 2 * DAY)
    for role in sorted(found.people.keys() - {"secretary"}):
        who = {"actor": found.people[role]}
        assert code_of(convene_meeting, at, **who, council=found.council, **later) == "403 not_your_office", role
        assert code_of(change_meeting, at, **who, **change) == "403 not_your_office", role
        assert code_of(cancel_meeting, at, **who, meeting=found.meeting, reason="No.") == "403 not_your_office", role
        assert code_of(publish_minutes, at, **who, **minutes) == "403 not_your_office", role
    who = {"actor": found.people["secretary"]}
    assert code_of(convene_meeting, at, **who, council=found.council, **later) == ""
    assert code_of(publish_minutes, at, **who, **minutes) == MAY_MINUTE[when]
    moved = gathered()
    change = {**change, "meeting": moved.meeting, "actor": moved.people["secretary"]}
    assert code_of(change_meeting, at, **change) == MAY_CHANGE[when]
    off = gathered()
    cancel = {"actor": off.people["secretary"], "meeting": off.meeting, "reason": "No hay sala."}
    assert code_of(cancel_meeting, at, **cancel) == MAY_CANCEL[when]


@pytest.mark.django_db
@pytest.mark.parametrize("when", WHEN)
def test_who_marks_a_seat_and_when(when: str) -> None:
    found, at = gathered(), WHEN[when]
    mark = {"meeting": found.meeting, "seat": found.seat, "is_present": True}
    own = {"titular", "alternate"}
    for role in sorted(found.people.keys() - {"secretary"} - own):
        assert code_of(mark_attendance, at, person=found.people[role], **mark) == "403 not_your_seat", role
    for role in sorted(own):
        assert code_of(mark_attendance, at, person=found.people[role], **mark) == MARKS_OWN[when], role
    code = code_of(mark_attendance, at, person=found.people["secretary"], **mark)
    assert code == MAY_MINUTE[when]
    assert Attendance.objects.count() == (0 if code else 1), "saying what is so already writes nothing"
    if not code:
        entry = Entry.objects.get(verb="mark_attendance")
        assert entry.data["movement"] == found.seat.movement.slug and entry.data["state"] == "present"


@pytest.mark.django_db
def test_what_was_called_off_is_done_with() -> None:
    found = gathered()
    who = {"actor": found.people["secretary"], "meeting": found.meeting}
    assert code_of(cancel_meeting, NOW, **who, reason=" ") == "422 not_well_formed"
    assert code_of(cancel_meeting, NOW, **who, reason="No hay sala.") == ""
    off = "409 meeting_cancelled"
    assert code_of(cancel_meeting, NOW, **who, reason="Otra vez.") == off
    assert code_of(change_meeting, NOW, **who, reason="x", **found.words()) == off
    assert code_of(publish_minutes, AFTER, **who, text="x", language="es") == off
    mark = {"meeting": found.meeting, "seat": found.seat, "is_present": True}
    assert code_of(mark_attendance, INSIDE, person=found.people["secretary"], **mark) == off
    assert (found.again().state, found.again().reason) == ("cancelled", "No hay sala.")


@pytest.mark.django_db
def test_seats_meet_in_advisory_councils_only() -> None:
    found = gathered()
    from_board = found.board.offices.create(person=found.people["secretary"], kind="secretary", starts_at=NOW)
    assert code_of(convene_meeting, NOW + TICK, actor=from_board.person, council=found.board, **found.words()) == (
        "409 not_advisory"
    )


BAD: dict[str, dict[str, Any]] = {
    "no title": {"title": " "},
    "a long title": {"title": "x" * 201},
    "control signs": {"title": "a\x00b"},
    "half a character": {"place": "a\ud800"},
    "no language": {"language": "xx"},
    "nowhere": {"place": "", "joining_url": ""},
    "no address": {"joining_url": "javascript:alert(1)"},
    "an address with spaces": {"joining_url": "https://a b"},
    "a broken address": {"joining_url": "http://[::1"},
    "no number": {"joining_url": 7},
    "no zone": {"zone": ""},
    "another zone": {"zone": "Mars/Olympus"},
    "a path for a zone": {"zone": "../../etc/passwd"},
    "no beginning": {"starts_at": None},
    "now": {"starts_at": NOW},
    "in three years": {"starts_at": NOW + 1_000 * DAY, "ends_at": NOW + 1_001 * DAY},
    "without a zone": {"starts_at": STARTS.replace(tzinfo=None)},
    "no end": {"ends_at": None},
    "it ends as it begins": {"ends_at": STARTS},
    "a week and more": {"ends_at": STARTS + 7 * DAY + TICK},
    "no agenda": {"agenda": "uno"},
    "words for points": {"agenda": ["uno"]},
    "a point without words": {"agenda": [Point("")]},
    "too many points": {"agenda": [Point("x")] * 41},
    "no round": {"round": 1},
}


@pytest.mark.django_db
def test_what_is_no_meeting() -> None:
    found = gathered()
    who = {"actor": found.people["secretary"]}
    for name, wrong in BAD.items():
        words = found.words(**wrong)
        assert code_of(convene_meeting, NOW, **who, council=found.council, **words).startswith("422 "), name
        code = code_of(change_meeting, NOW, **who, meeting=found.meeting, reason="x", **words)
        assert code.startswith("422 "), name
    assert (
        code_of(change_meeting, NOW, **who, meeting=found.meeting, reason="", **found.words()) == "422 not_well_formed"
    )
    assert Meeting.objects.count() == 1


@pytest.mark.django_db
def test_an_agenda_is_about_what_is_of_this_council() -> None:
    scene, found = prepared(), gathered()
    who, ballot = {"actor": scene.secretary, "council": scene.council}, scene.ballot
    agenda = [Point("Apertura"), Point("La propuesta", proposal=ballot.proposal), Point("La votación", ballot=ballot)]
    facts = found.words(starts_at=BEFORE_THE_VOTE + DAY, ends_at=BEFORE_THE_VOTE + 2 * DAY, agenda=agenda)
    assert code_of(convene_meeting, BEFORE_THE_VOTE, **who, **{**facts, "round": scene.round}) == ""
    meeting = Meeting.objects.get(council=scene.council)
    assert [(item.title, item.proposal, item.ballot) for item in meeting.agenda.all()] == [
        (point.title, point.proposal, point.ballot) for point in agenda
    ]
    elsewhere = {"actor": found.people["secretary"], "council": found.council}
    for wrong in ({"agenda": agenda[1:2]}, {"agenda": agenda[2:]}, {"round": scene.round}):
        assert code_of(convene_meeting, NOW, **elsewhere, **found.words(**wrong)).startswith("422 "), wrong
    with clock.travel(BEFORE_THE_VOTE):
        facts = {**facts, "agenda": agenda[2:], "round": None, "title": "Asamblea de junio"}
        change_meeting(actor=scene.secretary, meeting=meeting, reason="Menos puntos.", **facts)
        page = Client(headers={"accept-language": "en"}).get(meeting.get_absolute_url()).content.decode()
    meeting.refresh_from_db()
    assert (meeting.title, meeting.round, meeting.agenda.get().ballot) == ("Asamblea de junio", None, ballot)
    assert ballot.get_absolute_url() in page
    entry = Entry.objects.get(verb="change_meeting")
    assert entry.data["agenda"] == ["La votación"] and entry.data["before"]["title"] == "Asamblea de mayo"


@pytest.mark.django_db
def test_the_quorum_is_counted_as_a_vote_would_and_says_who_is_missing() -> None:
    found = gathered()
    secretary = found.people["secretary"]

    def mark(seat: Any, is_present: bool = True) -> None:
        with clock.travel(INSIDE):
            mark_attendance(person=secretary, meeting=found.meeting, seat=seat, is_present=is_present)

    none = gathering_of(found.meeting, INSIDE)
    assert not none.present and not none.is_quorate and len(none.seats) == 4
    for seat in found.seats:
        mark(seat)
    mark(found.seats[1], is_present=False)
    [seats, countries] = gathering_of(found.meeting, INSIDE).requirements
    assert (seats.have, seats.required, countries.have, countries.required) == (3, 2, 2, 2)
    mark(found.seats[1])
    everybody = gathering_of(found.meeting, INSIDE)
    assert everybody.is_quorate and all(row.is_complete for row in everybody.countries)
    mark(found.seat, is_present=False)
    left = gathering_of(found.meeting, INSIDE)
    [bolivia] = [row for row in left.countries if row.name == "BO"]
    assert bolivia.missing == found.seat.movement.name and found.seat.movement.slug not in left.present
    mark(found.seat)
    assert list(Attendance.objects.filter(seat=found.seat).values_list("serial", "is_present")) == [
        (1, True),
        (2, False),
        (3, True),
    ]
    suspended = seat_of(found.council, "EC")
    Standing.objects.create(
        seat=suspended, status=Standing.Status.SUSPENDED, effective_at=NOW, recorded_at=NOW - TICK, reason="x"
    )
    facts = {"person": secretary, "meeting": found.meeting, "seat": suspended, "is_present": True}
    assert code_of(mark_attendance, INSIDE, **facts) == "409 seat_does_not_vote"


@pytest.mark.django_db
def test_minutes_are_never_changed_and_later_ones_say_why(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = gathered()
    who = {"actor": found.people["secretary"], "meeting": found.meeting}
    for wrong in ({"text": " "}, {"text": "a\x00"}, {"text": "x" * 60_001}, {"language": "xx"}, {"language": None}):
        assert code_of(publish_minutes, AFTER, **who, **{"text": "x", "language": "es", **wrong}).startswith("422 ")
    for content, name in ((b"", "a.pdf"), (b"<html>", "a.pdf"), (b"MZ\x00", "a.exe")):
        file = ContentFile(content, name=name)
        assert code_of(publish_minutes, AFTER, **who, text="x", language="es", file=file).startswith("422 ")
    assert not Minutes.objects.exists() and not list(tmp_path.rglob("*.*"))
    with clock.travel(AFTER):
        publish_minutes(**who, text="Se acordó regar.", language="es", file=ContentFile(PDF, name="acta.pdf"))
    assert code_of(publish_minutes, AFTER, **who, text="Otra.", language="es") == "422 not_well_formed"
    assert code_of(publish_minutes, AFTER, **who, text="Otra.", language="es", reason="Faltó un punto.") == ""
    mark = {"meeting": found.meeting, "seat": found.seat, "is_present": True}
    assert code_of(mark_attendance, AFTER, person=found.people["secretary"], **mark) == "409 minutes_published"
    assert list(Minutes.objects.order_by("serial").values_list("serial", "text", "reason")) == [
        (1, "Se acordó regar.", ""),
        (2, "Otra.", "Faltó un punto."),
    ]
    page = Client(headers={"accept-language": "en"}).get(found.meeting.get_absolute_url()).content.decode()
    assert "Se acordó regar." in page and "Faltó un punto." in page
    kept = MinutesFile.objects.get()
    answer = Client().get(f"{found.meeting.get_absolute_url()}minutes/{kept.public_id}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined] # a file's
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_the_database_keeps_what_the_acts_promise() -> None:
    found = gathered()
    with clock.travel(INSIDE):
        mark_attendance(person=found.people["secretary"], meeting=found.meeting, seat=found.seat, is_present=True)
        publish_minutes(actor=found.people["secretary"], meeting=found.meeting, text="x", language="es")
    other = found.convene(starts_at=AFTER + DAY, ends_at=AFTER + 2 * DAY)
    early = {
        "meeting": other,
        "seat": found.seat,
        "serial": 1,
        "is_present": True,
        "marked_by": found.people["titular"],
    }
    with pytest.raises(DatabaseError), transaction.atomic(), clock.travel(INSIDE):
        Attendance.objects.create(**early, marked_at=AFTER + DAY)
    for statement in (
        "UPDATE proposals_meeting SET number = 7",
        "DELETE FROM proposals_meeting",
        "UPDATE proposals_attendance SET is_present = false",
        "DELETE FROM proposals_attendance",
        "UPDATE proposals_minutes SET text = 'y'",
        "DELETE FROM proposals_minutes",
        "TRUNCATE proposals_minutes CASCADE",
        "UPDATE proposals_meeting SET ends_at = starts_at",
        "UPDATE proposals_meeting SET state = 'cancelled'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_every_calendar_follows_a_meeting_and_only_those_who_may_come_learn_how_to_join() -> None:
    found = gathered()
    key, who = f"meeting-{found.meeting.pk}", {"actor": found.people["secretary"], "meeting": found.meeting}
    event = public(found.council, NOW)[key]
    assert (event.dtstart.value, event.dtend.value, event.sequence.value) == (STARTS, ENDS, "0")
    assert event.location.value == "Casa de la Federación, La Paz" and event.transp.value == "OPAQUE"
    assert [alarm.trigger.value for alarm in event.valarm_list] == [-DAY, -timedelta(hours=1)]
    assert "sala.example.org" not in event.serialize()
    for role, sees in (("titular", True), ("coordinator", True), ("observer", True), ("member", False)):
        assert (JOIN in private(found.people[role], NOW)[key].description.value) == sees, role
    with clock.travel(NOW + DAY):
        change_meeting(**who, reason="Otra hora.", **found.words(starts_at=STARTS + DAY, ends_at=ENDS + DAY))
    event = public(found.council, NOW + DAY)[key]
    assert (event.dtstart.value, event.sequence.value) == (STARTS + DAY, "1")
    assert event.last_modified.value == NOW + DAY
    with clock.travel(NOW + 2 * DAY):
        cancel_meeting(**who, reason="No hay sala.")
    event = public(found.council, NOW + 2 * DAY)[key]
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "2") and not hasattr(event, "valarm")
    assert "No hay sala." in event.description.value


@pytest.mark.django_db(transaction=True)
def test_who_speaks_for_a_seat_gets_a_letter_with_the_date() -> None:
    settle()
    begin_walks()  # what is in the ledger already is no news
    found = gathered()
    settle()
    with clock.travel(NOW):
        while begin_walks() or walk_one_chunk():
            pass
        send_letters(lambda: True)
    expected = {found.people[role].email for role in ("titular", "alternate", "coordinator")}
    expected |= {seat.mandates.get(order=0).person.email for seat in found.seats}
    assert {letter.to[0] for letter in mail.outbox} == expected
    assert Notice.objects.filter(kind="meetings", channel="inbox").count() == len(expected)
    letter = mail.outbox[0]
    assert "Asamblea de mayo" in letter.subject
    [part] = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "PUBLISH" and part.get_filename() == "meeting.ics"
    calendar = vobject.readOne(part.get_payload(decode=True).decode())  # type: ignore[union-attr] # decoded bytes
    assert calendar.method.value == "PUBLISH"
    assert calendar.vevent.dtstart.value == STARTS and JOIN in calendar.vevent.description.value
    assert calendar.vevent.uid.value.startswith(f"meeting-{found.meeting.pk}@")
    told = Entry.objects.get(verb="convene_meeting")
    assert "sala.example.org" not in str(told.data), "the ledger is public"


@pytest.mark.django_db(transaction=True)
def test_two_who_mark_one_seat_at_once_write_one_mark() -> None:
    found, barrier, codes = gathered(), Barrier(2), []

    def mark(role: str) -> None:
        try:
            facts = {"meeting": found.meeting, "seat": found.seat, "is_present": True}
            barrier.wait()
            codes.append(code_of(mark_attendance, INSIDE, person=found.people[role], **facts))
        finally:
            connection.close()

    threads = [Thread(target=mark, args=[role]) for role in ("titular", "secretary")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["", ""]
    assert Attendance.objects.count() == Entry.objects.filter(verb="mark_attendance").count() == 1


@pytest.mark.django_db
def test_the_pages_of_a_meeting(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    found, client = gathered(), Client(headers={"accept-language": "en"})
    meetings = f"/councils/{found.council.slug}/meetings/"
    place = found.meeting.get_absolute_url()
    with clock.travel(NOW):
        assert client.get(f"{meetings}new/").status_code == 302
        for page in (meetings, place, f"/councils/{found.council.slug}/"):
            text = client.get(page).content.decode()
            assert "Asamblea de mayo" in text and "sala.example.org" not in text, page
        client.force_login(found.people["titular"])
        assert client.get(f"{meetings}new/").status_code == 403
        assert JOIN.partition("?")[0] in client.get(place).content.decode()
        assert f"{meetings}new/" not in client.get(meetings).content.decode()
        client.force_login(found.people["secretary"])
        form = client.get(f"{meetings}new/").content.decode()
        assert 'value="America/Caracas" selected' in form
        sent = {
            **{"title": "Junta", "language": "es", "zone": "America/Santiago", "place": "Sala 2", "joining_url": ""},
            **{"starts_at": "2027-06-01T10:00", "ends_at": "2027-06-01T12:00", "round": "", "point_1": "Apertura"},
        }
        for wrong in (
            {"zone": "x"},
            {"starts_at": "ayer"},
            {"ends_at": "2027-05-31T10:00"},
            {"about_1": "p999"},
            {"title": ""},
        ):
            refused = client.post(f"{meetings}new/", {**sent, **wrong})
            assert refused.status_code == 422 and "Sala 2" in refused.content.decode(), wrong
        made = client.post(f"{meetings}new/", sent)
        assert made["Location"] == f"{meetings}2/"
        second = Meeting.objects.get(number=2)
        assert second.starts_at.astimezone(ZoneInfo("America/Santiago")).hour == 10, "the hours are the zone's"
        shown = client.get(f"{meetings}2/change/").content.decode()
        assert 'value="2027-06-01T10:00"' in shown and 'value="Apertura"' in shown
        changed = client.post(f"{meetings}2/change/", {**sent, "starts_at": "2027-06-01T11:00", "reason": "Vuelo."})
        assert changed["Location"] == f"{meetings}2/"
        assert client.post(f"{meetings}2/cancellation/", {"reason": ""}).status_code == 422
        assert client.post(f"{meetings}2/cancellation/", {"reason": "No."})["Location"] == f"{meetings}2/"
        assert "called off" in client.get(f"{meetings}2/").content.decode()
        assert client.get(f"{place}minutes/").status_code == 409
    with clock.travel(INSIDE):
        page = client.get(place).content.decode()
        assert "Mark the seats" in page and 'hx-trigger="every 20s"' in page
        marks = f"{place}attendance/"
        slug = found.seat.movement.slug
        assert client.post(marks, {"present": slug})["Location"] == f"{place}#attendance"
        for wrong in ({}, {"present": "x\x00"}, {"present": "nobody"}, {"absent": "x" * 300}):
            assert client.post(marks, wrong).status_code == 422, wrong
        assert client.get(marks)["Location"] == f"{place}#attendance"
        assert_found_by_typing(client, found, marks)
        part = client.get(marks, headers={"hx-request": "true"}).content.decode()
        assert "Seats that are there: 1 of 4" in part and "<html" not in part and "no quorum" in part
        client.force_login(found.people["titular"])
        assert "has left" in client.get(place).content.decode()
        assert client.post(marks, {"absent": slug}).status_code == 302
        other = found.seats[1].movement.slug
        assert client.post(marks, {"present": other}).status_code == 403
    with clock.travel(AFTER):
        client.force_login(found.people["secretary"])
        minutes = f"{place}minutes/"
        assert client.get(minutes).status_code == 200
        refused = client.post(minutes, {"text": "Acuerdos", "language": "xx"})
        assert refused.status_code == 422 and "Acuerdos" in refused.content.decode()
        paper = BytesIO(PDF)
        paper.name = "acta.pdf"
        done = client.post(minutes, {"text": "Acuerdos **firmes**.", "language": "es", "file": paper})
        assert done["Location"] == place
        assert client.post(minutes, {"text": "Otros", "language": "es", "reason": ""}).status_code == 422
        page = Client(headers={"accept-language": "en"}).get(place).content.decode()
        assert "<strong>firmes</strong>" in page and "acta.pdf" in page
        assert client.get(f"{place}change/").status_code == 409
    for nowhere in ("99/", "99999999999999999999/", "99/attendance/", "99/date.ics"):
        assert client.get(f"{meetings}{nowhere}").status_code == 404
    one = read(f"{place}date.ics", NOW)
    assert list(one) == [f"meeting-{found.meeting.pk}"] and JOIN not in one[f"meeting-{found.meeting.pk}"].serialize()


def assert_found_by_typing(client: Client, found: Any, marks: str) -> None:
    """Of many seats some are shown; a part of a name finds those that are meant, and stays after one was marked."""
    first, second = found.seats[1].movement, found.seats[2].movement
    place, buttons = found.meeting.get_absolute_url(), re.compile(r'name="(?:present|absent)" value="([^"]+)"')

    def shown(**asked: str) -> tuple[set[str], str]:
        page = client.get(place, asked).content.decode()
        return set(buttons.findall(page)), page

    assert 'name="q"' not in shown()[1], "so few are looked through"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pages, "FEW", 3)
        patched.setattr(pages, "SEATS", 1)
        assert len(shown()[0]) == 1 and "3 more are found by their names." in shown()[1]
        assert 'action="#attendance"' in shown()[1]
        assert shown(q=f"{first.name[-3:]} {first.name[:4].upper()}")[0] == {first.slug}
        assert second.name in shown(q=second.name)[1] and shown(q=second.name)[0] == {second.slug}
        assert "No movement here is called so." in shown(q="%")[1]
        sent = client.post(marks, {"present": first.slug, "q": first.name})
        assert sent["Location"] == f"{place}?{urlencode({'q': first.name})}#attendance"
        client.post(marks, {"absent": first.slug})


@pytest.mark.django_db
def test_a_round_shows_its_meetings_and_the_api_tells_all_but_how_to_join() -> None:
    found, client = gathered(), Client(headers={"accept-language": "en"})
    round_ = Round.objects.create(council=found.council, number=1, title={"es": "R"}, call={"es": "C"}, convened_at=NOW)
    meeting = found.convene(round=round_, title="De la ronda", agenda=[Point("Uno")])
    secretary = found.people["secretary"]
    with clock.travel(INSIDE):
        mark_attendance(person=secretary, meeting=meeting, seat=found.seat, is_present=True)
        publish_minutes(actor=secretary, meeting=meeting, text="Acta.", language="es")
    with clock.travel(AFTER):
        page = client.get(round_.get_absolute_url()).content.decode()
    assert "De la ronda" in page and meeting.get_absolute_url() in page and "minutes" in page
    rows = client.get("/api/v1/meetings/", {"council": found.council.slug}).json()["results"]
    assert [row["title"] for row in rows] == ["De la ronda", "Asamblea de mayo"]
    [row] = client.get("/api/v1/meetings/", {"round": 1}).json()["results"]
    one = client.get(row["url"].removeprefix("http://testserver")).json()
    assert {name: one[name] for name in row} == row
    assert (one["state"], one["zone"], one["round"]) == ("convened", "America/La_Paz", 1)
    assert [(point["title"], point["proposal"], point["ballot_url"]) for point in one["agenda"]] == [
        ("Uno", None, None)
    ]
    assert [(mark["movement"], mark["is_present"]) for mark in one["attendance"]] == [(found.seat.movement.slug, True)]
    assert [(m["number"], m["text"], m["file_name"]) for m in one["minutes"]] == [(1, "Acta.", None)]
    assert "sala.example.org" not in str(one)
    for who in found.people.values():
        assert who.name not in str(one)
    assert client.get("/api/v1/meetings/", {"state": "over"}).status_code == 400
    assert client.get(f"/api/v1/meetings/{found.council.slug}/99/").status_code == 404


@pytest.mark.django_db
def test_the_pages_cost_the_same_with_many_meetings_and_marks() -> None:
    found, client = gathered(), Client()
    secretary = found.people["secretary"]
    client.force_login(secretary)
    _key, token = make_calendar_key(person=secretary)
    place = found.meeting.get_absolute_url()
    addresses = [place, f"/councils/{found.council.slug}/meetings/", f"/councils/{found.council.slug}/"]
    addresses += ["/api/v1/meetings/", f"/api/v1/meetings/{found.council.slug}/1/", f"/calendars/{token}.ics"]

    def costs() -> dict[str, int]:
        counts = {}
        for address in addresses:
            with clock.travel(INSIDE), CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts[address] = len(queries)
        return counts

    with clock.travel(INSIDE):
        mark_attendance(person=secretary, meeting=found.meeting, seat=found.seat, is_present=True)
    few = costs()
    for number in range(6):
        later = {"starts_at": STARTS + DAY * number, "ends_at": ENDS + DAY * number}
        found.convene(title=f"Otra {number}", agenda=[Point("a"), Point("b")], **later)
        with clock.travel(INSIDE):
            seat = seat_of(found.council, "VE")
            mark_attendance(person=secretary, meeting=found.meeting, seat=seat, is_present=True)
    assert costs() == few
    assert max(few.values()) <= 18, few
