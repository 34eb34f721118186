"""Doorbells: what every app cleans up behind itself."""

from celery import shared_task

from common import clock
from common.retaining import forget_all


@shared_task(name="accounts.tasks.forget")
def forget() -> int:
    """Drop whatever only served the running and is older than it may be. Returns how many rows."""
    return forget_all(clock.now(None))
