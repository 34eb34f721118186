"""Where a ranked ballot counts now: what `irv` and `stv` ask of it in every round."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple

from proposals.tally.rankings.profile import OVERVOTE, Order

EqualRanks = Literal["skip", "exhaust", "split"]
Overvote = Literal["exhaust", "skip"]


@dataclass(frozen=True)
class Reading:
    """How ranks are read that hold more or less than one option.

    `equal_ranks`: a rank with several continuing options is passed over (`skip`), ends the ballot (`exhaust`), or
    gives each of them an equal part (`split`). `overvote`: a rank marked with more than can be told ends the ballot or
    is passed over. `skipped`: after more than so many ranks in a row that were left out the ballot ends; None: never.
    """

    equal_ranks: EqualRanks = "exhaust"
    overvote: Overvote = "exhaust"
    skipped: int | None = None


class Standing(NamedTuple):
    """For whom a ballot counts; for nobody, `reason` says why: exhausted, overvoted, or too many ranks skipped."""

    options: tuple[int, ...]
    reason: Literal["", "exhausted", "overvoted", "skipped"] = ""


EXHAUSTED, OVERVOTED, SKIPPED = Standing((), "exhausted"), Standing((), "overvoted"), Standing((), "skipped")


def is_plain(order: Order) -> bool:
    """Whether every rank of the order holds one option: then a ballot stays where it is until that option is out."""
    return all(len(group) == 1 for group in order) and OVERVOTE not in order


def standing(order: Order, continuing: Collection[int], reading: Reading) -> Standing:
    """The options for which a ballot with this order counts while these options continue."""
    blanks = 0
    for place, group in enumerate(order):
        if len(group) == 1 and group[0] in continuing:
            return Standing(group)
        if not group:
            blanks += 1
            if reading.skipped is not None and blanks > reading.skipped:
                return SKIPPED if any(order[place:]) else EXHAUSTED
            continue
        blanks = 0
        if group == OVERVOTE:
            if reading.overvote == "exhaust":
                return OVERVOTED
            continue
        left = tuple(option for option in group if option in continuing)
        if len(left) == 1 or (left and reading.equal_ranks == "split"):
            return Standing(left)
        if left and reading.equal_ranks == "exhaust":
            return OVERVOTED
    return EXHAUSTED
