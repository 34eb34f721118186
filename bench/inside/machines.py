"""What became of a ballot that other processes conduct."""

import time
from collections import Counter
from typing import Any

from bench.inside.lastminute import ballot_at, kept
from ledger.models import Entry
from proposals.models import Position

STEPS = ("open_ballot", "close_ballot", "count_ballot", "publish_position")


def wait(*, address: list[Any], patience: float) -> dict[str, Any]:
    """Look until the position is there: how late it is, its votes, and how often each step stands in the ledger.

    Raises `TimeoutError` when it does not come.
    """
    ballot, until = ballot_at(address), time.monotonic() + patience
    while not Position.objects.filter(ballot=ballot).exists():
        if time.monotonic() > until:
            raise TimeoutError("the position was not published")
        time.sleep(0.2)
    position = Position.objects.get(ballot=ballot)
    steps = Counter(
        Entry.objects.filter(council_id=ballot.round.council_id, verb__in=STEPS).values_list("verb", flat=True)
    )
    return {
        "publication": (position.published_at - ballot.window.closes_at).total_seconds(),
        "steps": dict(steps),
        **kept(address=address),
    }
