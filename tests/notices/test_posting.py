"""Letters, given to a real mail server that takes, refuses, delays and hangs up."""

import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from accounts.models import User
from notices import posting, tasks
from notices.letters import read_token, unsubscribe_token
from notices.models import Cursor, Notice, Postbox, Preference
from notices.posting import send_letters
from notices.preferences import preferences_of, resume_letters
from notices.registry import ANNOUNCEMENTS, DEADLINES, STAGES, Announcement
from tests.factories.councils import NOW, PersonFactory, travelling

from .conftest import Postman, entry, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
VERB = "send_heads"
How, Dropped = Preference.How, Notice.Dropped


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch, cursor: Cursor) -> Any:
    """Announce the verb to everybody at once, or as a test wishes."""

    def announce(**facts: Any) -> None:
        facts = {"kind": DEADLINES, "audience": lambda _entry: User.objects.all(), **facts}
        monkeypatch.setitem(ANNOUNCEMENTS, VERB, Announcement(**facts))

    announce()
    return announce


def act(at: datetime = NOW, **facts: Any) -> None:
    """Something happens, and everybody is to be told."""
    with travelling(at):
        entry(VERB, subject="/councils/here/", **facts)
        tell_all()


def post(at: datetime = NOW) -> int:
    with travelling(at):
        return send_letters(lambda: True)


def letters() -> list[Notice]:
    return list(Notice.objects.filter(channel="email").order_by("id"))


def test_a_letter_is_in_the_readers_language_as_text_and_as_html_with_a_way_out(
    announced: Any, postman: Postman
) -> None:
    person = PersonFactory(language="es")
    act(data={"size": 7, "people": 3})
    assert post() == 1
    (letter,) = postman.taken
    assert letter["To"] == person.email
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None and html is not None
    for part in (plain.get_content(), html.get_content()):
        assert f"{django_settings.SITE_URL}/councils/here/" in part
    assert 'lang="es"' in html.get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = re.fullmatch(r"<(http.+)>", letter["List-Unsubscribe"].strip())
    assert way_out and way_out[1] in plain.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "7" in plain.get_content()


def test_letters_about_one_thing_are_one_thread_and_each_has_a_name_of_its_own(
    announced: Any, postman: Postman
) -> None:
    PersonFactory.create_batch(2)
    act()
    act()
    assert post() == 4
    assert len({letter["Message-ID"] for letter in postman.taken}) == 4
    assert len({letter["References"] for letter in postman.taken}) == 1
    assert all(letter["Message-ID"].endswith("@example.org>") for letter in postman.taken)


def test_a_digest_is_one_letter_and_never_an_empty_one(announced: Any, postman: Postman) -> None:
    announced(kind=STAGES)
    PersonFactory(time_zone="UTC")
    act()
    act()
    assert post() == 0
    tomorrow = NOW + timedelta(days=1)
    assert post(tomorrow) == 1
    (letter,) = postman.taken
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().count("/councils/here/") == 2
    assert post(tomorrow + timedelta(days=1)) == 0


def test_a_server_that_is_away_loses_nothing_and_sends_nothing_twice(
    announced: Any, postman: Postman, settings: Any
) -> None:
    PersonFactory.create_batch(5)
    act()
    postman.goes()
    at = NOW
    for _hour in range(24):
        post(at)
        at += timedelta(hours=1)
    assert not postman.taken
    assert sum(letter.attempts for letter in letters()) <= 2 * 24, "each time it stops at the first letter"
    postman.comes()
    post(at + timedelta(hours=1))
    assert sorted(letter["To"] for letter in postman.taken) == sorted(User.objects.values_list("email", flat=True))
    post(at + timedelta(days=1))
    assert len(postman.taken) == 5


def test_a_server_that_hangs_up_after_the_text_has_not_taken_it(announced: Any, postman: Postman) -> None:
    PersonFactory()
    act()
    postman.hangs_up = True
    post()
    (letter,) = letters()
    assert (letter.sent_at, letter.attempts) == (None, 1)
    assert "SMTPServerDisconnected" in letter.failure
    postman.hangs_up = False
    assert post() == 0, "it waits a minute"
    assert post(NOW + timedelta(minutes=1)) == 1
    assert len(postman.taken) == 1


def test_a_server_that_is_too_slow_is_left_and_asked_again(announced: Any, postman: Postman, settings: Any) -> None:
    PersonFactory()
    act()
    settings.EMAIL_TIMEOUT = 0.3
    is_over = threading.Event()

    def slowly() -> str:
        is_over.wait(2)
        return "451 too late"

    postman.data = slowly
    post()
    is_over.set()
    (letter,) = letters()
    assert letter.sent_at is None
    assert "imed" in letter.failure  # TimeoutError: timed out
    postman.data = lambda: "250 OK"
    settings.EMAIL_TIMEOUT = 5
    post(NOW + timedelta(minutes=2))
    assert len(postman.taken) == 1


def test_what_is_put_off_is_tried_again_each_time_later_and_given_up_after_five_days(
    announced: Any, postman: Postman
) -> None:
    PersonFactory()
    act()
    postman.rcpt = lambda _address: "450 try later"
    at, waits = NOW, []
    for _try in range(9):
        post(at)
        due = letters()[0].due_at
        assert due is not None
        waits.append(due - at)
        assert post(due - timedelta(microseconds=1)) == 0
        at = due
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8, 16, 32, 60, 60, 60)]
    post(NOW + timedelta(days=5) - timedelta(microseconds=1))
    assert letters()[0].dropped_at is None
    post(NOW + timedelta(days=5, hours=1))
    assert letters()[0].dropped == Dropped.EXHAUSTED
    assert not Postbox.objects.filter(paused_at__isnull=False).exists()


def test_a_mailbox_that_is_not_there_is_paused_and_its_owner_told_on_the_site(
    announced: Any, postman: Postman, client: Client
) -> None:
    lost, other = PersonFactory(), PersonFactory()
    postman.rcpt = lambda address: "550 no such user" if address == lost.email else "250 OK"
    act()
    post()
    assert [letter["To"] for letter in postman.taken] == [other.email]
    box = Postbox.objects.get(person=lost)
    assert box.paused_at == NOW
    assert "no such user" in box.refusal
    act()
    assert Notice.objects.filter(person=lost, channel="email").count() == 1, "no more letters are made for it"
    client.force_login(lost)
    page = client.get("/me/notices/settings/").content.decode()
    assert "no such user" in page
    assert client.post("/me/notices/resume/").status_code == 302
    postman.rcpt = lambda _address: "250 OK"
    act()
    post()
    assert lost.email in [letter["To"] for letter in postman.taken]


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    announced: Any, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = PersonFactory(), PersonFactory()
    act()
    real = posting.letter_of

    def broken(notices: Any) -> Any:
        if notices[0].person_id == first.pk:
            raise ValueError("no such placeholder")
        return real(notices)

    with monkeypatch.context() as patch:
        patch.setattr(posting, "letter_of", broken)
        assert post() == 2
    assert [letter["To"] for letter in postman.taken] == [second.email]
    assert letters()[0].failure == "ValueError: no such placeholder"
    post(NOW + timedelta(minutes=1))
    assert [letter["To"] for letter in postman.taken] == [second.email, first.email]


def test_a_code_goes_before_notices(announced: Any, postman: Postman) -> None:
    PersonFactory()
    act()
    with travelling(NOW):
        EmailMessage("Code", "1234-5678", None, ["a@example.org"]).send()
        assert (tasks.post(), tasks.send_off(), tasks.post()) == (0, 1, 1)
    assert postman.taken[0]["Subject"] == "Code"


def test_a_text_that_is_refused_is_given_up_alone(announced: Any, postman: Postman) -> None:
    PersonFactory()
    act()
    postman.data = lambda: "554 looks like spam"
    post()
    (letter,) = letters()
    assert letter.dropped == Dropped.REFUSED
    assert not Postbox.objects.filter(paused_at__isnull=False).exists()
    postman.data = lambda: "250 OK"
    act()
    assert post() == 1


# --- what is of no use any more -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "sent"), [(timedelta(hours=2) - timedelta(microseconds=1), 1), (timedelta(hours=2), 0)]
)
def test_no_reminder_goes_out_from_the_close_on(announced: Any, postman: Postman, after: timedelta, sent: int) -> None:
    announced(until=lambda _entry: NOW + timedelta(hours=2))
    PersonFactory()
    act()
    assert post(NOW + after) == sent
    assert [letter.dropped for letter in letters()] == [Dropped.LATE if not sent else ""]


def test_whoever_has_acted_meanwhile_is_not_reminded(announced: Any, postman: Postman) -> None:
    lazy, quick = PersonFactory(), PersonFactory()
    missing = {lazy.pk, quick.pk}
    announced(audience=lambda _entry: User.objects.filter(pk__in=missing), is_asked_again=True)
    act()
    missing.remove(quick.pk)
    assert post() == 1
    assert [letter["To"] for letter in postman.taken] == [lazy.email]
    assert Notice.objects.get(person=quick, channel="email").dropped == Dropped.DONE


def test_an_audience_that_cannot_be_asked_again_puts_its_letter_off_and_holds_up_no_other(
    announced: Any, postman: Postman
) -> None:
    PersonFactory()
    announced(is_asked_again=True)
    act(data={"broken": True})
    act()

    def broken(asked: Any) -> Any:
        if asked.data.get("broken"):
            raise RuntimeError("no such window")
        return User.objects.all()

    announced(is_asked_again=True, audience=broken)
    assert post() == 1
    assert letters()[0].failure == "RuntimeError: no such window"
    announced(is_asked_again=True)
    assert post(NOW + timedelta(hours=1)) == 1
    assert len(postman.taken) == 2


def test_whoever_declined_or_left_meanwhile_gets_nothing(announced: Any, postman: Postman) -> None:
    deaf, gone = PersonFactory(), PersonFactory()
    act()
    Preference.objects.create(person=deaf, kind="deadlines", how=How.NEVER)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert post() == 0
    assert [letter.dropped for letter in letters()] == [Dropped.DECLINED] * 2
    assert not postman.taken


def test_a_worker_that_dies_with_a_letter_in_hand_holds_it_no_longer_than_a_try(
    announced: Any, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    PersonFactory()
    act()

    class Died(BaseException):
        pass

    def die(*_args: Any) -> Any:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(posting, "_hand_over", die)
        with pytest.raises(Died):
            post()
    assert post(NOW + timedelta(seconds=59)) == 0
    assert post(NOW + timedelta(seconds=60)) == 1
    assert len(postman.taken) == 1


def test_workers_at_once_send_each_letter_once(announced: Any, postman: Postman) -> None:
    PersonFactory.create_batch(25)
    announced(kind=STAGES)
    for _turn in range(3):
        act()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            post(NOW + timedelta(days=2))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(letter["To"] for letter in postman.taken) == sorted(User.objects.values_list("email", flat=True))


# --- the way out --------------------------------------------------------------------------------------------------


def test_a_mail_program_declines_one_kind_without_a_cookie(client: Client) -> None:
    person = PersonFactory()
    address = f"/unsubscribe/{unsubscribe_token(person, 'stages')}/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 200
    assert preferences_of(person)["stages"] == How.DIGEST, "whoever follows the link changes nothing"
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert preferences_of(person)["stages"] == How.NEVER
    assert preferences_of(person)["deadlines"] == How.AT_ONCE
    assert strict.post(address).status_code == 200, "twice does nothing more"


def test_the_way_out_of_a_digest_declines_everything(client: Client) -> None:
    person = PersonFactory()
    client.post(f"/unsubscribe/{unsubscribe_token(person, 'all')}/")
    assert set(preferences_of(person).values()) == {How.NEVER}


def test_a_forged_or_outlived_token_is_nobodys(client: Client) -> None:
    person = PersonFactory()
    token = unsubscribe_token(person, "stages")
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x", token + "x", "a" * 5_000):
        assert client.post(f"/unsubscribe/{wrong}/").status_code == 404
    assert read_token(token) == (person, "stages")
    # The salt is dropped when a person is forgotten.
    User.objects.filter(pk=person.pk).update(salt="another")
    assert client.post(f"/unsubscribe/{token}/").status_code == 404


def test_resuming_is_only_for_a_mailbox_that_is_paused(announced: Any) -> None:
    person = PersonFactory()
    resume_letters(person=person)
    assert not Postbox.objects.filter(person=person, paused_at__isnull=False).exists()
