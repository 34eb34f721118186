"""The votes of a file, the conventions by which they are counted, and the order of a lot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any

from proposals.tally.allocations.bounds import Bounds
from proposals.tally.allocations.completion import Add1
from proposals.tally.elections.places import Places
from proposals.tally.formats.pb import PbFile
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.roll import TallyError


@dataclass(frozen=True)
class Options:
    """The conventions of a count. The defaults are those that the field's own programs use most."""

    budget: Fraction | None = None
    by: str = "votes"
    misfit: str = "skip"
    satisfaction: str = "cost"
    completion: str = "none"
    add1: Add1 = field(default_factory=Add1)
    bounds: Bounds = field(default_factory=Bounds)
    ties: str = "id"
    unranked: str = "last"
    reading: Reading = field(default_factory=Reading)
    batch: bool = False
    strength: str = "winning_votes"
    quorum: Fraction = Fraction(0)
    majorities: Mapping[str, Fraction] = field(default_factory=dict)
    default: str | None = None
    seats: int | None = None
    arithmetic: str = "exact"


@dataclass(frozen=True)
class Votes:
    """The votes of a file: rankings, wishes of a budget, or the `document` of a ballot, and what else the file says."""

    rankings: RankingProfile | None = None
    pb: PbFile | None = None
    seats: int = 1
    withdrawn: tuple[int, ...] = ()
    default: str | None = None
    places: Places | None = None
    document: Mapping[str, Any] | None = None


def lot_of(ids: list[str], seed: str) -> list[int]:
    """The order of a lot: by SHA-256 of the seed and the id, which anybody can work out once the seed is public."""
    if not seed:
        raise TallyError("A lot needs a seed: lot:SEED.")
    return sorted(range(len(ids)), key=lambda number: sha256(f"{seed}|{ids[number]}".encode()).hexdigest())
