"""Codes, changes and invitations while the mail server is away, refuses or is silent: no page waits, none is lost."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
import redis
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import NO_LINE, User
from accounts.tasks import forget
from config.outbox import BELL
from councils.mandates.actions import invite_member
from councils.models import Invitation
from notices import dispatching
from notices.backlogs import mails, outbox
from notices.dispatching import send_outgoing
from notices.models import Outgoing
from notices.outbox import OutboxBackend
from tests.factories.councils import NOW, MembershipFactory, travelling
from tests.factories.people import ADDRESS, PASSWORD, make_rosa
from watching.queue import NOTICES, length, take_down

from .conftest import Postman

pytestmark = pytest.mark.django_db(transaction=True)
NEW, UNKNOWN = "rosa.nueva@example.org", "nadie@example.org"
CODE = re.compile(r"\b\d{4}-\d{4}\b")
QUICK_SECONDS = 3


@pytest.fixture(autouse=True)
def rosa() -> User:
    cache.clear()
    return make_rosa()


@pytest.fixture(params=["away", "refuses", "silent"])
def trouble(request: Any, postman: Postman, settings: Any) -> Iterator[str]:
    """What is the matter with the mail server until `mended`."""
    settings.EMAIL_TIMEOUT = 0.3
    if request.param == "refuses":
        postman.rcpt = lambda _address: "451 come back later"
        yield request.param
        return
    postman.goes()
    with socket.socket() as silence:
        if request.param == "silent":
            silence.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            silence.bind(("127.0.0.1", postman.port))
            silence.listen()
        yield request.param
    postman.comes()


def ask(path: str, address: str) -> tuple[int, str]:
    answer = Client().post(reverse(path), {"email": address})
    return answer.status_code, answer.headers.get("Location", "")


def post() -> int:
    return send_outgoing(lambda: True)


def everything_is_due() -> None:
    Outgoing.objects.waiting().update(due_at=NOW)


@pytest.mark.parametrize("path", ["account_request_login_code", "account_reset_password"])
def test_a_page_answers_the_same_whatever_the_mail_server_does(path: str, trouble: str) -> None:
    began = time.monotonic()
    assert ask(path, ADDRESS) == ask(path, UNKNOWN)
    assert time.monotonic() - began < QUICK_SECONDS
    (waiting,) = Outgoing.objects.waiting()
    assert waiting.email == ADDRESS
    post()
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.sent_at, waiting.dropped_at) == (1, None, None)
    assert waiting.failure and ADDRESS not in waiting.failure


@pytest.mark.parametrize("path", ["account_request_login_code", "account_reset_password"])
def test_an_address_that_nobody_has_costs_a_page_as_much(path: str, postman: Postman) -> None:
    def cost(address: str) -> tuple[list[str], int]:
        client, before = Client(), Outgoing.objects.count()
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse(path), {"email": address})
        verbs = [query["sql"].split()[0] for query in asked.captured_queries]
        return verbs, Outgoing.objects.count() - before

    assert cost(ADDRESS) == cost(UNKNOWN)
    assert {row.email for row in Outgoing.objects.waiting()} == {ADDRESS}
    assert post() == Outgoing.objects.filter(sent_at__isnull=False).count() > 0
    assert {letter["To"] for letter in postman.taken} == {ADDRESS}


def test_so_does_the_next_code(postman: Postman) -> None:
    def cost(address: str) -> tuple[int, int]:
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": address})
        before = Outgoing.objects.count()
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse("account_confirm_login_code"), {"action": "resend"})
        written = sum(query["sql"].startswith(("INSERT", "UPDATE")) for query in asked.captured_queries)
        return written, Outgoing.objects.count() - before

    assert cost(ADDRESS) == cost(UNKNOWN)
    assert cost(ADDRESS)[1] == 1
    assert {row.email for row in Outgoing.objects.waiting()} == {ADDRESS}


def test_what_waited_is_sent_once_and_its_words_are_gone(postman: Postman) -> None:
    client = Client()
    postman.rcpt = lambda _address: "451 come back later"
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    assert (post(), postman.taken) == (1, [])
    assert post() == 0, "not at once again"
    postman.rcpt = lambda _address: "250 OK"
    everything_is_due()
    assert (post(), post()) == (1, 0)
    (letter,) = postman.taken
    code = CODE.search(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr] # it has one
    row = Outgoing.objects.get(sent_at__isnull=False)
    assert (row.email, row.message, letter["To"]) == ("", None, ADDRESS)
    assert code and code[0].encode() not in repr(list(Outgoing.objects.values())).encode()
    client.post(reverse("account_confirm_login_code"), {"code": code[0]})
    assert "_auth_user_id" in client.session


def test_a_change_of_address_is_kept_and_the_former_one_is_told(postman: Postman, rosa: User) -> None:
    postman.goes()
    client = Client()
    client.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("account_email"), {"action_add": "", "email": NEW}).status_code == 302
    (asked,) = Outgoing.objects.waiting()
    code = CODE.search(bytes(asked.message or b"").decode())
    assert code and asked.email == NEW
    assert client.post(reverse("account_email_verification_sent"), {"code": code[0]}).status_code == 302
    assert EmailAddress.objects.get(user=rosa, verified=True).email == NEW
    postman.comes()
    post()
    assert {ADDRESS, NEW} == {letter["To"] for letter in postman.taken}


def test_a_change_of_password_is_told_when_the_server_is_back(postman: Postman, rosa: User) -> None:
    postman.goes()
    client = Client()
    client.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    words = {"oldpassword": PASSWORD, "password1": "siete papas azules", "password2": "siete papas azules"}
    assert client.post(reverse("account_change_password"), words).status_code == 302
    rosa.refresh_from_db()
    assert rosa.check_password("siete papas azules")
    postman.comes()
    assert post() == 1
    assert [letter["To"] for letter in postman.taken] == [ADDRESS]


def test_an_invitation_waits_for_the_server_and_one_that_is_taken_back_is_none(postman: Postman) -> None:
    postman.goes()
    coordinator = MembershipFactory(role="coordinator")
    facts = {"movement": coordinator.movement, "actor": coordinator.person}
    invitation = invite_member(email="nueva@example.org", **facts)
    with pytest.raises(RuntimeError), transaction.atomic():
        invite_member(email="otra@example.org", **facts)
        raise RuntimeError
    assert post() == 1
    postman.comes()
    everything_is_due()
    assert (post(), post()) == (1, 0)
    (letter,) = postman.taken
    body = letter.get_body(("plain",))
    assert letter["To"] == "nueva@example.org"
    assert body and invitation.token in body.get_content()
    assert Invitation.objects.count() == 1


def test_a_code_that_serves_no_longer_is_not_sent(postman: Postman) -> None:
    with travelling(NOW):
        ask("account_request_login_code", ADDRESS)
    with travelling(NOW + timedelta(minutes=15)):
        assert post() == 0
    row = Outgoing.objects.get(dropped="late")
    assert (row.message, row.email, postman.taken) == (None, "", [])


def test_other_letters_are_tried_for_five_days_each_time_later(postman: Postman) -> None:
    postman.rcpt = lambda _address: "450 try later"
    at, waits = NOW, []
    with travelling(at):
        EmailMessage("Title", "Words", None, ["a@example.org"]).send()
    for _try in range(11):
        with travelling(at):
            assert post() == 1
        due = Outgoing.objects.get().due_at
        waits.append((due - at).total_seconds())
        at = due
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    with travelling(NOW + timedelta(days=5)):
        assert post() == 0
    assert Outgoing.objects.get().dropped == "late"


def test_a_mailbox_that_is_not_there_is_given_up_and_holds_up_no_other(postman: Postman) -> None:
    postman.rcpt = lambda address: "550 no such user" if address == "a@example.org" else "250 OK"
    EmailMessage("Title", "Words", None, ["a@example.org", "b@example.org", f"c{NO_LINE}"]).send()
    assert post() == 2
    assert [letter["Subject"] for letter in postman.taken] == ["Title"]
    assert sorted(Outgoing.objects.values_list("dropped", flat=True)) == ["", "nobody", "refused"]
    assert not Outgoing.objects.exclude(email="", message=None).exists()


def test_workers_at_once_send_each_letter_once_as_it_was_written(postman: Postman) -> None:
    for n in range(12):
        EmailMessage(
            f"Carta {n}", "From here:\n.\nñandú\n", "Minga ñ <minga@example.org>", [f"p{n}@example.org"]
        ).send()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            post()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(letter["To"] for letter in postman.taken) == sorted(f"p{n}@example.org" for n in range(12))
    assert len({letter["Message-ID"] for letter in postman.taken}) == 12
    assert {letter.get_content().replace("\r\n", "\n") for letter in postman.taken} == {"From here:\n.\nñandú\n"}
    assert set(postman.senders) == {"minga@example.org"}


def test_a_worker_that_dies_with_a_letter_in_hand_holds_it_no_longer_than_a_try(
    postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    with travelling(NOW):
        EmailMessage("Title", "Words", None, ["a@example.org"]).send()

    class Died(BaseException):
        pass

    def die(*_args: Any) -> Any:
        raise Died

    with monkeypatch.context() as patch, travelling(NOW), pytest.raises(Died):
        patch.setattr(dispatching, "_hand_over", die)
        post()
    with travelling(NOW + timedelta(seconds=59)):
        assert post() == 0
    with travelling(NOW + timedelta(seconds=60)):
        assert post() == 1
    assert len(postman.taken) == 1


def test_the_database_refuses_a_letter_that_is_sent_and_keeps_its_words(postman: Postman) -> None:
    EmailMessage("Title", "Words", None, ["a@example.org"]).send()
    with pytest.raises(IntegrityError, match="outgoing_waits_or_holds_nothing"):
        Outgoing.objects.update(sent_at=NOW)


def test_what_is_done_is_forgotten_and_what_waits_is_not(postman: Postman, settings: Any) -> None:
    with travelling(NOW):
        EmailMessage("Title", "Words", None, ["a@example.org", "b@example.org", f"c{NO_LINE}"]).send()
        postman.rcpt = lambda address: "250 OK" if address == "a@example.org" else "450 later"
        post()
    with travelling(NOW + timedelta(days=settings.KEEP_ENDED_DAYS, seconds=1)):
        forget()
    assert [row.email for row in Outgoing.objects.all()] == ["b@example.org"]


def bells() -> int:
    """How many doorbells wait for a worker, once none is on its way any more."""
    for thread in threading.enumerate():
        if thread.name == "bell":
            thread.join(10)
    return length(NOTICES)


def test_the_bell_is_rung_after_the_commit_and_a_dead_redis_is_no_matter(settings: Any) -> None:
    settings.EMAIL_BACKEND = "config.outbox.RingingBackend"
    take_down(BELL)
    before = bells()
    with transaction.atomic():
        EmailMessage("Title", "Words", None, ["a@example.org"]).send()
        assert bells() == before
    assert bells() == before + 1
    EmailMessage("Title", "Words", None, ["a@example.org"]).send()
    assert bells() == before + 1, "one that hangs is not hung again"
    take_down(BELL)
    redis.from_url(settings.REDIS_URL).delete(NOTICES)
    with socket.socket() as silence:
        silence.bind(("127.0.0.1", 0))
        silence.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{silence.getsockname()[1]}/0"
        began = time.monotonic()
        for _time in range(3):
            EmailMessage("Title", "Words", None, ["a@example.org"]).send()
        assert time.monotonic() - began < 1
    assert Outgoing.objects.waiting().count() == 5


def test_what_waits_and_what_went_is_counted(postman: Postman) -> None:
    with travelling(NOW):
        EmailMessage("Title", "Words", None, ["a@example.org", "b@example.org"]).send()
        postman.rcpt = lambda address: "250 OK" if address == "a@example.org" else "450 later"
        post()
    with travelling(NOW + timedelta(seconds=30)):
        backlog = outbox(NOW + timedelta(seconds=30))
        assert (backlog.waiting, backlog.failed, backlog.lateness(NOW + timedelta(seconds=30))) == (1, 1, 20)
        assert (mails(NOW), mails(NOW + timedelta(seconds=1))) == (1, 0)


@pytest.mark.django_db
def test_a_name_of_two_lines_in_a_subject_makes_one_line_and_no_head() -> None:
    name = "Comuna\r\nBcc: todos@example.org"
    assert OutboxBackend().send_messages([EmailMessage(f"Le invitan a {name}", "Ven.", None, ["a@example.org"])]) == 1
    written = message_from_bytes(bytes(Outgoing.objects.get().message or b""))
    assert written["Subject"] == "Le invitan a Comuna Bcc: todos@example.org"
    assert written["Bcc"] is None
