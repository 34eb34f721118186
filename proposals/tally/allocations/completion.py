"""Equal Shares leaves money unspent; how the rest is spent is part of the rule and changes who wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from proposals.tally.allocations.bounds import Bounds, Spending
from proposals.tally.allocations.equal_shares import Basket
from proposals.tally.allocations.greedy import GreedyTally, greedy
from proposals.tally.allocations.market import Market, Purchase
from proposals.tally.allocations.profile import BudgetProfile, Satisfaction
from proposals.tally.roll import TallyError

Completion = Literal["none", "add1", "greedy", "add1+greedy"]
COMPLETIONS = ("none", "add1", "greedy", "add1+greedy")
# A raise of a forint for each voter of a city district takes 50,000; more than this is a step that was chosen badly.
MOST_RAISES = 200_000


@dataclass(frozen=True)
class Add1:
    """How the voters' shares are raised.

    `start`: from the budget over the voters exactly, or from its `floor`. `stop`: when the outcome is exhaustive
    (nothing more fits), or only when the next raise would overspend (`overspend`); the last outcome that can be paid
    counts either way. `step`: currency units per voter. `all`: when everything together can be paid, raise all the
    same (`run`) or leave it (`skip`).
    """

    start: Literal["exact", "floor"] = "exact"
    stop: Literal["exhaustive", "overspend"] = "exhaustive"
    step: Fraction = Fraction(1)
    all: Literal["run", "skip"] = "run"


@dataclass(frozen=True)
class Lacking:
    """What the supporters of a project that was not bought still have together, when nothing more can be bought."""

    project: int
    held: Fraction


@dataclass(frozen=True)
class EqualSharesTally:
    """The result: positions selected in the order in which they were bought, then completed.

    `share` is what each voter had in the run that counts, after `raises`; `purchases` who paid what in it, `lacking`
    whom it left without; `completed` the greedy completion, if there was one; `spending` what floors and caps did.
    """

    selected: tuple[int, ...]
    share: Fraction
    raises: int
    purchases: tuple[Purchase, ...]
    completed: GreedyTally | None = None
    lacking: tuple[Lacking, ...] = ()
    spending: Spending | None = None


def equal_shares(
    profile: BudgetProfile,
    satisfaction: Satisfaction,
    order: Sequence[int],
    completion: Completion = "none",
    add1: Add1 | None = None,
    *,
    bounds: Bounds | None = None,
    with_working: bool = True,
) -> EqualSharesTally:
    """The Method of Equal Shares with one of four completions. `order` breaks ties (see `tie_order`).

    Greedy completion takes what fits by satisfaction per cost. Raises `TallyError` without a voter, for a step that
    raises nothing, for raises where votes have different weights, or for an unknown completion.
    """
    if completion not in COMPLETIONS:
        raise TallyError(f"There is no completion called {completion[:40]!r}.")
    if not profile.voters:
        raise TallyError("There is no vote, so there are no shares.")
    market = Market(profile, satisfaction, order)
    run = _Run(market, bounds or Bounds(), add1 or Add1())
    if completion.startswith("add1"):
        run.raise_shares()
    basket, selected, completed = run.basket, run.basket.selected, None
    if completion.endswith("greedy"):
        worth = {wish.number: Fraction(wish.total_worth, wish.cost) for wish in market.wishes}
        scores = [worth.get(number, Fraction(0)) for number in range(len(profile.projects))]
        completed = greedy(profile, scores, order, already=selected, spending=basket.spending)
        selected = [*selected, *completed.selected]
    purchases = tuple(basket.purchases()) if with_working else ()
    lacking = tuple(Lacking(wish.number, basket.held(wish)) for wish in basket.without_money) if with_working else ()
    return EqualSharesTally(tuple(selected), run.share, run.raises, purchases, completed, lacking, basket.spending)


class _Run:
    """The basket that counts, and how far the shares were raised for it."""

    def __init__(self, market: Market, bounds: Bounds, add1: Add1) -> None:
        self.market, self.bounds, self.add1 = market, bounds, add1
        self.profile = market.profile
        self.share, self.raises = self.profile.budget / self.profile.voters, 0
        self.basket = self.buy(self.share)

    def buy(self, share: Fraction) -> Basket:
        return Basket(self.market, share, Spending(self.profile, self.bounds) if self.bounds else None)

    def raise_shares(self) -> None:
        """Until nothing more fits, or the next raise would overspend; a raise is for somebody who lacks money."""
        profile, add1 = self.profile, self.add1
        if profile.is_weighted:
            raise TallyError("A raise is so much for each voter, so it means nothing where votes have weights.")
        if add1.step <= 0:
            raise TallyError("A raise is more than nothing.")
        if add1.all == "skip" and profile.cost_of(range(len(profile.projects))) <= profile.budget:
            return
        if add1.start == "floor":
            self.share = Fraction(self.share.numerator // self.share.denominator)
            self.basket = self.buy(self.share)
        while self.basket.without_money:
            if add1.stop == "exhaustive" and self._is_exhaustive():
                break
            following = self.buy(self.share + add1.step)
            if profile.cost_of(following.selected) > profile.budget:
                break
            if self.raises == MOST_RAISES:
                raise TallyError(f"The shares were raised {MOST_RAISES:,} times, and it does not end: raise by more.")
            self.share, self.raises, self.basket = self.share + add1.step, self.raises + 1, following

    def _is_exhaustive(self) -> bool:
        left = self.profile.budget - self.profile.cost_of(self.basket.selected)
        taken, spending = set(self.basket.selected), self.basket.spending
        return not any(
            project.cost <= left and not (spending and spending.broken_by(number))
            for number, project in enumerate(self.profile.projects)
            if number not in taken
        )
