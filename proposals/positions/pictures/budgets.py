"""A budget divided, as one bar under each rule: a piece for each project that is paid for, as long as it costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..paper import Paper
from .scale import share

# So many projects have a piece of their own; what is paid for the others stands together.
MOST_PIECES = 24
# A number fits into a piece of such a part of the bar, on a phone.
WIDE = Fraction(1, 16)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Piece:
    """One project: from where to where in hundredths of the bar, its number where it fits, and whether the rule that
    binds pays for it too. Several together have a number of 0.
    """

    number: int
    name: str
    x: str
    width: str
    middle: str
    is_wide: bool
    is_bound: bool


@dataclass(frozen=True)
class Bar:
    """What one rule pays for, in the order of the paper."""

    rule: str
    pieces: tuple[Piece, ...]


def bars_of(results: Sequence[Mapping[str, Any]], paper: Paper, terms: Mapping[str, Any]) -> tuple[Bar, ...]:
    """A bar for each of these results, one of which may be the binding one; none of a ballot without a budget. What is
    left of it stays empty; where a rule spends more, as some complete a budget, the bars all shorten so that it fits.
    """
    if "budget" not in terms:
        return ()
    whole = max([Fraction(terms["budget"])] + [Fraction(result["result"].get("total_cost", "0")) for result in results])
    bound = {one for told in results if told["is_binding"] for one in told["result"].get("selected", ())}
    return tuple(
        Bar(told["rule"], _pieces(told["result"].get("selected", ()), bound, paper, whole)) for told in results if whole
    )


def _pieces(selected: Sequence[str], bound: Collection[str], paper: Paper, whole: Fraction) -> tuple[Piece, ...]:
    costing = [option for option in paper.ordered(selected) if Fraction(option.cost or 0)]
    kept = {option.id for option in sorted(costing, key=lambda one: -Fraction(one.cost))[:MOST_PIECES]}
    pieces, x = [], Fraction(0)
    for option in costing:
        if option.id in kept:
            cost = Fraction(option.cost)
            pieces.append(_piece(option.number, option.name, x, cost, whole, is_bound=option.id in bound))
            x += cost
    rest = sum((Fraction(option.cost) for option in costing if option.id not in kept), Fraction(0))
    others = [_piece(0, f"+{len(costing) - len(kept)}", x, rest, whole, is_bound=True)] if rest else []
    return (*pieces, *others)


def _piece(number: int, name: str, x: Fraction, cost: Fraction, whole: Fraction, *, is_bound: bool) -> Piece:
    middle = share(x + cost * HALF, whole)
    return Piece(number, name, share(x, whole), share(cost, whole), middle, cost / whole >= WIDE, is_bound)
