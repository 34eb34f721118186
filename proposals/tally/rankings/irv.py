"""Instant runoff: whoever has fewest drops out, until one option has more than half of the ballots that still count.

Exact. Ties among the last are broken by the lot alone, unless `earlier` asks for the earlier rounds first. Without a
lot a tie that matters ends the count, and the outcome says between whom a lot has to decide; so it does when all who
are left are level, since then nobody is last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from councils.rulebook.rules import fraction_text
from proposals.tally.rankings.preferences import Reading, standing
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.ties import LotNeeded, Tie, by_earlier, by_lot

INACTIVE = ("exhausted", "overvoted", "skipped")


@dataclass(frozen=True)
class Round:
    """What each continuing option has, what counts for nobody any more and why, and who drops out at the end of it."""

    totals: dict[str, Fraction]
    inactive: dict[str, Fraction]
    eliminated: tuple[str, ...] = ()

    @property
    def threshold(self) -> Fraction:
        """More than this wins: half of what still counts."""
        return sum(self.totals.values(), Fraction(0)) / 2

    def as_json(self) -> dict[str, object]:
        return {
            "totals": {option: fraction_text(total) for option, total in self.totals.items()},
            "inactive": {reason: fraction_text(weight) for reason, weight in self.inactive.items()},
            "threshold": fraction_text(self.threshold),
            "eliminated": list(self.eliminated),
        }


@dataclass(frozen=True)
class IrvTally:
    """The result: a winner; or None, when nothing was ranked or `lot_between` have to be told apart by a lot."""

    options: tuple[str, ...]
    winner: str | None
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...] = ()
    lot_between: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text."""
        return {
            "winner": self.winner,
            "rounds": [round_.as_json() for round_ in self.rounds],
            "ties": [tie.as_json() for tie in self.ties],
            "lot_between": list(self.lot_between),
        }


@dataclass
class _Count:
    profile: RankingProfile
    reading: Reading
    lot: Sequence[int] | None
    earlier: bool
    continuing: set[int]
    history: list[dict[int, Fraction]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def names(self, options: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.profile.options[option] for option in options)

    def tally(self) -> dict[int, Fraction]:
        totals = dict.fromkeys(sorted(self.continuing), Fraction(0))
        inactive = dict.fromkeys(INACTIVE, Fraction(0))
        for order, weight in self.profile.ballots.items():
            place = standing(order, self.continuing, self.reading)
            for option in place.options:
                totals[option] += Fraction(weight) / len(place.options)
            if place.reason:
                inactive[place.reason] += weight
        self.history.append(totals)
        self.rounds.append(Round({self.profile.options[o]: total for o, total in totals.items()}, inactive))
        return totals

    def last(self, totals: dict[int, Fraction]) -> int:
        """Whoever has fewest; a tie is told."""
        lowest = min(totals.values())
        level = [option for option, total in totals.items() if total == lowest]
        if len(level) == 1:
            return level[0]
        left = by_earlier(level, self.history[:-1], highest=False) if self.earlier else level
        chosen = left[0] if len(left) == 1 else by_lot(left, self.lot, first=False)
        how: Literal["earlier", "lot"] = "earlier" if len(left) == 1 else "lot"
        self.ties.append(Tie(len(self.rounds), self.names(level), self.profile.options[chosen], how))
        return chosen

    def eliminate(self, options: Sequence[int]) -> None:
        self.continuing -= set(options)
        last = self.rounds[-1]
        self.rounds[-1] = Round(last.totals, last.inactive, self.names(options))


def irv(
    profile: RankingProfile,
    reading: Reading | None = None,
    *,
    batch: bool = False,
    earlier: bool = False,
    lot: Sequence[int] | None = None,
    first_out: Sequence[int] = (),
) -> IrvTally:
    """Count the profile by instant runoff.

    `batch` drops at once everybody who could not pass the next one even with the votes of all below (Minneapolis).
    `lot` is an order of all options: of those that are level, the one that stands last in it drops out. `first_out`
    drop out after the first round whatever they have (write-ins that are no candidates).
    """
    count = _Count(profile, reading or Reading(), lot, earlier, set(range(len(profile.options))))
    while count.continuing:
        totals = count.tally()
        best = max(totals, key=lambda option: totals[option])
        if len(totals) > 1 and len(set(totals.values())) == 1:
            return IrvTally(profile.options, None, tuple(count.rounds), tuple(count.ties), count.names(sorted(totals)))
        if totals[best] > count.rounds[-1].threshold:
            return IrvTally(profile.options, profile.options[best], tuple(count.rounds), tuple(count.ties))
        try:
            count.eliminate(_out(count, totals, batch, first_out))
        except LotNeeded as needed:
            names = count.names(needed.options)
            return IrvTally(profile.options, None, tuple(count.rounds), tuple(count.ties), names)
    return IrvTally(profile.options, None, tuple(count.rounds), tuple(count.ties))


def _out(count: _Count, totals: dict[int, Fraction], batch: bool, first_out: Sequence[int]) -> list[int]:
    unreal = [option for option in first_out if option in totals]
    if unreal and len(unreal) < len(totals):
        return unreal
    if batch and (hopeless := _hopeless(totals)):
        return hopeless
    together = _level_and_hopeless(totals)
    return together if together and count.lot is None and not count.earlier else [count.last(totals)]


def _hopeless(totals: dict[int, Fraction]) -> list[int]:
    """The largest group of the lowest whose votes together are fewer than the next one's."""
    ordered = sorted(totals, key=lambda option: (totals[option], option))
    found: list[int] = []
    below = Fraction(0)
    for place, option in enumerate(ordered[:-1], 1):
        below += totals[option]
        if below < totals[ordered[place]]:
            found = ordered[:place]
    return sorted(found)


def _level_and_hopeless(totals: dict[int, Fraction]) -> list[int]:
    """The options that share the last place, when they drop out one after the other whatever their order: no lot is
    needed for what makes no difference.
    """
    lowest = min(totals.values())
    level = [option for option, total in totals.items() if total == lowest]
    others = [total for total in totals.values() if total > lowest]
    return sorted(level) if len(level) > 1 and others and lowest * len(level) < min(others) else []
