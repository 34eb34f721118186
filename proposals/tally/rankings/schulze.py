"""The method of Schulze: the strongest path decides between two options.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011). With supermajority and quorum as in the constitution of the
Debian project, A.6 (version 1.4): options are dropped before the paths are looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from councils.rulebook.rules import fraction_text
from proposals.tally.rankings.pairwise import Matrix
from proposals.tally.roll import TallyError

Strength = Literal["winning_votes", "margins"]
Number = Fraction | int


@dataclass(frozen=True)
class Drop:
    """An option that is out of the count before it begins: `have` against the default option, and what it `needed`."""

    option: str
    reason: Literal["quorum", "majority"]
    have: Fraction
    needed: Fraction

    def as_json(self) -> dict[str, object]:
        facts = {"option": self.option, "reason": self.reason}
        return {**facts, "have": fraction_text(self.have), "needed": fraction_text(self.needed)}


@dataclass(frozen=True)
class SchulzeTally:
    """The result. `ranking` is the social order, groups of options that nothing tells apart, the best first; its first
    group are the winners, of whom several are a tie that only a lot could break.

    `matrix` is who was preferred to whom, `strengths` the strongest path between each two (0: none), `nexts` the option
    that follows on it, all by `options`. `dropped` are out before the count.
    """

    options: tuple[str, ...]
    strength: Strength
    matrix: tuple[tuple[Number, ...], ...]
    strengths: tuple[tuple[Number, ...], ...]
    nexts: tuple[tuple[int | None, ...], ...]
    ranking: tuple[tuple[str, ...], ...]
    dropped: tuple[Drop, ...] = ()
    conventions: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def winners(self) -> tuple[str, ...]:
        """Whom no other option beats."""
        return self.ranking[0] if self.ranking else ()

    def path(self, first: str, last: str) -> list[tuple[str, str, Number]]:
        """The strongest path from one option to another as its steps, each with its strength; none is an empty list."""
        here, goal = self.options.index(first), self.options.index(last)
        steps: list[tuple[str, str, Number]] = []
        while here != goal:
            there = self.nexts[here][goal]
            if there is None:
                return []
            steps.append((self.options[here], self.options[there], _strength(self.matrix, here, there, self.strength)))
            here = there
        return steps

    def comparisons(self) -> list[dict[str, object]]:
        """Each winner against each other option: the strongest path there and the strongest back, link by link."""
        return [
            {
                "winner": winner,
                "other": other,
                "there": self._told(winner, other),
                "back": self._told(other, winner),
                "is_tie": other in self.winners,
            }
            for winner in self.winners
            for other in self.options
            if other != winner
        ]

    def _told(self, first: str, last: str) -> dict[str, object]:
        """A path as JSON: the chain of options, its links with the votes for and against each, and the weakest of them,
        which is the strength of the path (0: there is none).
        """
        steps, place = self.path(first, last), self.options.index
        links = [
            {
                "from": above,
                "to": below,
                "for": fraction_text(self.matrix[place(above)][place(below)]),
                "against": fraction_text(self.matrix[place(below)][place(above)]),
                "strength": fraction_text(strength),
            }
            for above, below, strength in steps
        ]
        chain = [first, *(below for _above, below, _strength in steps)] if steps else []
        return {"strength": fraction_text(self.strengths[place(first)][place(last)]), "chain": chain, "links": links}

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text."""
        return {
            "options": list(self.options),
            "strength": self.strength,
            "matrix": [[fraction_text(value) for value in row] for row in self.matrix],
            "strengths": [[fraction_text(value) for value in row] for row in self.strengths],
            "paths": self.comparisons(),
            "ranking": [list(group) for group in self.ranking],
            "dropped": [drop.as_json() for drop in self.dropped],
            "conventions": dict(self.conventions),
        }


def schulze(
    options: tuple[str, ...], matrix: Matrix, strength: Strength = "winning_votes", dropped: tuple[Drop, ...] = ()
) -> SchulzeTally:
    """The social order of `options` by the pairwise `matrix` (see `pairwise`).

    A defeat is as strong as the votes for it (`winning_votes`) or as its margin (`margins`); a path as its weakest
    defeat; an option beats another if its strongest path is stronger than the one back.
    """
    size = len(options)
    if len(matrix) != size or any(len(row) != size for row in matrix):
        raise TallyError("The matrix does not have a row and a column for each option.")
    votes = tuple(tuple(row) for row in matrix)
    paths = [[_strength(votes, a, b, strength) for b in range(size)] for a in range(size)]
    nexts: list[list[int | None]] = [[b if paths[a][b] else None for b in range(size)] for a in range(size)]
    for through in range(size):
        for a in range(size):
            if a == through or not paths[a][through]:
                continue
            here, onward, first = paths[a], paths[through], nexts[a][through]
            for b in range(size):
                reached = min(here[through], onward[b])
                if reached > here[b] and b not in (a, through):
                    here[b], nexts[a][b] = reached, first
    strengths = tuple(tuple(row) for row in paths)
    order = tuple(tuple(options[number] for number in group) for group in _layers(paths))
    steps = tuple(tuple(row) for row in nexts)
    return SchulzeTally(options, strength, votes, strengths, steps, order, dropped)


def _strength(votes: tuple[tuple[Number, ...], ...], a: int, b: int, strength: Strength) -> Number:
    """How strong the defeat of b by a is; 0 if there is none."""
    if a == b or votes[a][b] <= votes[b][a]:
        return 0
    return votes[a][b] if strength == "winning_votes" else votes[a][b] - votes[b][a]


def _layers(paths: Sequence[Sequence[Number]]) -> list[list[int]]:
    """Whom nobody beats, then whom nobody of the rest beats, and so on. The relation is transitive, so it ends."""
    left, layers = list(range(len(paths))), []
    while left:
        best = [a for a in left if all(paths[a][b] >= paths[b][a] for b in left)]
        layers.append(best)
        left = [a for a in left if a not in best]
    return layers


def schulze_quorum(
    options: tuple[str, ...],
    matrix: Matrix,
    *,
    default: str,
    quorum: Fraction | int = 0,
    majorities: Mapping[str, Fraction | int] | None = None,
    strength: Strength = "winning_votes",
) -> SchulzeTally:
    """Schulze among the options that reach the quorum and their majority against the `default` option.

    Source: Debian constitution A.6. An option is dropped unless V(option, default) >= quorum, and unless V(option,
    default) > ratio * V(default, option); the ratio is 1 where `majorities` says nothing. The default is never dropped.
    Raises `TallyError` for an unknown default or option, or a quorum or ratio below 0.
    """
    ratios = {name: Fraction(ratio) for name, ratio in (majorities or {}).items()}
    unknown = [name for name in (default, *ratios) if name not in options]
    if unknown:
        raise TallyError(f"{unknown[0][:40]!r} is no option.")
    if quorum < 0 or any(ratio < 0 for ratio in ratios.values()):
        raise TallyError("A quorum or a majority is not below 0.")
    base = options.index(default)
    drops = {
        number: drop
        for number, name in enumerate(options)
        if number != base
        and (
            drop := _drop(
                name, Fraction(matrix[number][base]), Fraction(matrix[base][number]), Fraction(quorum), ratios
            )
        )
    }
    kept = [number for number in range(len(options)) if number not in drops]
    inner: Matrix = [[matrix[a][b] for b in kept] for a in kept]
    return schulze(tuple(options[number] for number in kept), inner, strength, tuple(drops.values()))


def _drop(
    name: str, have: Fraction, against: Fraction, quorum: Fraction, ratios: Mapping[str, Fraction]
) -> Drop | None:
    if have < quorum:
        return Drop(name, "quorum", have, quorum)
    needed = ratios.get(name, Fraction(1)) * against
    return None if have > needed else Drop(name, "majority", have, needed)
