"""Who is there and who is missing while a ballot is open: by country, and against the quorum. Never how they voted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from councils.rulebook.rules import (
    CountriesPresent,
    KindsPresent,
    QuorumPredicate,
    Rulebook,
    SeatsPresent,
    YesShare,
    YesWeight,
    read_rulebook,
)
from councils.rulebook.words import quorum_words
from proposals.tally.delegation import Handed
from proposals.tally.outcomes import plan_for
from proposals.tally.quorum import quorum_result
from proposals.tally.recount import read_roll
from proposals.tally.roll import whole
from proposals.tally.standing import Count, lay_out

from .models import Ballot
from .words import KINDS, few, kind_word

# What asks who is there. Where nobody says yes, what asks how much yes there is does not apply.
PRESENCE = (SeatsPresent, CountriesPresent, KindsPresent)


@dataclass(frozen=True)
class CountryRow:
    """One country of a roll (or the regional movements): how many seats, how many are there, who is missing.

    Who delegated is not missing: `represented` names those whose delegate voted, `awaiting` those whose delegate has
    yet to vote, and who are not there until then.
    """

    name: str
    seats: int
    voted: int
    missing: str
    represented: str = ""
    awaiting: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether every seat is there."""
        return self.voted == self.seats


@dataclass(frozen=True)
class Requirement:
    """One quorum predicate: `is_met` is None where only the count will tell, because it asks how people voted."""

    words: str
    is_met: bool | None
    have: int = 0
    required: int = 0
    lacking: str = ""


def by_country(
    seats: Sequence[Mapping[str, Any]],
    voted: Collection[str],
    countries: Mapping[str, str],
    handed: Sequence[Handed] = (),
) -> list[CountryRow]:
    """The roll (in the published form) by country, by name; regional movements last. `handed` are the delegations."""
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for seat in seats:
        groups[seat["country"] or ""].append(seat)
    order = sorted(groups, key=lambda code: (not code, countries.get(code, code)))
    counts = {one.seat: one.counts for one in handed if one.seat not in voted}
    return [_row(countries.get(code, code) or _("Regional movements"), groups[code], voted, counts) for code in order]


def _row(
    name: str, seats: Sequence[Mapping[str, Any]], voted: Collection[str], counts: Mapping[str, bool]
) -> CountryRow:
    absent = [seat for seat in seats if seat["id"] not in voted]
    missing = [seat["name"] for seat in absent if seat["id"] not in counts]
    represented = [seat["name"] for seat in absent if counts.get(seat["id"]) is True]
    awaiting = [seat["name"] for seat in absent if counts.get(seat["id"]) is False]
    there = len(seats) - len(missing) - len(awaiting)
    return CountryRow(name, len(seats), there, few(missing), few(represented), few(awaiting))


def requirements(
    rules: Mapping[str, Any],
    roll: Mapping[str, Any],
    voted: Collection[str],
    countries: Mapping[str, str],
    kind: str = Ballot.Kind.MOTION,
) -> list[Requirement]:
    """The quorum of the binding rule against who has voted, counted by the tally itself with every vote blanked."""
    rulebook = read_rulebook(rules)
    names = {**countries, **KINDS, **{seat["id"]: seat["name"] for seat in roll["seats"]}}
    count = lay_out(rulebook, read_roll(roll), {seat: whole("abstain") for seat in voted})
    unit, asked = _asked(rulebook, count, kind)
    return [_measure(predicate, unit, count, names) for predicate in asked]


def _asked(rulebook: Rulebook, count: Count, kind: str) -> tuple[str, Sequence[QuorumPredicate]]:
    """In which unit which predicates ask: those of the binding rule of a motion, of anything else who is there."""
    if kind != Ballot.Kind.MOTION:
        return "seats", [predicate for predicate in rulebook.quorum if isinstance(predicate, PRESENCE)]
    plan = plan_for(rulebook.binding, rulebook, count.ground, count.roll.decision_class)
    return (plan.tracks[0].unit, plan.tracks[0].quorum) if plan.tracks else ("seats", ())


def _measure(predicate: QuorumPredicate, unit: str, count: Count, names: Mapping[str, str]) -> Requirement:
    words = quorum_words(predicate, {kind: kind_word(kind) for kind in KINDS})
    if isinstance(predicate, YesShare | YesWeight):
        return Requirement(words, None)
    result = quorum_result(predicate, unit, count)
    lacking = few([str(names.get(name, name)) for name in result.lacking])
    return Requirement(words, result.met, int(result.have), _least(result.required, result.strict), lacking)


def _least(required: Fraction, is_strict: bool) -> int:
    """The least whole number of seats, countries or kinds that is enough: nobody can send a third of a seat."""
    return floor(required) + 1 if is_strict else ceil(required)
