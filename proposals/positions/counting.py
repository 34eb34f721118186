"""Counting a closed ballot under every rule; the counting itself is pure and stands in `proposals.tally`."""

from datetime import datetime

from django.db import transaction

from common import clock
from ledger.record import record
from proposals.tally.choices import ChoiceComparison, recount_choice
from proposals.tally.compare import Comparison
from proposals.tally.recount import recount
from proposals.voting.holding import hold
from proposals.voting.models import Ballot
from proposals.voting.queries import ballot_document

from .models import Tally


def count_ballot(ballot: Ballot) -> bool:
    """Count the ballot from its published form, as anybody will who recounts it. False when it is not closed, is
    counted, or is the plenary's, which counts in its own order.

    One tally per rule, the binding one marked, and with each what makes the difference under it.
    """
    with transaction.atomic():
        hold(ballot)
        if ballot.state != Ballot.State.CLOSED or ballot.amendment_id:
            return False
        instant = clock.now(ballot.round.council_id)
        comparison = write_tallies(ballot, instant)
        ballot.state, ballot.tallied_at = Ballot.State.TALLIED, instant
        ballot.save(update_fields=["state", "tallied_at"])
        record(
            "count_ballot",
            council=ballot.round.council,
            actor=None,
            subject=ballot.get_absolute_url(),
            data={
                "ballot": ballot.number,
                "rule": comparison.binding.rule,
                "outcome": comparison.binding.outcome,
                "outcomes": {tally.rule: tally.outcome for tally in comparison.tallies},
            },
            at=instant,
        )
    return True


def write_tallies(ballot: Ballot, instant: datetime) -> Comparison | ChoiceComparison:
    """Count the ballot, which the caller holds, under every rule, and keep what was counted."""
    document = ballot_document(ballot)
    comparison = recount(document) if ballot.kind == Ballot.Kind.MOTION else recount_choice(document)
    pivots = {pivot.rule: pivot.as_json() for pivot in comparison.pivots}
    Tally.objects.bulk_create(
        Tally(
            ballot=ballot,
            rule=tally.rule,
            is_binding=tally.rule == comparison.binding.rule,
            outcome=tally.outcome,
            result={**tally.as_json(), "pivots": pivots.get(tally.rule)},
            counted_at=instant,
        )
        for tally in comparison.tallies
    )
    return comparison
