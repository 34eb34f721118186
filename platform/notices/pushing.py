"""From a notice to the devices of its person: handed out once, and sent to each until its server has taken it.

No transaction is open while somebody else's server is waited for (see `posting`); what is tried is put off before. A
worker that dies in between sends that one again, and the device shows it in the place of the first (`tag`). Only the
browser can read what is sent. Its address was given by a browser, so it is looked at like any stranger's, each time.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from pywebpush import WebPusher

from common import clock
from common.reaching.addresses import BadAddressError, read_address
from common.reaching.posting import NotSentError, post

from .devices import Device, Push
from .letters import as_read_by
from .models import Notice
from .posting import FIRST_RETRY, LONGEST_RETRY, drop_if_useless
from .registry import announcement_of, words_of
from .vapid import signature_for

log = structlog.get_logger(__name__)

# After it nobody looks for it on a phone; the site and the letter have it.
LONGEST = timedelta(days=1)
# Longer than any try.
LEASE = timedelta(seconds=60)
GONE = {404, 410}
MOST_SIGNS = 300
AGENT = "Minga-Push/1"


def send_pushes(is_time: Callable[[], bool]) -> int:
    """Hand out and send what is due, as long as `is_time`. Returns how many steps were taken."""
    steps = 0
    while is_time() and (hand_out_one() or send_one()):
        steps += 1
    return steps


def hand_out_one() -> bool:
    """Queue one notice for each device of its person. False: none is due."""
    with transaction.atomic():
        now = clock.now(None)
        due = Notice.objects.to_hand_out().filter(due_at__lte=now).select_related("person", "entry")
        notice = due.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("due_at", "id").first()
        if notice is None:
            return False
        if not drop_if_useless(notice, now):
            devices = Device.objects.filter(person=notice.person)
            Push.objects.bulk_create(Push(notice=notice, device=device, due_at=now) for device in devices)
            notice.sent_at = now
            notice.save(update_fields=["sent_at"])
    return True


def send_one() -> bool:
    """Try one device that is due. False: none is."""
    push = _take()
    if push is None:
        return False
    try:
        status, failure = _try(push), ""
    except NotSentError as error:
        status, failure = 0, error.code
    except Exception as error:  # keys or words that cannot be used hold up no other
        status, failure = 0, type(error).__name__
    _mark(push, status, failure or str(status))
    return True


def _take() -> Push | None:
    with transaction.atomic():
        now = clock.now(None)
        due = Push.objects.filter(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=now)
        held = due.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("due_at", "id")
        push = held.select_related("device", "notice__person", "notice__entry").first()
        if push is None:
            return None
        push.attempts += 1
        push.first_tried_at, push.due_at = push.first_tried_at or now, now + LEASE
        push.save(update_fields=["attempts", "first_tried_at", "due_at"])
    return push


def _try(push: Push) -> int:
    """Encrypt and send it. The status of the answer; raises `NotSentError` when there is none."""
    device, allowed = push.device, settings.WEBHOOKS_PRIVATE
    try:
        place = read_address(device.endpoint, is_private_allowed=allowed)
    except BadAddressError as error:
        raise NotSentError(error.code) from error
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    body = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(_payload(push.notice))["body"]
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(_seconds_left(push.notice)),
        "Urgency": "normal",
        "User-Agent": AGENT,
        **signature_for(place),
    }
    return post(device.endpoint, headers, body, is_private_allowed=allowed)


def _payload(notice: Notice) -> bytes:
    """What the device shows, in the language of its person. Words enough for a line or two, and the way to the site."""
    person = notice.person
    with as_read_by(person):
        (told_of,) = words_of([notice.entry])
        words = Truncator(" ".join(told_of.split())).chars(MOST_SIGNS)
        language = translation.get_language()
    on_site = Notice.objects.inbox(person).filter(entry=notice.entry_id).values_list("pk", flat=True).first()
    url = reverse("notice", args=[on_site]) if on_site else reverse("inbox")
    told = {"body": words, "url": url, "tag": f"notice-{notice.entry_id}", "lang": language}
    return json.dumps(told, ensure_ascii=False).encode()


def _seconds_left(notice: Notice) -> int:
    """For how long the server may keep it for a device that is switched off."""
    announcement, now = announcement_of(notice.entry), clock.now(None)
    ends_at = announcement.until(notice.entry) if announcement.until else None
    left = LONGEST if ends_at is None else min(LONGEST, ends_at - now)
    return max(0, int(left.total_seconds()))


def _mark(tried: Push, status: int, reason: str) -> None:
    """Write what came of a try. What another worker has written meanwhile, of a later try, stands."""
    with transaction.atomic():
        if status in GONE:
            Device.objects.filter(pk=tried.device_id).delete()
            return
        held = Push.objects.filter(pk=tried.pk, attempts=tried.attempts, sent_at__isnull=True, dropped_at__isnull=True)
        push = held.select_for_update(no_key=True).first()
        if push is None:
            return
        _settle(push, status, reason, clock.now(None))
        push.save(update_fields=["sent_at", "dropped_at", "due_at", "failure"])


def _settle(push: Push, status: int, reason: str, now: datetime) -> None:
    if 200 <= status < 300:
        push.sent_at, push.failure = now, ""
        return
    push.failure = reason[:60]
    if now >= (push.first_tried_at or now) + LONGEST:
        push.dropped_at = now
    else:
        push.due_at = now + min(FIRST_RETRY * 2 ** min(push.attempts - 1, 20), LONGEST_RETRY)
    log.warning("push_not_taken", push=push.pk, attempts=push.attempts, reason=reason)
