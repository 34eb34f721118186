"""The doorbell of the daily dump."""

from celery import shared_task

from .dumping.writing import write_dump


@shared_task(name="api.tasks.dump")
def dump() -> bool:
    """Write the dump of this day unless it is there, and say whether it was."""
    return write_dump() is not None
