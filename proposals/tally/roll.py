"""Who votes and what they answered: the input of every count, checked once before anything is counted.

Source: the project's design, §3, "Motions".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from numbers import Rational

from councils.rulebook.rules import CHOICES

Answer = Mapping[str, Fraction]
"""The parts of one seat's vote by choice (`yes`, `no`, `abstain`, `block`), none negative, together exactly 1."""


class TallyError(ValueError):
    """A roll or a vote that cannot be counted; the message is a sentence that says which and why."""


@dataclass(frozen=True)
class RollSeat:
    """One seat: a movement's `slug`, its `kind`, and its `country` (None for a regional movement)."""

    id: str
    country: str | None
    kind: str
    slug: str


@dataclass(frozen=True)
class Roll:
    """The seats of a ballot, what the countries contribute, and the decision class that was frozen with it.

    `contributions` are amounts of the rulebook's unit of account. A country with a seat and no contribution weighs 0;
    a contributor without a seat is listed in the working and not counted.
    """

    seats: tuple[RollSeat, ...] = ()
    contributions: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    decision_class: str | None = None


def whole(choice: str) -> dict[str, Fraction]:
    """The answer of a seat that does not split its vote."""
    if choice not in CHOICES:
        raise TallyError(f"{choice!r} is not one of the choices {', '.join(CHOICES)}.")
    return {choice: Fraction(1)}


def check_roll(roll: Roll) -> None:
    """Refuse a roll with a seat twice, or with an amount that is negative or not exact."""
    seen: set[str] = set()
    for seat in roll.seats:
        if seat.id in seen:
            raise TallyError(f"The seat {seat.id} stands on the roll twice.")
        seen.add(seat.id)
    for country, amount in roll.contributions.items():
        if not _is_exact(amount):
            raise TallyError(f"The contribution of {country} is not an exact number.")
        if amount < 0:
            raise TallyError(f"The contribution of {country} is negative.")


def check_votes(roll: Roll, votes: Mapping[str, Answer]) -> dict[str, dict[str, Fraction]]:
    """The votes with every choice stated, parts of 0 included; raises `TallyError` at the first that is no vote."""
    known = {seat.id for seat in roll.seats}
    return {seat: _check_answer(seat, votes[seat], known) for seat in sorted(votes)}


def _check_answer(seat: str, answer: Answer, known: set[str]) -> dict[str, Fraction]:
    if seat not in known:
        raise TallyError(f"The seat {seat} voted and is not on the roll.")
    parts = dict.fromkeys(CHOICES, Fraction(0))
    for choice, part in answer.items():
        if choice not in parts:
            raise TallyError(f"The seat {seat} answered {choice!r}, which is not one of {', '.join(CHOICES)}.")
        if not _is_exact(part):
            raise TallyError(f"The part {choice} of the seat {seat} is not an exact number.")
        if part < 0:
            raise TallyError(f"The part {choice} of the seat {seat} is negative.")
        parts[choice] = Fraction(part)
    total = sum(parts.values(), Fraction(0))
    if total != 1:
        raise TallyError(f"The parts of the seat {seat} sum to {total}, not to 1.")
    return parts


# Types promise this, but a caller that read JSON may not know: a float that slips in would be counted, and wrong.
def _is_exact(value: object) -> bool:
    return isinstance(value, Rational) and not isinstance(value, bool)
