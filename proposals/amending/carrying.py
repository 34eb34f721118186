"""An amendment whose text moved on: how stale it is, where it stands now, and what a merge makes of it. Pure.

Three texts meet: the one that the amendment was written against (`base`), the one that stands now (`current`), and what
the amendment wants.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from merge3 import Merge3

from proposals.drafting.diff import pieces

from .changes import BEGINNING, DELETE, INSERT, MOVE, REPLACE, Change, Text, apply

FRESH, CHANGED, GONE = "fresh", "changed", "gone"
# As in the comparison of words: beyond so many pairs of equal words a merge is left to a person.
MOST_PAIRS = 400_000


@dataclass(frozen=True)
class Conflict:
    """What only the author can say: a paragraph was reworded where the amendment rewords it (`reworded`), or reworded
    while the amendment deletes it (`deleted`). Texts as they were, as they are, and as the amendment wants them.
    """

    at: int
    kind: str
    paragraph: str
    base: str
    current: str
    wanted: str


@dataclass(frozen=True)
class Carried:
    """What a merge makes of an amendment: its changes against the current text, what is left to its author (`at` counts
    these changes), and what has no place any more.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    lost: tuple[Change, ...]


def staleness(base: Text, current: Text, changes: Sequence[Change]) -> list[str]:
    """Of each change whether it is `fresh`, its paragraph was `changed` since, or is `gone`.

    An insertion and a move speak of places: rewording their neighbour makes neither stale.
    """
    was, now = _texts(base), _texts(current)
    return [_fate(change, was, now) for change in changes]


def _fate(change: Change, was: Mapping[str, str], now: Mapping[str, str]) -> str:
    named = [change.paragraph] + ([change.after] if change.op == MOVE else [])
    if any(name != BEGINNING and name not in now for name in named):
        return GONE
    if change.op in (REPLACE, DELETE) and now[change.paragraph] != was.get(change.paragraph):
        return CHANGED
    return FRESH


def place(base: Text, current: Text, changes: Sequence[Change]) -> Carried:
    """The changes as they stand against the current text, word for word as they were written.

    What is to be replaced and is gone is inserted behind the nearest paragraph that stood before it; what is to be
    deleted and is gone is done already; what is to be moved and is gone is lost.
    """
    order, now = [row["id"] for row in base], _texts(current)
    placed: list[Change] = []
    lost: list[Change] = []
    for change in changes:
        if change.paragraph in now or change.paragraph == BEGINNING:
            placed.append(_anchored(change, order, now))
        elif change.op in (REPLACE, INSERT):
            placed.append(replace(change, op=INSERT, paragraph=_survivor(change.paragraph, order, now)))
        elif change.op == MOVE:
            lost.append(change)
    return Carried(tuple(placed), (), tuple(lost))


def _anchored(change: Change, order: Sequence[str], now: Mapping[str, str]) -> Change:
    if change.op != MOVE or change.after in now or change.after == BEGINNING:
        return change
    return replace(change, after=_survivor(change.after, order, now, apart_from=change.paragraph))


def _survivor(name: str, order: Sequence[str], now: Mapping[str, str], apart_from: str = "") -> str:
    """The nearest paragraph that stood before `name` and still stands; the beginning if there is none."""
    earlier = order[: order.index(name)] if name in order else []
    return next((one for one in reversed(earlier) if one in now and one != apart_from), BEGINNING)


def carry_over(base: Text, current: Text, changes: Sequence[Change]) -> Carried:
    """A three-way merge of words. Where both sides changed the same words the conflict is the author's: the change then
    holds the amendment's own words, so that nothing is lost.
    """
    was, now = _texts(base), _texts(current)
    merged: list[Change] = []
    conflicts: list[Conflict] = []
    placed = place(base, current, changes)
    for change in placed.changes:
        before, after = was.get(change.paragraph, ""), now.get(change.paragraph, "")
        if change.op == REPLACE and before != after:
            text = merge_words(before, after, change.text)
            if text == after:
                continue
            if text is None:
                conflicts.append(Conflict(len(merged), "reworded", change.paragraph, before, after, change.text))
            merged.append(change if text is None else replace(change, text=text))
        else:
            if change.op == DELETE and before != after:
                conflicts.append(Conflict(len(merged), "deleted", change.paragraph, before, after, ""))
            merged.append(change)
    return Carried(tuple(merged), tuple(conflicts), placed.lost)


def merge_words(base: str, current: str, wanted: str) -> str | None:
    """Both rewordings of `base` in one text, or None where they are in each other's way."""
    if current in (base, wanted):
        return wanted
    if wanted == base:
        return current
    before, here, there = pieces(base), pieces(current), pieces(wanted)
    if max(_pairs(before, here), _pairs(before, there)) > MOST_PAIRS:
        return None
    made: list[str] = []
    for kind, *sides in Merge3(before, here, there).merge_groups():
        if kind == "conflict":
            return None
        made.extend(sides[0])
    return "".join(made)


def _pairs(a: Sequence[str], b: Sequence[str]) -> int:
    counts = Counter(b)
    return sum(counts[word] for word in a)


def changes_anything(current: Text, changes: Sequence[Change]) -> bool:
    """Whether the text would read differently."""
    return [row["text"] for row in apply(current, changes)] != [row["text"] for row in current]


def _texts(text: Text) -> dict[str, str]:
    return {row["id"]: row["text"] for row in text}
