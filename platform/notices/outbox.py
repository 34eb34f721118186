"""The backend of Django's mail: it writes a letter down and reaches nobody, so that no page waits for a mail server.

A letter is part of the transaction in which it is sent: what is taken back tells nothing, and what is kept is told.
Whoever wants it to be of no use after an instant says so in its head, as `Expires` (RFC 4021).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr, parsedate_to_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import NO_LINE
from common import clock

from .outgoing import Outgoing

EXPIRES = "Expires"
# As long as mail servers themselves try.
LONGEST = timedelta(days=5)


class OutboxBackend(BaseEmailBackend):
    """Makes a row of each letter and each of its addresses."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = clock.now(None)
        rows = [row for message in email_messages for row in _rows(message, now)]
        Outgoing.objects.bulk_create(rows)
        return len(email_messages)


def mail_server() -> BaseEmailBackend:
    """The connection by which the worker hands letters over, to the server of `EMAIL_URL`. It is not open yet."""
    return get_connection(settings.POSTING_BACKEND)


def _rows(message: EmailMessage, now: datetime) -> Iterator[Outgoing]:
    # A name of its own, by which a second try is known for the same letter; Django would ask for this machine's.
    host = parseaddr(str(message.from_email))[1].rpartition("@")[2]
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=host or "localhost"))
    # A name of two lines in it, which Django takes for somebody's attempt at a head of their own, is no reason to fail.
    message.subject = " ".join(str(message.subject).split())
    written = message.message().as_bytes()
    until = _useful_until(message, now)
    for email in message.recipients():
        address = parseaddr(email)[1]
        row = Outgoing(email=address, message=written, written_at=now, useful_until=until, due_at=now)
        if address.endswith(NO_LINE):
            # The row is written all the same: nobody finds out by the time that it takes whether there is an account.
            row.end(dropped=Outgoing.Dropped.NOBODY, dropped_at=now)
        yield row


def _useful_until(message: EmailMessage, now: datetime) -> datetime:
    said = message.extra_headers.get(EXPIRES)
    return parsedate_to_datetime(said) if said else now + LONGEST
