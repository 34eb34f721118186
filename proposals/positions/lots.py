"""What the lot makes of a tie: a new position that supersedes the one with the tie, and says that a lot decided."""

from typing import Any

from django.db import transaction

from common import clock
from common.locks import Lock as DatabaseLock
from common.locks import exclude
from ledger.record import record
from proposals.tally.choices import recount_choice
from proposals.tally.lot import motion_by_lot
from proposals.voting.holding import hold
from proposals.voting.lots import Lot
from proposals.voting.models import Ballot
from proposals.voting.queries import ballot_document

from .document import ANNULLED
from .models import Position
from .publishing import write_position


def decide_by_lot(lot: Lot) -> bool:
    """Publish what the drawn lot makes of the tie. False when nothing is drawn, the tie is not yet published, or it is
    decided already.
    """
    with transaction.atomic():
        ballot = lot.ballot
        hold(ballot)
        exclude(DatabaseLock.CHAIN, ballot.round.council_id)
        lot.refresh_from_db(fields=["seed", "decided_at"])
        if not lot.seed or lot.decided_at or ballot.state != Ballot.State.PUBLISHED:
            return False
        instant = clock.now(ballot.round.council_id)
        tied = Position.objects.get(ballot=ballot, superseded_by__isnull=True)
        if tied.outcome == ANNULLED:  # what is void is not decided any more
            lot.decided_at = instant
            lot.save(update_fields=["decided_at"])
            return False
        position = write_position(ballot, instant, supersedes=tied, decided=what_the_lot_says(lot))
        lot.decided_at = instant
        lot.save(update_fields=["decided_at"])
        record(
            "decide_by_lot",
            council=ballot.round.council,
            actor=None,
            subject=position.get_absolute_url(),
            data={
                "reference": position.reference,
                "sha256": position.sha256,
                "outcome": position.outcome,
                "supersedes": tied.reference,
            },
            at=instant,
        )
    return True


def lot_as_json(lot: Lot) -> dict[str, Any]:
    """The lot in the published form: how it was named, what was drawn, and the address that goes into its order."""
    return {
        "method": lot.method,
        "draw": lot.draw,
        "named_at": lot.named_at.isoformat(),
        "seed": lot.seed,
        "evidence": lot.evidence,
        "drawn_at": lot.drawn_at.isoformat() if lot.drawn_at else None,
        "ballot": lot.ballot.get_absolute_url(),
        "commitments": [
            {"office": one.office, "commitment": one.commitment, "secret": one.secret} for one in lot.commitments.all()
        ],
    }


def what_the_lot_says(lot: Lot) -> dict[str, Any]:
    """What changes in the position: the outcome, the lot, and for a choice the results under it."""
    told = lot_as_json(lot)
    if lot.ballot.kind == Ballot.Kind.MOTION:
        return {"outcome": motion_by_lot(lot.seed, told["ballot"]), "lot": told}
    comparison = recount_choice({**ballot_document(lot.ballot), "lot": told})
    results = [
        {
            "rule": tally.rule,
            "is_binding": tally is comparison.binding,
            "outcome": tally.outcome,
            "result": {**tally.as_json(), "pivots": None},
        }
        for tally in comparison.tallies
    ]
    return {
        "outcome": comparison.binding.outcome,
        "lot": told,
        "results": results,
        "disagreeing": list(comparison.disagreeing),
    }
