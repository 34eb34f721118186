"""In which order a plenary's amendments are counted, and which of them an adopted one leaves without a question. Pure.

Source: the issue that asked for it: per paragraph the largest word-level change first, then the earliest; paragraphs in
the order of the text; what the secretariat said goes before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proposals.drafting.diff import IN, OUT, compare_words, pieces

from .changes import BEGINNING, DELETE, INSERT, REPLACE, Change, Text, overlap, touches


@dataclass(frozen=True)
class Motion:
    """An amendment that goes to the plenary: its number, its changes, and the place that the secretariat gave it."""

    number: int
    changes: tuple[Change, ...]
    place: int | None = None


def size(current: Text, changes: Iterable[Change]) -> int:
    """How many words the changes insert and delete. A move inserts and deletes none."""
    texts = {row["id"]: row["text"] for row in current}
    return sum(_words_changed(texts.get(change.paragraph, ""), change) for change in changes)


def _words_changed(before: str, change: Change) -> int:
    if change.op not in (REPLACE, INSERT, DELETE):
        return 0
    old = "" if change.op == INSERT else before
    new = "" if change.op == DELETE else change.text
    return sum(_words(run.text) for run in compare_words(old, new) if run.op in (IN, OUT))


def _words(text: str) -> int:
    return sum(piece[0].isalnum() or piece[0] == "_" for piece in pieces(text))


def plenary_order(current: Text, motions: Sequence[Motion]) -> list[int]:
    """The numbers of the motions in the order in which they are counted."""
    places = {row["id"]: at for at, row in enumerate(current, 1)}
    explicit = sorted((m for m in motions if m.place is not None), key=lambda m: (m.place, m.number))
    others = [m for m in motions if m.place is None]
    others.sort(key=lambda m: (_first_place(m, places), -size(current, m.changes), m.number))
    return [motion.number for motion in [*explicit, *others]]


def _first_place(motion: Motion, places: dict[str, int]) -> int:
    """Where the motion's first paragraph stands; one that is about nothing that stands comes last."""
    known = [
        0 if name == BEGINNING else places[name] for name in touches(motion.changes) if name in (BEGINNING, *places)
    ]
    return min(known, default=len(places) + 1)


def rivals_of(changes: Sequence[Change], adopted: Iterable[Motion]) -> list[int]:
    """The numbers of those adopted motions with which the changes overlap: they leave nothing to vote on."""
    return [motion.number for motion in adopted if overlap(motion.changes, changes)]
