"""Holding a ballot alone, for whoever moves its state or what can be chosen on it."""

from datetime import datetime

from common import clock
from common.locks import Lock, exclude, share

from .models import Ballot


def hold(ballot: Ballot, *, settling_earlier_windows: bool = False) -> None:
    """Take the ballot's row, share its window, exclude whoever casts; then read the ballot anew. Inside a transaction.

    The row comes first because the conductor, which finds it under SKIP LOCKED, has it already: two that both take
    the row before the locks cannot wait for each other. A cast only takes a key share of the row, which this leaves
    free.

    An opening also waits for whoever entered an earlier window in time and has yet to commit, such as the withdrawal
    of the proposal: windows come before the ballot, as for everybody else.
    """
    Ballot.objects.select_for_update(no_key=True).only("pk").get(pk=ballot.pk)
    if settling_earlier_windows:
        earlier = ballot.round.windows.filter(closes_at__lte=ballot.window.opens_at).order_by("pk")
        for window_id in earlier.values_list("pk", flat=True):
            exclude(Lock.WINDOW, window_id)
    share(Lock.WINDOW, ballot.window_id)
    exclude(Lock.BALLOT, ballot.pk)
    ballot.refresh_from_db()


def enter_alone(ballot: Ballot) -> datetime:
    """Alone at the ballot, which an opening waits for, at the instant that decides; `ballot` is read anew."""
    share(Lock.WINDOW, ballot.window_id)
    exclude(Lock.BALLOT, ballot.pk)
    ballot.refresh_from_db(fields=["state", "window", "round"])
    return clock.now(ballot.round.council_id)
