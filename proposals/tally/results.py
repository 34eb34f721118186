"""The published shapes of a motion's tally: what was counted, what was asked of it, and how it was worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from councils.rulebook.rules import CHOICES, fraction_text
from proposals.tally.quorum import QuorumResult

COUNTED = (*CHOICES, "absent")

Line = Mapping[str, object]
"""One step of the working: `step` (a code), `text` (an English sentence), and the numbers, JSON-ready."""


def no_counts() -> dict[str, Fraction]:
    return dict.fromkeys(COUNTED, Fraction(0))


def exact_texts(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: fraction_text(value) for name, value in values.items()}


@dataclass(frozen=True)
class ThresholdResult:
    """A threshold applied: `have` (the yes) against `needed`, which is `fraction` of `base_value`."""

    fraction: Fraction
    base: str
    base_value: Fraction
    needed: Fraction
    have: Fraction
    strict: bool
    met: bool

    def as_json(self) -> dict[str, object]:
        exact = {name: fraction_text(getattr(self, name)) for name in ("fraction", "base_value", "needed", "have")}
        return {"base": self.base, "strict": self.strict, "met": self.met, **exact}


@dataclass(frozen=True)
class GroupResult:
    """What one country says: its choice, the parts of its seats, its seats on the roll and how many of them voted.

    `weight` is what its choice carries under the rule: 1 in `countries`, its contribution in `capital` and
    `double_majority`; under the rules that count seats the number of its seats, each of which counts for itself.
    """

    country: str
    choice: str
    parts: Mapping[str, Fraction]
    seats: int
    present: int
    weight: Fraction

    def as_json(self) -> dict[str, object]:
        facts = {"country": self.country, "choice": self.choice, "parts": exact_texts(self.parts)}
        return {**facts, "seats": self.seats, "present": self.present, "weight": fraction_text(self.weight)}


@dataclass(frozen=True)
class MotionTally:
    """The result of one rule on one motion.

    `outcome` is adopted, rejected, tied, no_quorum or not_applicable; `reason` says why a rule does not apply. `counts`
    holds yes, no, abstain, block and absent in `unit`: `seats`, `countries`, or the currency of the contributions. A
    block has a column of its own, and counts as a no in every base and comparison. Of `double_majority` the unit is
    `tracks`: how many adopt (yes), reject (no), are tied (abstain) or lack their quorum (absent); what they counted
    stands in `tracks`, as does the one count of `dual_track`.

    `is_tie` also tells a tie that the rulebook made a rejection; `lot_required` one that a lot is to decide.
    `vetoed_by` are seats; `objectors` the seats whose block (under `unanimity`, no or block) stands in the way;
    `outside` the regional seats where they do not count.
    """

    rule: str
    outcome: str
    reason: str | None = None
    is_tie: bool = False
    lot_required: bool = False
    unit: str | None = None
    counts: Mapping[str, Fraction] = field(default_factory=no_counts, hash=False)
    thresholds: tuple[ThresholdResult, ...] = ()
    quorum: tuple[QuorumResult, ...] = ()
    group_results: tuple[GroupResult, ...] = ()
    outside: tuple[str, ...] = ()
    contributors_without_seat: tuple[tuple[str, Fraction], ...] = ()
    vetoed_by: tuple[str, ...] = ()
    objectors: tuple[str, ...] = ()
    tracks: tuple["MotionTally", ...] = ()
    working: tuple[Line, ...] = ()

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text (`5`, `5/8`); two tallies of the same ballot give the same."""
        contributors = [
            {"country": country, "amount": fraction_text(amount)} for country, amount in self.contributors_without_seat
        ]
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "reason": self.reason,
            "is_tie": self.is_tie,
            "lot_required": self.lot_required,
            "unit": self.unit,
            "counts": exact_texts(self.counts),
            "thresholds": [threshold.as_json() for threshold in self.thresholds],
            "quorum": [predicate.as_json() for predicate in self.quorum],
            "group_results": [group.as_json() for group in self.group_results],
            "outside": list(self.outside),
            "contributors_without_seat": contributors,
            "vetoed_by": list(self.vetoed_by),
            "objectors": list(self.objectors),
            "tracks": [track.as_json() for track in self.tracks],
            "working": [dict(line) for line in self.working],
        }
