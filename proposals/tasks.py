"""Doorbells. Whatever is due is a row; a task only rings the conductor until it says that there was no work."""

import time

import structlog
from celery import shared_task

from common.proof.signatures import KeyTrouble
from councils.mandates.queries import rehearsals, slugs_of
from ledger.sealing.actions import seal_entries
from ledger.sealing.keys import KeyRetired, signer
from notices.reminding import plan_reminders
from proposals.positions.filing import file_positions
from proposals.positions.rendering.actions import render_one_position
from proposals.schedule import close_one_due_window
from proposals.translating.machine import translate_one_request
from proposals.webhooks.sending import queue_deliveries, send_one_delivery
from proposals.witnessing.actions import queue_heads, send_one_head

log = structlog.get_logger(__name__)

LONGEST_SWEEP_SECONDS = 60
# Others' servers are waited for, so this makes room sooner.
LONGEST_DELIVERY_SECONDS = 15


@shared_task(name="proposals.tasks.sweep")
def sweep() -> int:
    """Carry out what is due, for a minute at the most; the next sweep goes on. Returns the number of steps."""
    plan_reminders()
    until, steps = time.monotonic() + LONGEST_SWEEP_SECONDS, 0
    while time.monotonic() < until and close_one_due_window():
        steps += 1
    return steps


@shared_task(name="proposals.tasks.render")
def render() -> int:
    """Print what was published, apart from the sweep: no vote waits for a page. Returns how many positions."""
    until, printed = time.monotonic() + LONGEST_SWEEP_SECONDS, 0
    while time.monotonic() < until and render_one_position():
        printed += 1
    return printed


@shared_task(name="proposals.tasks.file")
def file() -> int:
    """Write what was published as files, and take away what must not be read. Returns how many had to be mended."""
    return file_positions()


@shared_task(name="proposals.tasks.translate")
def translate() -> int:
    """Carry out one request to the machine that translates, apart from the sweep: no vote waits for its server."""
    return int(translate_one_request())


@shared_task(name="proposals.tasks.seal")
def seal() -> int:
    """Seal what has come into the ledger, where this process has the key. Returns how many heads were signed."""
    heads = 0
    try:
        mine = signer()
        while mine and seal_entries(mine, name_councils=slugs_of, unpublished=rehearsals()):
            heads += 1
    except (KeyTrouble, KeyRetired) as trouble:
        log.error("nothing_is_sealed", reason=str(trouble))
    return heads


@shared_task(name="proposals.tasks.send_heads")
def send_heads() -> int:
    """Send heads to those who are to keep them, for a minute at the most. Returns how many letters were handed over."""
    queue_heads()
    until, sent = time.monotonic() + LONGEST_SWEEP_SECONDS, 0
    while time.monotonic() < until and send_one_head():
        sent += 1
    return sent


@shared_task(name="proposals.tasks.deliver")
def deliver() -> int:
    """Send to webhooks what has settled, for a quarter of a minute at the most. Returns the number of tries."""
    queue_deliveries()
    until, tried = time.monotonic() + LONGEST_DELIVERY_SECONDS, 0
    while time.monotonic() < until and send_one_delivery():
        tried += 1
    return tried
