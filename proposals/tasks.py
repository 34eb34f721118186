"""Doorbells. Whatever is due is a row; a task only rings the conductor until it says that there was no work."""

import time

from celery import shared_task

from proposals.schedule import close_one_due_window
from proposals.translating.machine import translate_one_request

LONGEST_SWEEP_SECONDS = 60


@shared_task(name="proposals.tasks.sweep")
def sweep() -> int:
    """Carry out what is due, for a minute at the most; the next sweep goes on. Returns the number of steps."""
    until, steps = time.monotonic() + LONGEST_SWEEP_SECONDS, 0
    while time.monotonic() < until and close_one_due_window():
        steps += 1
    return steps


@shared_task(name="proposals.tasks.translate")
def translate() -> int:
    """Carry out one request to the machine that translates, apart from the sweep: no vote waits for its server."""
    return int(translate_one_request())
