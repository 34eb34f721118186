"""The Method of Equal Shares: everybody has the same part of the budget, and a project is bought by those who want it.

Source: D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS
2021. A voter pays `min(what they have left, ρ · what the project is worth to them)`; the next project bought is the one
with the smallest ρ at which its cost is paid.

Exact, and fast because exactness is asked for only where it can matter: every ρ is first known as an interval that
certainly holds it, and what intervals cannot tell apart is worked out in fractions. The plain version in the tests
does nothing but fractions, and both give the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from proposals.tally.allocations.profile import Ballot, BudgetProfile, Satisfaction, scale_of, utilities

# How far a sum of at most a million terms of 64-bit floats can be from the truth, as a share of its largest part.
DOUBT = 1e-9

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Purchase:
    """A project bought: ρ, how much each group of equal ballots paid for one of them (in the currency unit), and the
    projects that were level with it.
    """

    project: int
    rho: Fraction
    payments: dict[Ballot, Fraction] = field(hash=False)
    level: tuple[int, ...] = ()


@dataclass
class _Wish:
    """One project as its supporters see it: groups by position, their weight, and what it is worth to one of them."""

    number: int
    cost: int
    groups: Numbers
    weight: Numbers
    worth: Numbers
    total_worth: int
    weighted: Floats
    least: float = 0.0

    @property
    def bound(self) -> float:
        """No ρ is below this, whatever its supporters have left."""
        return self.cost / self.total_worth


@dataclass
class _Bought:
    """A purchase as it was decided: who paid ρ times their worth, and who gave all they had."""

    wish: _Wish
    rich: NDArray[np.bool_]
    poor: Numbers
    level: tuple[int, ...]
    rho: Fraction | None = None


class Market:
    """The wishes of a profile under one kind of satisfaction, ready to be bought with any budget per voter."""

    def __init__(self, profile: BudgetProfile, satisfaction: Satisfaction, order: Sequence[int]) -> None:
        self.profile, self.order = profile, order
        self.scale = scale_of(profile)
        self.ballots = list(profile.ballots)
        place = {ballot: number for number, ballot in enumerate(self.ballots)}
        weights = np.array([profile.ballots[ballot] for ballot in self.ballots], dtype=np.int64)
        self.wishes: list[_Wish] = []
        self.free: list[int] = []
        for number, worth in enumerate(utilities(profile, satisfaction)):
            cost = int(profile.projects[number].cost * self.scale)
            if cost == 0 and worth:
                self.free.append(number)
            if cost == 0 or not worth:
                continue
            groups = np.array([place[ballot] for ballot in worth], dtype=np.int64)
            values = np.array(list(worth.values()), dtype=np.int64)
            total = sum(value * profile.ballots[ballot] for ballot, value in worth.items())
            mine = weights[groups]
            wish = _Wish(number, cost, groups, mine, values, total, mine.astype(np.float64) * values)
            self.wishes.append(wish)

    def buy(self, share: Fraction) -> "Basket":
        """Buy with `share` of the currency unit for each voter, until nobody can afford anything more."""
        basket = Basket(self, share * self.scale)
        basket.fill()
        return basket


class Basket:
    """One run of the method: what was bought, in order, with the payments on demand."""

    def __init__(self, market: Market, share: Fraction) -> None:
        self.market, self.share = market, share
        self.left: Floats = np.full(len(market.ballots), float(share))
        self.bought: list[_Bought] = []
        self.waiting = list(market.wishes)
        for wish in self.waiting:
            wish.least = wish.bound

    @property
    def selected(self) -> list[int]:
        """The projects bought, free ones first."""
        return [*self.market.free, *(bought.wish.number for bought in self.bought)]

    def fill(self) -> None:
        while (found := self._cheapest()) is not None:
            self._pay(*found)

    # Finding the next purchase.

    def _cheapest(self) -> tuple[_Wish, float, tuple[int, ...]] | None:
        """The wish with the smallest ρ, its approximate ρ, and the projects that are exactly level with it."""
        self.waiting.sort(key=lambda wish: wish.least)
        near: list[tuple[float, float, _Wish]] = []
        highest = float("inf")
        gone: set[int] = set()
        for wish in self.waiting:
            if wish.least * (1 - DOUBT) > highest:
                break
            interval = self._rho(wish)
            if interval is None:
                gone.add(wish.number)
                continue
            low, high = interval
            wish.least = low
            highest = min(highest, high)
            near.append((low, high, wish))
        if gone:
            self.waiting = [wish for wish in self.waiting if wish.number not in gone]
        near = [entry for entry in near if entry[0] <= highest]
        if not near:
            return None
        if len(near) == 1:
            low, high, wish = near[0]
            return wish, (low + high) / 2, ()
        exact = {wish.number: self._exact_rho(wish, (low + high) / 2)[0] for low, high, wish in near}
        least = min(exact.values())
        level = tuple(number for number, rho in exact.items() if rho == least)
        number = min(level, key=lambda one: self.market.order[one])
        low, high, wish = next(entry for entry in near if entry[2].number == number)
        return wish, (low + high) / 2, level if len(level) > 1 else ()

    def _rho(self, wish: _Wish) -> tuple[float, float] | None:
        """An interval that holds ρ; None when its supporters cannot pay together."""
        have = self.left[wish.groups]
        money = float((wish.weight * have).sum())
        doubt = DOUBT * (wish.cost + money)
        if money < wish.cost - doubt or (money < wish.cost + doubt and not self._can_pay(wish)):
            return None
        ratio = have / wish.worth
        rho = wish.cost / wish.total_worth
        if rho <= ratio.min():
            return rho * (1 - DOUBT), rho * (1 + DOUBT)
        order = np.argsort(ratio)
        sorted_ratio, paid, worth = ratio[order], (wish.weight * have)[order], wish.weighted[order]
        before = np.concatenate(([0.0], np.cumsum(paid)[:-1]))
        # Summed from the far end, so that a small rest is not the difference of two large sums.
        behind = np.cumsum(worth[::-1])[::-1]
        candidates = (wish.cost - before) / behind
        fits = np.nonzero(candidates <= sorted_ratio)[0]
        at = int(fits[0]) if len(fits) else len(candidates) - 1
        rho = float(candidates[at])
        error = doubt / float(behind[at]) + abs(rho) * DOUBT
        return rho - error, rho + error

    # Fractions, where intervals do not tell.

    def _can_pay(self, wish: _Wish) -> bool:
        alive = wish.groups[self.left[wish.groups] > 0]
        return self._exact_money(alive) >= wish.cost

    def _exact_money(self, groups: Numbers) -> Fraction:
        """What these groups, none of which has spent everything, have left together."""
        chosen = np.zeros(len(self.left), dtype=bool)
        chosen[groups] = True
        weights = np.zeros(len(self.left), dtype=np.int64)
        money = Fraction(0)
        for bought in self.bought:
            wish = bought.wish
            payers = bought.rich & chosen[wish.groups]
            spent = int((wish.weight[payers] * wish.worth[payers]).sum())
            if spent:
                money -= self._settled(bought) * spent
        del weights
        return money + self.share * sum(self.market.profile.ballots[self.market.ballots[group]] for group in groups)

    def _exact_left(self, group: int) -> Fraction:
        money = self.share
        for bought in self.bought:
            at = int(np.searchsorted(bought.wish.groups, group))
            if at < len(bought.wish.groups) and bought.wish.groups[at] == group and bought.rich[at]:
                money -= self._settled(bought) * int(bought.wish.worth[at])
        return money

    def _exact_rho(self, wish: _Wish, near: float) -> tuple[Fraction, NDArray[np.bool_]]:
        """ρ as a fraction, and which of its groups pay ρ times their worth."""
        have = self.left[wish.groups]
        ratio = have / wish.worth
        band = abs(near) * 1e-6 + float(self.share) * DOUBT
        rich = ratio >= near - band
        unsure = np.nonzero(rich & (ratio <= near + band))[0]
        exact = {int(at): self._exact_left(int(wish.groups[at])) / int(wish.worth[at]) for at in unsure[: len(unsure)]}
        rising = sorted(exact, key=lambda at: exact[at])
        while True:
            alive_poor = wish.groups[~rich & (have > 0)]
            worth = int((wish.weight[rich] * wish.worth[rich]).sum())
            rho = (wish.cost - self._exact_money(alive_poor)) / worth if worth else Fraction(0)
            if not rising or exact[rising[0]] >= rho:
                return rho, rich
            rich[rising.pop(0)] = False

    def _settled(self, bought: _Bought) -> Fraction:
        """The ρ of a purchase as a fraction, worked out when it is first asked for."""
        if bought.rho is None:
            at = self.bought.index(bought)
            before = Basket.__new__(Basket)
            before.market, before.share, before.bought = self.market, self.share, self.bought[:at]
            before.left = self.left
            wish = bought.wish
            worth = int((wish.weight[bought.rich] * wish.worth[bought.rich]).sum())
            bought.rho = (wish.cost - before._exact_money(bought.poor)) / worth
        return bought.rho

    # Paying.

    def _pay(self, wish: _Wish, near: float, level: tuple[int, ...]) -> None:
        have = self.left[wish.groups]
        ratio = have / wish.worth
        band = abs(near) * 1e-6 + float(self.share) * DOUBT
        rich = ratio >= near - band
        if bool((rich & (ratio <= near + band)).any()):
            rho, rich = self._exact_rho(wish, near)
            near = float(rho)
        poor = wish.groups[~rich & (have > 0)]
        self.bought.append(_Bought(wish, rich, poor, level))
        self.left[wish.groups] = np.where(rich, np.maximum(have - near * wish.worth, 0.0), 0.0)
        self.waiting = [other for other in self.waiting if other is not wish]

    def purchases(self) -> list[Purchase]:
        """Every purchase with exact payments, for the working."""
        scale, found = self.market.scale, []
        left = dict.fromkeys(range(len(self.market.ballots)), self.share)
        for bought in self.bought:
            rho = self._settled(bought)
            payments: dict[Ballot, Fraction] = {}
            for group, worth in zip(bought.wish.groups.tolist(), bought.wish.worth.tolist(), strict=True):
                pays = min(left[group], rho * worth)
                left[group] -= pays
                if pays:
                    payments[self.market.ballots[group]] = pays / scale
            found.append(Purchase(bought.wish.number, rho / scale, payments, bought.level))
        return found
