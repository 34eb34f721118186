"""Whose vote counts for a seat that handed its vote on: worked out once, from what stood when the vote closed.

Source: the project's design, §2 and §3, "Delegation". Seats are named by their ids; nothing here looks at an answer.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple


class Act(NamedTuple):
    """A seat hands its vote on to `to`, or takes it back (None): on one ballot, or on every ballot of the round."""

    seat: str
    to: str | None
    is_of_round: bool = False


class Handed(NamedTuple):
    """Where a delegation leads: to the seat `to`, by the seats of `via`; `counts` if that seat voted and this did
    not."""

    seat: str
    to: str
    via: tuple[str, ...]
    counts: bool


def standing(acts: Iterable[Act]) -> dict[str, str]:
    """What stands on one ballot after these acts, in their order. The last one of a seat stands; what a seat said of
    the ballot stands before what it said of the round, also if that was to take it back.
    """
    of_round: dict[str, str | None] = {}
    of_ballot: dict[str, str | None] = {}
    for act in acts:
        (of_round if act.is_of_round else of_ballot)[act.seat] = act.to
    return {seat: to for seat, to in {**of_round, **of_ballot}.items() if to is not None}


def hand_on(edges: Mapping[str, str], voted: Collection[str], longest: int) -> list[Handed]:
    """Where every delegation leads, by seat. A chain ends at the first seat on it that voted; where none did within
    `longest` steps, at the last seat that is reached, and it counts for nothing.
    """
    return [_follow(seat, edges, voted, longest) for seat in sorted(edges)]


def resolve(edges: Mapping[str, str], voted: Collection[str], longest: int) -> dict[str, str]:
    """The seat whose vote counts for each seat that handed its own on and did not vote itself."""
    return {handed.seat: handed.to for handed in hand_on(edges, voted, longest) if handed.counts}


def _follow(seat: str, edges: Mapping[str, str], voted: Collection[str], longest: int) -> Handed:
    path = [seat]
    while len(path) <= longest and path[-1] in edges and edges[path[-1]] not in path:
        path.append(edges[path[-1]])
        if path[-1] in voted:
            break
    if len(path) == 1:
        return Handed(seat, edges[seat], (), counts=False)
    return Handed(seat, path[-1], tuple(path[1:-1]), counts=path[-1] in voted and seat not in voted)


def closes_circle(edges: Mapping[str, str], seat: str, to: str) -> bool:
    """Whether a vote that `seat` hands on to `to` would come back to it."""
    here, seen = to, set()
    while here != seat:
        if here not in edges or here in seen:
            return False
        seen.add(here)
        here = edges[here]
    return True


def chain_with(edges: Mapping[str, str], seat: str, to: str) -> int:
    """How many steps the longest chain has that would lead over `seat` to `to`; there is no circle with it."""
    without = {one: other for one, other in edges.items() if one != seat}
    return _above(without, seat) + 1 + _below(without, to)


def _below(edges: Mapping[str, str], seat: str) -> int:
    seen = {seat}
    while seat in edges and edges[seat] not in seen:
        seat = edges[seat]
        seen.add(seat)
    return len(seen) - 1


def _above(edges: Mapping[str, str], seat: str) -> int:
    """The most steps by which anybody's vote comes to the seat."""
    hands: dict[str, list[str]] = {}
    for one, other in edges.items():
        hands.setdefault(other, []).append(one)
    steps, seen, level = 0, {seat}, [seat]
    while level := [one for here in level for one in hands.get(here, ()) if one not in seen]:
        seen.update(level)
        steps += 1
    return steps
