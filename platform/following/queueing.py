"""What is to be sent is a row before it is sent, each cause once for an address, whoever dies meanwhile.

Only what has settled is read: below the ledger's horizon nothing can come in any more, so a cursor that has passed a
transaction has missed nothing of it.
"""

from datetime import datetime

from django.db import transaction

from common import clock
from common.locks import Lock, try_exclude
from ledger.models import Entry, horizon

from .actions import EVERY
from .models import Follower, Letter, Progress
from .news import AT_ONCE, followings_of, news_of

CHUNK = 500


def queue_positions() -> int:
    """Queue a letter for everybody who follows what became a position, or its council. Returns how many entries.

    The cursor moves in the transaction that queues.
    """
    with transaction.atomic():
        if not try_exclude(Lock.FOLLOWERS, 0):
            return 0
        until, now = horizon(), clock.now(None)
        progress, _is_new = Progress.objects.get_or_create(pk=1)
        settled = Entry.objects.filter(transaction_id__gte=progress.read_until, transaction_id__lt=until)
        entries = list(settled.filter(verb__in=AT_ONCE).order_by("transaction_id", "id")[:CHUNK])
        for entry in entries:
            _queue(entry, now)
        # Of a full chunk the last transaction may have more; what was queued of it is not queued twice.
        progress.read_until = entries[-1].transaction_id if len(entries) == CHUNK else until
        progress.save(update_fields=["read_until"])
    return len(entries)


def _queue(entry: Entry, now: datetime) -> None:
    followers = followings_of(entry).order_by("follower").values_list("follower", flat=True).distinct()
    rows = (
        Letter(follower_id=pk, cause=f"entry {entry.pk}", entry=entry, queued_at=now, next_try_at=now)
        for pk in followers.iterator(CHUNK)
    )
    Letter.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def queue_one_digest() -> bool:
    """Look through a day of the ledger for the follower who has waited longest. False: nobody is due.

    A day without news queues nothing. The next one is due a day after this one was, or from now if that has passed.
    """
    with transaction.atomic():
        now = clock.now(None)
        due = Follower.objects.filter(next_digest_at__lte=now).order_by("next_digest_at")
        follower = due.select_for_update(skip_locked=True, no_key=True).first()
        if follower is None or follower.next_digest_at is None:
            return False
        since, until = follower.read_until, horizon()
        if news_of(follower, since, until).exists():
            span = {"since": since, "until": until, "queued_at": now, "next_try_at": now}
            Letter.objects.create(follower=follower, cause=f"from {since}", **span)
        late = (now - follower.next_digest_at) // EVERY
        follower.read_until, follower.next_digest_at = until, follower.next_digest_at + (late + 1) * EVERY
        follower.save(update_fields=["read_until", "next_digest_at"])
    return True
