"""The side of the site in the last minute of a vote: the window, the worker that closes it, and what was kept."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.seed.booth import booth
from common.models import ClockPermit
from councils.models import Window
from proposals.models import Ballot, Position, Vote
from proposals.schedule import close_one_due_window


def ballot_at(address: list[Any]) -> Ballot:
    """By slug, number of the round and number."""
    council, round_number, number = address
    here = {"round__council__slug": council, "round__number": round_number, "number": number}
    return Ballot.objects.select_related("window", "round__council").get(**here)


def prepare(*, seats: int, seconds: float) -> dict[str, Any]:
    """An open ballot with so many voters, which closes in so many seconds; `closes_at` in seconds of the clock."""
    places = booth(seats=seats)
    closes_at = datetime.now(UTC) + timedelta(seconds=seconds)
    Window.objects.filter(pk=ballot_at(places["ballot"]).window_id).update(closes_at=closes_at)
    ClockPermit.objects.all().delete()
    return {**places, "closes_at": closes_at.timestamp()}


def conduct(*, address: list[Any], patience: float) -> dict[str, Any]:
    """What a worker does, again and again until the position is there: how late it was, and what it counted."""
    ballot, until = ballot_at(address), time.monotonic() + patience
    while not Position.objects.filter(ballot=ballot).exists():
        if time.monotonic() > until:
            raise TimeoutError("the position was not published")
        if not close_one_due_window():
            time.sleep(0.2)
    position = Position.objects.get(ballot=ballot)
    return {"late": (position.published_at - ballot.window.closes_at).total_seconds()}


def kept(*, address: list[Any]) -> dict[str, int]:
    """How many votes there are, how many were cast at the close or after it, and how many the roll did not expect."""
    ballot = ballot_at(address)
    votes = Vote.objects.filter(ballot=ballot)
    return {
        "votes": votes.count(),
        "late": votes.filter(cast_at__gte=ballot.window.closes_at).count(),
        "seats": votes.values("roll_entry").distinct().count(),
    }
