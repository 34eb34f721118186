"""Ties in the middle of a count: by earlier rounds where the rule says so, else by an order that was drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

DecidedBy = Literal["earlier", "lot", "convention"]


@dataclass(frozen=True)
class Order:
    """An order of all options by position, for ties that nothing else breaks.

    `is_drawn` says that it is a lot. Another order (of the ids, of the ballot paper) is a convention: it tells who
    drops out first of those who are level, and never who wins.
    """

    options: tuple[int, ...]
    is_drawn: bool = False

    @property
    def name(self) -> Literal["lot", "convention"]:
        return "lot" if self.is_drawn else "convention"

    def first(self, level: Collection[int]) -> int:
        """Who of them stands first."""
        return min(level, key=self.options.index)

    def last(self, level: Collection[int]) -> int:
        """Who of them stands last."""
        return max(level, key=self.options.index)


def as_order(lot: "Order | Sequence[int] | None") -> Order | None:
    """An order that was handed over as a plain list is a convention."""
    return lot if lot is None or isinstance(lot, Order) else Order(tuple(lot))


@dataclass(frozen=True)
class Tie:
    """Options that were level when one of them had to be chosen, and what decided: an earlier round (`at`, from 1), the
    lot, or an order that is no lot. `left` are those whom the earlier rounds did not tell apart.
    """

    round: int
    options: tuple[str, ...]
    chosen: str
    decided_by: DecidedBy
    at: int | None = None
    left: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        facts = {"round": self.round, "options": list(self.options), "left": list(self.left)}
        return {**facts, "chosen": self.chosen, "decided_by": self.decided_by, "at": self.at}


class LotNeeded(Exception):
    """The count cannot go on without a lot between these options (by position)."""

    def __init__(self, options: Sequence[int]) -> None:
        super().__init__("a lot has to decide")
        self.options = tuple(options)


def by_earlier(
    options: Collection[int], history: Sequence[Mapping[int, Fraction]], *, highest: bool
) -> tuple[list[int], int | None]:
    """Those of the options that led (or trailed) when they last stood apart, the latest round first; and the round
    (from 1) that left one alone, if one did.
    """
    left = sorted(options)
    for number in range(len(history), 0, -1):
        marks = {option: history[number - 1][option] for option in left}
        best = max(marks.values()) if highest else min(marks.values())
        left = [option for option in left if marks[option] == best]
        if len(left) == 1:
            return left, number
    return left, None


def by_lot(options: Collection[int], lot: Order | None, *, first: bool) -> int:
    """The first (or last) of the options in the order of the lot; raises `LotNeeded` without one."""
    if lot is None:
        raise LotNeeded(sorted(options))
    return lot.first(options) if first else lot.last(options)


def decide(
    level: Collection[int],
    history: Sequence[Mapping[int, Fraction]],
    lot: Order | None,
    *,
    highest: bool,
    names: Sequence[str],
    number: int,
) -> Tie:
    """Choose one of those who are level, by the rounds of `history` and then by the lot; `number` is the round of the
    tie. Raises `LotNeeded`.
    """
    left, at = by_earlier(level, history, highest=highest)
    chosen = left[0] if len(left) == 1 else by_lot(left, lot, first=highest)
    how: DecidedBy = "earlier" if lot is None or len(left) == 1 else lot.name
    still = tuple(names[option] for option in left)
    return Tie(number, tuple(names[option] for option in sorted(level)), names[chosen], how, at, still)
