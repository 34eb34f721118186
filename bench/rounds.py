"""Measuring things in turns."""

from collections.abc import Callable

from .table import Spread


def in_turns(rounds: int, *sides: Callable[[], float]) -> list[tuple[float, ...]]:
    """The figures of each side, round by round. Each round turns the order round, so that going first is nobody's
    advantage.
    """
    measured = []
    for number in range(rounds):
        if number % 2:
            measured.append(tuple(reversed([side() for side in reversed(sides)])))
        else:
            measured.append(tuple(side() for side in sides))
    return measured


def middles(measured: list[tuple[float, ...]]) -> tuple[float, ...]:
    """The medians of all sides."""
    return tuple(Spread.of(side).middle for side in zip(*measured, strict=True))
