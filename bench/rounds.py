"""Measuring two things in turns."""

from collections.abc import Callable

from .table import Spread


def in_turns(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> list[tuple[float, float]]:
    """Pairs of figures. Each round turns the order round, so that going first is nobody's advantage."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            later = second()
            pairs.append((first(), later))
        else:
            pairs.append((first(), second()))
    return pairs


def middles(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The medians of both sides."""
    return Spread.of([a for a, _ in pairs]).middle, Spread.of([b for _, b in pairs]).middle
