"""Sending what was queued. A letter is put off before it is tried, so that no transaction waits for a server of mail.

A worker that dies between the server's word and ours sends that one letter again, under the same Message-ID, by which
servers and readers of mail know it for the same.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from common import clock
from notices.outbox import mail_server

from .letters import letter_of
from .models import Letter

log = structlog.get_logger(__name__)

# Longer than a server of mail is waited for.
LEASE = timedelta(minutes=2)
LONGEST_RETRY = timedelta(hours=6)
MOST_ATTEMPTS = 12


def send_one_letter() -> bool:
    """Send one letter that is due. False: none is.

    What the server refuses is tried again after ever longer waits, and given up after some two days. What nobody
    follows any more is dropped.
    """
    taken = _take()
    if taken is None:
        return False
    mail = letter_of(taken)
    if mail is None:
        taken.delete()
        return True
    try:
        mail.connection = mail_server()
        mail.send()
    except OSError as error:  # smtplib's errors are among them
        # Its words may name the address.
        taken.failure = type(error).__name__
        taken.save(update_fields=["failure"])
        log.warning("letter_not_sent", letter=taken.pk, attempts=taken.attempts, reason=taken.failure)
        return True
    taken.sent_at, taken.failure = clock.now(None), ""
    taken.save(update_fields=["sent_at", "failure"])
    return True


def waiting() -> QuerySet[Letter]:
    """The letters that are still to go out."""
    return Letter.objects.filter(sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS)


def _take() -> Letter | None:
    """The letter that is due longest, put off at once: for as long as a try takes, and longer each time."""
    with transaction.atomic():
        now = clock.now(None)
        locked = waiting().filter(next_try_at__lte=now).select_for_update(skip_locked=True, of=("self",), no_key=True)
        letter = locked.select_related("follower", "entry").order_by("next_try_at", "id").first()
        if letter is None:
            return None
        letter.attempts += 1
        letter.next_try_at = now + min(LEASE * 2 ** (letter.attempts - 1), LONGEST_RETRY)
        letter.save(update_fields=["attempts", "next_try_at"])
        return letter
