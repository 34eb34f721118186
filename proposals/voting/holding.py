"""Holding a ballot alone, for whoever moves its state."""

from common.locks import Lock, exclude, share

from .models import Ballot


def hold(ballot: Ballot) -> None:
    """Take the ballot's row, share its window, exclude whoever casts; then read the ballot anew. Inside a transaction.

    The row comes first because the conductor, which finds it under SKIP LOCKED, has it already: two that both take the row
    before the lock cannot wait for each other. A cast only takes a key share of the row, which this leaves free.
    """
    Ballot.objects.select_for_update(no_key=True).only("pk").get(pk=ballot.pk)
    share(Lock.WINDOW, ballot.window_id)
    exclude(Lock.BALLOT, ballot.pk)
    ballot.refresh_from_db()
