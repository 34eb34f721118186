"""What each seat weighs in a ranking or an allocation: as a seat, by its country, or by its country's contribution."""

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction

from councils.rulebook.rules import fraction_text
from proposals.tally.roll import Roll


@dataclass(frozen=True)
class Weighed:
    """`weights` of the seats that voted, exact; those that weigh nothing are left out. `outside` are the seats of
    regional movements, which have no country, and those of countries that contribute nothing.
    """

    weighting: str
    weights: dict[str, Fraction] = field(hash=False)
    outside: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """JSON-ready: the weights differ only where `by` is not `seats`, and are told only there."""
        weights = {seat: fraction_text(weight) for seat, weight in sorted(self.weights.items())}
        told: dict[str, object] = {"by": self.weighting, "outside": list(self.outside)}
        return told if self.weighting == "seats" else {**told, "weights": weights}


def weigh(roll: Roll, present: Collection[str], weighting: str) -> Weighed:
    """Weigh the seats that voted. A country weighs 1, or its contribution, divided equally over its seats that voted:
    what is absent of a country makes those present heavier, as a country's choice is that of its seats that voted.
    """
    here = [seat for seat in roll.seats if seat.id in present]
    if weighting == "seats":
        return Weighed(weighting, {seat.id: Fraction(1) for seat in here})
    members: dict[str, list[str]] = {}
    for seat in here:
        members.setdefault(seat.country or "", []).append(seat.id)
    weights: dict[str, Fraction] = {}
    for country, seats in members.items():
        whole = Fraction(1) if weighting == "countries" else roll.contributions.get(country, Fraction(0))
        if country and whole:
            weights |= dict.fromkeys(seats, Fraction(whole) / len(seats))
    return Weighed(weighting, weights, tuple(sorted(seat.id for seat in here if seat.id not in weights)))
