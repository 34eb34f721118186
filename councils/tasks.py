"""Doorbells of the councils. What is due is a row; a task only asks for the next one until there is none."""

import time
from smtplib import SMTPException

import structlog
from celery import shared_task
from django.core.mail import get_connection

from councils.inviting.actions import invite_next_line

log = structlog.get_logger(__name__)

LONGEST_SECONDS = 15


@shared_task(name="councils.tasks.invite")
def invite() -> int:
    """Invite from lists, for a quarter of a minute at the most, while letters can be handed over. Returns how many
    lines were dealt with.
    """
    until, lines = time.monotonic() + LONGEST_SECONDS, 0
    if not _is_post_open():
        return 0
    while time.monotonic() < until and invite_next_line():
        lines += 1
    return lines


def _is_post_open() -> bool:
    """Whether the server for letters answers: a link stands nowhere but in its letter, so none is made that cannot
    leave.
    """
    try:
        with get_connection():
            return True
    except (OSError, SMTPException) as error:
        log.warning("no_letters_can_leave", reason=str(error))
        return False
