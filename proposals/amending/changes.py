"""What an amendment changes in a text: its parts, what they make of it, and where two of them are in each other's way.
Pure.

A text is a list of paragraphs as a revision stores them, `{"id", "text"}` with `"language"` where it is not the
revision's. Ids live on from revision to revision, so amendments of different revisions can be held against each other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

REPLACE, INSERT, DELETE, MOVE = "replace", "insert", "delete", "move"
OPS = (REPLACE, INSERT, DELETE, MOVE)
MOST_CHANGES = 20
BEGINNING = ""

Row = Mapping[str, str]
Text = Sequence[Row]
ID = re.compile(r"p([1-9][0-9]{0,8})\Z")


@dataclass(frozen=True)
class Change:
    """One part of an amendment. `paragraph` is what is replaced, deleted or moved, or behind which a new one is
    inserted; `after` is behind which it is moved. `""` is the beginning of the text.
    """

    op: str
    paragraph: str
    text: str = ""
    language: str = ""
    after: str = ""


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a change, the `at`-th: a code, and the paragraph that it is about."""

    at: int
    code: str
    paragraph: str = ""


@dataclass(frozen=True)
class Overlap:
    """Where two amendments are in each other's way: both change the `paragraph` (`same`), or one removes what the other
    stands behind (`anchor`).
    """

    paragraph: str
    kind: str


def read(stored: Iterable[Row]) -> tuple[Change, ...]:
    """The changes of a stored amendment."""
    return tuple(
        Change(row["op"], row["paragraph"], row.get("text", ""), row.get("language", ""), row.get("after", ""))
        for row in stored
    )


def write(changes: Iterable[Change]) -> list[dict[str, str]]:
    """The stored form: what the op does not need is left out."""
    return [_row(change) for change in changes]


def _row(change: Change) -> dict[str, str]:
    row = {"op": change.op, "paragraph": change.paragraph}
    if change.op in (REPLACE, INSERT):
        row["text"] = change.text
        if change.language:
            row["language"] = change.language
    if change.op == MOVE:
        row["after"] = change.after
    return row


def mistakes(paragraphs: Text, changes: Sequence[Change]) -> list[Mistake]:
    """What keeps the changes from being one amendment of this text: what is unknown, changes nothing, or is changed
    twice. Whether a text is well-formed is not asked here.
    """
    order = [row["id"] for row in paragraphs]
    texts = {row["id"]: row["text"] for row in paragraphs}
    found: list[Mistake] = [] if changes else [Mistake(0, "nothing")]
    if len(changes) > MOST_CHANGES:
        found.append(Mistake(MOST_CHANGES, "too_many"))
    seen: set[tuple[str, str]] = set()
    gone = {change.paragraph for change in changes if change.op == DELETE}
    for at, change in enumerate(changes):
        code = _unknown(change, texts) or _twice(change, seen, gone) or _idle(change, texts, order)
        if code:
            found.append(Mistake(at, code, change.paragraph))
        seen.add((change.op, change.paragraph))
    if not found and not apply(paragraphs, changes):
        found.append(Mistake(0, "empties"))
    return found


def _unknown(change: Change, texts: Mapping[str, str]) -> str:
    if change.op not in OPS:
        return "unknown_op"
    if change.paragraph not in texts and not (change.op == INSERT and change.paragraph == BEGINNING):
        return "unknown_paragraph"
    if change.op == MOVE and change.after not in texts and change.after != BEGINNING:
        return "unknown_paragraph"
    return ""


def _twice(change: Change, seen: set[tuple[str, str]], gone: set[str]) -> str:
    """Whether another change of the same amendment is in the way. Several insertions may stand behind one paragraph,
    and a paragraph may be both replaced and moved.
    """
    if change.op != INSERT and (change.op, change.paragraph) in seen:
        return "twice"
    if change.op != DELETE and change.paragraph in gone:
        return "behind_deleted" if change.op == INSERT else "twice"
    if change.op == MOVE and change.after in gone:
        return "behind_deleted"
    return ""


def _idle(change: Change, texts: Mapping[str, str], order: Sequence[str]) -> str:
    if change.op == REPLACE and change.text == texts[change.paragraph]:
        return "idle"
    if change.op == MOVE:
        at = order.index(change.paragraph)
        before = order[at - 1] if at else BEGINNING
        return "idle" if change.after in (before, change.paragraph) else ""
    return ""


def apply(paragraphs: Text, changes: Sequence[Change], new_ids: Iterable[str] | None = None) -> list[dict[str, str]]:
    """The text with the changes made. `new_ids` name inserted paragraphs; without them they are called `+1`, `+2`…

    What is replaced is replaced where it stands, then what is moved is moved, what is inserted stands behind its
    neighbour in the order in which it was given, and what is deleted goes last. A change whose paragraph is not there
    is passed over; an insertion whose neighbour is not there stands at the beginning.
    """
    names = iter(new_ids) if new_ids is not None else _provisional()
    rows = [dict(row) for row in paragraphs]
    for change in changes:
        if change.op == REPLACE:
            rows = [_worded(row["id"], change) if row["id"] == change.paragraph else row for row in rows]
    for change in changes:
        if change.op == MOVE:
            rows = _moved(rows, change)
    inserted: dict[str, list[dict[str, str]]] = {}
    standing = {row["id"] for row in rows}
    for change in changes:
        if change.op == INSERT:
            anchor = change.paragraph if change.paragraph in standing else BEGINNING
            inserted.setdefault(anchor, []).append(_worded(next(names), change))
    gone = {change.paragraph for change in changes if change.op == DELETE}
    made = list(inserted.get(BEGINNING, []))
    for row in rows:
        if row["id"] not in gone:
            made.append(row)
        made.extend(inserted.get(row["id"], []))
    return made


def _provisional() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"+{number}"


def _worded(name: str, change: Change) -> dict[str, str]:
    row = {"id": name, "text": change.text}
    return {**row, "language": change.language} if change.language else row


def _moved(rows: list[dict[str, str]], change: Change) -> list[dict[str, str]]:
    moving = [row for row in rows if row["id"] == change.paragraph]
    rest = [row for row in rows if row["id"] != change.paragraph]
    places = [at for at, row in enumerate(rest, 1) if row["id"] == change.after]
    if not moving or not (places or change.after == BEGINNING):
        return rows
    at = places[0] if places else 0
    return [*rest[:at], *moving, *rest[at:]]


def fresh_ids(used: Iterable[str]) -> Iterator[str]:
    """Ids that no revision has had, in order."""
    number = max((int(match[1]) for name in used if (match := ID.match(name))), default=0)
    while True:
        number += 1
        yield f"p{number}"


def touches(changes: Iterable[Change]) -> list[str]:
    """The paragraphs that an amendment is about, each once, in the order of its changes; `""` is the beginning."""
    return list(dict.fromkeys(change.paragraph for change in changes))


def overlap(a: Sequence[Change], b: Sequence[Change]) -> list[Overlap]:
    """Where two amendments are in each other's way. Insertions behind one paragraph are not, nor is an insertion behind
    a paragraph that the other rewords; the order of the two does not matter.
    """
    both = _changed(a) & _changed(b)
    lost = (_deleted(a) & _anchors(b)) | (_deleted(b) & _anchors(a))
    return [
        *(Overlap(name, "same") for name in sorted(both, key=_place)),
        *(Overlap(name, "anchor") for name in sorted(lost - both, key=_place)),
    ]


def _changed(changes: Iterable[Change]) -> set[str]:
    return {change.paragraph for change in changes if change.op != INSERT}


def _deleted(changes: Iterable[Change]) -> set[str]:
    return {change.paragraph for change in changes if change.op == DELETE}


def _anchors(changes: Iterable[Change]) -> set[str]:
    named = (
        change.after if change.op == MOVE else change.paragraph for change in changes if change.op in (INSERT, MOVE)
    )
    return {name for name in named if name != BEGINNING}


def _place(name: str) -> tuple[int, str]:
    match = ID.match(name)
    return (int(match[1]) if match else 0, name)
