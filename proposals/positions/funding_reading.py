"""What each group of voters funded, as the page of an allocation shows it: by country, by kind of movement, by seat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.voting.words import few

from .choice_words import amount
from .paper import Paper
from .pictures.budgets import WIDE
from .pictures.funding import Funding, funding_of
from .pictures.scale import share

# More rows of a table than these are for a program to read.
MOST_ROWS = 60
MOST_NAMES = 12

TITLES: dict[str, Promise] = {
    "country": gettext_lazy("By country"),
    "kind": gettext_lazy("By kind of movement"),
    "seat": gettext_lazy("By seat"),
}
GROUPED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "country": lambda seat: seat["country"] or "",
    "kind": lambda seat: seat["kind"],
    "seat": lambda seat: seat["id"],
}


@dataclass(frozen=True)
class FundedPiece:
    """What a group paid for one project, in hundredths of what the group that paid the most did."""

    number: int
    name: str
    x: str
    width: str
    middle: str
    is_wide: bool


@dataclass(frozen=True)
class FundedRow:
    """One group: how many of its seats voted, what they paid together and for what, and how many of the projects that
    are paid for at least one of them wanted.
    """

    name: str
    seats: int
    amount: str
    projects: str
    wanted: str
    pieces: tuple[FundedPiece, ...]


@dataclass(frozen=True)
class FundedGroup:
    """One way to group the seats."""

    name: str
    title: str
    rows: tuple[FundedRow, ...]


@dataclass(frozen=True)
class FundingReading:
    """All groups; `common` is what was taken from what nobody's share paid for. `has_shares`: seats had money."""

    groups: tuple[FundedGroup, ...]
    has_shares: bool
    common: str


def read_funding(
    document: Mapping[str, Any], told: Mapping[str, Any], paper: Paper, names: Mapping[str, str]
) -> FundingReading | None:
    """Read it for the rule whose result is told; None where it cannot be known who paid."""
    funding = funding_of(document, told)
    if funding is None:
        return None
    currency, selected = document["terms"].get("currency", ""), told["result"]["selected"]
    seats = [seat for seat in document["roll"]["seats"] if seat["id"] in funding.paid]
    groups = []
    for name, key in GROUPED.items():
        members: dict[str, list[str]] = {}
        for seat in seats:
            members.setdefault(key(seat), []).append(seat["id"])
        if 0 < len(members) <= MOST_ROWS:
            rows = _Table(funding, paper, selected, currency).rows(members, names)
            groups.append(FundedGroup(name, str(TITLES[name]), rows))
    common = [f"{paper.one(project).name} ({amount(str(cost), currency)})" for project, cost in funding.common.items()]
    return FundingReading(tuple(groups), funding.has_shares, few(common, MOST_NAMES)) if groups else None


@dataclass(frozen=True)
class _Table:
    """What every row of a result rests on."""

    funding: Funding
    paper: Paper
    selected: Sequence[str]
    currency: str

    def rows(self, members: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> tuple[FundedRow, ...]:
        """A row for each group, whoever paid the most first."""
        paid = {key: self._together(ids) for key, ids in members.items()}
        sums = {key: sum(of.values(), Fraction(0)) for key, of in paid.items()}
        most, rows = max(sums.values()), []
        for key in sorted(members, key=lambda key: (-sums[key], key)):
            wanted = [one for one in self.selected if any(one in self.funding.wishes[seat] for seat in members[key])]
            said = [f"{one.name} ({self._money(paid[key][one.id])})" for one in self.paper.ordered(paid[key])]
            rows.append(
                FundedRow(
                    name=names.get(key, key) if key else _("Regional, of no country"),
                    seats=len(members[key]),
                    amount=self._money(sums[key]),
                    projects=few(said, MOST_NAMES),
                    wanted=f"{len(wanted)}/{len(self.selected)}",
                    pieces=self._pieces(paid[key], most),
                )
            )
        return tuple(rows)

    def _together(self, ids: Sequence[str]) -> dict[str, Fraction]:
        paid: dict[str, Fraction] = {}
        for seat in ids:
            for project, money in self.funding.paid[seat].items():
                paid[project] = paid.get(project, Fraction(0)) + money
        return {project: money for project, money in paid.items() if money}

    def _pieces(self, paid: Mapping[str, Fraction], most: Fraction) -> tuple[FundedPiece, ...]:
        pieces, x = [], Fraction(0)
        for option in self.paper.ordered(paid):
            money = paid[option.id]
            place = share(x, most), share(money, most), share(x + money / 2, most)
            pieces.append(FundedPiece(option.number, option.name, *place, is_wide=money / most >= WIDE))
            x += money
        return tuple(pieces)

    def _money(self, value: Fraction) -> str:
        return amount(str(value), self.currency)
