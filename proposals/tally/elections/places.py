"""Minimum places for groups of candidates, by guarding and dooming.

A candidate is guarded when the minimum of their group can only be kept with all who are left of it, and doomed when the
places that are left are all owed to other groups. Source: I. D. Hill, "STV with constraints", Voting matters 9 (1998).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from proposals.tally.roll import TallyError


@dataclass(frozen=True)
class Places:
    """`groups` says of which group a candidate (by position) is, `minimum` how many places a group has at least."""

    groups: Mapping[int, str] = field(default_factory=dict, hash=False)
    minimum: Mapping[str, int] = field(default_factory=dict, hash=False)

    def check(self, candidates: int, seats: int) -> None:
        """Refuse minimums that cannot be kept, whoever is elected."""
        for group, least in self.minimum.items():
            if least < 0 or least > sum(1 for c in range(candidates) if self.groups.get(c) == group):
                raise TallyError(f"There are not enough candidates for the {least} places of {group}.")
        if sum(self.minimum.values()) > seats:
            raise TallyError("The minimum places together are more than the seats.")

    def owed(self, elected: Collection[int]) -> dict[str, int]:
        """How many places each group is still owed."""
        have = [self.groups.get(candidate) for candidate in elected]
        return {group: max(0, least - have.count(group)) for group, least in self.minimum.items()}

    def guarded(self, elected: Collection[int], continuing: Collection[int]) -> set[int]:
        """The continuing candidates who cannot be excluded."""
        owed = self.owed(elected)
        return {
            candidate
            for candidate in continuing
            if (group := self.groups.get(candidate)) in owed
            and 0 < owed[group] >= sum(1 for other in continuing if self.groups.get(other) == group)
        }

    def doomed(self, elected: Collection[int], continuing: Collection[int], seats: int) -> set[int]:
        """The continuing candidates who cannot be elected: every place that is left is owed to another group."""
        owed = self.owed(elected)
        if seats - len(elected) > sum(owed.values()):
            return set()
        return {candidate for candidate in continuing if not owed.get(self.groups.get(candidate, ""), 0)}

    def within(self, elected: Sequence[int], reached: Sequence[int], seats: int) -> list[int]:
        """Of those who reached the quota (in order of their votes) the ones for whom there is a place."""
        taken: list[int] = []
        for candidate in reached:
            if candidate not in self.doomed([*elected, *taken], [candidate], seats):
                taken.append(candidate)
        return taken
