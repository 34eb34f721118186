"""The books of one run of Equal Shares: who paid what, in fractions, worked out only when somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from proposals.tally.allocations.market import Floats, Market, Numbers, Purchase, Wish
from proposals.tally.allocations.profile import Ballot


@dataclass(eq=False)
class Bought:
    """A purchase as it was decided: who paid ρ times their worth (`rich`), and who gave all that they had (`poor`)."""

    wish: Wish
    rich: NDArray[np.bool_]
    poor: Numbers
    level: tuple[int, ...]
    rho: Fraction | None = None


class Books:
    """All purchases in order. `share` is what everybody had, in the market's own unit.

    Whoever was poor once has nothing left ever after; all others have paid ρ times their worth whenever they paid.
    """

    def __init__(self, market: Market, share: Fraction) -> None:
        self.market, self.share = market, share
        self.bought: list[Bought] = []

    def money(self, groups: Numbers, before: int) -> Fraction:
        """What these groups, none of which was poor, had left together before the purchase of that number."""
        if not len(groups):
            return Fraction(0)
        spent = sum((self.rho(at) * worth for at, worth in self._terms(groups, before)), Fraction(0))
        return self.share * int(self.market.weights[groups].sum()) - spent

    def left(self, groups: Numbers, left: Floats, before: int) -> list[Fraction]:
        """What one voter of each of these groups had left before a purchase; `left` is nothing for whoever was poor.

        Groups that have bought alike have the same, and it is worked out once.
        """
        if not len(groups):
            return []
        columns = []
        asked: list[int] = []
        for at, bought in enumerate(self.bought[:before]):
            place = np.searchsorted(bought.wish.groups, groups)
            place[place == len(bought.wish.groups)] = 0
            paid = (bought.wish.groups[place] == groups) & bought.rich[place]
            if paid.any():
                asked.append(at)
                columns.append(np.where(paid, bought.wish.worth[place], 0).tolist())
        rows = list(zip(*columns, strict=True)) if columns else [()] * len(groups)
        known: dict[tuple[int, ...], Fraction] = {}
        found = []
        for row, has in zip(rows, (left[groups] > 0).tolist(), strict=True):
            if has and row not in known:
                paid_ = (self.rho(at) * worth for at, worth in zip(asked, row, strict=True) if worth)
                known[row] = self.share - sum(paid_, Fraction(0))
            found.append(known[row] if has else Fraction(0))
        return found

    def rho(self, at: int) -> Fraction:
        """The ρ of a purchase."""
        rho = self.bought[at].rho
        return rho if rho is not None else self._settle(at)

    def told(self, at: int) -> Purchase:
        """A purchase with what each group paid for one of its voters, in the currency unit."""
        bought, ballots = self.bought[at], self.market.ballots
        rho, wish = self.rho(at) / self.market.scale, bought.wish
        by_worth: dict[int, Fraction] = {}
        payments: dict[Ballot, Fraction] = {}
        for group, worth in zip(wish.groups[bought.rich].tolist(), wish.worth[bought.rich].tolist(), strict=True):
            if worth not in by_worth:
                by_worth[worth] = rho * worth
            payments[ballots[group]] = by_worth[worth]
        had = self.left(bought.poor, np.ones(len(ballots)), at)
        for group, left in zip(bought.poor.tolist(), had, strict=True):
            payments[ballots[group]] = left / self.market.scale
        return Purchase(wish.number, rho, payments, bought.level)

    def _settle(self, at: int) -> Fraction:
        """Work out one ρ, and first those on which it rests; without recursion, for there may be a thousand."""
        rho, waiting = Fraction(0), [at]
        while waiting:
            bought = self.bought[waiting[-1]]
            terms = list(self._terms(bought.poor, waiting[-1])) if bought.rho is None else []
            known = [(self.bought[term].rho, spent) for term, spent in terms]
            if any(other is None for other, _spent in known):
                waiting.extend(term for term, _spent in terms if self.bought[term].rho is None)
                continue
            if bought.rho is None:
                had = self.share * int(self.market.weights[bought.poor].sum())
                had -= sum((other * spent for other, spent in known if other is not None), Fraction(0))
                weights = self.market.weights[bought.wish.groups[bought.rich]]
                bought.rho = (bought.wish.cost - had) / int((weights * bought.wish.worth[bought.rich]).sum())
            rho = bought.rho
            waiting.pop()
        return rho

    def _terms(self, groups: Numbers, before: int) -> Iterator[tuple[int, int]]:
        """Of each purchase to which these groups contributed ρ times their worth: its number, and that worth."""
        if not len(groups):
            return
        chosen = np.zeros(len(self.market.ballots), dtype=bool)
        chosen[groups] = True
        for at, bought in enumerate(self.bought[:before]):
            payers = bought.rich & chosen[bought.wish.groups]
            if payers.any():
                weights = self.market.weights[bought.wish.groups[payers]]
                yield at, int((weights * bought.wish.worth[payers]).sum())
