"""Doorbells of the ground floor."""

from celery import shared_task

from common.clocks import compare_clocks
from common.heartbeat import ask_and_beat, leave_mark


@shared_task(name="common.tasks.beat_heart")
def beat_heart() -> bool:
    """Note that this worker works, and that the site is up, if it says so itself."""
    leave_mark()
    return ask_and_beat()


@shared_task(name="common.tasks.compare")
def compare() -> str:
    """Compare the clocks of this machine, of Redis and of the database."""
    return str(compare_clocks())
