"""Letters of the outbox go to the mail server, each once, soon, and not when it is too late for them.

As with notices no transaction is open while the server is waited for: a letter is put off before it is tried, and a
worker that dies between the server's word and ours sends it once more, under the same Message-ID.
"""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import Policy
from smtplib import SMTPResponseException

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from common import clock

from .outbox import mail_server
from .outgoing import Outgoing
from .posting import Came, lease, what_came

log = structlog.get_logger(__name__)

# Somebody sits before a page and waits for the code.
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=10), timedelta(hours=1)


class Written(Message):
    """A message that was put into bytes when it was written, and stays so."""

    lines = b""

    def as_bytes(self, unixfrom: bool = False, policy: Policy | None = None, linesep: str = "\n") -> bytes:
        """As Django's own messages are asked for their bytes."""
        return self.lines.replace(b"\n", linesep.encode())


class Letter(EmailMessage):
    """A letter as it was written, for one of its addresses."""

    def __init__(self, row: Outgoing, server: BaseEmailBackend) -> None:
        self.written = message_from_bytes(bytes(row.message or b""), _class=Written)
        self.written.lines = bytes(row.message or b"")
        super().__init__(from_email=" ".join(str(self.written["From"]).split()), to=[row.email], connection=server)

    def message(self) -> Message:  # type: ignore[override] # Django's own kinds of messages are no more than this
        return self.written


def send_outgoing(is_time: Callable[[], bool]) -> int:
    """Send what is due over one connection, as long as `is_time`. Returns how many letters were tried.

    When the server is away it stops: the others wait, and none is tried in vain.
    """
    server, tried = mail_server(), 0
    try:
        while is_time():
            row = _take()
            if row is None:
                break
            if row.dropped_at is None:
                tried += 1
                came, words = _hand_over(row, server)
                _mark(row, came, words)
                if came == Came.AWAY:
                    break
    finally:
        server.close()
    return tried


def is_awaited() -> bool:
    """Whether a letter of the outbox is due: notices give way to it, or a hundred thousand would hold up a code."""
    return Outgoing.objects.due(clock.now(None)).exists()


def _take() -> Outgoing | None:
    """The letter that is due longest, put off so that no other worker takes it; given up, if it is of no use any more.

    None: nothing is due.
    """
    with transaction.atomic():
        now = clock.now(None)
        due = Outgoing.objects.due(now).order_by("due_at", "id")
        row = due.select_for_update(skip_locked=True, no_key=True).first()
        if row is None:
            return None
        if now >= row.useful_until:
            row.end(dropped=Outgoing.Dropped.LATE, dropped_at=now)
        else:
            row.attempts, row.due_at = row.attempts + 1, now + lease()
        row.save()
    return row


def _hand_over(row: Outgoing, server: BaseEmailBackend) -> tuple[Came, str]:
    """Give the letter to the server. What came of it; in words only what kind of answer it was, for servers repeat
    addresses and texts.
    """
    try:
        Letter(row, server).send()
    except Exception as error:  # a letter that cannot be addressed holds up no other
        server.close()
        code = error.smtp_code if isinstance(error, SMTPResponseException) else ""
        return what_came(error) if isinstance(error, OSError) else Came.LATER, f"{type(error).__name__} {code}".strip()
    return Came.TAKEN, ""


def _mark(tried: Outgoing, came: Came, words: str) -> None:
    """Write what came of a try. What another worker has written meanwhile, of a later try, stands."""
    with transaction.atomic():
        mine = Outgoing.objects.waiting().filter(pk=tried.pk, attempts=tried.attempts)
        row = mine.select_for_update(no_key=True).first()
        if row is None:
            return
        now, row.failure = clock.now(None), words
        if came == Came.TAKEN:
            row.end(sent_at=now)
        elif came in {Came.REFUSED, Came.MAILBOX}:
            row.end(dropped=Outgoing.Dropped.REFUSED, dropped_at=now)
        else:
            row.due_at = now + min(FIRST_RETRY * 2 ** min(row.attempts - 1, 20), LONGEST_RETRY)
        row.save()
    if came != Came.TAKEN:
        log.warning("letter_not_taken", outgoing=row.pk, attempts=row.attempts, came=came.value, reason=words)
