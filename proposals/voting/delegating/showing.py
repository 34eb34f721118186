"""What the page of a ballot says of delegation: for whom one also votes, what one handed on, and whether one may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.errors import DomainError
from proposals.tally.delegation import Handed

from ..booth import Booth
from ..models import Ballot
from ..unfinished import is_secret
from .permissions import Scope, why_not_now
from .resolving import longest_chain


@dataclass(frozen=True)
class Delegation:
    """Delegation on one ballot, for its page. `number` counts the seats that hand their votes on, `counted` those whose
    delegate has voted; `to` and `by` are of the seat that the reader acts for, and `settle` why it can settle nothing.
    """

    number: int
    counted: int
    to: str = ""
    via: str = ""
    counts: bool = False
    by: Sequence[str] = ()
    settle: DomainError | None = None


def delegation_of(
    ballot: Ballot,
    booth: Booth | None,
    handed: Sequence[Handed],
    seats: Sequence[Mapping[str, Any]],
    rules: Mapping[str, Any] | None,
) -> Delegation | None:
    """None where the rules do not know delegation, or the ballot is secret."""
    if not longest_chain(rules) or is_secret(ballot):
        return None
    number, counted = len(handed), sum(one.counts for one in handed)
    if booth is None:
        return Delegation(number, counted)
    names, me = {seat["id"]: seat["name"] for seat in seats}, booth.seat.movement.slug
    mine = next((one for one in handed if one.seat == me), None)
    # Before one has voted, a vote that comes by way of this seat would be this seat's as soon as it votes.
    by = [names.get(one.seat, one.seat) for one in handed if me == one.to or me in one.via]
    return Delegation(
        number,
        counted,
        to=names.get(mine.to, mine.to) if mine else "",
        via=", ".join(names.get(seat, seat) for seat in mine.via) if mine else "",
        counts=mine.counts if mine else False,
        by=by,
        settle=why_not_now(Scope(ballot.round, ballot), booth.seat, booth.entrance.instant, booth.entrance),
    )
