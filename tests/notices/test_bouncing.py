"""Letters that come back: as RFC 3464 has it, in forms of their own, forged, twice, at once, and after the pause."""

import io
import sys
import threading
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import User
from notices.management.commands import receive_bounce
from notices.models import Bounce, Cursor, Notice, Postbox
from notices.preferences import resume_letters
from notices.registry import ANNOUNCEMENTS, DEADLINES, Announcement
from notices.returned import parse, read_returned
from notices.senders import envelope_sender, notice_of
from tests.factories.councils import NOW, PersonFactory, travelling

from .conftest import Postman
from .test_pages import notice
from .test_posting import VERB, act, post

pytestmark = pytest.mark.django_db

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.example.net.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue, 2 Mar 2027 10:00:00 +0000

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b1
Content-Type: message/rfc822

From: Minga <minga@example.org>
To: ana@example.org
Subject: Minga: a vote

A vote opens.

--b1--
"""
QMAIL = """\
From: MAILER-DAEMON@old.example.net
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at old.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <minga@example.org>
"""
EXIM = """\
X-Failed-Recipients: ana@example.org
From: Mail Delivery System <Mailer-Daemon@exim.example.net>
To: {to}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
"""
HOLIDAY = """\
From: Ana <ana@example.org>
To: {to}
Subject: No estoy: vuelvo el lunes
Auto-Submitted: auto-replied

Vuelvo el lunes.
"""


def report(to: str, action: str = "failed", status: str = "5.1.1", words: str = "550 5.1.1 no such user") -> str:
    return REPORT.format(to=to, action=action, status=status, words=words)


def receive(content: str | bytes, recipient: str = "", at: datetime = NOW) -> str:
    """What the command says of a message from the pipe."""
    raw = content if isinstance(content, bytes) else content.encode()
    out = io.StringIO()
    real, sys.stdin = sys.stdin, SimpleNamespace(buffer=io.BytesIO(raw))  # type: ignore[assignment] # what it reads
    try:
        with travelling(at):
            call_command("receive_bounce", recipient, stdout=out)
    finally:
        sys.stdin = real
    return out.getvalue().strip()


@pytest.fixture
def person(settings: Any) -> User:
    settings.BOUNCE_ADDRESS = "bounces@example.org"
    return PersonFactory(email="ana@example.org")


def letter(person: User) -> tuple[Notice, str]:
    made = notice(person, channel="email")
    return made, str(envelope_sender(made))


def is_paused(person: User) -> bool:
    return Postbox.objects.filter(person=person, paused_at__isnull=False).exists()


def test_a_letter_goes_out_from_an_address_of_its_own_and_is_still_ours(
    person: User, postman: Postman, cursor: Cursor, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setitem(
        ANNOUNCEMENTS, VERB, Announcement(kind=DEADLINES, audience=lambda _entry: User.objects.filter(pk=person.pk))
    )
    act()
    assert post() == 1
    sent = Notice.objects.get(channel="email")
    assert postman.senders == [envelope_sender(sent)]
    assert len(postman.senders[0].partition("@")[0]) <= 64
    assert postman.taken[0]["From"] == "Minga <minga@example.org>"
    assert notice_of(postman.senders[0].upper()) == sent
    settings.BOUNCE_ADDRESS = ""
    act()
    assert post() == 1
    assert postman.senders[1] == "minga@example.org"


@pytest.mark.parametrize("sample", [REPORT, QMAIL, EXIM], ids=["rfc3464", "qmail", "exim"])
def test_what_comes_back_for_good_pauses_the_mailbox_and_tells_its_owner(
    person: User, sample: str, client: Client
) -> None:
    _notice, sender = letter(person)
    facts = {"action": "failed", "status": "5.1.1", "words": "550 5.1.1 no such user"}
    assert receive(sample.format(to=sender, **facts)) == "noted"
    box = Postbox.objects.get(person=person)
    assert box.paused_at == NOW
    assert box.refusal
    client.force_login(person)
    assert box.refusal in client.get("/me/notices/settings/").content.decode()
    assert 'class="notice warning"' in client.get("/me/notices/").content.decode()
    assert receive(sample.format(to=sender, **facts)) == "known"
    assert Bounce.objects.count() == 1


def test_the_mail_server_may_name_the_address_itself(person: User) -> None:
    _notice, sender = letter(person)
    assert receive(report("undisclosed@example.net"), recipient=sender) == "noted"
    assert is_paused(person)


def test_what_comes_back_for_now_counts_and_five_of_them_pause(person: User, client: Client) -> None:
    for turn in range(5):
        assert not is_paused(person)
        _notice, sender = letter(person)
        late = report(sender, "delayed", "4.2.2", "452 4.2.2 mailbox full")
        assert receive(late) == "noted"
        assert receive(late) == "known"
        assert Bounce.objects.count() == turn + 1
    assert is_paused(person)
    client.force_login(person)
    assert client.get("/me/notices/settings/").content.decode().count("mailbox full") == 6
    with travelling(NOW + timedelta(hours=1)):
        resume_letters(person=person)
    _notice, sender = letter(person)
    receive(report(sender, "delayed", "4.2.2"), at=NOW + timedelta(hours=2))
    assert not is_paused(person), "what came back before is no longer held against it"
    receive(report(sender), at=NOW + timedelta(hours=3))
    assert is_paused(person), "the same letter comes back for good in the end"
    assert receive(report(sender)) == "known"


def test_old_delays_are_forgotten(person: User) -> None:
    for turn in range(9):
        _notice, sender = letter(person)
        receive(report(sender, "delayed", "4.4.7"), at=NOW + turn * timedelta(days=8))
    assert not is_paused(person)


@pytest.mark.parametrize("status", ["5.7.1", "5.6.0"])
def test_a_letter_that_is_refused_for_what_it_says_pauses_nothing(person: User, status: str) -> None:
    _notice, sender = letter(person)
    assert receive(report(sender, status=status)) == "noted"
    assert not is_paused(person)


@pytest.mark.parametrize(
    "sample",
    [
        HOLIDAY,
        REPORT.replace("{action}", "delivered").replace("{status}", "2.0.0"),
        REPORT.replace("{action}", "relayed"),
        "",
        "To: {to}\nContent-Type: multipart/report; boundary=b\n\n--b\n--b--",
        "\x00\xff To {to}",
    ],
)
def test_what_is_no_bounce_changes_nothing(person: User, sample: str) -> None:
    _notice, sender = letter(person)
    assert receive(sample.replace("{to}", sender).replace("{status}", "5.1.1").replace("{words}", "x")) == "no bounce"
    assert not Bounce.objects.exists()


def test_a_forged_or_outlived_address_pauses_nobody(person: User) -> None:
    made, sender = letter(person)
    box, _plus, rest = sender.partition("+")
    pk, _dash, mark = rest.partition("-")
    other, _address = letter(PersonFactory())
    forged = [
        f"{box}+{pk}-{'0' * 20}@example.org",
        f"{box}+{other.pk}-{mark}",
        f"{box}+{'9' * 19}-{mark}",
        f"{box}+-1-{mark}",
        f"{box}@example.org",
        "x" * 100_000,
        f"{box}+{pk}-{mark[:19]}\x00@example.org",
    ]
    for address in forged:
        assert receive(report(address)) == "no letter of ours", address
    on_the_site = notice(person)
    assert receive(report(str(envelope_sender(on_the_site)))) == "no letter of ours"
    # They have changed their address: what comes back from the old one says nothing of the new one.
    User.objects.filter(pk=person.pk).update(email="nueva@example.org")
    assert receive(report(sender)) == "no letter of ours"
    assert not Bounce.objects.exists()
    assert not Postbox.objects.filter(paused_at__isnull=False).exists()
    assert made.pk


def test_words_of_strangers_are_shown_in_one_line_and_as_words(person: User, client: Client) -> None:
    _notice, sender = letter(person)
    receive(report(sender, words="550 <script>alert(1)</script>\n \x07\x1b[31m" + "x" * 5_000))
    (found,) = Bounce.objects.all()
    assert len(found.words) == 300
    assert "\x1b" not in found.words
    client.force_login(person)
    assert "<script>alert" not in client.get("/me/notices/settings/").content.decode()


def test_a_detector_that_stumbles_has_found_nothing() -> None:
    for raw in (
        b"\xff" * 5_000,
        b"Subject: =?x?x?x?=\n\n",
        b"Content-Type: text/plain; charset=nonsense\n\n<a@b>:\n\xff",
    ):
        assert read_returned(parse(raw)) is None


def test_without_a_database_the_mail_server_is_asked_to_come_again(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_address: str) -> None:
        raise OperationalError

    _notice, sender = letter(person)
    monkeypatch.setattr(receive_bounce, "notice_of", away)
    with pytest.raises(SystemExit) as ended:
        receive(report(sender))
    assert ended.value.code == 75


@pytest.mark.django_db(transaction=True)
def test_one_message_that_comes_many_times_at_once_counts_once(person: User) -> None:
    _notice, sender = letter(person)
    said: list[bool] = []

    def take() -> None:
        try:
            found = notice_of(sender)
            returned = read_returned(parse(report(sender).encode()))
            assert found and returned
            said.append(receive_bounce.take_bounce(notice=found, returned=returned))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False] * 5 + [True]
    assert is_paused(person)
