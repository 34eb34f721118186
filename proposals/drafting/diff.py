"""What changed between two revisions: paragraph by paragraph (by id), and within a paragraph word by word. Pure.

Nothing is lost in it: from a comparison either side can be given back exactly, in its order.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, OUT, IN = "=", "-", "+"
KEPT, CHANGED, ADDED, REMOVED, MOVED = "kept", "changed", "added", "removed", "moved"

# How many pairs of equal words the plain algorithm may look at, in one stretch: beyond it, a stretch of the same few
# words over and over is shown as replaced.
MOST_PAIRS = 400_000

PIECE = re.compile(r"\s+|\w+|[^\w\s]")
JOINER = "\u200d"


@dataclass(frozen=True)
class Run:
    """A stretch of words with one fate: `=` on both sides, `-` only before, `+` only after."""

    op: str
    text: str


@dataclass(frozen=True)
class Change:
    """What became of one paragraph. `before_at` and `after_at` are its positions, None where it does not stand.

    `kind` is kept, changed, added, removed or moved (its text unchanged); a changed one may have moved too. A
    comparison knows no language; whoever shows it may say one.
    """

    id: str
    kind: str
    runs: tuple[Run, ...]
    before_at: int | None
    after_at: int | None
    has_moved: bool = False
    language: str = ""


Text = Sequence[tuple[str, str]]


def compare(before: Text, after: Text) -> list[Change]:
    """The changes that lead from one text to the other, both as (id, text) with no id twice, in the order of reading:
    that of `after`, and what was removed stands behind its old neighbour.
    """
    old = {name: (at, text) for at, (name, text) in enumerate(before)}
    new = {name: (at, text) for at, (name, text) in enumerate(after)}
    moved = _moved([name for name, _text in before if name in new], {name: at for name, (at, _text) in new.items()})
    changes: list[Change] = []
    for name in _reading_order(before, after, old.keys(), new.keys()):
        if name not in new:
            changes.append(Change(name, REMOVED, _all(OUT, old[name][1]), old[name][0], None))
        elif name not in old:
            changes.append(Change(name, ADDED, _all(IN, new[name][1]), None, new[name][0]))
        else:
            changes.append(_stayed(name, old[name], new[name], name in moved))
    return changes


def side_before(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """The text that was compared, given back."""
    standing = sorted((change.before_at, change) for change in changes if change.before_at is not None)
    return [(change.id, "".join(run.text for run in change.runs if run.op != IN)) for _at, change in standing]


def side_after(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """The text that it was compared with, given back."""
    standing = sorted((change.after_at, change) for change in changes if change.after_at is not None)
    return [(change.id, "".join(run.text for run in change.runs if run.op != OUT)) for _at, change in standing]


def compare_words(before: str, after: str) -> tuple[Run, ...]:
    """One text against another, word by word. Only spaces between two changed words are changed with them."""
    if before == after:
        return _all(SAME, before)
    a, b = pieces(before), pieces(after)
    return tuple(_joined(_fates(a, b)))


def pieces(text: str) -> list[str]:
    """Words, spaces and single signs, which together are the text. What belongs to a sign, such as an accent or the
    rest of an emoji, is never parted from it.
    """
    found: list[str] = []
    is_in_word = False
    for piece in PIECE.findall(text):
        continues = found and (_clings(piece) or found[-1].endswith(JOINER) or _is_half_flag(found[-1], piece))
        if continues or (is_in_word and _is_word(piece)):
            found[-1] += piece
        else:
            found.append(piece)
            is_in_word = _is_word(piece)
    return found


def _is_word(piece: str) -> bool:
    return piece[0].isalnum() or piece[0] == "_"


def _clings(piece: str) -> bool:
    """Whether it is drawn as part of the sign before it: marks, joiners, the colours of an emoji's skin."""
    first = piece[0]
    return not first.isspace() and (
        unicodedata.category(first)[0] == "M" or first == JOINER or "\U0001f3fb" <= first <= "\U0001f3ff"
    )


def _is_half_flag(before: str, piece: str) -> bool:
    return len(before) == 1 and all("\U0001f1e6" <= sign <= "\U0001f1ff" for sign in (before, piece[0]))


def _all(op: str, text: str) -> tuple[Run, ...]:
    return (Run(op, text),) if text else ()


def _stayed(name: str, old: tuple[int, str], new: tuple[int, str], has_moved: bool) -> Change:
    kind = CHANGED if old[1] != new[1] else MOVED if has_moved else KEPT
    return Change(name, kind, compare_words(old[1], new[1]), old[0], new[0], has_moved)


def _moved(common: Sequence[str], place: dict[str, int]) -> set[str]:
    """The fewest paragraphs whose moving explains the new order: all but a longest ascending series."""
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for index, name in enumerate(common):
        at = bisect_left(ends, place[name])
        previous.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [place[name]]
        last[at : at + 1] = [index]
    stayed: set[str] = set()
    index = last[-1] if last else -1
    while index >= 0:
        stayed.add(common[index])
        index = previous[index]
    return set(common) - stayed


def _reading_order(before: Text, after: Text, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """The names of `after` in order; each removed one follows the paragraph that stood before it."""
    is_new = set(new)
    behind: dict[str | None, list[str]] = {}
    neighbour: str | None = None
    for name, _text in before:
        if name in is_new:
            neighbour = name
        else:
            behind.setdefault(neighbour, []).append(name)
    yield from behind.get(None, [])
    for name, _text in after:
        yield name
        yield from behind.get(name, [])


def _fates(a: list[str], b: list[str]) -> Iterator[Run]:
    """The words of both sides with their fates, in order."""
    head = _shared_length(a, b)
    tail = _shared_length(a[head:][::-1], b[head:][::-1])
    yield from _all(SAME, "".join(a[:head]))
    yield from _middle(a[head : len(a) - tail], b[head : len(b) - tail])
    yield from _all(SAME, "".join(a[len(a) - tail :]))


def _shared_length(a: Sequence[str], b: Sequence[str]) -> int:
    return next((at for at, (left, right) in enumerate(zip(a, b, strict=False)) if left != right), min(len(a), len(b)))


def _middle(a: list[str], b: list[str]) -> Iterator[Run]:
    """Words that occur once on each side, in the same order, hold the two together; between them one by one.

    So a long text falls into short stretches, and the time does not grow with the square of its length.
    """
    held, from_a, from_b = _anchors(a, b), 0, 0
    for at_a, at_b in [*held, (len(a), len(b))]:
        yield from _stretch(a[from_a:at_a], b[from_b:at_b])
        yield from _all(SAME, "".join(a[at_a : at_a + 1]))
        from_a, from_b = at_a + 1, at_b + 1


def _anchors(a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Positions of words that are unique on both sides, without those that crossed."""
    once_a = {word for word, count in Counter(a).items() if count == 1}
    once_b = {word for word, count in Counter(b).items() if count == 1 and word in once_a}
    at_b = {word: at for at, word in enumerate(b) if word in once_b}
    common = [word for word in a if word in at_b]
    crossed = _moved(common, at_b)
    at_a = {word: at for at, word in enumerate(a) if word in at_b}
    return [(at_a[word], at_b[word]) for word in common if word not in crossed]


def _stretch(a: list[str], b: list[str]) -> Iterator[Run]:
    counts = Counter(word for word in b if not word.isspace())
    if not a or not b or sum(counts[word] for word in a) > MOST_PAIRS:
        yield from _all(OUT, "".join(a))
        yield from _all(IN, "".join(b))
        return
    for op, i, j, k, m in SequenceMatcher(str.isspace, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            yield Run(SAME, "".join(a[i:j]))
        else:
            yield from _all(OUT, "".join(a[i:j]))
            yield from _all(IN, "".join(b[k:m]))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one fate as one run, what went before what came; spaces between two changes belong to both."""
    out, new, same = "", "", ""
    for run in runs:
        if run.op == SAME:
            same += run.text
            continue
        if same and not ((out or new) and same.isspace()):
            yield from _flush(out, new, same)
            out, new, same = "", "", ""
        elif same:
            out, new, same = out + same, new + same, ""
        out, new = (out + run.text, new) if run.op == OUT else (out, new + run.text)
    yield from _flush(out, new, same)


def _flush(out: str, new: str, same: str) -> Iterator[Run]:
    yield from _all(OUT, out)
    yield from _all(IN, new)
    yield from _all(SAME, same)
