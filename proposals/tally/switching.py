"""The smallest set of seats that, switched to the other side, changes an outcome.

To switch a seat is to swap its yes with its no (a block is a no); what it abstains stays. A seat that is absent or
abstains has no other side. Trying all sets of seats is hopeless beyond thirty, and needless: within a country, seats
whose switch moves the same sums are interchangeable, and of all sets that move a country's sums alike only the smallest
matters. So countries are merged one after the other, keeping for each vector of sums the fewest seats that reach it.

The search is exact as long as it needs no more than `SEARCH_LIMIT` such steps; beyond that, seats are switched largest
weight first, and the result says that it is not exact, and up to which size it is certain that no smaller set exists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from councils.rulebook.rules import YesShare, YesWeight
from proposals.tally.outcomes import Plan, Verdict, decide
from proposals.tally.standing import Cast, Count, Standing, Sums, country_choice

SEARCH_LIMIT = 80_000
"""Merging steps per rule. Of 200 whole votes in up to twelve countries it has always been enough, however unequal
their contributions; by seats and by countries in far larger councils too. Lopsided counts by capital of more countries
may pass it."""

Move = tuple[int, ...]
"""What a set of switches adds to: seat_yes, blocks, nays, vetoes, country_yes, country_no, weight_yes, weight_no."""

STILL: Move = (0,) * 8


class Pick(NamedTuple):
    """A set of seats as it came together: `size` of `seats` (indices of the ground), or else `parts`. To join two takes
    no longer the larger they are; only the one that is found is ever told seat by seat.
    """

    size: int = 0
    seats: Sequence[int] = ()
    parts: tuple["Pick", ...] = ()

    def joined(self, other: "Pick") -> "Pick":
        return Pick(self.size + other.size, parts=(self, other))

    def told(self) -> list[int]:
        found: list[int] = []
        waiting = [self]
        while waiting:
            pick = waiting.pop()
            waiting += pick.parts
            found += pick.seats[: pick.size]
        return found


class SearchLimitError(Exception):
    """The exact search would take more steps than it is given."""


@dataclass(frozen=True)
class Switch:
    """A set of seats (by id) that changes the outcome, and to what.

    `exact`: no smaller set does. Otherwise that is only known of sets of up to `none_up_to` seats.
    """

    seats: tuple[str, ...]
    outcome: str
    exact: bool
    none_up_to: int

    def as_json(self) -> dict[str, object]:
        facts = {"size": len(self.seats), "seats": list(self.seats), "outcome": self.outcome}
        return {**facts, "exact": self.exact, "none_up_to": self.none_up_to}


@dataclass(frozen=True)
class _Needs:
    """Which sums a plan looks at. A sum that no track looks at would only keep alike sets apart."""

    seats: bool
    blocks: bool
    nays: bool
    vetoes: bool
    countries: bool
    capital: bool


def _needs(plan: Plan, count: Count) -> _Needs:
    units = {track.unit for track in plan.tracks}
    for track in plan.tracks:
        units |= {item.track or track.unit for item in track.quorum if isinstance(item, YesShare | YesWeight)}
    rules = {track.rule for track in plan.tracks}
    return _Needs(
        seats="seats" in units,
        blocks="consensus" in rules,
        nays="unanimity" in rules,
        vetoes=bool(count.ground.vetoers),
        countries="countries" in units,
        capital="capital" in units,
    )


def switched(cast: Cast) -> Cast:
    """The other side: yes and no swapped, a block becoming a yes like any no."""
    return Cast(yes=cast.no, no=cast.yes, block=0)


class _Search:
    """One search: what it looks at, which moves there are, and the steps it has left."""

    def __init__(self, plan: Plan, count: Count) -> None:
        self.plan, self.count = plan, count
        self.needs = _needs(plan, count)
        self.steps = SEARCH_LIMIT
        by_country = self.needs.countries or self.needs.capital
        ground = count.ground
        every = tuple(range(len(ground.seats)))
        members = ground.members if by_country else {}
        self.groups: list[tuple[str | None, dict[Move, list[int]]]] = [
            (country, self._alike(seats)) for country, seats in members.items()
        ]
        self.groups.append((None, self._alike(ground.regional if by_country else every)))
        self.said = {country: self._said(seats) for country, seats in members.items()}

    def _said(self, indices: Sequence[int]) -> tuple[int, int]:
        """The parts of yes and of no of these seats."""
        here = [cast for index in indices if (cast := self.count.casts[index]) is not None]
        return sum(cast.yes for cast in here), sum(cast.no for cast in here)

    def _alike(self, indices: Sequence[int]) -> dict[Move, list[int]]:
        """Seats that can be switched, gathered by what their switch moves."""
        alike: dict[Move, list[int]] = {}
        for index in indices:
            cast = self.count.casts[index]
            if cast is None:
                continue
            move = self._seat_move(index, cast)
            # A seat split evenly between yes and no moves nothing when it is swapped.
            if any(move):
                alike.setdefault(move, []).append(index)
        return alike

    def _seat_move(self, index: int, cast: Cast) -> Move:
        nay_change = (cast.yes > 0) - (cast.no > 0)
        is_vetoer = self.needs.vetoes and index in self.count.ground.vetoers
        blocks = -int(cast.block > 0) if self.needs.blocks else 0
        nays = nay_change if self.needs.nays else 0
        return (cast.no - cast.yes, blocks, nays, nay_change if is_vetoer else 0, 0, 0, 0, 0)

    def _merge(self, reached: Mapping[Move, Pick], options: Mapping[Move, Pick], most: int) -> dict[Move, Pick]:
        self.steps -= len(reached) * len(options)
        if self.steps < 0:
            raise SearchLimitError
        merged: dict[Move, Pick] = {}
        for move, pick in reached.items():
            for more, extra in options.items():
                size = pick.size + extra.size
                if size > most:
                    continue
                total = tuple(map(add, move, more))
                known = merged.get(total)
                if known is None or size < known.size:
                    merged[total] = pick.joined(extra)
        return merged

    def _group_options(self, country: str | None, alike: Mapping[Move, Sequence[int]], most: int) -> dict[Move, Pick]:
        reached = {STILL: Pick()}
        for move, seats in alike.items():
            numbers = range(min(len(seats), most) + 1)
            options = {tuple(n * part for part in move): Pick(n, seats) for n in numbers}
            reached = self._merge(reached, options, most)
        projected: dict[Move, Pick] = {}
        for move, pick in sorted(reached.items(), key=_size):
            projected.setdefault(self._in_sums(country, move), pick)
        return projected

    def _in_sums(self, country: str | None, move: Move) -> Move:
        """A group's move in the sums that the plan looks at: its country may have changed its choice."""
        own = (move[0] if self.needs.seats else 0, *move[1:4])
        if country is None:
            return (*own, 0, 0, 0, 0)
        yes, no = self.said[country]
        before, after = country_choice(yes, no, True), country_choice(yes + move[0], no - move[0], True)
        to_yes, to_no = (after == "yes") - (before == "yes"), (after == "no") - (before == "no")
        weight = self.count.ground.weights[country] if self.needs.capital else 0
        said = (to_yes, to_no) if self.needs.countries else (0, 0)
        return (*own, *said, to_yes * weight, to_no * weight)

    def moved(self, move: Move) -> Standing:
        at = self.count.standing
        return at._replace(
            seat_yes=at.seat_yes + move[0],
            seat_no=at.seat_no - move[0],
            blocks=at.blocks + move[1],
            nays=at.nays + move[2],
            vetoes=at.vetoes + move[3],
            country_yes=at.country_yes + move[4],
            country_no=at.country_no + move[5],
            weight_yes=at.weight_yes + move[6],
            weight_no=at.weight_no + move[7],
        )

    def within(self, most: int, outcome: str) -> tuple[list[int], str] | None:
        """The smallest set of at most `most` seats with another outcome than this one."""
        reached = {STILL: Pick()}
        for country, alike in self.groups:
            if alike:
                reached = self._merge(reached, self._group_options(country, alike, most), most)
        for move, pick in sorted(reached.items(), key=_size):
            verdict = decide(self.plan, self.count.rulebook, self.count.ground, self.moved(move))
            if verdict.outcome != outcome:
                return pick.told(), verdict.outcome
        return None


def _size(item: tuple[Move, Pick]) -> int:
    return item[1].size


def smallest_switch(plan: Plan, count: Count, verdict: Verdict) -> Switch | None:
    """The smallest set that changes the outcome of `plan`, or None where switching sides cannot change it."""
    search = _Search(plan, count)
    switchable = sum(len(seats) for _, alike in search.groups for seats in alike.values())
    certain, most = 0, 1
    try:
        # Small sets first: most outcomes hang on few seats, and few seats are searched in few steps.
        while certain < switchable:
            most = min(most, switchable)
            found = search.within(most, verdict.outcome)
            if found is not None:
                return _switch(count, *found, exact=True, none_up_to=len(found[0]) - 1)
            certain, most = most, most * 2
    except SearchLimitError:
        return _largest_first(plan, count, verdict, certain)
    return None


def _switch(count: Count, pick: Sequence[int], outcome: str, exact: bool, none_up_to: int) -> Switch:
    seats = tuple(sorted(count.ground.seats[index].id for index in pick))
    return Switch(seats, outcome, exact, none_up_to)


def _largest_first(plan: Plan, count: Count, verdict: Verdict, certain: int) -> Switch | None:
    """Switch the seats of one side, those of the largest contribution first, until the outcome is another."""
    ground = count.ground
    order = sorted(
        range(len(ground.seats)), key=lambda index: (-_weight(count, index), ground.seats[index].country or "")
    )
    best: tuple[list[int], str] | None = None
    for side in (1, -1):
        sums, picked = Sums(ground, count.casts), []
        for index in order:
            cast = count.casts[index]
            if cast is None or (cast.yes - cast.no) * side <= 0:
                continue
            picked.append(index)
            sums.change(index, switched(cast))
            if _outcome(plan, count, sums) != verdict.outcome:
                slim = _without_needless(plan, count, sums, picked, verdict.outcome)
                if best is None or len(slim) < len(best[0]):
                    best = slim, _outcome(plan, count, sums)
                break
    if best is None:
        return None
    return _switch(count, *best, exact=len(best[0]) == certain + 1, none_up_to=certain)


def _outcome(plan: Plan, count: Count, sums: Sums) -> str:
    return decide(plan, count.rulebook, count.ground, sums.standing()).outcome


def _weight(count: Count, index: int) -> int:
    country = count.ground.seats[index].country
    return 0 if country is None else count.ground.weights[country]


def _without_needless(plan: Plan, count: Count, sums: Sums, picked: Sequence[int], outcome: str) -> list[int]:
    """Those of the picked that are needed for another outcome than this; the others are switched back in the sums."""
    kept = dict.fromkeys(picked)
    for index in picked:
        if len(kept) == 1:
            break
        there = sums.casts[index]
        sums.change(index, count.casts[index])
        if _outcome(plan, count, sums) != outcome:
            del kept[index]
        else:
            sums.change(index, there)
    return list(kept)
