"""From the ledger to notices: each person once for each act, whoever dies on the way, and nobody else."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from ledger.models import Entry
from ledger.record import record
from notices import queueing
from notices.models import Cursor, Notice, Postbox, Preference, Walk
from notices.preferences import decline, keep_preferences
from notices.queueing import begin_walks, walk_one_chunk
from notices.registry import ANNOUNCEMENTS, DEADLINES, STAGES, Announcement
from tests.api.conftest import settle
from tests.factories.councils import NOW, PersonFactory, travelling

from .conftest import entry, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
VERB = "send_heads"  # a verb that the ledger knows and that nobody else announces
Channel, How = Notice.Channel, Preference.How


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Announce the verb to everybody, or as a test wishes."""

    def announce(**facts: Any) -> None:
        facts = {"kind": STAGES, "audience": lambda _entry: User.objects.all(), **facts}
        monkeypatch.setitem(ANNOUNCEMENTS, VERB, Announcement(**facts))

    announce()
    return announce


def told(person: User) -> list[tuple[str, int]]:
    rows = Notice.objects.filter(person=person).order_by("id")
    return [(notice.channel, notice.entry_id) for notice in rows]


def test_everybody_of_the_audience_is_told_once_on_the_site_and_once_by_letter(cursor: Cursor, announced: Any) -> None:
    people = PersonFactory.create_batch(3)
    made = entry(VERB)
    tell_all()
    for person in people:
        assert told(person) == [(Channel.INBOX, made.pk), (Channel.EMAIL, made.pk)]
    tell_all()
    assert Notice.objects.count() == 6
    assert Walk.objects.get().told == 3


def test_what_was_in_the_ledger_before_is_no_news(announced: Any) -> None:
    PersonFactory()
    entry(VERB)
    tell_all()
    assert not Notice.objects.exists()
    later = entry(VERB)
    tell_all()
    assert {notice.entry_id for notice in Notice.objects.all()} == {later.pk}


def test_a_verb_that_nobody_announced_is_told_to_nobody(cursor: Cursor, announced: Any) -> None:
    PersonFactory()
    entry("begin_key")
    tell_all()
    assert not Notice.objects.exists()
    assert not Walk.objects.exists()


def test_neither_who_acted_nor_who_left_is_told(cursor: Cursor, announced: Any) -> None:
    actor, gone, other = PersonFactory(), PersonFactory(is_active=False), PersonFactory()
    made = entry(VERB, actor=actor)
    tell_all()
    assert told(actor) == told(gone) == []
    assert told(other) == [(Channel.INBOX, made.pk), (Channel.EMAIL, made.pk)]


def test_the_database_refuses_a_second_notice_of_one_cause_on_one_channel(cursor: Cursor, announced: Any) -> None:
    person = PersonFactory()
    entry(VERB)
    tell_all()
    first = Notice.objects.filter(person=person, channel=Channel.EMAIL).get()
    first.pk = None
    with pytest.raises(IntegrityError, match="one_notice_per_person_cause_and_channel"), transaction.atomic():
        first.save(force_insert=True)


def test_an_audience_is_walked_in_chunks_and_a_death_in_each_of_them_changes_nothing(
    cursor: Cursor, announced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "PEOPLE", 3)
    people = PersonFactory.create_batch(8)
    made = entry(VERB)
    begin_walks()

    class Died(BaseException):
        pass

    real = Walk.save

    def die(*_args: Any, **_kwargs: Any) -> None:
        raise Died

    while not Walk.objects.filter(done_at__isnull=False).exists():
        with monkeypatch.context() as patch:
            # After the notices of the chunk are written, before its place is.
            patch.setattr(Walk, "save", die)
            with pytest.raises(Died):
                walk_one_chunk()
        assert Walk.save is real
        before = Notice.objects.count()
        assert walk_one_chunk()
        assert Notice.objects.count() - before <= 2 * 3
    assert [told(person) for person in people] == [[(Channel.INBOX, made.pk), (Channel.EMAIL, made.pk)]] * 8


def test_a_chunk_asks_as_many_questions_whoever_is_in_it(
    cursor: Cursor, announced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    for size in (5, 50):
        monkeypatch.setattr(queueing, "PEOPLE", size)
        PersonFactory.create_batch(size)
        entry(VERB)
        begin_walks()
        with CaptureQueriesContext(connection) as queries:
            assert walk_one_chunk()
        counted.append(len(queries))
        Walk.objects.update(done_at=datetime.now(UTC))
    assert counted[0] == counted[1] <= 12


def test_two_workers_at_once_share_the_work_and_tell_nobody_twice(cursor: Cursor, announced: Any) -> None:
    PersonFactory.create_batch(40)
    for _turn in range(5):
        entry(VERB)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            tell_all()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tell_all()
    assert not failed
    assert Notice.objects.count() == 2 * 5 * User.objects.count()


def test_an_entry_that_commits_late_is_not_stepped_over(cursor: Cursor, announced: Any) -> None:
    PersonFactory()
    is_written, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            record(VERB, council=None, actor=None)
            is_written.set()
            may_commit.wait(30)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    is_written.wait(30)
    with transaction.atomic():
        record(VERB, council=None, actor=None)
    tell_all()
    assert not Notice.objects.exists(), "the horizon is held by the transaction that still runs"
    may_commit.set()
    thread.join()
    settle()
    tell_all()
    assert Notice.objects.filter(channel=Channel.INBOX).count() == 2


def test_an_audience_that_cannot_be_worked_out_is_set_aside_and_blocks_no_other(cursor: Cursor, announced: Any) -> None:
    PersonFactory()

    def broken(asked: Entry) -> Any:
        if asked.data.get("broken"):
            raise RuntimeError("no such movement")
        return User.objects.all()

    announced(audience=broken)
    entry(VERB, data={"broken": True})
    entry(VERB)
    tell_all()
    assert Notice.objects.filter(channel=Channel.INBOX).count() == 1
    failed = Walk.objects.get(done_at__isnull=True)
    assert failed.failure == "RuntimeError: no such movement"
    assert failed.attempts == 1
    announced()
    Walk.objects.update(next_try_at=None)
    tell_all()
    assert Notice.objects.filter(channel=Channel.INBOX).count() == 2
    assert not Walk.objects.filter(done_at__isnull=True).exists()


# --- how people wish to be told -----------------------------------------------------------------------------------


def letters(person: User) -> list[Notice]:
    return list(Notice.objects.filter(person=person, channel=Channel.EMAIL).order_by("id"))


def keep(person: User, kind: str, how: str, hour: int = 7, weekday: int | None = None) -> None:
    keep_preferences(person=person, how={kind: how}, hour=hour, weekday=weekday)


def test_what_is_not_urgent_waits_for_the_digest_by_the_readers_own_clock(cursor: Cursor, announced: Any) -> None:
    caracas, silent = PersonFactory(time_zone="America/Caracas"), PersonFactory(time_zone="America/La_Paz")
    with travelling(NOW):
        keep(caracas, "stages", How.DIGEST, hour=18, weekday=0)
        entry(VERB)
        tell_all()
    # NOW is noon (UTC) of a Monday, 8 o'clock in both zones.
    (one,), (other,) = letters(caracas), letters(silent)
    assert (one.is_digest, one.due_at) == (True, datetime(2026, 6, 1, 22, tzinfo=UTC))
    assert (other.is_digest, other.due_at) == (True, datetime(2026, 6, 2, 11, tzinfo=UTC))


def test_what_is_urgent_goes_at_once_and_what_was_declined_goes_nowhere(cursor: Cursor, announced: Any) -> None:
    plain, deaf = PersonFactory(), PersonFactory()
    announced(kind=DEADLINES)
    with travelling(NOW):
        decline(person=deaf, kind="deadlines")
        entry(VERB)
        tell_all()
    (letter,) = letters(plain)
    assert (letter.is_digest, letter.due_at) == (False, NOW)
    assert letters(deaf) == []
    assert Notice.objects.filter(person=deaf, channel=Channel.INBOX).count() == 1


def test_a_digest_that_would_come_after_the_deadline_goes_at_once(cursor: Cursor, announced: Any) -> None:
    person = PersonFactory()
    announced(kind=DEADLINES, until=lambda _entry: NOW + timedelta(hours=2))
    with travelling(NOW):
        keep(person, "deadlines", How.DIGEST)
        entry(VERB)
        tell_all()
    (letter,) = letters(person)
    assert (letter.is_digest, letter.due_at) == (False, NOW)


def test_a_new_hour_holds_for_what_waits_already(cursor: Cursor, announced: Any) -> None:
    person = PersonFactory(time_zone="UTC")
    with travelling(NOW):
        entry(VERB)
        tell_all()
        keep(person, "stages", How.DIGEST, hour=20)
    assert [letter.due_at for letter in letters(person)] == [datetime(2026, 6, 1, 20, tzinfo=UTC)]


def test_nothing_is_sent_to_a_mailbox_that_refused(cursor: Cursor, announced: Any) -> None:
    person = PersonFactory()
    Postbox.objects.create(person=person, paused_at=clock.now(None))
    entry(VERB)
    tell_all()
    assert letters(person) == []
