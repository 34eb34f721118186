"""What every act on a proposal begins and ends with: the locks, and the entry in the ledger."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from councils.models import Seat
from councils.rounds.queries import Entrance
from ledger.models import Entry
from ledger.record import record

from ..deadlines import enter
from ..models import Proposal


def hold(proposal: Proposal, verb: str) -> tuple[Proposal, Entrance]:
    """The windows of the verb as they are, the instant that decides, and the proposal's row as it stands after that.

    Windows come before rows in every transaction. The row's lock lets others refer to it: a comment waits for no
    author. What belongs to the row is read after it is locked and not with it: a locking query that had to wait sees
    the row as it is now, but joins it with what was there before.
    """
    entrance = enter(proposal.round, verb)
    Proposal.objects.select_for_update(no_key=True).values_list("pk").get(pk=proposal.pk)
    held = Proposal.objects.select_related("round__council", "seat__movement", "seat__council", "revision")
    return held.get(pk=proposal.pk), entrance


def tell(
    verb: str,
    *,
    proposal: Proposal,
    person: User,
    seat: Seat | None,
    at: datetime,
    data: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> Entry:
    """The act's one entry. What is `private` is told only of a proposal that everybody may read."""
    return record(
        verb,
        council=proposal.round.council,
        actor=person,
        on_behalf_of=seat.movement.slug if seat else "",
        subject=proposal.get_absolute_url(),
        data={
            "proposal": proposal.number,
            **({"seat": seat.movement.slug} if seat else {}),
            **(data or {}),
            **((private or {}) if proposal.is_public else {}),
        },
        at=at,
    )
