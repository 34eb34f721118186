"""Doorbells: from the ledger to notices, and from notices to letters and devices."""

import time

from celery import shared_task

from .dispatching import is_awaited, send_outgoing
from .posting import send_letters
from .pushing import send_pushes
from .queueing import begin_walks, walk_one_chunk

LONGEST_SECONDS = 60


@shared_task(name="notices.tasks.tell")
def tell() -> int:
    """Find out who is to be told of what has settled, for a minute at the most. Returns how many steps were taken."""
    until, steps = time.monotonic() + LONGEST_SECONDS, 0
    while time.monotonic() < until and (begin_walks() or walk_one_chunk()):
        steps += 1
    return steps


@shared_task(name="notices.tasks.post")
def post() -> int:
    """Send the letters that are due, for a minute at the most, and while no code waits. Returns how many were tried."""
    until = time.monotonic() + LONGEST_SECONDS
    return send_letters(lambda: time.monotonic() < until and not is_awaited())


@shared_task(name="notices.tasks.send_off")
def send_off() -> int:
    """Send the letters of the outbox that are due, for a minute at the most. Returns how many were tried."""
    until = time.monotonic() + LONGEST_SECONDS
    return send_outgoing(lambda: time.monotonic() < until)


@shared_task(name="notices.tasks.push")
def push() -> int:
    """Send to devices what is due, for a minute at the most. Returns how many steps were taken."""
    until = time.monotonic() + LONGEST_SECONDS
    return send_pushes(lambda: time.monotonic() < until)
