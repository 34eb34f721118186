"""What has settled in the ledger is queued for each webhook, and sent, one delivery at a time, until it is taken.

No transaction is open while somebody else's server is waited for: it would hold back the ledger's horizon, and with it
every reader. So a delivery is put off before it is tried. A worker that dies between sending and writing so sends it
once more, under the same id.
"""

import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from common import clock
from common.reaching.posting import NotSentError, post
from ledger.models import Entry

from .actions import end
from .models import Delivery, Webhook
from .payload import body_of
from .signing import signed_headers

log = structlog.get_logger(__name__)

CHUNK = 500
# Three times as long each time from ten seconds on, and in the end twice a day's length: three days in all.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (*(10 * 3**n for n in range(9)), 80_395, 80_395))
LONGEST = timedelta(days=3)
# Longer than any try; a worker that dies holds a webhook back no longer.
LEASE = timedelta(seconds=60)
# A subscriber that takes longer than this rests for as many times the time that it took.
QUICK_SECONDS, REST = 1.0, 10
GONE = 410
AGENT = "Minga-Webhooks/1"


def queue_deliveries() -> int:
    """Queue for each webhook, up to `CHUNK` at a time, what has settled since it was last looked at. Returns how many.

    Each entry once for each webhook: the cursor moves in the transaction that queues, and of two workers at once the
    second passes over what the first holds.
    """
    return sum(_queue(pk) for pk in Webhook.objects.active().order_by("id").values_list("pk", flat=True))


def _queue(pk: int) -> int:
    with transaction.atomic():
        held = Webhook.objects.active().filter(pk=pk).select_for_update(skip_locked=True, no_key=True).first()
        places = _places_after(held) if held else []
        if held is None or not places:
            return 0
        now = clock.now(None)
        rows = (Delivery(webhook=held, entry_id=entry, next_try_at=now) for _transaction, entry in places)
        Delivery.objects.bulk_create(rows)
        held.cursor_transaction, held.cursor_entry = places[-1]
        held.save(update_fields=["cursor_transaction", "cursor_entry"])
    return len(places)


def _places_after(webhook: Webhook) -> list[tuple[int, int]]:
    """The places in the ledger of the next entries of the council, and of those that are of no council."""
    at, last = webhook.cursor_transaction, webhook.cursor_entry
    later = Entry.objects.settled().filter(transaction_id__gte=at).exclude(transaction_id=at, id__lte=last)
    places = later.order_by("transaction_id", "id").values_list("transaction_id", "id")
    # Two questions, each of which an index answers in order.
    found = [*places.filter(council_id=webhook.council_id)[:CHUNK], *places.filter(council_id=None)[:CHUNK]]
    return sorted(found)[:CHUNK]


def send_one_delivery() -> bool:
    """Try one delivery that is due, of the webhook that has waited longest for its turn. False: none is due."""
    delivery = _take()
    if delivery is None:
        return False
    began = time.monotonic()
    status, failure = _try(delivery)
    _mark(delivery, status, failure, time.monotonic() - began)
    return True


def waiting(now: datetime) -> QuerySet[Delivery]:
    """The deliveries that are due."""
    return Delivery.objects.filter(delivered_at__isnull=True, dead_at__isnull=True, next_try_at__lte=now)


def _take() -> Delivery | None:
    """The next delivery; it and its webhook are put off at once, so that no other worker takes either."""
    with transaction.atomic():
        now = clock.now(None)
        rested = Webhook.objects.active().filter(Q(rest_until__isnull=True) | Q(rest_until__lte=now))
        due = rested.filter(Exists(waiting(now).filter(webhook=OuterRef("pk"))))
        turn = due.order_by(F("tried_at").asc(nulls_first=True), "id")
        webhook = turn.select_for_update(skip_locked=True, no_key=True).first()
        found = waiting(now).filter(webhook=webhook).select_related("entry") if webhook else Delivery.objects.none()
        delivery = found.order_by("next_try_at", "id").first()
        if webhook is None or delivery is None:
            return None
        webhook.tried_at, webhook.rest_until = now, now + LEASE
        webhook.save(update_fields=["tried_at", "rest_until"])
        delivery.webhook = webhook
        delivery.attempts += 1
        delivery.first_tried_at, delivery.next_try_at = delivery.first_tried_at or now, now + LEASE
        delivery.save(update_fields=["attempts", "first_tried_at", "next_try_at"])
    return delivery


def _try(delivery: Delivery) -> tuple[int | None, str]:
    """Send it. The status of the answer, or the code of what stood in its way."""
    body, webhook = body_of(delivery.entry), delivery.webhook
    headers = {"Content-Type": "application/json", "User-Agent": AGENT, "Accept": "*/*"}
    headers |= signed_headers(webhook.secret, delivery.message_id, clock.now(None), body)
    try:
        return post(webhook.address, headers, body, is_private_allowed=settings.WEBHOOKS_PRIVATE), ""
    except NotSentError as error:
        return None, error.code


def _mark(tried: Delivery, status: int | None, failure: str, took: float) -> None:
    """Write what came of a try. What another worker has written meanwhile, of a later try, stands."""
    with transaction.atomic():
        locked = Webhook.objects.select_for_update(no_key=True, of=("self",)).select_related("council")
        webhook = locked.get(pk=tried.webhook_id)
        delivery = Delivery.objects.select_for_update(no_key=True).get(pk=tried.pk)
        now = clock.now(None)
        if delivery.attempts != tried.attempts or delivery.delivered_at or delivery.dead_at:
            return
        delivery.status, delivery.failure = status, failure
        if status is not None and 200 <= status < 300:
            delivery.delivered_at = now
        else:
            _set_aside(delivery, now)
        delivery.save(update_fields=["status", "failure", "delivered_at", "dead_at", "next_try_at"])
        webhook.rest_until = now + timedelta(seconds=REST * took) if took > QUICK_SECONDS else None
        webhook.save(update_fields=["rest_until"])
        if status == GONE and webhook.ended_at is None:
            end(webhook, None, clock.now(webhook.council_id), "410 Gone")


def _set_aside(delivery: Delivery, now: datetime) -> None:
    """Try it again later, longer each time; three days after the first try give it up."""
    is_last = delivery.attempts > len(PAUSES) or (delivery.first_tried_at or now) + LONGEST <= now
    if is_last:
        delivery.dead_at = now
    else:
        delivery.next_try_at = now + PAUSES[delivery.attempts - 1]
    reason = delivery.failure or str(delivery.status)
    log.warning("webhook_failed", delivery=delivery.message_id, attempts=delivery.attempts, reason=reason)
