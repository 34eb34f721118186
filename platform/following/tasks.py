"""The doorbell of letters to who follows by e-mail."""

import time

from celery import shared_task

from .actions import forget_unconfirmed
from .queueing import queue_one_digest, queue_positions
from .sending import send_one_letter

# Others' servers are waited for, so this makes room soon.
LONGEST_SECONDS = 15


@shared_task(name="following.tasks.send")
def send() -> int:
    """Queue what is due and send it, for a quarter of a minute at the most. Returns how many letters were tried."""
    until, tried = time.monotonic() + LONGEST_SECONDS, 0
    forget_unconfirmed()
    queue_positions()
    while time.monotonic() < until and queue_one_digest():
        pass
    while time.monotonic() < until and send_one_letter():
        tried += 1
    return tried
