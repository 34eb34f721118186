"""Letters that came back to the address from which they went out.

One that comes back for good pauses the mailbox; so do several that came back for now. Each is noted once.
"""

from datetime import datetime, timedelta

from django.db import transaction

from common import clock

from .models import Bounce, Notice, Postbox
from .posting import pause_mailbox
from .returned import Returned

MOST_SOFT, SOFT_FOR = 5, timedelta(days=30)


def take_bounce(*, notice: Notice, returned: Returned) -> bool:
    """Note that the letter came back, and pause the mailbox if that is to be. False: that was known.

    A letter comes back for now and later for good; each is noted once, however often it is told.
    """
    with transaction.atomic():
        box = _held(notice.person_id)
        now = clock.now(None)
        facts = {"of_mailbox": returned.is_of_mailbox, "words": returned.words, "came_at": now}
        _bounce, is_new = Bounce.objects.get_or_create(
            notice=notice, is_permanent=returned.is_permanent, defaults={"person": notice.person, **facts}
        )
        if is_new and box.paused_at is None and _is_enough(box, returned, now - SOFT_FOR):
            pause_mailbox(notice.person_id, returned.words, now)
    return is_new


def _held(person_id: int) -> Postbox:
    """The person's postbox, which nobody else pauses or resumes meanwhile."""
    Postbox.objects.get_or_create(person_id=person_id)
    return Postbox.objects.select_for_update(no_key=True).get(person_id=person_id)


def _is_enough(box: Postbox, returned: Returned, since: datetime) -> bool:
    """A letter refused for its content says nothing of the mailbox; one that comes later is refused for its own."""
    if not returned.is_of_mailbox:
        return False
    if returned.is_permanent:
        return True
    soft = Bounce.objects.filter(person_id=box.person_id, is_permanent=False, of_mailbox=True, came_at__gte=since)
    if box.resumed_at is not None:
        soft = soft.filter(came_at__gt=box.resumed_at)
    return soft.count() >= MOST_SOFT
