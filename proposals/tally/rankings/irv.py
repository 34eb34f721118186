"""Instant runoff: whoever has fewest drops out, until one option has more than half of the ballots that still count.

Exact. Ties among the last are broken by the lot alone, unless `earlier` asks for the earlier rounds first. Without a
lot a tie that matters ends the count, and the outcome says between whom a lot has to decide; so it does when all who
are left are level, since then nobody is last: only a lot that was drawn goes on from there, and no order of names.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from proposals.tally.rankings.preferences import Reading, Standing, is_plain, standing
from proposals.tally.rankings.profile import Order as Ballot
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.rounds import IrvTally, Round, Why
from proposals.tally.rankings.ties import LotNeeded, Order, Tie, as_order, decide

__all__ = ["IrvTally", "Round", "irv"]

INACTIVE = ("exhausted", "overvoted", "skipped")
Weight = Fraction | int


@dataclass
class _Count:
    """The state of a count. `hands[o]` are the plain papers that option o holds: only those of whoever drops out are
    looked at again. What a paper with equal, skipped or spoilt ranks counts for may change in any round.
    """

    profile: RankingProfile
    reading: Reading
    lot: Order | None
    earlier: bool
    continuing: set[int]
    hands: list[list[tuple[Ballot, Weight]]]
    moving: list[tuple[Ballot, Weight]]
    sums: list[Weight]
    spent: dict[str, Weight] = field(default_factory=lambda: dict.fromkeys(INACTIVE, 0))
    history: list[dict[int, Fraction]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def names(self, options: Collection[int]) -> tuple[str, ...]:
        return tuple(self.profile.options[option] for option in options)

    def tally(self) -> dict[int, Fraction]:
        papers, self.moving = self.moving, []
        part: list[Weight] = [0] * len(self.sums)
        waiting: dict[str, Weight] = dict.fromkeys(INACTIVE, 0)
        unsettled: list[tuple[Ballot, Weight]] = []
        for paper in papers:
            order, weight = paper
            place = standing(order, self.continuing, self.reading)
            if self._is_settled(order, place):
                if place.options:
                    self.hands[place.options[0]].append(paper)
                    self.sums[place.options[0]] += weight
                else:
                    self.spent[place.reason] += weight
                continue
            unsettled.append(paper)
            for option in place.options:
                part[option] += Fraction(weight) / len(place.options)
            if place.reason:
                waiting[place.reason] += weight
        self.moving = unsettled
        sums = [sure + more for sure, more in zip(self.sums, part, strict=True)]
        spent = {reason: self.spent[reason] + waiting[reason] for reason in INACTIVE}
        totals = {option: Fraction(sums[option]) for option in sorted(self.continuing)}
        inactive = {reason: Fraction(weight) for reason, weight in spent.items()}
        self.history.append(totals)
        self.rounds.append(Round({self.profile.options[o]: total for o, total in totals.items()}, inactive))
        return totals

    def _is_settled(self, order: Ballot, place: Standing) -> bool:
        """Whether a paper stays where it is until that option is out: not while a rank before it, or its own, is shared
        by options of which some may yet drop out.
        """
        if self.reading.equal_ranks == "skip" and not is_plain(order):
            return False
        return len(place.options) == 1 or place.reason in ("exhausted", "skipped")

    def last(self, totals: dict[int, Fraction]) -> tuple[int, Tie | None]:
        """Whoever has fewest; a tie is told."""
        lowest = min(totals.values())
        level = [option for option, total in totals.items() if total == lowest]
        if len(level) == 1:
            return level[0], None
        history = self.history[:-1] if self.earlier else []
        names, number = self.profile.options, len(self.rounds)
        tie = decide(level, history, self.lot, highest=False, names=names, number=number)
        self.ties.append(tie)
        return names.index(tie.chosen), tie

    def eliminate(self, options: Sequence[int], why: Why, tie: Tie | None) -> None:
        self.continuing -= set(options)
        for option in options:
            self.moving += self.hands[option]
        for option in options:
            self.hands[option], self.sums[option] = [], 0
        now = self.rounds[-1]
        self.rounds[-1] = Round(now.totals, now.inactive, self.names(options), why, tie)

    def result(self, winner: int | None, lot_between: Collection[int] = ()) -> IrvTally:
        name = None if winner is None else self.profile.options[winner]
        return IrvTally(
            self.profile.options, name, tuple(self.rounds), tuple(self.ties), self.names(sorted(lot_between))
        )


def irv(
    profile: RankingProfile,
    reading: Reading | None = None,
    *,
    batch: bool = False,
    earlier: bool = False,
    lot: Order | Sequence[int] | None = None,
    first_out: Sequence[int] = (),
    withdrawn: Collection[int] = (),
) -> IrvTally:
    """Count the profile by instant runoff.

    `batch` drops at once everybody who could not pass the next one even with the votes of all below (Minneapolis).
    `lot` is an order of all options: of those that are level, the one that stands last in it drops out. `first_out`
    drop out after the first round whatever they have (write-ins that are no candidates). `withdrawn` options
    are on the ballots and count for nothing.
    """
    continuing = set(range(len(profile.options))) - set(withdrawn)
    count = _begin(profile, reading or Reading(), as_order(lot), earlier, continuing)
    while count.continuing:
        totals = count.tally()
        best = max(totals, key=lambda option: totals[option])
        if totals[best] > count.rounds[-1].threshold:
            return count.result(best)
        level = len(set(totals.values())) == 1
        if not totals[best] or (level and not (count.lot and count.lot.is_drawn)):
            return count.result(None, totals if len(totals) > 1 else ())
        try:
            count.eliminate(*_out(count, totals, batch, first_out))
        except LotNeeded as needed:
            return count.result(None, needed.options)
    return count.result(None)


def _begin(profile: RankingProfile, reading: Reading, lot: Order | None, earlier: bool, continuing: set[int]) -> _Count:
    size = len(profile.options)
    return _Count(
        profile=profile,
        reading=reading,
        lot=lot,
        earlier=earlier,
        continuing=continuing,
        hands=[[] for _option in range(size)],
        moving=list(profile.ballots.items()),
        sums=[0] * size,
    )


def _out(
    count: _Count, totals: dict[int, Fraction], batch: bool, first_out: Sequence[int]
) -> tuple[list[int], Why, Tie | None]:
    unreal = [option for option in first_out if option in totals]
    if unreal and len(unreal) < len(totals):
        return unreal, "no_candidate", None
    if batch and (hopeless := _hopeless(totals)):
        return hopeless, "batch", None
    together = _level_and_hopeless(totals)
    if together and count.lot is None and not count.earlier:
        return together, "together", None
    option, tie = count.last(totals)
    return [option], "tie" if tie else "fewest", tie


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
