"""Publishing the position of a counted ballot: one document, chained to the council's previous one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from common import clock
from common.locks import Lock, exclude
from common.proof.canonical import canonical, sha256
from ledger.record import record
from proposals.voting.holding import hold
from proposals.voting.models import Ballot

from .document import position_document
from .models import Position
from .packaging import package_positions


def publish_position(ballot: Ballot) -> bool:
    """Publish the counted ballot, with its tally package. False when it is not counted yet, or is published.

    The lock of the council's chain makes one number and one predecessor of two publications at once. The position of a
    second call supersedes that of the first. What was imported is published in a series of its own.
    """
    with transaction.atomic():
        hold(ballot)
        exclude(Lock.CHAIN, ballot.round.council_id)
        if ballot.state != Ballot.State.TALLIED:
            return False
        first = Position.objects.filter(ballot=ballot.second_call_of).first() if ballot.second_call_of else None
        position = write_position(ballot, clock.now(ballot.round.council_id), supersedes=first)
        ballot.state, ballot.published_at = Ballot.State.PUBLISHED, position.published_at
        ballot.save(update_fields=["state", "published_at"])
        record(
            "publish_position",
            council=ballot.round.council,
            actor=None,
            subject=position.get_absolute_url(),
            data={"reference": position.reference, "sha256": position.sha256, "outcome": position.outcome},
            at=position.published_at,
        )
    return True


def write_position(
    ballot: Ballot, instant: datetime, *, supersedes: Position | None, decided: Mapping[str, Any] | None = None
) -> Position:
    """Write the next position of the council's chain, with its tally package; the chain's lock is the caller's.

    `decided` is what a later act, such as the lot, makes of the document; nothing else of a position is ever anew.
    """
    council = ballot.round.council
    series = Position.Series.IMPORTS if ballot.is_imported else Position.Series.OWN
    previous = Position.objects.filter(council=council, series=series).order_by("-id").defer("document").first()
    position = Position(
        council=council,
        ballot=ballot,
        series=series,
        year=instant.astimezone(ZoneInfo(council.time_zone)).year,
        outcome=(decided or {}).get("outcome") or ballot.tallies.get(is_binding=True).outcome,
        supersedes=supersedes,
        previous_sha256=previous.sha256 if previous else "",
        published_at=instant,
    )
    position.number = _next_number(position)
    document = position_document(
        ballot,
        reference=position.reference,
        published_at=instant,
        previous_sha256=position.previous_sha256,
        supersedes=supersedes.reference if supersedes else None,
        decided=decided or {},
    )
    position.document = canonical(document)
    position.sha256 = sha256(position.document)
    position.save(force_insert=True)
    package_positions(position)
    return position


def _next_number(position: Position) -> int:
    series = Position.objects.filter(council=position.council, series=position.series, year=position.year)
    last = series.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
