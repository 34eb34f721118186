"""One ballot in whole numbers: the sums from which every rule's outcome follows.

Parts of seats and contributions are multiplied by their common denominators, so that the many recounts that the search
for pivots needs are additions of integers, and yet the very sums that the published tally is made of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from councils.rulebook.rules import Rulebook
from proposals.tally.roll import Answer, Roll, RollSeat, check_roll, check_votes


class Cast(NamedTuple):
    """One seat's vote, in parts of which `Ground.part_scale` make a seat. `no` holds the block as well."""

    yes: int
    no: int
    block: int


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
    """A ballot laid out for counting: the roll and votes as given, and their sums."""

    rulebook: Rulebook
    roll: Roll
    answers: Mapping[str, Answer]
    ground: Ground
    casts: tuple[Cast | None, ...]
    standing: Standing


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
    return Count(rulebook, roll, answers, ground, casts, sum_up(ground, casts))


def _lay_ground(rulebook: Rulebook, roll: Roll, part_scale: int) -> Ground:
    seats = tuple(sorted(roll.seats, key=lambda seat: seat.id))
    members: dict[str, list[int]] = {seat.country: [] for seat in seats if seat.country is not None}
    for index, seat in enumerate(seats):
        if seat.country is not None:
            members[seat.country].append(index)
    amounts = {country: Fraction(roll.contributions.get(country, 0)) for country in sorted(members)}
    weight_scale = lcm(*(amount.denominator for amount in amounts.values()))
    weights = {country: int(amount * weight_scale) for country, amount in amounts.items()}
    return Ground(
        seats=seats,
        members={country: tuple(members[country]) for country in sorted(members)},
        regional=tuple(index for index, seat in enumerate(seats) if seat.country is None),
        weights=weights,
        vetoers=frozenset(index for index, seat in enumerate(seats) if seat.slug in set(rulebook.vetoes)),
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


def sum_up(ground: Ground, casts: Sequence[Cast | None]) -> Standing:
    """The standing of these votes, one for each seat of the ground in its order (None: absent)."""
    yes = no = blocks = nays = vetoes = present = 0
    for index, cast in enumerate(casts):
        if cast is None:
            continue
        present += 1
        yes += cast.yes
        no += cast.no
        blocks += cast.block > 0
        nays += cast.no > 0
        vetoes += cast.no > 0 and index in ground.vetoers
    said = dict.fromkeys(("yes", "no", "abstain", "absent"), 0)
    weighed = dict(said)
    for country, indices in ground.members.items():
        cast_here = [cast for index in indices if (cast := casts[index]) is not None]
        choice = country_choice(
            sum(cast.yes for cast in cast_here), sum(cast.no for cast in cast_here), bool(cast_here)
        )
        said[choice] += 1
        weighed[choice] += ground.weights[country]
    kinds = frozenset(seat.kind for seat, cast in zip(ground.seats, casts, strict=True) if cast is not None)
    here = len(ground.members) - said["absent"]
    weight_here = ground.weight_total - weighed["absent"]
    return Standing(
        *(yes, no, blocks, nays, vetoes, said["yes"], said["no"], weighed["yes"], weighed["no"]),
        *(present, here, weight_here, kinds),
    )
