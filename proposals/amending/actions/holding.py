"""What every act on an amendment begins and ends with: the locks, and the entry in the ledger."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from councils.models import Seat
from councils.rounds.queries import Entrance
from ledger.models import Entry
from ledger.record import record
from proposals.drafting.actions.holding import hold as hold_proposal

from ..models import Amendment


def hold(amendment: Amendment, verb: str) -> tuple[Amendment, Entrance]:
    """The windows of the verb, the proposal's row, and the amendment as it stands after that.

    The row of the proposal is the lock of all its amendments: what becomes of one depends on what became of the others.
    """
    proposal, entrance = hold_proposal(amendment.proposal, verb)
    return read_again(amendment, proposal), entrance


def read_again(amendment: Amendment, proposal: object) -> Amendment:
    """The amendment as it is now, with its text; of the proposal that is held."""
    related = Amendment.objects.select_related("text__revision", "seat__movement", "seat__council")
    held = related.get(pk=amendment.pk)
    held.proposal = proposal  # type: ignore[assignment] # a proposal that was read after its row was locked
    return held


def tell(
    verb: str,
    *,
    amendment: Amendment,
    person: User | None,
    seat: Seat | None,
    at: datetime,
    data: Mapping[str, object] | None = None,
) -> Entry:
    """The act's one entry. Texts are told by their hashes: the log outlives what is hidden."""
    proposal = amendment.proposal
    return record(
        verb,
        council=proposal.round.council,
        actor=person,
        on_behalf_of=seat.movement.slug if seat else "",
        subject=amendment.get_absolute_url(),
        data={
            "proposal": proposal.number,
            "amendment": amendment.number,
            **({"seat": seat.movement.slug} if seat else {}),
            **(data or {}),
        },
        at=at,
    )
