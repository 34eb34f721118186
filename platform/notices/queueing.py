"""From the ledger to notices: what has settled is looked at once, and each audience is walked in chunks.

The cursor moves in the transaction that begins the walks, and a walk's place in the one that writes its notices, so a
worker that dies in between leaves both as they were. Two workers at once: the second passes over what the first holds.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from common import clock
from ledger.models import Entry

from .models import Cursor, Notice, Preference, Walk
from .registry import Announcement, announcement_of, marks_of, verbs
from .wishing import Wish, wishes

log = structlog.get_logger(__name__)

ENTRIES, PEOPLE = 500, 1_000
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=10)
FAILURE_LIMIT = 2_000
How, Channel = Preference.How, Notice.Channel


def begin_walks() -> int:
    """Look at up to `ENTRIES` entries that have settled since; begin a walk for each of which anybody is told.

    Returns how many entries were looked at. What was in the ledger before this site sent notices is not news: the first
    time only the cursor is set.
    """
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if cursor is None:
            return _first_time()
        at, last = cursor.cursor_transaction, cursor.cursor_entry
        later = Entry.objects.settled().filter(transaction_id__gte=at).exclude(transaction_id=at, id__lte=last)
        found = list(later.order_by("transaction_id", "id").values_list("transaction_id", "id", "verb")[:ENTRIES])
        if not found:
            return 0
        told = set(verbs())
        Walk.objects.bulk_create([Walk(entry_id=pk) for _transaction, pk, verb in found if verb in told])
        cursor.cursor_transaction, cursor.cursor_entry = found[-1][:2]
        cursor.save(update_fields=["cursor_transaction", "cursor_entry"])
    return len(found)


def _first_time() -> int:
    newest = Entry.objects.settled().order_by("transaction_id", "id").values_list("transaction_id", "id").last()
    Cursor.objects.bulk_create(
        [Cursor(pk=1, cursor_transaction=newest[0] if newest else 0, cursor_entry=newest[1] if newest else 0)],
        ignore_conflicts=True,
    )
    return 0


def walk_one_chunk() -> bool:
    """Tell the next `PEOPLE` of one audience. False: nobody is left to be told.

    A walk whose audience cannot be worked out is set aside with its reason, and tried again; it blocks no other.
    """
    with transaction.atomic():
        now = clock.now(None)
        due = Walk.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now), done_at__isnull=True)
        held = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
        walk = held.select_related("entry__actor").order_by("id").first()
        if walk is None:
            return False
        try:
            with transaction.atomic():
                _step(walk, now)
        except Exception as error:  # whatever a room's audience raises is set aside; the other walks go on
            _set_aside(walk, now, error)
    return True


def _step(walk: Walk, now: datetime) -> None:
    entry = walk.entry
    announcement = announcement_of(entry)
    people = announcement.audience(entry).filter(pk__gt=walk.last_person, is_active=True).order_by("pk")
    found = list(people.exclude(pk=entry.actor_id or 0)[:PEOPLE])
    is_quiet = entry.council_id in marks_of([entry.council_id])
    notices = [
        notice
        for wish in wishes(found, announcement.kind)
        for notice in _notices(wish, entry, announcement, now, is_quiet=is_quiet)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    walk.told += len(found)
    if len(found) < PEOPLE:
        walk.done_at = now
    else:
        walk.last_person = found[-1].pk
    walk.attempts, walk.next_try_at, walk.failure = 0, None, ""
    walk.save(update_fields=["last_person", "told", "done_at", "attempts", "next_try_at", "failure"])


def _set_aside(walk: Walk, now: datetime, error: Exception) -> None:
    walk.attempts += 1
    walk.next_try_at = now + min(FIRST_RETRY * 2 ** min(walk.attempts - 1, 20), LONGEST_RETRY)
    walk.failure = f"{type(error).__name__}: {error}"[:FAILURE_LIMIT]
    walk.save(update_fields=["attempts", "next_try_at", "failure"])
    log.error("audience_failed", entry=walk.entry_id, attempts=walk.attempts, exc_info=error)


def _notices(wish: Wish, entry: Entry, announcement: Announcement, now: datetime, *, is_quiet: bool) -> list[Notice]:
    """One for the site; one for their devices, of what they wish to hear of at once; and one to be sent, where the
    person wishes for it and their mailbox takes it. What is told on the site alone is sent to neither.
    """

    def of(channel: str, **facts: Any) -> Notice:
        kind = announcement.kind.name
        return Notice(person=wish.person, entry=entry, kind=kind, channel=channel, made_at=now, **facts)

    told = [of(Channel.INBOX)]
    if not is_quiet and wish.has_device and wish.how == How.AT_ONCE:
        told.append(of(Channel.PUSH, due_at=now))
    if is_quiet or wish.how == How.NEVER or wish.is_paused or not wish.person.has_line:
        return told
    due_at, is_digest = now, wish.how == How.DIGEST
    if is_digest:
        due_at = wish.digest_after(now)
        ends_at = announcement.until(entry) if announcement.until else None
        # A digest after the deadline would be of no use to anybody.
        if ends_at is not None and due_at >= ends_at:
            due_at, is_digest = now, False
    return [*told, of(Channel.EMAIL, due_at=due_at, is_digest=is_digest)]
