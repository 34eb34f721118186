"""What is published of a consultation: counts, and none from which the answers of a few could be told. Pure.

A movement with fewer than `LEAST` answers is shown only with how many took part. Those are counted together, if
together they are enough and at least two; else they are in no count at all. So the sum of all counts says nothing that
the counts beside it do not say (decision 0056).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST = 5


@dataclass(frozen=True)
class Counted:
    """One movement: how many members the roll has of it, how many answered, and what, by option."""

    movement: str
    name: str
    members: int
    answered: int
    counts: Mapping[str, int] = field(default_factory=dict, hash=False)


def published(
    movements: Sequence[Counted], options: Sequence[str], *, measure: str, members: int, least: int = LEAST
) -> dict[str, Any]:
    """The published form. `members` are persons: one of two movements is on the roll of both, and one person."""
    few = [one for one in movements if 0 < one.answered < least]
    pooled = _pool(few, options, least)
    shown = [one for one in movements if one.answered >= least]
    counted = [one.counts for one in shown] + ([pooled["counts"]] if pooled else [])
    answered = sum(one.answered for one in movements)
    hidden = 0 if pooled else sum(one.answered for one in few)
    return {
        "measure": measure,
        "least": least,
        "members": members,
        "answered": answered,
        "uncounted": hidden,
        "counts": _sum(counted, options) if counted else None,
        "movements": [_told(one, options, least) for one in movements],
        "pooled": pooled,
    }


def _told(one: Counted, options: Sequence[str], least: int) -> dict[str, Any]:
    return {
        "movement": one.movement,
        "name": one.name,
        "members": one.members,
        "answered": one.answered,
        "counts": _sum([one.counts], options) if one.answered >= least else None,
    }


def _pool(few: Sequence[Counted], options: Sequence[str], least: int) -> dict[str, Any] | None:
    answered = sum(one.answered for one in few)
    if len(few) < 2 or answered < least:
        return None
    return {"movements": len(few), "answered": answered, "counts": _sum([one.counts for one in few], options)}


def _sum(counts: Sequence[Mapping[str, int]], options: Sequence[str]) -> dict[str, int]:
    return {option: sum(one.get(option, 0) for one in counts) for option in options}
