"""The outbox with a bell: the worker is rung as soon as a letter is there for good, and comes by itself without."""

import threading
from collections.abc import Sequence

import structlog
from django.core.mail import EmailMessage
from django.db import transaction

from config.celery import app
from notices.outbox import OutboxBackend
from watching.queue import hang

log = structlog.get_logger(__name__)

BELL = "notices.tasks.send_off"
_RINGING = threading.Lock()


class RingingBackend(OutboxBackend):
    """Writes letters down and rings for them on commit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        written = super().send_messages(email_messages)
        transaction.on_commit(ring, robust=True)
        return written


def ring() -> None:
    """Hang the bell, and wait for nothing: a Redis that is silent would keep the page waiting. One bell at a time is
    on its way; a letter that comes while it is waits for beat's.
    """
    if _RINGING.acquire(blocking=False):
        threading.Thread(target=_ring, name="bell", daemon=True).start()


def _ring() -> None:
    try:
        if hang(BELL):
            app.send_task(BELL, retry=False)
    except Exception as error:  # of Redis, or of whatever the broker is
        log.warning("bell_not_rung", bell=BELL, reason=type(error).__name__)
    finally:
        _RINGING.release()
