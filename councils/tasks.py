"""Doorbells of the councils. What is due is a row; a task only asks for the next one until there is none."""

import time

from celery import shared_task

from councils.inviting.actions import invite_next_line

LONGEST_SECONDS = 15


@shared_task(name="councils.tasks.invite")
def invite() -> int:
    """Invite from lists, for a quarter of a minute at the most. Returns how many lines were dealt with."""
    until, lines = time.monotonic() + LONGEST_SECONDS, 0
    while time.monotonic() < until and invite_next_line():
        lines += 1
    return lines
