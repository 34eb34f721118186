"""What a reader sees of an amendment over which something lies: its movement and the moderation see through, and so do
those who decide on it, the movements that wrote or sponsor the proposal. Nobody decides on what they cannot read.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from proposals.drafting.hiding import Veil, masked, veil_of
from proposals.drafting.models import Proposal
from proposals.drafting.queries import seats_of
from proposals.drafting.veiling import Block, block_words, sees_through

from .models import Amendment, AmendmentText


@dataclass(frozen=True)
class Look:
    """What lies over an amendment, and whether the one who reads sees through."""

    veil: Veil | None = None
    sees: bool = False

    def left(self, text: AmendmentText) -> AmendmentText:
        """The text for this reader."""
        return text if self.veil is None or self.sees else left_of_text(text, self.veil)

    @property
    def is_blind(self) -> bool:
        """Whether nothing of the amendment is left for this reader."""
        return self.veil is not None and self.veil.is_whole and not self.sees


def left_of_text(text: AmendmentText, veil: Veil, *, block: Block = block_words) -> AmendmentText:
    """The text with what is left of its words, to be shown and never to be saved."""
    left = copy.copy(text)
    left.reasons = masked(text.reasons, veil, "reasons", block)
    changes = [] if veil.is_whole else text.changes
    left.changes = [
        {**change, "text": masked(change["text"], veil, f"c{place}", block)} if change.get("text") else change
        for place, change in enumerate(changes, 1)
    ]
    return left


def looked_at(
    amendments: Iterable[Amendment], person: User | None, at: datetime, *, sees: bool = False
) -> list[Amendment]:
    """The amendments with what this reader sees of each, which `look_at` reads. Whoever may see through is asked of the
    database only where something lies, and once for each proposal; with `sees` everything is.
    """
    found, asked = list(amendments), dict[int, tuple[bool, set[int]]]()
    for amendment in found:
        veil, proposal, through = veil_of(amendment, at), amendment.proposal, sees
        if veil is not None and person is not None and not sees:
            if proposal.pk not in asked:
                asked[proposal.pk] = sees_through(person, proposal, at), _seats(person, proposal, at)
            everything, mine = asked[proposal.pk]
            through = everything or amendment.seat_id in mine
        amendment.look = Look(veil, through)  # type: ignore[attr-defined] # read by look_at
    return found


def _seats(person: User, proposal: Proposal, at: datetime) -> set[int]:
    return set(seats_of(person, at).filter(council=proposal.round.council_id).values_list("pk", flat=True))


def look_at(amendment: Amendment) -> Look:
    """What was found by `looked_at`. An amendment at which nobody looked cannot be shown."""
    return amendment.look  # type: ignore[attr-defined] # set by looked_at
