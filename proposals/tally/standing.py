"""One ballot in whole numbers: the sums from which every rule's outcome follows.

Parts of seats and contributions are multiplied by their common denominators, so that the many recounts that the search
for pivots needs are additions of integers, and yet the very sums that the published tally is made of.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import add, sub
from typing import NamedTuple

from councils.rulebook.rules import CHOICES, Rulebook
from proposals.tally.roll import Answer, Roll, RollSeat, check_roll, check_votes


class Cast(NamedTuple):
    """One seat's vote, in parts of which `Ground.part_scale` make a seat. `no` holds the block as well."""

    yes: int
    no: int
    block: int


NOTHING = (0,) * 6


class Standing(NamedTuple):
    """Everything that an outcome depends on, summed up over the roll.

    The first nine can be moved by seats that change sides; who is present cannot. `blocks` and `nays` are numbers of
    seats with some part of a block, of a no or a block; `vetoes` the veto holders among `nays`.
    """

    seat_yes: int
    seat_no: int
    blocks: int
    nays: int
    vetoes: int
    country_yes: int
    country_no: int
    weight_yes: int
    weight_no: int
    seats_present: int
    countries_present: int
    weight_present: int
    kinds_present: frozenset[str]


class Figures(NamedTuple):
    """One track: yes, no (block included), all that was cast, all on the roll; `scale` of them make one unit."""

    yes: int
    no: int
    cast: int
    roll: int
    scale: int


@dataclass(frozen=True)
class Ground:
    """What stays the same however the seats vote. Seats are in the order of their ids, countries of their codes."""

    seats: tuple[RollSeat, ...]
    members: Mapping[str, tuple[int, ...]]
    regional: tuple[int, ...]
    weights: Mapping[str, int]
    vetoers: frozenset[int]
    kinds: frozenset[str]
    part_scale: int
    weight_scale: int
    weight_total: int

    def figures(self, track: str, standing: Standing) -> Figures:
        if track == "countries":
            present = standing.countries_present
            return Figures(standing.country_yes, standing.country_no, present, len(self.members), 1)
        if track == "capital":
            present = standing.weight_present
            return Figures(standing.weight_yes, standing.weight_no, present, self.weight_total, self.weight_scale)
        scale = self.part_scale
        present = standing.seats_present * scale
        return Figures(standing.seat_yes, standing.seat_no, present, len(self.seats) * scale, scale)


@dataclass(frozen=True)
class Count:
    """A ballot laid out for counting: the roll and votes as given, and their sums. What several rules tell of the
    choices is summed up once, by the first that does.
    """

    rulebook: Rulebook
    roll: Roll
    answers: Mapping[str, Answer]
    ground: Ground
    casts: tuple[Cast | None, ...]
    standing: Standing

    @cached_property
    def parts(self) -> dict[str, Fraction]:
        """The parts of each choice, of all seats that voted."""
        return _summed(self.answers.values())

    @cached_property
    def parts_of(self) -> dict[str, tuple[dict[str, Fraction], int]]:
        """The parts of each choice, of the seats of each country that voted, and how many these are."""
        found = {}
        for country, indices in self.ground.members.items():
            ids = [self.ground.seats[index].id for index in indices]
            answers = [self.answers[seat] for seat in ids if seat in self.answers]
            found[country] = (_summed(answers), len(answers))
        return found


def _summed(answers: Collection[Answer]) -> dict[str, Fraction]:
    return {choice: sum((answer[choice] for answer in answers), Fraction(0)) for choice in CHOICES}


def country_choice(yes: int | Fraction, no: int | Fraction, is_present: bool) -> str:
    """What a country says: the side with more parts, `abstain` if votes were cast and they are equal, else `absent`."""
    if not is_present:
        return "absent"
    return "yes" if yes > no else "no" if no > yes else "abstain"


def lay_out(rulebook: Rulebook, roll: Roll, votes: Mapping[str, Answer]) -> Count:
    """Check and sum up a ballot; raises `TallyError` for a roll or a vote that cannot be counted."""
    check_roll(roll)
    answers = check_votes(roll, votes)
    part_scale = lcm(*(part.denominator for answer in answers.values() for part in answer.values()))
    ground = _lay_ground(rulebook, roll, part_scale)
    casts = tuple(_cast(answers.get(seat.id), part_scale) for seat in ground.seats)
    return Count(rulebook, roll, answers, ground, casts, Sums(ground, casts).standing())


def _lay_ground(rulebook: Rulebook, roll: Roll, part_scale: int) -> Ground:
    seats = tuple(sorted(roll.seats, key=lambda seat: seat.id))
    members: dict[str, list[int]] = {seat.country: [] for seat in seats if seat.country is not None}
    for index, seat in enumerate(seats):
        if seat.country is not None:
            members[seat.country].append(index)
    amounts = {country: Fraction(roll.contributions.get(country, 0)) for country in sorted(members)}
    vetoes = frozenset(rulebook.vetoes)
    weight_scale = lcm(*(amount.denominator for amount in amounts.values()))
    weights = {country: int(amount * weight_scale) for country, amount in amounts.items()}
    return Ground(
        seats=seats,
        members={country: tuple(members[country]) for country in sorted(members)},
        regional=tuple(index for index, seat in enumerate(seats) if seat.country is None),
        weights=weights,
        vetoers=frozenset(index for index, seat in enumerate(seats) if seat.slug in vetoes),
        kinds=frozenset(seat.kind for seat in seats),
        part_scale=part_scale,
        weight_scale=weight_scale,
        weight_total=sum(weights.values()),
    )


def _cast(answer: Answer | None, scale: int) -> Cast | None:
    if answer is None:
        return None
    yes, no, block = (int(answer[choice] * scale) for choice in ("yes", "no", "block"))
    return Cast(yes, no + block, block)


class Sums:
    """The sums of a ballot, kept while its seats change what they say: a change takes as long as one seat, however long
    the roll. They are those of the votes in `casts`, one for each seat of the ground in its order (None: absent), by
    whatever changes it came to them.
    """

    def __init__(self, ground: Ground, casts: Sequence[Cast | None]) -> None:
        self.ground = ground
        self.casts: list[Cast | None] = [None] * len(ground.seats)
        self._moved = NOTHING
        self._kinds: Counter[str] = Counter()
        self._countries = dict.fromkeys(ground.members, (0, 0, 0))
        self._said: Counter[str] = Counter(absent=len(ground.members))
        self._weighed: Counter[str] = Counter(absent=ground.weight_total)
        for index, cast in enumerate(casts):
            self.change(index, cast)

    def change(self, index: int, cast: Cast | None) -> None:
        """Let the seat at this place of the ground say this instead of what it says now."""
        seat, before = self.ground.seats[index], self._parts(index, self.casts[index])
        change = tuple(map(sub, self._parts(index, cast), before))
        self.casts[index] = cast
        self._moved = tuple(map(add, self._moved, change))
        self._kinds[seat.kind] += change[-1]
        if seat.country is not None:
            yes, no, present = self._countries[seat.country]
            self._say(seat.country, -1)
            self._countries[seat.country] = (yes + change[0], no + change[1], present + change[-1])
            self._say(seat.country, 1)

    def standing(self) -> Standing:
        """What an outcome depends on, as it is now."""
        yes, no, blocks, nays, vetoes, present = self._moved
        said, weighed = self._said, self._weighed
        here = len(self.ground.members) - said["absent"]
        weight_here = self.ground.weight_total - weighed["absent"]
        kinds = frozenset(kind for kind, number in self._kinds.items() if number)
        return Standing(
            *(yes, no, blocks, nays, vetoes, said["yes"], said["no"], weighed["yes"], weighed["no"]),
            *(present, here, weight_here, kinds),
        )

    def _parts(self, index: int, cast: Cast | None) -> tuple[int, ...]:
        """What one vote adds to yes, no, blocks, nays, vetoes and present."""
        if cast is None:
            return NOTHING
        nay = int(cast.no > 0)
        return cast.yes, cast.no, int(cast.block > 0), nay, nay if index in self.ground.vetoers else 0, 1

    def _say(self, country: str, number: int) -> None:
        yes, no, present = self._countries[country]
        choice = country_choice(yes, no, present > 0)
        self._said[choice] += number
        self._weighed[choice] += number * self.ground.weights[country]
