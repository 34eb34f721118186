"""Doorbells: what accounts clean up behind themselves."""

from celery import shared_task

from common import clock

from .browsers import forget_browsers
from .sending import CHUNK, forget_old


@shared_task(name="accounts.tasks.forget")
def forget() -> int:
    """Drop the keys of forms that nobody will send again, and browsers whose sessions are over. Returns how many."""
    dropped = last = forget_old()
    while last >= CHUNK:
        last = forget_old()
        dropped += last
    return dropped + forget_browsers(clock.now(None))
