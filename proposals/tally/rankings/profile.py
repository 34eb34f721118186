"""Rankings as they were cast, equal ones together: the input of every rule that counts rankings.

Exact: a weight is a whole number or a fraction. Who counts by capital hands over contributions as weights, and a seat
that splits its vote two ballots of half a weight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from proposals.tally.roll import TallyError

Order = tuple[tuple[int, ...], ...]
"""Groups of equally ranked options by their position, the best first; an option may be in none. An empty group is a
rank that the voter left out, the group `OVERVOTE` one where more was marked than can be told."""

OVERVOTE = (-1,)

Ranks = Iterable[Iterable[str] | None]


@dataclass(frozen=True)
class RankingProfile:
    """`options` are ids in the order of the ballot paper; `ballots` maps each distinct order to its weight (> 0)."""

    options: tuple[str, ...]
    ballots: Mapping[Order, Fraction | int]

    @property
    def total(self) -> Fraction:
        """The weight of all ballots."""
        return sum((Fraction(weight) for weight in self.ballots.values()), Fraction(0))

    def without(self, dropped: Iterable[int]) -> "RankingProfile":
        """The same ballots without some options. Positions are those of the options that stay."""
        gone = set(dropped)
        kept = [number for number in range(len(self.options)) if number not in gone]
        place = {old: new for new, old in enumerate(kept)}
        grouped: dict[Order, Fraction | int] = {}
        for order, weight in self.ballots.items():
            groups = (
                tuple(place[option] for option in group if option in place) for group in order if group != OVERVOTE
            )
            left = tuple(group for group in groups if group)
            grouped[left] = grouped.get(left, 0) + weight
        return RankingProfile(tuple(self.options[number] for number in kept), grouped)


def profile_of(options: Iterable[str], ballots: Iterable[tuple[Ranks, Fraction | int]]) -> RankingProfile:
    """A profile from orders of option ids and weights; raises `TallyError` at the first that is none.

    An option stands on a ballot once; a weight is exact and positive. A rank that is None is an overvote.
    """
    names = tuple(options)
    place = {name: number for number, name in enumerate(names)}
    if len(place) != len(names):
        raise TallyError("An option stands on the ballot paper twice.")
    grouped: dict[Order, Fraction | int] = {}
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    for order, weight in ballots:
        read = _read(order, place, known)
        if type(weight) not in (int, Fraction) or weight <= 0:
            raise TallyError("The weight of a ballot is an exact number above 0.")
        exact = int(weight) if weight.denominator == 1 else Fraction(weight)
        grouped[read] = grouped.get(read, 0) + exact
    return RankingProfile(names, grouped)


def _read(order: Ranks, place: Mapping[str, int], known: dict[tuple[int, ...], tuple[int, ...]]) -> Order:
    """The order by positions. Equal groups are one object in memory (`known`): there are few, in many ballots."""
    groups: list[tuple[int, ...]] = []
    seen: set[str] = set()
    for group in order:
        if group is None:
            groups.append(OVERVOTE)
            continue
        numbers = []
        for name in group:
            if name not in place:
                raise TallyError(f"A ballot ranks {str(name)[:40]!r}, which is no option.")
            if name in seen:
                raise TallyError(f"A ballot ranks {str(name)[:40]!r} twice.")
            seen.add(name)
            numbers.append(place[name])
        ranked = tuple(sorted(numbers))
        groups.append(known.setdefault(ranked, ranked))
    return tuple(groups)
