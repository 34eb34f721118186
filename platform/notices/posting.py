"""Letters go out one by one, each until the mail server has taken it, and none that is of no use any more.

No transaction is open while the mail server is waited for: it would hold back the ledger's horizon. So a letter is put
off before it is tried. A worker that dies after the server has taken a letter and before it is marked sends it once
more, under the same Message-ID; a server that hangs up before it has said yes has not taken it (RFC 5321, 4.2.5).
"""

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from common import clock
from common.locks import Lock, exclude

from .letters import letter_of
from .models import Notice, Postbox
from .outbox import LONGEST, mail_server
from .registry import announcement_of
from .wishing import How, wishes

log = structlog.get_logger(__name__)

Dropped = Notice.Dropped
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
# Longer than any try: from the connection to the end of the text a server is waited for ten times.
WAITS = 12
MOST_IN_A_DIGEST = 200
FAILURE_LIMIT = 300


class Came(StrEnum):
    """What came of a try: `TAKEN` by the server, `REFUSED` for good, `MAILBOX` refused for good whoever writes, put off
    by the server for `LATER`, or the server was not to be had at all, `AWAY`.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    MAILBOX = "mailbox"
    LATER = "later"
    AWAY = "away"


def send_letters(is_time: Callable[[], bool]) -> int:
    """Send what is due over one connection, as long as `is_time`. Returns how many letters were tried.

    When the server is away it stops: the other letters wait for the next time, and none is tried in vain.
    """
    server, tried = mail_server(), 0
    try:
        while is_time():
            notices = _take()
            if notices is None:
                break
            if notices:
                tried += 1
                came, words = _hand_over(notices, server)
                _mark(notices, came, words)
                if came == Came.AWAY:
                    break
    finally:
        server.close()
    return tried


def _take() -> list[Notice] | None:
    """The notices of the next letter, put off so that no other worker takes them; none of them, when all that were due
    for the reader had become of no use. None: nothing is due.
    """
    with transaction.atomic():
        # One worker at a time looks: of two that did, each would send half of somebody's digest.
        exclude(Lock.LETTERS, 0)
        now = clock.now(None)
        due = Notice.objects.waiting().filter(due_at__lte=now).select_related("person__postbox", "entry")
        first = due.order_by("due_at", "id").first()
        if first is None:
            return None
        found = [first]
        if first.is_digest:
            found = list(due.filter(person=first.person, is_digest=True).order_by("entry_id")[:MOST_IN_A_DIGEST])
        useful = [notice for notice in found if not drop_if_useless(notice, now)]
        for notice in useful:
            notice.attempts += 1
            notice.first_tried_at, notice.due_at = notice.first_tried_at or now, now + lease()
        Notice.objects.bulk_update(useful, ["attempts", "first_tried_at", "due_at"])
    return useful


def lease() -> timedelta:
    """For how long a letter that is being tried is nobody else's."""
    return WAITS * timedelta(seconds=settings.EMAIL_TIMEOUT)


def drop_if_useless(notice: Notice, now: datetime) -> bool:
    """Whether the notice is not to go out now: it is of no use any more, or that cannot be worked out yet."""
    try:
        with transaction.atomic():
            reason = _why_useless(notice, now)
    except Exception as error:  # whatever a room's audience raises puts this letter off, and holds up no other
        notice.due_at = now + LONGEST_RETRY
        notice.failure = f"{type(error).__name__}: {error}"[:FAILURE_LIMIT]
        notice.save(update_fields=["due_at", "failure"])
        log.error("letter_not_judged", notice=notice.pk, exc_info=error)
        return True
    if reason:
        notice.dropped, notice.dropped_at = reason, now
        notice.save(update_fields=["dropped", "dropped_at"])
    return bool(reason)


def _why_useless(notice: Notice, now: datetime) -> str:
    """Why the notice need not go out any more; "" when it does."""
    announcement, person = announcement_of(notice.entry), notice.person
    ends_at = announcement.until(notice.entry) if announcement.until else None
    if ends_at is not None and now >= ends_at:
        return Dropped.LATE
    (wish,) = wishes([person], announcement.kind)
    is_letter = notice.channel == Notice.Channel.EMAIL
    if wish.is_paused and is_letter:
        return Dropped.PAUSED
    if wish.how == How.NEVER or not person.is_active or not (is_letter or wish.has_device):
        return Dropped.DECLINED
    if announcement.is_asked_again and not announcement.audience(notice.entry).filter(pk=person.pk).exists():
        return Dropped.DONE
    return ""


def _hand_over(notices: Sequence[Notice], server: BaseEmailBackend) -> tuple[Came, str]:
    """Write the letter and give it to the server. What came of it, and what the server said."""
    try:
        letter = letter_of(notices)
        letter.connection = server
        letter.send()
    except Exception as error:  # a letter that cannot be written or addressed holds up no other
        server.close()
        return what_came(error) if isinstance(error, OSError) else Came.LATER, " ".join(
            f"{type(error).__name__}: {error}".split()
        )[:FAILURE_LIMIT]
    return Came.TAKEN, ""


def what_came(error: OSError) -> Came:
    """A reply of 5xx is for good, one of 4xx for now (RFC 5321, 4.2.1). To the recipient it speaks of the mailbox, to
    the text of this letter; what it says to our own address or name is ours to mend, and the letter waits.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return Came.MAILBOX if all(500 <= code < 600 for code in codes) else Came.LATER
    if isinstance(error, smtplib.SMTPDataError):
        return Came.REFUSED if 500 <= error.smtp_code < 600 else Came.LATER
    return Came.AWAY


def _mark(tried: Sequence[Notice], came: Came, words: str) -> None:
    """Write what came of a try. What another worker has written meanwhile, of a later try, stands."""
    with transaction.atomic():
        held = Notice.objects.waiting().select_for_update(no_key=True).in_bulk([notice.pk for notice in tried])
        now = clock.now(None)
        mine = [
            held[notice.pk] for notice in tried if notice.pk in held and held[notice.pk].attempts == notice.attempts
        ]
        for notice in mine:
            _settle(notice, came, words, now)
        Notice.objects.bulk_update(mine, ["sent_at", "dropped_at", "dropped", "due_at", "failure"])
        if came == Came.MAILBOX and mine:
            pause_mailbox(tried[0].person_id, words, now)
    if came != Came.TAKEN:
        log.warning("letter_not_taken", notice=tried[0].pk, attempts=tried[0].attempts, came=came.value, reason=words)


def _settle(notice: Notice, came: Came, words: str, now: datetime) -> None:
    notice.failure = words
    if came == Came.TAKEN:
        notice.sent_at = now
    elif came in {Came.REFUSED, Came.MAILBOX}:
        notice.dropped, notice.dropped_at = Dropped.REFUSED, now
    elif now >= (notice.first_tried_at or now) + LONGEST:
        notice.dropped, notice.dropped_at = Dropped.EXHAUSTED, now
    else:
        notice.due_at = now + min(FIRST_RETRY * 2 ** min(notice.attempts - 1, 20), LONGEST_RETRY)


def pause_mailbox(person_id: int, words: str, now: datetime) -> None:
    """Send no more to a mailbox that refuses; on the site its owner reads why, and can let letters be sent again."""
    Postbox.objects.update_or_create(person_id=person_id, defaults={"paused_at": now, "refusal": words[:FAILURE_LIMIT]})
