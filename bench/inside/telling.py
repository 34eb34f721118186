"""An act of which many people are told, timed inside the process that walks the audience."""

import time
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import psutil

from accounts.models import User
from bench.seed.copying import analyze
from ledger.record import record
from notices.models import Notice
from notices.queueing import begin_walks, walk_one_chunk
from notices.registry import ANNOUNCEMENTS, DEADLINES, Announcement
from tests.factories.consulting import crowd
from tests.factories.scenes import council_of, seat_of

VERB = "extend_window"


def tell(*, people: int, deaths: int) -> dict[str, Any]:
    """Seconds of the walk, whose worker dies `deaths` times; by how much its memory grew; how many were told."""
    council = council_of({"BR": 1})
    crowd([seat_of(council, "BR")], people)
    analyze()
    begin_walks()
    before = ANNOUNCEMENTS[VERB]
    everybody = User.objects.filter(memberships__movement__seats__council=council)
    ANNOUNCEMENTS[VERB] = Announcement(DEADLINES, lambda _entry: everybody)
    try:
        entry = record(VERB, council=council, actor=None, subject="/", data={"reason": "bench"})
        while begin_walks():
            pass
        seconds, highest = _walk(people, deaths)
    finally:
        ANNOUNCEMENTS[VERB] = before
    told = Notice.objects.filter(entry=entry)
    inbox, letters = (told.filter(channel=channel).count() for channel in ("inbox", "email"))
    assert inbox == letters == people, (inbox, letters)
    return {"seconds": seconds, "highest": highest, "told": inbox}


class _Died(BaseException):
    """The worker ends here."""


def _walk(people: int, deaths: int) -> tuple[float, int]:
    """Every chunk; before as many of them as there are deaths, one whose notices are written and then lost."""
    process = psutil.Process()
    began, chunks, before = time.perf_counter(), 0, process.memory_info().rss
    highest = before
    while True:
        if chunks < deaths:
            _die()
        if not walk_one_chunk():
            break
        chunks += 1
        highest = max(highest, process.memory_info().rss)
    return time.perf_counter() - began, highest - before


def _die() -> None:
    real = Notice.objects.bulk_create

    def bulk_create(*args: Any, **facts: Any) -> Any:
        real(*args, **facts)
        raise _Died

    with patch.object(Notice.objects, "bulk_create", bulk_create), suppress(_Died):
        walk_one_chunk()
