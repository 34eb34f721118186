"""The clauses of which a rulebook is made: thresholds, quorum predicates, the settings of each rule.

Plain frozen data, with no opinion on how it is stored: `reading` turns untrusted data into clauses, `rules` puts them
together, `proposals.tally` counts by them. The rules are those of the project's design, §3, "Motions".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

RULES = ("seats", "countries", "capital", "dual_track", "double_majority", "consensus", "unanimity")
CHOICES = ("yes", "no", "abstain", "block")
BASES = ("yes+no", "yes+no+abstain", "roll")
TRACKS = ("seats", "countries", "capital")
DOUBLE_MAJORITY_TRACKS = ("countries", "capital")
TIED_OUTCOMES = ("tied", "rejected", "lot")
CONTRIBUTION_KINDS = ("subscribed", "paid")
WINDOW_KINDS = ("drafting", "discussion", "settlement", "plenary", "voting", "response")
# What a text may be reported for; a rulebook says which of them its council moderates by.
GROUNDS = ("insult", "threat", "hate", "personal_data", "spam", "off_topic", "falsehood", "illegal")

Base = Literal["yes+no", "yes+no+abstain", "roll"]


def fraction_text(value: Fraction | int) -> str:
    """An exact number as text: `5` for a whole one, else `5/8` in lowest terms."""
    exact = Fraction(value)
    return str(exact.numerator) if exact.denominator == 1 else f"{exact.numerator}/{exact.denominator}"


@dataclass(frozen=True)
class Threshold:
    """How much *yes* is enough: `fraction` (0..1) of `base`, in the unit of the rule that it belongs to.

    `strict` asks for *more than* that, otherwise *at least* that is enough. A block counts as a no in `yes+no` and
    `yes+no+abstain`; `roll` is everything on the roll, whether it voted or not.
    """

    fraction: Fraction
    base: Base
    strict: bool

    def as_json(self) -> dict[str, object]:
        return {"fraction": fraction_text(self.fraction), "base": self.base, "strict": self.strict}


MORE_THAN_HALF = Threshold(Fraction(1, 2), "yes+no", strict=True)


@dataclass(frozen=True)
class SeatsPresent:
    """Seats that cast a vote, as a share of the seats on the roll: at least `share`, or more than it if `strict`."""

    share: Fraction
    strict: bool = False

    def as_json(self) -> dict[str, object]:
        return {"kind": "seats_present", "share": fraction_text(self.share), "strict": self.strict}


@dataclass(frozen=True)
class CountriesPresent:
    """At least `count` countries, each with at least one seat that cast a vote."""

    count: int

    def as_json(self) -> dict[str, object]:
        return {"kind": "countries_present", "count": self.count}


@dataclass(frozen=True)
class KindsPresent:
    """At least one seat present of each of these kinds of movement; with none listed, of each kind on the roll."""

    kinds: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {"kind": "kinds_present", "kinds": list(self.kinds)}


@dataclass(frozen=True)
class YesShare:
    """The yes as a share of the whole roll: at least `share`, or more than it if `strict`.

    Counted in the unit of `track`; with `None`, in the unit of the rule that is being counted.
    """

    share: Fraction
    track: str | None = None
    strict: bool = False

    def as_json(self) -> dict[str, object]:
        share = fraction_text(self.share)
        return {"kind": "yes_share", "share": share, "track": self.track, "strict": self.strict}


@dataclass(frozen=True)
class YesWeight:
    """At least so much yes, in the unit of `track`: a number of seats, of countries, or an amount of contributions."""

    at_least: Fraction
    track: str

    def as_json(self) -> dict[str, object]:
        return {"kind": "yes_weight", "at_least": fraction_text(self.at_least), "track": self.track}


QuorumPredicate = SeatsPresent | CountriesPresent | KindsPresent | YesShare | YesWeight


@dataclass(frozen=True)
class RuleSettings:
    """What a rulebook sets for one rule.

    `thresholds` must all hold (of `consensus` and `unanimity`: on top of what the rule itself asks). `quorum` is added
    to the rulebook's own. `tracks` belongs to `double_majority` and gives each of its tracks thresholds of its own, so
    that they need not be those of the rules `countries` and `capital`; `classes` belongs to `dual_track` and says by
    which rule each decision class is counted.
    """

    thresholds: tuple[Threshold, ...] = ()
    quorum: tuple[QuorumPredicate, ...] = ()
    tracks: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict, hash=False)
    classes: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_json(self, rule: str) -> dict[str, object]:
        quorum = [predicate.as_json() for predicate in self.quorum]
        if rule == "dual_track":
            return {"classes": dict(sorted(self.classes.items())), "quorum": quorum}
        if rule == "double_majority":
            tracks = {track: [item.as_json() for item in self.tracks[track]] for track in DOUBLE_MAJORITY_TRACKS}
            return {"tracks": tracks, "quorum": quorum}
        return {"thresholds": [threshold.as_json() for threshold in self.thresholds], "quorum": quorum}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a rulebook: where (`rules.capital.thresholds[0].fraction`), a code, an English sentence."""

    path: str
    code: str
    sentence: str


class RulebookError(ValueError):
    """Data that is no rulebook; `problems` holds everything found wrong, in the order in which it was read."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.path or 'rulebook'}: {problem.sentence}" for problem in problems))
