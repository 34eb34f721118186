"""What the pages of a ballot show of its lot."""

from datetime import datetime

from accounts.models import User

from .drawing import duty_of, why_named, why_no_tie, why_not_before_close
from .lots import Lot
from .models import Ballot


def lot_panel(ballot: Ballot, person: User | None, at: datetime) -> dict[str, object] | None:
    """What a page shows of the lot: how it was named, what was drawn, and what the person may do about it.

    None where the rulebook leaves no tie to the lot.
    """
    lot = Lot.objects.filter(ballot=ballot).prefetch_related("commitments").first()
    if lot is None and (ballot.rules is None or ballot.rules.get("tied") != "lot"):
        return None
    duty = duty_of(person, ballot, at) if person else ""
    committed = [one for one in lot.commitments.all() if person and one.person_id == person.pk] if lot else []
    return {
        "lot": lot,
        "name": duty == "secretary" and not (why_named(ballot) or why_not_before_close(ballot, at)),
        "commit": bool(lot and lot.method == "commitments" and duty and not committed)
        and not why_not_before_close(ballot, at),
        "open": bool(lot and committed and not committed[0].secret) and not (lot and why_no_tie(ballot, lot)),
        "draw": bool(lot and lot.method == "draw" and duty == "secretary") and not (lot and why_no_tie(ballot, lot)),
    }
