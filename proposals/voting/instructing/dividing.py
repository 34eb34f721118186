"""Who may divide the vote of a seat: who holds a split mandate, or was instructed to."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from councils.models import Mandate, Seat

from ..answering import is_divided
from ..models import Ballot
from .queries import instruction_of


def why_not_divide(ballot: Ballot, seat: Seat, mandate: Mandate, answer: Mapping[str, Any]) -> DomainError | None:
    """One mandate gives one answer, unless it is split, or bound to an instruction that divides the vote itself."""
    if not is_divided(ballot, answer) or mandate.kind == Mandate.Kind.SPLIT:
        return None
    if mandate.kind == Mandate.Kind.BOUND:
        instruction = instruction_of(ballot, seat)
        if instruction is not None and is_divided(ballot, instruction.answer):
            return None
    return Conflict("not_a_split_mandate", _("Only the holder of a split mandate divides the vote of a seat."))
