"""Doorbells: what accounts clean up behind themselves."""

from celery import shared_task

from .sending import CHUNK, forget_old


@shared_task(name="accounts.tasks.forget")
def forget() -> int:
    """Drop the keys of forms that nobody will send again. Returns how many."""
    dropped = last = forget_old()
    while last >= CHUNK:
        last = forget_old()
        dropped += last
    return dropped
