"""Single transferable vote, by the weighted inclusive Gregory method, one transfer a stage.

Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45-52: Droop quota, surpluses
the largest first, every paper of an elected candidate transferred at its own value times surplus over total, truncated
to five decimals. With `exact` nothing is truncated. The quota is ⌊V/(s+1)⌋+1, to be reached; or V/(s+1) exactly, to be
passed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from councils.rulebook.rules import fraction_text
from proposals.tally.elections.places import Places
from proposals.tally.rankings.preferences import Reading, standing
from proposals.tally.rankings.profile import Order, RankingProfile
from proposals.tally.rankings.ties import LotNeeded, Tie, by_earlier, by_lot
from proposals.tally.roll import TallyError

Arithmetic = Literal["exact", "scottish"]
Quota = Literal["droop", "exact"]
SCOTTISH_DIGITS = 10**5


@dataclass(frozen=True)
class Stage:
    """One step of the count: what was done (`first`, `surplus`, `exclusion`, `filled`), of whom, and what everybody has
    after it.

    `transfers` is what each candidate gained by it; `non_transferable` what went to nobody so far, what rounding cut
    off included.
    """

    act: str
    of: tuple[str, ...]
    totals: Mapping[str, Fraction]
    transfers: Mapping[str, Fraction]
    non_transferable: Fraction
    value: Fraction | None = None
    elected: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "act": self.act,
            "of": list(self.of),
            "totals": {name: fraction_text(total) for name, total in self.totals.items()},
            "transfers": {name: fraction_text(gain) for name, gain in self.transfers.items()},
            "non_transferable": fraction_text(self.non_transferable),
            "value": None if self.value is None else fraction_text(self.value),
            "elected": list(self.elected),
        }


@dataclass(frozen=True)
class StvTally:
    """The result. `elected` in the order of their election; fewer than the seats only when a lot is needed or there are
    too few candidates. `lot_between` are those between whom only a lot can tell.
    """

    candidates: tuple[str, ...]
    seats: int
    quota: Fraction
    elected: tuple[str, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...] = ()
    lot_between: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text."""
        return {
            "seats": self.seats,
            "quota": fraction_text(self.quota),
            "elected": list(self.elected),
            "stages": [stage.as_json() for stage in self.stages],
            "ties": [tie.as_json() for tie in self.ties],
            "lot_between": list(self.lot_between),
        }


@dataclass
class _Count:
    """The state of a count. `papers[c]` are the papers that candidate c holds: (order, value of one) → how much weight
    of them.
    """

    profile: RankingProfile
    seats: int
    arithmetic: Arithmetic
    reading: Reading
    places: Places
    lot: Sequence[int] | None
    quota: Fraction
    has_reached: Callable[[Fraction], bool]
    papers: list[dict[tuple[Order, Fraction], Fraction]] = field(default_factory=list)
    totals: list[Fraction] = field(default_factory=list)
    lost: Fraction = Fraction(0)
    continuing: set[int] = field(default_factory=set)
    elected: list[int] = field(default_factory=list)
    surpluses: set[int] = field(default_factory=set)
    history: list[dict[int, Fraction]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def names(self, candidates: Collection[int]) -> tuple[str, ...]:
        return tuple(self.profile.options[candidate] for candidate in candidates)

    def give(self, papers: Mapping[tuple[Order, Fraction], Fraction]) -> dict[int, Fraction]:
        """Hand papers to the next continuing candidate on each; what has none is lost. Returns who gained what."""
        gained: dict[int, Fraction] = {}
        for (order, value), weight in papers.items():
            to = standing(order, self.continuing, self.reading).options
            for candidate in to:
                part = weight / len(to)
                hand = self.papers[candidate]
                hand[order, value] = hand.get((order, value), Fraction(0)) + part
                gained[candidate] = gained.get(candidate, Fraction(0)) + part * value
            if not to:
                self.lost += weight * value
        for candidate, gain in gained.items():
            self.totals[candidate] += gain
        return gained

    def choose(self, level: Sequence[int], *, highest: bool) -> int:
        """One of those who are level: by the latest earlier stage at which they stood apart, then by the lot."""
        if len(level) == 1:
            return level[0]
        left = by_earlier(level, self.history[:-1], highest=highest)
        chosen = left[0] if len(left) == 1 else by_lot(left, self.lot, first=highest)
        how: Literal["earlier", "lot"] = "earlier" if len(left) == 1 else "lot"
        self.ties.append(Tie(len(self.stages), self.names(level), self.profile.options[chosen], how))
        return chosen

    def end_stage(self, act: str, of: Collection[int], gained: Mapping[int, Fraction], value: Fraction | None) -> None:
        """Write the stage down, and elect whoever has reached the quota."""
        self.history.append({candidate: total for candidate, total in enumerate(self.totals)})
        reached = [c for c in self.continuing if self.has_reached(self.totals[c])]
        reached.sort(key=lambda candidate: (-self.totals[candidate], candidate))
        new = self.places.within(self.elected, reached, self.seats)[: self.seats - len(self.elected)]
        self.elected += new
        self.continuing -= set(new)
        self.surpluses |= {candidate for candidate in new if self.totals[candidate] > self.quota}
        self.stages.append(
            Stage(
                act,
                self.names(of),
                {name: self.totals[c] for c, name in enumerate(self.profile.options)},
                {self.profile.options[c]: gain for c, gain in sorted(gained.items())},
                self.lost,
                value,
                self.names(new),
            )
        )


def stv(
    profile: RankingProfile,
    seats: int,
    *,
    arithmetic: Arithmetic = "exact",
    quota: Quota = "droop",
    reading: Reading | None = None,
    places: Places | None = None,
    lot: Sequence[int] | None = None,
    withdrawn: Collection[int] = (),
) -> StvTally:
    """Elect `seats` of the profile's options.

    `lot` is an order of all candidates for ties that no earlier stage breaks: the first in it is preferred. Without it
    such a tie ends the count. `withdrawn` candidates stand on the papers and count for nothing. Raises `TallyError` for
    less than one seat, or minimum places that nobody could keep.
    """
    if seats < 1:
        raise TallyError("An election has at least one seat.")
    rules = places or Places()
    rules.check(len(profile.options), seats)
    count = _begin(profile, seats, arithmetic, quota, reading or Reading(), rules, lot, withdrawn)
    lot_between: tuple[str, ...] = ()
    try:
        while len(count.elected) < seats and count.continuing:
            _next_stage(count)
    except LotNeeded as needed:
        lot_between = count.names(needed.options)
    elected = count.names(count.elected)
    return StvTally(profile.options, seats, count.quota, elected, tuple(count.stages), tuple(count.ties), lot_between)


def _begin(
    profile: RankingProfile,
    seats: int,
    arithmetic: Arithmetic,
    quota: Quota,
    reading: Reading,
    places: Places,
    lot: Sequence[int] | None,
    withdrawn: Collection[int],
) -> _Count:
    size = len(profile.options)
    continuing = set(range(size)) - set(withdrawn)
    valid = {o: Fraction(w) for o, w in profile.ballots.items() if standing(o, continuing, reading).options}
    total = sum(valid.values(), Fraction(0))
    share = total / (seats + 1)
    if quota == "droop":
        share = Fraction(share.numerator // share.denominator + 1)
    reached: Callable[[Fraction], bool] = (
        (lambda have: have >= share) if quota == "droop" else (lambda have: have > share)
    )
    count = _Count(profile, seats, arithmetic, reading, places, lot, share, reached)
    count.papers, count.totals, count.continuing = [{} for _c in range(size)], [Fraction(0)] * size, continuing
    gained = count.give({(order, Fraction(1)): weight for order, weight in valid.items()})
    count.end_stage("first", (), gained, None)
    return count


def _next_stage(count: _Count) -> None:
    vacancies = count.seats - len(count.elected)
    if len(count.continuing) <= vacancies:
        _fill(count)
    elif doomed := count.places.doomed(count.elected, count.continuing, count.seats):
        _exclude(count, _lowest(count, doomed))
    elif count.surpluses:
        most = max(count.totals[candidate] for candidate in count.surpluses)
        level = sorted(c for c in count.surpluses if count.totals[c] == most)
        _transfer_surplus(count, count.choose(level, highest=True))
    else:
        guarded = count.places.guarded(count.elected, count.continuing)
        _exclude(count, _lowest(count, count.continuing - guarded))


def _lowest(count: _Count, among: Collection[int]) -> int:
    fewest = min(count.totals[candidate] for candidate in among)
    return count.choose(sorted(c for c in among if count.totals[c] == fewest), highest=False)


def _fill(count: _Count) -> None:
    """As many places as candidates are left: they are elected, whoever has more first."""
    rest = sorted(count.continuing, key=lambda candidate: (-count.totals[candidate], candidate))
    count.elected += rest
    count.continuing -= set(rest)
    last = count.stages[-1]
    names = count.names(rest)
    count.stages.append(Stage("filled", names, last.totals, {}, count.lost, None, names))


def _transfer_surplus(count: _Count, candidate: int) -> None:
    total = count.totals[candidate]
    surplus = total - count.quota
    ratio = surplus / total
    moved: dict[tuple[Order, Fraction], Fraction] = {}
    before = count.lost
    worth = Fraction(0)
    for (order, value), weight in count.papers[candidate].items():
        new = _cut(value * ratio) if count.arithmetic == "scottish" else value * ratio
        moved[order, new] = moved.get((order, new), Fraction(0)) + weight
        worth += weight * new
    count.surpluses.discard(candidate)
    count.papers[candidate], count.totals[candidate] = {}, count.quota
    gained = count.give(moved)
    count.lost += surplus - worth
    assert count.lost >= before, "nothing that was lost comes back"  # noqa: S101 - conservation
    count.end_stage("surplus", [candidate], gained, ratio)


def _cut(value: Fraction) -> Fraction:
    """Truncated to five decimals."""
    return Fraction(value.numerator * SCOTTISH_DIGITS // value.denominator, SCOTTISH_DIGITS)


def _exclude(count: _Count, candidate: int) -> None:
    count.continuing.discard(candidate)
    papers = count.papers[candidate]
    count.papers[candidate], count.totals[candidate] = {}, Fraction(0)
    count.end_stage("exclusion", [candidate], count.give(papers), None)
