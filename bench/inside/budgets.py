"""One way to divide the budget of a file, alone in a process: `python -m bench.inside.budgets WAY COMPLETION FILE`.

Prints the CPU seconds of reading and of counting, the most memory held, and who won.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from proposals.tally.allocations.completion import equal_shares
from proposals.tally.allocations.profile import BudgetProfile, tie_order
from proposals.tally.formats.pb import read_pb

Winners = list[str]
Way = Callable[[Path, str], tuple[float, Winners]]


def ours(path: Path, completion: str) -> tuple[float, Winners]:
    profile = read_pb(path).profile
    read = time.process_time()
    tally = equal_shares(profile, "cost", tie_order(profile, "id"), completion, with_working=False)  # type: ignore[arg-type] # checked there
    return read, [profile.projects[number].id for number in tally.selected]


def plain(path: Path, completion: str) -> tuple[float, Winners]:
    """Grouped votes and fractions, as one would write it: what is exact arithmetic worth without our intervals?"""
    profile = read_pb(path).profile
    read = time.process_time()
    share, order = profile.budget / profile.voters, tie_order(profile, "id")
    selected = _buy(profile, share, order)
    while completion == "add1" and not _is_exhaustive(profile, selected):
        share += 1
        following = _buy(profile, share, order)
        if profile.cost_of(following) > profile.budget:
            break
        selected = following
    return read, [profile.projects[number].id for number in selected]


def _is_exhaustive(profile: BudgetProfile, selected: list[int]) -> bool:
    left = profile.budget - profile.cost_of(selected)
    return all(p.cost > left for number, p in enumerate(profile.projects) if number not in selected)


def _buy(profile: BudgetProfile, share: Fraction, order: list[int]) -> list[int]:
    """For each project what one voter pays at most; projects whose last price is above the best are not looked at."""
    groups: list[list[int]] = [[] for _project in profile.projects]
    weights = list(profile.ballots.values())
    for group, ballot in enumerate(profile.ballots):
        for number, _points in ballot:
            groups[number].append(group)
    left = [share] * len(weights)
    prices = {
        n: Fraction(1, sum(weights[group] for group in groups[n])) for n, p in enumerate(profile.projects) if groups[n]
    }
    selected: list[int] = []
    while True:
        best: tuple[Fraction, int, int] | None = None
        for number in sorted(prices, key=lambda n: prices[n]):
            if best and prices[number] > best[0]:
                break
            price = _price(profile.projects[number].cost, groups[number], weights, left)
            if price is None:
                del prices[number]
                continue
            prices[number] = price
            best = min(best or (price, order[number], number), (price, order[number], number))
        if best is None:
            return selected
        price, _order, number = best
        del prices[number]
        selected.append(number)
        pays = price * profile.projects[number].cost
        for group in groups[number]:
            left[group] -= min(left[group], pays)


def _price(cost: Fraction, groups: list[int], weights: list[int], left: list[Fraction]) -> Fraction | None:
    money, rich = Fraction(0), sum(weights[group] for group in groups)
    for group in sorted(groups, key=lambda one: left[one]):
        each = (cost - money) / rich
        if each <= left[group]:
            return each / cost
        money += left[group] * weights[group]
        rich -= weights[group]
    return None


WAYS: dict[str, Way] = {"ours": ours, "plain": plain}


def tell(ways: dict[str, Way], way: str, completion: str, file: str) -> None:
    """Run one way and print what it took."""
    began = time.process_time()
    read, winners = ways[way](Path(file), completion)
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"read": read - began, "count": ended - read, "bytes": peak, "winners": sorted(winners)}))


if __name__ == "__main__":
    tell(WAYS, *sys.argv[1:])
