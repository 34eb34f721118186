"""The Method of Equal Shares: everybody has the same part of the budget, and a project is bought by those who want it.

Source: D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS
2021. A voter pays `min(what they have left, ρ · what the project is worth to them)`; the next project bought is the one
with the smallest ρ at which its cost is paid.

Exact, and fast because exactness is asked for only where it can matter: what everybody has left, and so every ρ, is
first known as an interval that certainly holds it, and what intervals cannot tell apart is worked out in fractions
(`Books`). The plain version in the tests does nothing but fractions, and both give the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from proposals.tally.allocations.books import Books, Bought
from proposals.tally.allocations.bounds import Bound, Spending
from proposals.tally.allocations.market import ROUNDING, Floats, Market, Purchase, Wish

TIGHT = 1e-12

Flags = NDArray[np.bool_]
Heap = list[tuple[float, int]]


@dataclass(frozen=True)
class _Found:
    """A wish that can be bought, an interval that holds its ρ, and the projects that are exactly level with it; where
    it was asked for, ρ as a fraction and which of its groups pay ρ times their worth.
    """

    wish: Wish
    low: float
    high: float
    level: tuple[int, ...] = ()
    exact: tuple[Fraction, Flags] | None = None


class Basket:
    """One run of the method: what was bought, in order, with the payments on demand.

    `left` and `doubt`: what one voter of each group has, and how far that can be from the truth; 0 is always exact.
    `share` is in the market's own unit. With `spending`, floors are filled first and caps hold.
    """

    def __init__(self, market: Market, share: Fraction, spending: Spending | None = None) -> None:
        self.market, self.spending = market, spending
        self.books = Books(market, share * market.scale)
        self.left: Floats = np.full(len(market.ballots), float(self.books.share))
        self.doubt: Floats = self.left * ROUNDING
        self.waiting = {wish.number: wish for wish in market.wishes}
        self.without_money: list[Wish] = []
        if spending:
            for number in market.free:
                spending.take(number)
            for floor in spending.bounds.floors:
                self._fill(spending.members(floor), floor)
        self._fill(list(self.waiting))

    @property
    def selected(self) -> list[int]:
        """The projects bought, free ones first."""
        return [*self.market.free, *(bought.wish.number for bought in self.books.bought)]

    def purchases(self) -> list[Purchase]:
        """Every purchase with exact payments, for the working."""
        return [self.books.told(at) for at in range(len(self.books.bought))]

    def held(self, wish: Wish) -> Fraction:
        """What the supporters of a project have left together, in the currency unit."""
        alive = wish.groups[self.left[wish.groups] > 0]
        return self.books.money(alive, len(self.books.bought)) / self.market.scale

    def _fill(self, numbers: Iterable[int], floor: Bound | None = None) -> None:
        """Buy among these projects until none can be paid, or until the floor is met."""
        heap: Heap = [(self.waiting[number].bound, number) for number in numbers if number in self.waiting]
        heapify(heap)
        while not (floor and self.spending and self.spending.is_met(floor)):
            found = self._cheapest(heap)
            if found is None:
                return
            self._pay(found)
            if self.spending:
                self.spending.take(found.wish.number)

    # Finding the next purchase.

    def _cheapest(self, heap: Heap) -> _Found | None:
        """The wish with the smallest ρ; it leaves the heap, and so does every wish that can never be bought."""
        near: list[_Found] = []
        highest = float("inf")
        while heap and heap[0][0] * (1 - TIGHT) <= highest:
            _least, number = heappop(heap)
            wish = self.waiting[number]
            if self.spending and self.spending.refuses(number):
                del self.waiting[number]
                continue
            interval = self._rho(wish)
            if interval is None:
                self.without_money.append(self.waiting.pop(number))
                continue
            near.append(_Found(wish, *interval))
            highest = min(highest, interval[1])
        if not near:
            return None
        chosen = self._least([found for found in near if found.low <= highest])
        for found in near:
            if found.wish is not chosen.wish:
                heappush(heap, (found.low, found.wish.number))
        return chosen

    def _least(self, near: list[_Found]) -> _Found:
        """The one with the smallest ρ of several whose intervals meet; among those level, by the order of ties."""
        if len(near) == 1:
            return near[0]
        exact = {found.wish.number: self._exact_rho(found) for found in near}
        least = min(rho for rho, _rich in exact.values())
        level = [found.wish for found in near if exact[found.wish.number][0] == least]
        first = min(level, key=lambda wish: self.market.order[wish.number])
        numbers = tuple(sorted(wish.number for wish in level)) if len(level) > 1 else ()
        return _Found(first, *_around(least), numbers, exact[first.number])

    def _rho(self, wish: Wish) -> tuple[float, float] | None:
        """An interval that holds ρ; None when its supporters cannot pay together."""
        have, doubt = self.left[wish.groups], self.doubt[wish.groups]
        money = float(wish.weight @ have)
        blur = float(wish.weight @ doubt) + wish.noise * (wish.cost + money)
        if money < wish.cost - blur or (money < wish.cost + blur and not self._can_pay(wish)):
            return None
        ratio, slack = have / wish.value, float((doubt / wish.value).max())
        if float(ratio.min()) - slack > wish.bound * (1 + TIGHT):
            return wish.bound * (1 - 4 * ROUNDING), wish.bound * (1 + 4 * ROUNDING)
        order = ratio.argsort()
        ratio, paid, worth = ratio[order], (wish.weight * have)[order], wish.demand[order]
        # Summed from the far end, so that a small rest is not the difference of two large sums.
        behind = worth[::-1].cumsum()[::-1]
        candidates = wish.cost - paid.cumsum()
        candidates[1:] = candidates[:-1]
        candidates[0] = wish.cost
        candidates /= behind
        last = len(candidates) - 1
        fits = candidates <= ratio
        at = int(fits.argmax())
        at = at if fits[at] else last
        rho = float(candidates[at])
        # Above ρ fewer supporters are rich, and a lack of money lifts it all the more.
        error = blur / float(behind[at])
        while (far := min(int(ratio.searchsorted(rho + error + slack)), last)) > at:
            at, error = far, blur / float(behind[far])
        margin = abs(rho) * wish.noise
        return rho - error - margin, min(rho + error, float(ratio[-1]) + slack) + margin

    def _can_pay(self, wish: Wish) -> bool:
        return self.held(wish) * self.market.scale >= wish.cost

    def _exact_rho(self, found: _Found) -> tuple[Fraction, Flags]:
        """ρ as a fraction, and which of its groups pay ρ times their worth."""
        wish = found.wish
        have, doubt = self.left[wish.groups], self.doubt[wish.groups]
        if ((have - doubt) / wish.value).min() > wish.bound * (1 + TIGHT):
            return Fraction(wish.cost, wish.total_worth), np.ones(len(have), dtype=bool)
        rich = have + doubt >= found.low * wish.value
        unsure = np.nonzero(rich & (have - doubt < found.high * wish.value))[0]
        money = wish.cost - self.books.money(wish.groups[~rich & (have > 0)], len(self.books.bought))
        weights = self.market.weights[wish.groups]
        worth = int((weights[rich] * wish.worth[rich]).sum())
        classes: dict[Fraction, list[int]] = {}
        lefts = self.books.left(wish.groups[unsure], self.left, len(self.books.bought))
        for at, left in zip(unsure.tolist(), lefts, strict=True):
            classes.setdefault(left / int(wish.worth[at]), []).append(at)
        for ratio in sorted(classes):
            if not worth or ratio * worth >= money:
                break
            poor = classes[ratio]
            rich[poor] = False
            lost = int((weights[poor] * wish.worth[poor]).sum())
            money, worth = money - ratio * lost, worth - lost
        return money / worth, rich

    # Paying.

    def _pay(self, found: _Found) -> None:
        wish = found.wish
        have, doubt = self.left[wish.groups], self.doubt[wish.groups]
        low, high = found.low, found.high
        rich, rho = have - doubt >= high * wish.value, None
        is_all = bool(rich.all())
        if found.exact or not (is_all or not (~rich & (have + doubt >= low * wish.value)).any()):
            rho, rich = found.exact or self._exact_rho(found)
            low, high = _around(rho)
            is_all = bool(rich.all())
        poor = wish.groups[:0] if is_all else wish.groups[~rich & (have > 0)]
        self.books.bought.append(Bought(wish, rich, poor, found.level, rho))
        del self.waiting[wish.number]
        doubt = doubt + (high - low) * wish.value + have * ROUNDING
        have = have - (low + high) / 2 * wish.value
        if not is_all:
            have[~rich] = doubt[~rich] = 0.0
        for at, left in self._almost_nothing(wish, (rich & (have <= doubt)).nonzero()[0]):
            have[at], doubt[at] = left, left * ROUNDING
        self.left[wish.groups], self.doubt[wish.groups] = have, doubt

    def _almost_nothing(self, wish: Wish, places: NDArray[np.intp]) -> list[tuple[int, float]]:
        """What these have left exactly: nothing, or more than nothing."""
        if not len(places):
            return []
        lefts = self.books.left(wish.groups[places], self.left, len(self.books.bought))
        found = zip(places.tolist(), lefts, strict=True)
        return [(at, max(float(left), 5e-300) if left else 0.0) for at, left in found]


def _around(rho: Fraction) -> tuple[float, float]:
    return float(rho) * (1 - ROUNDING), float(rho) * (1 + ROUNDING)
