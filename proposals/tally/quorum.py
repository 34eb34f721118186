"""Quorum predicates: what is asked, what there is, and who is lacking.

Any cast vote is present, an abstention too. Source: the project's design, §3, "Quorum".
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from councils.rulebook.rules import (
    CountriesPresent,
    KindsPresent,
    QuorumPredicate,
    SeatsPresent,
    YesShare,
    YesWeight,
    fraction_text,
)
from proposals.tally.standing import Count, Ground, Standing, country_choice


class Measure(NamedTuple):
    """A predicate applied: `have` against `required` of `total`, all in one unit; `strict` asks for more than it."""

    kind: str
    unit: str
    required: Fraction
    have: Fraction
    total: Fraction
    strict: bool

    @property
    def is_met(self) -> bool:
        return self.have > self.required if self.strict else self.have >= self.required


@dataclass(frozen=True)
class QuorumResult:
    """A predicate as published. `lacking` names seats, countries or kinds, and only where it is not met.

    For presence these are the absent ones; for a yes in seats, the seats with no part of yes; for a yes in countries
    or capital, the countries whose choice is not yes.
    """

    kind: str
    unit: str
    required: Fraction
    have: Fraction
    total: Fraction
    strict: bool
    met: bool
    lacking: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        exact = {name: fraction_text(getattr(self, name)) for name in ("required", "have", "total")}
        facts = {"kind": self.kind, "unit": self.unit, "strict": self.strict, "met": self.met}
        return {**facts, **exact, "lacking": list(self.lacking)}


def measure(predicate: QuorumPredicate, unit: str, ground: Ground, standing: Standing) -> Measure:
    """Apply a predicate; `unit` is that of the rule, for the predicate that states no track of its own."""
    match predicate:
        case SeatsPresent(share, strict):
            total = Fraction(len(ground.seats))
            have = Fraction(standing.seats_present)
            return Measure("seats_present", "seats", share * total, have, total, strict)
        case CountriesPresent(count):
            total, have = Fraction(len(ground.members)), Fraction(standing.countries_present)
            return Measure("countries_present", "countries", Fraction(count), have, total, False)
        case KindsPresent(kinds):
            asked = frozenset(kinds) or ground.kinds
            total = Fraction(len(asked))
            return Measure("kinds_present", "kinds", total, Fraction(len(asked & standing.kinds_present)), total, False)
        case YesShare(share, track, strict):
            track = track or unit
            figures = ground.figures(track, standing)
            total = Fraction(figures.roll, figures.scale)
            return Measure("yes_share", track, share * total, Fraction(figures.yes, figures.scale), total, strict)
        case YesWeight(at_least, track):
            figures = ground.figures(track, standing)
            have, total = Fraction(figures.yes, figures.scale), Fraction(figures.roll, figures.scale)
            return Measure("yes_weight", track, at_least, have, total, False)


def quorum_result(predicate: QuorumPredicate, unit: str, count: Count) -> QuorumResult:
    found = measure(predicate, unit, count.ground, count.standing)
    lacking = () if found.is_met else tuple(_lacking(predicate, found, count))
    return QuorumResult(*found, met=found.is_met, lacking=lacking)


def _lacking(predicate: QuorumPredicate, found: Measure, count: Count) -> list[str]:
    ground, casts = count.ground, count.casts
    says_yes = found.kind in ("yes_share", "yes_weight")
    if found.unit == "kinds":
        asked = frozenset(predicate.kinds) if isinstance(predicate, KindsPresent) else frozenset[str]()
        return sorted((asked or ground.kinds) - count.standing.kinds_present)
    if found.unit == "seats":
        pairs = zip(ground.seats, casts, strict=True)
        return [seat.id for seat, cast in pairs if cast is None or (says_yes and not cast.yes)]
    missing = []
    for country, indices in ground.members.items():
        here = [cast for index in indices if (cast := casts[index]) is not None]
        choice = country_choice(sum(cast.yes for cast in here), sum(cast.no for cast in here), bool(here))
        if choice == "absent" or (says_yes and choice != "yes"):
            missing.append(country)
    return missing
