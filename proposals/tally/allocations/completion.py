"""Equal Shares leaves money unspent; how the rest is spent is part of the rule and changes who wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from proposals.tally.allocations.equal_shares import Basket, Market, Purchase
from proposals.tally.allocations.greedy import GreedyTally, greedy
from proposals.tally.allocations.profile import BudgetProfile, Satisfaction, utilities
from proposals.tally.roll import TallyError

Completion = Literal["none", "add1", "greedy", "add1+greedy"]
COMPLETIONS = ("none", "add1", "greedy", "add1+greedy")


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
class EqualSharesTally:
    """The result: positions selected in the order in which they were bought, then completed.

    `share` is what each voter had in the run that counts, after `raises`; `purchases` who paid what in it; `completed`
    the greedy completion, if there was one.
    """

    selected: tuple[int, ...]
    share: Fraction
    raises: int
    purchases: tuple[Purchase, ...]
    completed: GreedyTally | None = None


def equal_shares(
    profile: BudgetProfile,
    satisfaction: Satisfaction,
    order: Sequence[int],
    completion: Completion = "none",
    add1: Add1 | None = None,
    *,
    with_working: bool = True,
) -> EqualSharesTally:
    """The Method of Equal Shares with one of four completions. `order` breaks ties (see `tie_order`).

    Greedy completion takes what fits by satisfaction per cost. Raises `TallyError` without a voter, for a step that
    raises nothing, or for an unknown completion.
    """
    if completion not in COMPLETIONS:
        raise TallyError(f"There is no completion called {completion[:40]!r}.")
    if not profile.voters:
        raise TallyError("There is no vote, so there are no shares.")
    market = Market(profile, satisfaction, order)
    share, raises = profile.budget / profile.voters, 0
    basket = market.buy(share)
    if completion.startswith("add1"):
        share, raises, basket = _raised(market, profile, basket, add1 or Add1())
    selected = basket.selected
    completed = None
    if completion.endswith("greedy"):
        worth = [
            sum(profile.ballots[b] * value for b, value in wish.items()) for wish in utilities(profile, satisfaction)
        ]
        scores = [Fraction(value) / (p.cost or 1) for value, p in zip(worth, profile.projects, strict=True)]
        completed = greedy(profile, scores, order, already=selected)
        selected = [*selected, *completed.selected]
    purchases = tuple(basket.purchases()) if with_working else ()
    return EqualSharesTally(tuple(selected), share, raises, purchases, completed)


def _raised(market: Market, profile: BudgetProfile, basket: Basket, add1: Add1) -> tuple[Fraction, int, Basket]:
    if add1.step <= 0:
        raise TallyError("A raise is more than nothing.")
    share, raises = profile.budget / profile.voters, 0
    if add1.all == "skip" and profile.cost_of(range(len(profile.projects))) <= profile.budget:
        return share, raises, basket
    if add1.start == "floor":
        share = Fraction(share.numerator // share.denominator)
        basket = market.buy(share)
    wanted = len(market.free) + len(market.wishes)
    while len(basket.selected) < wanted:
        if add1.stop == "exhaustive" and _is_exhaustive(profile, basket.selected):
            break
        following = market.buy(share + add1.step)
        if profile.cost_of(following.selected) > profile.budget:
            break
        share, raises, basket = share + add1.step, raises + 1, following
    return share, raises, basket


def _is_exhaustive(profile: BudgetProfile, selected: Sequence[int]) -> bool:
    left, taken = profile.budget - profile.cost_of(selected), set(selected)
    return not any(p.cost <= left for number, p in enumerate(profile.projects) if number not in taken)
