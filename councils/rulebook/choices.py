"""The clauses for ballots that are no motions: rankings, allocations of a budget, elections; and for delegation.

Every convention that changes winners is one of these clauses, so that it is stored with the ballot and shown with its
result. Source of the rules: the project's design, §3; of the conventions: `proposals.tally`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from councils.rulebook.clauses import fraction_text
from councils.rulebook.reading import Reader

RANKING_RULES = ("schulze", "schulze_quorum", "irv")
ALLOCATION_RULES = ("equal_shares", "greedy")
ELECTION_RULES = ("stv", "irv")
WEIGHTINGS = ("seats", "countries", "capital")
# What each clause may say; the first is the default.
OPTIONS: dict[str, tuple[str, ...]] = {
    "strength": ("winning_votes", "margins"),
    "unranked": ("last", "absent"),
    "equal_ranks": ("exhaust", "split", "skip"),
    "arithmetic": ("exact", "scottish"),
    "by": ("votes", "votes_per_cost"),
    "misfit": ("skip", "stop"),
    "satisfaction": ("cost", "cardinality"),
    "completion": ("greedy", "none", "add1", "add1+greedy"),
    "ties": ("id", "cheapest", "file"),
    "weighting": WEIGHTINGS,
}
LONGEST_CHAIN = 10


@dataclass(frozen=True)
class RankingClauses:
    """How rankings are counted. `binding` is a rule of `RANKING_RULES`, weighted as `weighting` says.

    `quorum` (in seats) and `majority` belong to `schulze_quorum`: an option stays only if at least `quorum` prefer it
    to the status quo, and by more than `majority` times as many as prefer the status quo.
    """

    binding: str = "schulze"
    weighting: str = "seats"
    strength: str = "winning_votes"
    unranked: str = "last"
    equal_ranks: str = "exhaust"
    quorum: Fraction = Fraction(0)
    majority: Fraction = Fraction(1)


@dataclass(frozen=True)
class AllocationClauses:
    """How a budget is divided: the binding rule and its weighting, and the conventions of both rules."""

    binding: str = "equal_shares"
    weighting: str = "seats"
    by: str = "votes"
    misfit: str = "skip"
    satisfaction: str = "cost"
    completion: str = "greedy"
    ties: str = "id"


@dataclass(frozen=True)
class ElectionClauses:
    """How persons are elected. A secret election needs `minimum_voters` seats on its roll.

    `has_codes` lets voters check their vote by a code, and so prove it.
    """

    binding: str = "stv"
    arithmetic: str = "exact"
    equal_ranks: str = "split"
    minimum_voters: int = 5
    has_codes: bool = False


@dataclass(frozen=True)
class DelegationClauses:
    """How many steps a vote may be handed on from seat to seat; 0: it may not be handed on at all."""

    longest_chain: int = 0


@dataclass(frozen=True)
class Choices:
    """The four sections together."""

    rankings: RankingClauses = field(default_factory=RankingClauses)
    allocations: AllocationClauses = field(default_factory=AllocationClauses)
    elections: ElectionClauses = field(default_factory=ElectionClauses)
    delegation: DelegationClauses = field(default_factory=DelegationClauses)

    def as_json(self) -> dict[str, object]:
        """JSON-ready, one table per section; fractions as text."""
        return {name: _as_json(getattr(self, name)) for name in SECTIONS}


SECTIONS: dict[str, Any] = {
    "rankings": RankingClauses,
    "allocations": AllocationClauses,
    "elections": ElectionClauses,
    "delegation": DelegationClauses,
}
BINDING = {"rankings": RANKING_RULES, "allocations": ALLOCATION_RULES, "elections": ELECTION_RULES}


def read_choices(reader: Reader, table: Mapping[str, object]) -> Choices:
    """The sections that `table` states, the rest as in the defaults; problems are noted in the reader."""
    return Choices(**{name: _read(reader, name, table.get(name, {})) for name in SECTIONS})


def _read(reader: Reader, section: str, value: object) -> Any:
    """One section. What is not stated is as in its defaults."""
    default = SECTIONS[section]()
    stated = reader.table(value, section, tuple(default.__dataclass_fields__))
    found = {
        name: _clause(reader, section, name, given, getattr(default, name))
        for name, given in stated.items()
        if name in default.__dataclass_fields__
    }
    return SECTIONS[section](**found)


def _clause(reader: Reader, section: str, name: str, given: object, default: object) -> object:
    path = f"{section}.{name}"
    if name == "binding":
        return reader.one_of(given, path, BINDING[section])
    if name in OPTIONS:
        return reader.one_of(given, path, OPTIONS[name])
    if isinstance(default, bool):
        return reader.boolean(given, path)
    if isinstance(default, Fraction):
        return reader.fraction(given, path, highest=None)
    if name == "longest_chain":
        return reader.integer(given, path, 0, LONGEST_CHAIN)
    return reader.integer(given, path, 2, 100_000)


def _as_json(clauses: Any) -> dict[str, object]:
    stated = {name: getattr(clauses, name) for name in clauses.__dataclass_fields__}
    return {name: fraction_text(value) if isinstance(value, Fraction) else value for name, value in stated.items()}
