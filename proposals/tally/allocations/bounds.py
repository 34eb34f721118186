"""Floors and caps: the least and the most that is to be spent on a country or a theme.

Source: the project's design, §3, "Allocations". What it leaves open is decided here:

- The cost of a project is split equally over its countries, and once more over its themes. A project of no country
  counts for none.
- A cap is hard: a project that would lift a group above it is passed over, and never ends a selection, not even where
  a project that does not fit ends it.
- Floors are filled first, one after the other: by the same rule, but among the group's projects alone and only until
  the group has its floor. The project that reaches it may go beyond. The budget and the caps hold meanwhile, and
  what a project of two groups costs counts for both. In Equal Shares everybody pays out of the one share that they
  have, so that nobody ever pays more than it; each raise of `add1` begins with the floors again, and so does a greedy
  completion.
- The order of floors is the published one. JSON objects have none, so it is: countries before themes, each by its code
  compared as text.
- A floor that nobody's share or no project can fill stays unmet, and the result says so. A floor above the cap of the
  same group is a mistake in the terms and is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from proposals.tally.allocations.profile import BudgetProfile, Project
from proposals.tally.roll import TallyError

Kind = Literal["country", "theme"]
KINDS: tuple[Kind, ...] = ("country", "theme")
AMOUNT = re.compile(r"\d{1,30}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, order=True)
class Bound:
    """An amount for one group: the country or theme called `group`."""

    kind: Kind
    group: str
    amount: Fraction


@dataclass(frozen=True)
class Bounds:
    """All floors and caps, each in published order."""

    floors: tuple[Bound, ...] = ()
    caps: tuple[Bound, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.floors or self.caps)


def read_bounds(floors: Mapping[str, Any] | None, caps: Mapping[str, Any] | None) -> Bounds:
    """Bounds as terms tell them, `{"country": {"BO": "500"}, "theme": {…}}`; raises `TallyError` for anything else."""
    found = Bounds(_read(floors, "floor"), _read(caps, "cap"))
    most = {(cap.kind, cap.group): cap.amount for cap in found.caps}
    for floor in found.floors:
        if floor.amount > most.get((floor.kind, floor.group), floor.amount):
            raise TallyError(f"The floor of the {floor.kind} {floor.group[:40]!r} is above its cap.")
    return found


def _read(told: Mapping[str, Any] | None, what: str) -> tuple[Bound, ...]:
    found: list[Bound] = []
    if not isinstance(told or {}, Mapping) or set(told or {}) - set(KINDS):
        raise TallyError(f"A {what} is for a country or for a theme.")
    for kind in KINDS:
        groups = (told or {}).get(kind) or {}
        if not isinstance(groups, Mapping):
            raise TallyError(f"Each {what} for a {kind} names it and says an amount.")
        for group, amount in sorted(groups.items(), key=lambda item: str(item[0])):
            if not isinstance(group, str) or not isinstance(amount, str) or not AMOUNT.fullmatch(amount):
                raise TallyError(f"The {what} of the {kind} {str(group)[:40]!r} is not an amount.")
            found.append(Bound(kind, group, Fraction(amount)))
    return tuple(found)


def part_of(project: Project, bound: Bound) -> Fraction | None:
    """What of the project's cost counts for the bound's group; None for a project that is none of its."""
    groups = set(project.countries if bound.kind == "country" else project.themes)
    return project.cost / len(groups) if bound.group in groups else None


@dataclass(frozen=True)
class Capped:
    """Why a project was passed over: it would have added `part` to what was already `spent` under this cap."""

    cap: Bound
    spent: Fraction
    part: Fraction


class Spending:
    """What one run has spent on each group, and whom a cap kept out."""

    def __init__(self, profile: BudgetProfile, bounds: Bounds) -> None:
        self.profile, self.bounds = profile, bounds
        self.spent = {bound: Fraction(0) for bound in (*bounds.floors, *bounds.caps)}
        self.capped: dict[int, Capped] = {}

    def take(self, number: int) -> None:
        """Count a project that was selected."""
        for bound in self.spent:
            self.spent[bound] += part_of(self.profile.projects[number], bound) or 0

    def broken_by(self, number: int) -> Capped | None:
        """The first cap that the project would break, if it breaks one."""
        for cap in self.bounds.caps:
            part = part_of(self.profile.projects[number], cap)
            if part is not None and self.spent[cap] + part > cap.amount:
                return Capped(cap, self.spent[cap], part)
        return None

    def refuses(self, number: int) -> bool:
        """Whether the project, whose turn it is, would break a cap; it is noted why it was passed over."""
        capped = self.broken_by(number)
        if capped:
            self.capped.setdefault(number, capped)
        return capped is not None

    def is_met(self, floor: Bound) -> bool:
        """Whether the group has its floor."""
        return self.spent[floor] >= floor.amount

    def members(self, floor: Bound) -> list[int]:
        """The projects of the floor's group."""
        return [n for n, project in enumerate(self.profile.projects) if part_of(project, floor) is not None]
