"""What the members of a movement said in a consultation instructs its seat, without anybody's doing."""

from collections.abc import Mapping
from datetime import datetime

from common import clock
from common.errors import DomainError
from common.locks import Lock, exclude, share
from councils.models import Seat
from ledger.record import record

from ..entrance import glance
from ..models import Ballot, RollEntry
from .actions import why_not_bind, write_instruction
from .models import Instruction


def instruct_by_members(*, seat: Seat, ballot: Ballot, answer: Mapping[str, str]) -> Instruction | DomainError:
    """Instruct the seat as its members said, in the transaction that counts what they said.

    It stands before whatever a coordinator says, earlier or later; nothing of that is lost. Given back, and not raised,
    is why it cannot be given: the count stands all the same, and then only advises. That is the ballot's close, or a
    seat that is off the roll, suspended, or holds free mandates only.
    """
    at = _hold(ballot, seat)
    if refusal := why_not_bind(seat, ballot, glance(ballot, seat, at)):
        return refusal
    given = write_instruction(ballot, seat, at, answer=dict(answer), is_of_members=True)
    record(
        "instruct_by_members",
        council=seat.council,
        actor=None,
        on_behalf_of=seat.movement.slug,
        subject=ballot.get_absolute_url(),
        data={"seat": seat.movement.slug, "ballot": ballot.number, "commitment": given.commitment},
        at=at,
    )
    return given


def _hold(ballot: Ballot, seat: Seat) -> datetime:
    """The locks of a cast, in its order, and the instant that decides. The worker is not given so many seconds."""
    share(Lock.WINDOW, ballot.window_id)
    share(Lock.BALLOT, ballot.pk)
    entry = RollEntry.objects.filter(ballot=ballot, seat=seat).values_list("pk", flat=True).first()
    if entry is not None:
        exclude(Lock.ROLL_ENTRY, entry)
    return clock.now(seat.council_id)
