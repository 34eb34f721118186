"""Coming to a ballot. Whoever comes before any worker does the worker's step, so that a dead worker hides nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest

from common import clock
from common.errors import DomainError
from councils.models import Round, Window

from .models import Ballot
from .opening import SETTLEMENT, open_if_due, prepare_ballots
from .plenary import prepare_plenary
from .queries import Found, ballot_and_seat, ballots_at


def arrive(council: str, round_number: int, number: int) -> Ballot | None:
    """The ballot at an address, prepared and opened as far as its windows have. None when there is none.

    One that cannot be opened is returned as it is: a page has still something to say of it, and a cast is refused.
    """
    ballot = ballots_at(council, round_number, number).first()
    if ballot is None:
        round_ = Round.objects.filter(council__slug=council, number=round_number).select_related("council").first()
        if round_ is None or not prepare_if_due(round_, round_.windows.all(), clock.now(round_.council_id)):
            return None
        ballot = ballots_at(council, round_number, number).first()
    if ballot is not None and _open(ballot):
        ballot = ballots_at(council, round_number, number).first()
    return ballot


def come_to_vote(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> Found | None:
    """The ballot and the seat that somebody wants to vote for, as `ballot_and_seat` finds them, once for a request: who
    asks whether it is still them has found both before the view does.
    """
    address = (council, round_number, number, movement)
    known_as, found = getattr(request, "came_to_vote", (None, None))
    if known_as != address:
        found = ballot_and_seat(*address)
        request.came_to_vote = (address, found)  # type: ignore[attr-defined] # kept here alone
    return found


def prepare_if_due(round_: Round, windows: Iterable[Window], at: datetime) -> bool:
    """Prepare the ballots if settlement has opened, and those of the plenary if it has closed, and no worker has seen
    it. Whether there are new ones.
    """
    settlements, at = [w for w in windows if w.kind == SETTLEMENT], round_.standing(at)
    opened = any(w.opens_at <= at for w in settlements if w.opening_done_at is None)
    closed = any(w.closes_at <= at for w in settlements if w.closing_done_at is None)
    made = [*(prepare_ballots(round_) if opened else ()), *(prepare_plenary(round_) if closed else ())]
    return bool(made)


def _open(ballot: Ballot) -> bool:
    at = ballot.round.standing(ballot.instant)  # type: ignore[attr-defined] # annotated by ballots_at
    if ballot.state != Ballot.State.PROVISIONAL or ballot.window.opens_at > at:
        return False
    try:
        return open_if_due(ballot)
    except DomainError:
        return True  # read anew: what the opening had written into it does not stand
