"""The papers in the hands of the candidates while an election is counted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from proposals.tally.elections.places import Places
from proposals.tally.elections.stages import Moved, Parcels, Stage, Why
from proposals.tally.rankings.preferences import Reading, standing
from proposals.tally.rankings.profile import Order as Ballot
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.ties import Order, Tie, decide

Hand = dict[Fraction, dict[Ballot, Fraction | int]]


@dataclass
class Count:
    """The state of a count. `papers[c]` are those that candidate c holds; `totals` what they are worth."""

    profile: RankingProfile
    seats: int
    reading: Reading
    places: Places
    lot: Order | None
    continuing: set[int]
    quota: Fraction = Fraction(0)
    has_reached: Callable[[Fraction], bool] = bool
    papers: list[Hand] = field(default_factory=list)
    totals: list[Fraction] = field(default_factory=list)
    lost: Fraction = Fraction(0)
    elected: list[int] = field(default_factory=list)
    surpluses: set[int] = field(default_factory=set)
    held: dict[str, Parcels] = field(default_factory=dict)
    history: list[dict[int, Fraction]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    tie: Tie | None = None

    def __post_init__(self) -> None:
        size = len(self.profile.options)
        self.papers, self.totals = [{} for _candidate in range(size)], [Fraction(0)] * size

    def names(self, candidates: Collection[int]) -> tuple[str, ...]:
        return tuple(self.profile.options[candidate] for candidate in candidates)

    def give(self, parcels: Parcels) -> tuple[dict[int, Fraction], Fraction]:
        """Hand papers to the next continuing candidate on each; what has none is lost. Returns who gained what, and
        what was lost.
        """
        gained: dict[int, Fraction] = {}
        exhausted = Fraction(0)
        for value, papers in parcels.items():
            sums, lost = self._give(value, papers)
            exhausted += lost * value
            for candidate, weight in sums.items():
                gained[candidate] = gained.get(candidate, Fraction(0)) + weight * value
        for candidate, gain in gained.items():
            self.totals[candidate] += gain
        self.lost += exhausted
        return gained, exhausted

    def _give(
        self, value: Fraction, papers: Mapping[Ballot, Fraction | int]
    ) -> tuple[dict[int, Fraction | int], Fraction | int]:
        """The papers of one value. Returns the weight that each gained, and that of the papers without a next one."""
        hands = [hand.setdefault(value, {}) if c in self.continuing else {} for c, hand in enumerate(self.papers)]
        sums: dict[int, Fraction | int] = {}
        lost: Fraction | int = 0
        for order, weight in papers.items():
            to = standing(order, self.continuing, self.reading).options
            part = weight if len(to) < 2 else Fraction(weight) / len(to)
            for candidate in to:
                hand = hands[candidate]
                hand[order] = hand.get(order, 0) + part
                sums[candidate] = sums.get(candidate, 0) + part
            if not to:
                lost += weight
        return sums, lost

    def choose(self, level: Sequence[int], *, highest: bool) -> int:
        """One of those who are level: by the latest earlier stage at which they stood apart, then by the lot."""
        if len(level) == 1:
            return level[0]
        names, number = self.profile.options, len(self.stages)
        self.tie = decide(level, self.history[:-1], self.lot, highest=highest, names=names, number=number)
        self.ties.append(self.tie)
        return names.index(self.tie.chosen)

    def end_stage(
        self,
        act: str,
        of: Collection[int],
        given: tuple[Mapping[int, Fraction], Fraction],
        *,
        value: Fraction | None = None,
        surplus: Fraction | None = None,
        rounding: Fraction = Fraction(0),
        moved: Sequence[Moved] = (),
        why: Why = "",
        barred: tuple[Collection[int], Collection[int]] = ((), ()),
    ) -> None:
        """Write the stage down, and elect whoever has reached the quota. `barred` are the guarded and the doomed."""
        self.history.append(dict(enumerate(self.totals)))
        new = self._elect()
        gained, exhausted = given
        self.stages.append(
            Stage(
                act=act,
                of=self.names(of),
                totals={name: self.totals[c] for c, name in enumerate(self.profile.options)},
                transfers={self.profile.options[c]: gain for c, gain in sorted(gained.items())},
                non_transferable=self.lost,
                value=value,
                elected=self.names(new),
                surplus=surplus,
                exhausted=exhausted,
                rounding=rounding,
                moved=tuple(moved),
                why=why,
                guarded=self.names(sorted(barred[0])),
                doomed=self.names(sorted(barred[1])),
                tie=self.tie,
            )
        )
        self.tie = None

    def _elect(self) -> list[int]:
        reached = [c for c in self.continuing if self.has_reached(self.totals[c])]
        reached.sort(key=lambda candidate: (-self.totals[candidate], candidate))
        new = self.places.within(self.elected, reached, self.continuing, self.seats)
        self.elect(new)
        self.surpluses |= {candidate for candidate in new if self.totals[candidate] > self.quota}
        return new

    def elect(self, candidates: Sequence[int]) -> None:
        """They are in, and the papers that brought them there are remembered."""
        self.elected += candidates
        self.continuing -= set(candidates)
        for candidate in candidates:
            self.held[self.profile.options[candidate]] = self.papers[candidate]
