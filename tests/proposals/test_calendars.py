"""Calendars: what everybody finds in a council's, what one person finds in theirs, and who may read that."""

import logging
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from common.logging import logging_settings
from councils.models import Council, Window
from councils.rounds.actions import extend_window
from councils.rounds.suspending import resume_round, suspend_round
from proposals.calendars.keys import MOST, make_calendar_key, revoke_calendar_key
from proposals.letters.actions import withdraw_letter
from proposals.models import Ballot, CalendarKey, Proposal
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote
from proposals.voting.closing import cancel_ballot
from proposals.voting.settling import recuse_seat
from tests.factories import letters
from tests.factories.answering import ANSWERED, COUNTED, DUE, answered, sent
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, prepared
from tests.factories.scenes import person
from tests.proposals.test_answering import code_of, respond, superseded

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def read(address: str, at: datetime, client: Client | None = None, **headers: str) -> dict[str, Any]:
    """The events of a calendar by their UID without the host, read by another library than the one that wrote them."""
    with clock.travel(at):
        answer = (client or Client()).get(address, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = getattr(vobject.readOne(answer.content.decode()), "vevent_list", [])
    return {event.uid.value.partition("@")[0]: event for event in events}


def public(council: Council, at: datetime, **more: Any) -> dict[str, Any]:
    return read(f"/councils/{council.slug}/calendar.ics", at, **more)


def private(who: User, at: datetime) -> dict[str, Any]:
    with clock.travel(at):
        _key, token = make_calendar_key(person=who)
    return read(f"/calendars/{token}.ics", at)


def sequence(event: Any) -> int:
    return int(event.sequence.value)


def changed(event: Any) -> datetime:
    """Both say the same instant where there is no METHOD."""
    assert event.dtstamp.value == event.last_modified.value
    return event.dtstamp.value


def test_a_window_lasts_until_what_counts_and_every_move_raises_its_sequence() -> None:
    scene = prepared()
    key = f"window-{scene.window.pk}"
    event = public(scene.council, BEFORE)[key]
    assert (event.dtstart.value, event.dtend.value) == (OPENS, CLOSES)
    assert (sequence(event), event.status.value, event.transp.value) == (0, "CONFIRMED", "TRANSPARENT")
    assert changed(event) == BEFORE
    assert [alarm.trigger.params["RELATED"] for alarm in event.valarm_list] == [["END"]] * 2
    assert "08:00 (hora de Venezuela)" in event.summary.value, "in the council's zone, by its name"
    later = CLOSES + DAY
    with clock.travel(INSIDE):
        extend_window(window=scene.window, closes_at=later, reason="Cayó la red.", actor=scene.secretary)
    event = public(scene.council, INSIDE)[key]
    assert (event.dtend.value, sequence(event), changed(event)) == (later, 2, INSIDE)


def test_what_stands_still_says_that_it_will_move() -> None:
    scene = prepared()
    seat, key = scene.seats["BO"], f"window-{scene.window.pk}"
    with clock.travel(INSIDE):
        suspend_round(round_=scene.round, reason="Sin luz.", actor=scene.secretary)
    mine = private(scene.titulars["BO"], INSIDE)
    for event in (mine[key], mine[f"vote-{scene.ballot.pk}-{seat.movement.slug}"]):
        assert (event.status.value, sequence(event), changed(event)) == ("TENTATIVE", 1, INSIDE)
        assert not hasattr(event, "valarm")
    with clock.travel(INSIDE + DAY):
        resume_round(round_=scene.round, actor=scene.secretary)
    event = public(scene.council, INSIDE + DAY)[key]
    assert (event.dtend.value, event.status.value, sequence(event)) == (CLOSES + DAY, "CONFIRMED", 2)
    assert changed(event) == INSIDE + DAY


def test_the_database_counts_the_moves_whoever_makes_them() -> None:
    scene = prepared()
    windows = Window.objects.filter(pk=scene.window.pk)

    def counted() -> tuple[int, datetime]:
        return windows.values_list("sequence", "changed_at").get()

    assert counted() == (0, BEFORE)
    with clock.travel(INSIDE):
        windows.update(attempts=3, failure="x", sequence=77, changed_at=CLOSES)
        assert counted() == (0, BEFORE), "what is no move is none, and nobody writes the count by hand"
        windows.update(opens_at=OPENS - DAY)
        assert counted() == (1, INSIDE)
        stale = scene.window
        stale.closes_at = CLOSES + DAY
        stale.save()
    assert counted() == (2, INSIDE)


def test_what_is_called_off_stays_and_says_so() -> None:
    found = letters.opened()
    key = f"letter-{found.letter.pk}"
    before = public(found.council, letters.INSIDE)[key]
    assert (sequence(before), before.status.value) == (0, "CONFIRMED")
    assert before.dtend.value == letters.CLOSES and found.letter.reference in before.summary.value
    with clock.travel(letters.INSIDE):
        author = {"person": found.people["author"], "seat": found.author}
        withdraw_letter(**author, letter=found.letter, reason="Ya no.")
    after = public(found.council, letters.INSIDE)[key]
    assert (sequence(after), after.status.value, changed(after)) == (1, "CANCELLED", letters.INSIDE)
    assert not hasattr(after, "valarm")
    assert key in public(found.council, letters.CLOSES + 365 * DAY)
    assert key not in public(found.council, letters.CLOSES + 367 * DAY)


def test_when_an_answer_is_due_and_that_it_came() -> None:
    found = sent()
    key = f"answer-{found.transmittal.pk}"
    for council in (found.scene.council, found.board):
        event = public(council, COUNTED)[key]
        assert (event.dtstart.value, sequence(event)) == (DUE, 0)
        assert not hasattr(event, "dtend") and len(event.valarm_list) == 2
    respond(found, COUNTED + DAY)
    event = public(found.board, COUNTED + DAY)[key]
    assert sequence(event) == 2 and changed(event) == COUNTED + DAY
    assert not hasattr(event, "valarm") and "acepta" in event.description.value


def test_an_answer_that_is_asked_for_no_more_is_called_off() -> None:
    found = sent()
    key = f"answer-{found.transmittal.pk}"
    superseded(found)
    with clock.travel(COUNTED + DAY):
        sweep()
    event = public(found.board, COUNTED + DAY)[key]
    assert (event.status.value, sequence(event)) == ("CANCELLED", 3)


def test_a_vote_on_an_answer_stands_under_its_own_name() -> None:
    found = answered()
    ballot = Ballot.objects.get(window__kind=Window.Kind.ADEQUACY)
    event = public(found.scene.council, ANSWERED)[f"window-{ballot.window_id}"]
    assert event.url.value.endswith(ballot.get_absolute_url())
    with clock.travel(ANSWERED + DAY):
        cancel_ballot(ballot=ballot, reason="Fue un error.", person=found.scene.secretary)
    event = public(found.scene.council, ANSWERED + DAY)[f"window-{ballot.window_id}"]
    assert (event.status.value, sequence(event)) == ("CANCELLED", 1)


def test_it_is_in_the_language_that_is_asked_for() -> None:
    scene = prepared()
    key = f"window-{scene.window.pk}"
    for asked, header, words in (
        ("", "es", "Votación "),
        ("", "en", "Voting until"),
        ("?lang=en", "es", "Voting until"),
        ("?lang=xx", "es", "Votación "),
        ("?lang=%00", "es", "Votación "),
    ):
        address = f"/councils/{scene.council.slug}/calendar.ics{asked}"
        event = read(address, BEFORE, **{"accept-language": header})[key]
        assert event.summary.value.startswith(words), asked
        assert event.summary.params["LANGUAGE"] == ["en" if words == "Voting until" else "es"]


def test_who_has_it_already_is_told_that_it_is_unchanged() -> None:
    scene, client = prepared(), Client()
    address = f"/councils/{scene.council.slug}/calendar.ics"
    with clock.travel(BEFORE):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Cache-Control"] == "no-cache" and "Accept-Language" in first["Vary"]
    with clock.travel(INSIDE):
        extend_window(window=scene.window, closes_at=CLOSES + DAY, reason="Red.", actor=scene.secretary)
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.post(address).status_code == 405
    assert client.get("/councils/nowhere/calendar.ics").status_code == 404


def test_a_public_calendar_says_nothing_of_anybody() -> None:
    scene, client = prepared(), Client()
    client.force_login(scene.titulars["BO"])
    with clock.travel(INSIDE):
        text = client.get(f"/councils/{scene.council.slug}/calendar.ics").content.decode()
    assert "vote-" not in text and "acting_for" not in text
    for seat in scene.seats.values():
        assert seat.movement.name not in text
    for someone in User.objects.all():
        assert someone.email not in text and someone.name not in text


def test_my_calendar_says_what_my_seat_votes_on() -> None:
    scene = prepared()
    seat, who = scene.seats["BO"], scene.titulars["BO"]
    key = f"vote-{scene.ballot.pk}-{seat.movement.slug}"
    mine = private(who, BEFORE)
    assert f"window-{scene.window.pk}" in mine
    event = mine[key]
    assert event.dtstart.value == CLOSES and len(event.valarm_list) == 2
    assert scene.ballot.get_absolute_url() in event.url.value and seat.movement.name in event.summary.value
    assert [one for one in mine if one.startswith("vote-")] == [key], "and on no other seat's"
    with clock.travel(INSIDE):
        cast_vote(person=who, seat=seat, ballot=scene.ballot, choice="yes")
    voted = private(who, INSIDE)[key]
    assert not hasattr(voted, "valarm"), "who has voted needs none"
    assert "sí" not in voted.serialize().lower().split(), "and never how"
    other = private(scene.titulars["EC"], INSIDE)
    assert len(other[f"vote-{scene.ballot.pk}-{scene.seats['EC'].movement.slug}"].valarm_list) == 2
    assert not private(person(), INSIDE), "of a council in which one is nothing, nothing"


def test_a_ballot_on_which_my_seat_does_not_vote_is_called_off() -> None:
    scene = prepared()
    second = scene.put()
    seat, who = scene.seats["BO"], scene.titulars["BO"]
    with clock.travel(BEFORE):
        recuse_seat(person=who, seat=seat, ballot=scene.ballot, reason="Es de los nuestros.")
        cancel_ballot(ballot=second, reason="Retirada.", person=scene.secretary)
    mine = private(who, BEFORE)
    for ballot in (scene.ballot, second):
        event = mine[f"vote-{ballot.pk}-{seat.movement.slug}"]
        assert (event.status.value, sequence(event)) == ("CANCELLED", 1)
    assert private(scene.titulars["EC"], INSIDE)[
        f"vote-{scene.ballot.pk}-{scene.seats['EC'].movement.slug}"
    ].status.value == ("CONFIRMED")


def test_what_the_moderation_hid_stands_in_no_calendar() -> None:
    scene = prepared()
    Proposal.objects.update(hidden_at=BEFORE, hidden_ground="insult", hidden_reason="x", moderated_at=BEFORE)
    mine = private(scene.titulars["BO"], BEFORE)
    assert "Soberanía" not in str([event.serialize() for event in mine.values()])


def test_my_calendar_says_which_answer_i_owe_and_speaks_my_language() -> None:
    found = sent()
    key = f"answer-{found.transmittal.pk}"
    who = found.people["respondent"]
    User.objects.filter(pk=who.pk).update(language="en", time_zone="Europe/Madrid")
    event = private(who, COUNTED)[key]
    assert event.summary.value.startswith("You owe an answer")
    assert "(Spain Time)" in event.description.value or "Central European" in event.description.value
    assert not private(found.people["titular"], COUNTED)[key].summary.value.startswith("You owe")
    assert key not in private(found.people["respondent elsewhere"], COUNTED)


def test_an_address_opens_one_calendar_without_a_session_until_it_is_revoked() -> None:
    scene, client = prepared(), Client()
    who, other = scene.titulars["BO"], scene.titulars["EC"]
    key, token = make_calendar_key(person=who, name="Teléfono")
    kept = CalendarKey.objects.get()
    assert token not in str(CalendarKey.objects.values_list().get()) and len(kept.token_hash) == 64
    address = f"/calendars/{token}.ics"
    with clock.travel(BEFORE), CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200 and not answer.cookies
    assert not any("django_session" in query["sql"] for query in queries)
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code in (200, 304)
    assert not revoke_calendar_key(person=other, key=key.pk), "another's key is none of mine"
    assert client.get(address).status_code == 200
    assert revoke_calendar_key(person=who, key=key.pk) and not revoke_calendar_key(person=who, key=key.pk)
    assert client.get(address).status_code == 404
    _key, token = make_calendar_key(person=who)
    User.objects.filter(pk=who.pk).update(is_active=False)
    for gone in (token, "x", "%00", "x" * 2_000, token.upper()):
        assert client.get(f"/calendars/{gone}.ics").status_code == 404


def test_there_are_not_more_addresses_than_one_can_remember() -> None:
    who = person()
    for _number in range(MOST):
        make_calendar_key(person=who)
    assert code_of(make_calendar_key, INSIDE, person=who) == "409 too_many_calendars"
    assert code_of(make_calendar_key, INSIDE, person=person()) == ""
    for name in ("x" * 61, "a\x00", "a\ud800", "a\nb"):
        assert code_of(make_calendar_key, INSIDE, person=person(), name=name).startswith("422"), name


def test_the_pages_of_my_calendar() -> None:
    who, client = person(), Client(headers={"accept-language": "en"})
    assert client.get("/me/calendars/").status_code == 302
    client.force_login(who)
    assert "My calendar" in client.get("/me/").content.decode()
    assert "/me/calendars/" in client.get("/me/").content.decode()
    refused = client.post("/me/calendars/", {"name": "y" * 61})
    assert refused.status_code == 422 and "y" * 61 in refused.content.decode()
    made = client.post("/me/calendars/", {"name": "Phone"})
    assert made.status_code == 200 and "webcal://testserver/calendars/" in made.content.decode()
    assert "no-store" in made["Cache-Control"] or "no-cache" in made["Cache-Control"]
    page = client.get("/me/calendars/").content.decode()
    assert "Phone" in page and "/calendars/" not in page.replace("/me/calendars/", ""), "it is shown once"
    key = CalendarKey.objects.get()
    assert client.get(f"/me/calendars/{key.pk}/revoke/").status_code == 405
    assert client.post("/me/calendars/99999999999999999999999/revoke/").status_code == 302
    assert client.post(f"/me/calendars/{key.pk}/revoke/")["Location"] == "/me/calendars/"
    assert "Phone" not in client.get("/me/calendars/").content.decode()


def test_the_page_of_a_council_says_how_to_subscribe_and_what_comes() -> None:
    scene, client = prepared(), Client(headers={"accept-language": "en"})
    place = f"/councils/{scene.council.slug}/"
    with clock.travel(BEFORE):
        page = client.get(f"{place}calendar/").content.decode()
        council = client.get(place).content.decode()
    assert f"webcal://testserver{place}calendar.ics?lang=en" in page and "Voting until" in page
    assert f"webcal://testserver{place}calendar.ics" in council and f"{place}calendar/" in council
    with clock.travel(CLOSES + 90 * DAY):
        assert "Nothing has been set" in client.get(f"{place}calendar/").content.decode()


def test_no_log_holds_an_address() -> None:
    """A calendar that was revoked is asked for for years, and each time it is a line of the log."""
    told = StringIO()
    handler = logging.StreamHandler(told)
    formatter = logging_settings()["formatters"]["lines"]
    handler.setFormatter(formatter["()"](**{k: v for k, v in formatter.items() if k != "()"}))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        Client().get("/calendars/a-token-that-nobody-may-read.ics")
        Client().get("/unsubscribe/another-token-that-nobody-may-read/")
    finally:
        logger.removeHandler(handler)
    assert "Not Found" in told.getvalue() and "/calendars/[token]" in told.getvalue()
    assert "nobody-may-read" not in told.getvalue()


def test_calendars_cost_the_same_with_many_rows() -> None:
    found = sent()
    scene, client = found.scene, Client()
    _key, token = make_calendar_key(person=scene.titulars["BR"])
    addresses = [f"/councils/{scene.council.slug}/calendar.ics", f"/calendars/{token}.ics"]

    def costs() -> list[int]:
        counts = []
        for address in addresses:
            with clock.travel(COUNTED), CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = costs()
    for number in range(5):
        scene.put()
        start = datetime(2028, 1, 1, tzinfo=UTC) + 10 * number * DAY
        Window.objects.create(round=scene.round, kind="drafting", opens_at=start, closes_at=start + DAY)
    assert costs() == few
    assert max(few) <= 20, few
