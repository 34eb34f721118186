"""Minimum places for groups of candidates, by guarding and dooming.

A candidate is guarded when the minimums cannot be kept without them, and doomed when they cannot be kept with them.
Source: I. D. Hill, "STV with constraints", Voting matters 9 (1998). A candidate may be of several groups (a country and
a field of expertise), so one election may fill the minimums of two; whether they can be kept is looked for exactly.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from proposals.tally.roll import TallyError

# Steps of the search, beyond which minimums are refused as too entangled: a hundred candidates of a dozen countries and
# as many fields need a few thousand.
MOST_STEPS = 200_000

Groups = frozenset[str]


@dataclass(frozen=True)
class Places:
    """`groups` says of which group, or groups, a candidate (by position) is, `minimum` how many places a group has at
    least.
    """

    groups: Mapping[int, str | Collection[str]] = field(default_factory=dict, hash=False)
    minimum: Mapping[str, int] = field(default_factory=dict, hash=False)

    def check(self, candidates: Collection[int], seats: int) -> None:
        """Refuse minimums that cannot be kept, whoever of the candidates is elected."""
        for group, least in self.minimum.items():
            if least < 0 or least > sum(1 for c in candidates if group in self.of(c)):
                raise TallyError(f"There are not enough candidates for the {least} places of {group}.")
        if not self.can_keep((), candidates, seats):
            raise TallyError("The minimum places together are more than the seats.")

    def of(self, candidate: int) -> Groups:
        """The groups of a candidate for which places are kept."""
        groups = self.groups.get(candidate, ())
        return frozenset([groups] if isinstance(groups, str) else groups).intersection(self.minimum)

    def owed(self, elected: Collection[int]) -> dict[str, int]:
        """How many places each group is still owed; those that are owed none are left out."""
        have = Counter(group for candidate in elected for group in self.of(candidate))
        return {group: least - have[group] for group, least in self.minimum.items() if least > have[group]}

    def can_keep(self, elected: Collection[int], continuing: Collection[int], seats: int) -> bool:
        """Whether what is owed can be filled from those who continue, in the seats that are left."""
        owed = self.owed(elected)
        if not owed:
            return len(elected) <= seats
        kinds = Counter(groups for candidate in continuing if (groups := self.of(candidate).intersection(owed)))
        return _Search(kinds).fill(owed, seats - len(elected))

    def guarded(self, elected: Collection[int], continuing: Collection[int], seats: int) -> set[int]:
        """The continuing candidates who cannot be excluded."""
        return self._barred(continuing, lambda one, rest: self.can_keep(elected, rest, seats))

    def doomed(self, elected: Collection[int], continuing: Collection[int], seats: int) -> set[int]:
        """The continuing candidates who cannot be elected."""
        return self._barred(continuing, lambda one, rest: self.can_keep([*elected, one], rest, seats))

    def _barred(self, continuing: Collection[int], is_free: Callable[[int, Collection[int]], bool]) -> set[int]:
        """Those for whom the answer is no. Candidates of the same groups have the same answer."""
        if not self.minimum:
            return set()
        alike: dict[Groups, list[int]] = {}
        for candidate in sorted(continuing):
            alike.setdefault(self.of(candidate), []).append(candidate)
        barred: set[int] = set()
        for members in alike.values():
            if not is_free(members[0], [other for other in continuing if other != members[0]]):
                barred.update(members)
        return barred

    def within(
        self, elected: Sequence[int], reached: Sequence[int], continuing: Collection[int], seats: int
    ) -> list[int]:
        """Of those who reached the quota (in order of their votes) the ones for whom there is a place."""
        taken: list[int] = []
        for candidate in reached:
            rest = [other for other in continuing if other != candidate and other not in taken]
            if len(elected) + len(taken) < seats and self.can_keep([*elected, *taken, candidate], rest, seats):
                taken.append(candidate)
        return taken


class _Search:
    """Whether what is owed can be filled with so many candidates: the first group that is owed a place is given one of
    each kind in turn.
    """

    def __init__(self, kinds: Mapping[Groups, int]) -> None:
        self.kinds = sorted(kinds, key=lambda groups: (-len(groups), sorted(groups)))
        self.counts = tuple(kinds[kind] for kind in self.kinds)
        self.seen: dict[tuple[tuple[tuple[str, int], ...], tuple[int, ...], int], bool] = {}

    def fill(self, owed: Mapping[str, int], seats: int) -> bool:
        return self._fill(tuple(sorted(owed.items())), self.counts, seats)

    def _fill(self, owed: tuple[tuple[str, int], ...], counts: tuple[int, ...], seats: int) -> bool:
        if not owed:
            return seats >= 0
        if max(least for _group, least in owed) > seats:
            return False
        key = (owed, counts, seats)
        if key not in self.seen:
            if len(self.seen) >= MOST_STEPS:
                raise TallyError("The minimum places are too entangled to be counted.")
            self.seen[key] = any(
                self._fill(_less(owed, kind), (*counts[:n], counts[n] - 1, *counts[n + 1 :]), seats - 1)
                for n, kind in enumerate(self.kinds)
                if counts[n] and owed[0][0] in kind
            )
        return self.seen[key]


def _less(owed: tuple[tuple[str, int], ...], kind: Groups) -> tuple[tuple[str, int], ...]:
    """What is owed after one place went to a candidate of these groups."""
    left = ((group, least - (group in kind)) for group, least in owed)
    return tuple((group, least) for group, least in left if least > 0)
