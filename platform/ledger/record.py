"""The one way to write into the ledger."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog
from django.db import transaction

from accounts.models import User
from common import clock
from common.rows import add

from .models import Entry
from .verbs import SENTENCES

log = structlog.get_logger(__name__)


class Scope(Protocol):
    """The council in which something was done, as far as the ledger knows it: an id and a code."""

    id: int
    code: str


def record(
    verb: str,
    *,
    council: Scope | None,
    actor: User | None,
    on_behalf_of: str = "",
    subject: str = "",
    data: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> Entry:
    """Write one entry, in the transaction of the act itself. `actor` None is the worker; `on_behalf_of` a movement's
    slug.

    `data` is public at once: nothing that is to stay private, not even for a while, may stand in it.
    """
    if verb not in SENTENCES:
        raise LookupError(f"the verb {verb!r} is not registered")
    council_id = council.id if council else None
    entry = Entry(
        council_id=council_id,
        verb=verb,
        actor=actor,
        actor_mark=actor.mark(council.code if council else "") if actor else "",
        on_behalf_of=on_behalf_of,
        subject=subject,
        data=dict(data or {}),
        at=at or clock.now(council_id),
    )
    add(entry)
    # By the number of the entry a line of the log leads to what was done, and by that of the request to what else was.
    transaction.on_commit(partial(log.info, "recorded", verb=verb, entry=entry.pk, council=council_id))
    return entry
