"""What an election by single transferable vote tells: its stages, and the result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from councils.rulebook.rules import fraction_text
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import Order
from proposals.tally.rankings.ties import Tie

Why = Literal["", "fewest", "doomed", "guarded", "rest"]
Parcels = Mapping[Fraction, Mapping[Order, Fraction | int]]
"""Papers by what one of them is worth: how much weight of each order."""


@dataclass(frozen=True)
class Moved:
    """Papers that changed hands: how many, what each was worth and what it is worth since."""

    papers: Fraction
    value: Fraction
    moves_at: Fraction

    def as_json(self) -> dict[str, object]:
        exact = {"papers": self.papers, "value": self.value, "moves_at": self.moves_at}
        return {name: fraction_text(number) for name, number in exact.items()}


@dataclass(frozen=True)
class Stage:
    """One step of the count: what was done (`first`, `surplus`, `exclusion`, `filled`), of whom, and what everybody has
    after it.

    `transfers` is what each candidate gained by it; `non_transferable` what went to nobody so far, what rounding cut
    off included; `exhausted` and `rounding` are what this stage added to that. `value` is the surplus over what its
    candidate had. `why` an exclusion: `fewest` votes, `guarded`: fewest of those who may be excluded, `doomed`: every
    place that is left is owed to others; `rest`: as many places as candidates. `tie` is what was decided before it.
    """

    act: str
    of: tuple[str, ...]
    totals: Mapping[str, Fraction]
    transfers: Mapping[str, Fraction]
    non_transferable: Fraction
    value: Fraction | None = None
    elected: tuple[str, ...] = ()
    surplus: Fraction | None = None
    exhausted: Fraction = Fraction(0)
    rounding: Fraction = Fraction(0)
    moved: tuple[Moved, ...] = ()
    why: Why = ""
    guarded: tuple[str, ...] = ()
    doomed: tuple[str, ...] = ()
    tie: Tie | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "act": self.act,
            "of": list(self.of),
            "why": self.why,
            "totals": {name: fraction_text(total) for name, total in self.totals.items()},
            "transfers": {name: fraction_text(gain) for name, gain in self.transfers.items()},
            "moved": [moved.as_json() for moved in self.moved],
            "non_transferable": fraction_text(self.non_transferable),
            "exhausted": fraction_text(self.exhausted),
            "rounding": fraction_text(self.rounding),
            "surplus": None if self.surplus is None else fraction_text(self.surplus),
            "value": None if self.value is None else fraction_text(self.value),
            "elected": list(self.elected),
            "guarded": list(self.guarded),
            "doomed": list(self.doomed),
            "tie": self.tie.as_json() if self.tie else None,
        }


@dataclass(frozen=True)
class StvTally:
    """The result. `elected` in the order of their election; fewer than the seats only when a lot is needed or there are
    too few candidates. `lot_between` are those between whom only a lot can tell.

    `valid` is the weight of the papers that counted at first. `held` are the papers that elected each of the elected,
    at what they were worth then: what a countback counts again, by the same `reading`.
    """

    candidates: tuple[str, ...]
    seats: int
    quota: Fraction
    elected: tuple[str, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...] = ()
    lot_between: tuple[str, ...] = ()
    valid: Fraction = Fraction(0)
    withdrawn: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    held: Mapping[str, Parcels] = field(default_factory=dict, hash=False, repr=False, compare=False)

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text."""
        return {
            "seats": self.seats,
            "valid": fraction_text(self.valid),
            "quota": fraction_text(self.quota),
            "elected": list(self.elected),
            "stages": [{"number": number, **stage.as_json()} for number, stage in enumerate(self.stages, 1)],
            "ties": [tie.as_json() for tie in self.ties],
            "lot_between": list(self.lot_between),
        }
