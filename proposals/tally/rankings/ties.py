"""Ties in the middle of a count: by earlier rounds where the rule says so, else by an order that was drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True)
class Tie:
    """Options that were level when one of them had to be chosen, and what decided: an earlier round, or the lot."""

    round: int
    options: tuple[str, ...]
    chosen: str
    decided_by: Literal["earlier", "lot"]

    def as_json(self) -> dict[str, object]:
        facts = {"round": self.round, "options": list(self.options)}
        return {**facts, "chosen": self.chosen, "decided_by": self.decided_by}


class LotNeeded(Exception):
    """The count cannot go on without a lot between these options (by position)."""

    def __init__(self, options: Sequence[int]) -> None:
        super().__init__("a lot has to decide")
        self.options = tuple(options)


def by_earlier(options: Collection[int], history: Sequence[Mapping[int, Fraction]], *, highest: bool) -> list[int]:
    """Those of the options that led (or trailed) when they last stood apart, the latest round first."""
    left = sorted(options)
    for totals in reversed(history):
        marks = {option: totals[option] for option in left}
        best = max(marks.values()) if highest else min(marks.values())
        left = [option for option in left if marks[option] == best]
        if len(left) == 1:
            break
    return left


def by_lot(options: Collection[int], lot: Sequence[int] | None, *, first: bool) -> int:
    """The first (or last) of the options in the order of the lot; raises `LotNeeded` without one."""
    if lot is None:
        raise LotNeeded(sorted(options))
    ordered = sorted(options, key=lot.index)
    return ordered[0] if first else ordered[-1]
