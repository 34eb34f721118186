"""An amendment as pages show it: its words in place in the text, what is said of it, and what it is in the way of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proposals.drafting.diff import KEPT, compare
from proposals.drafting.diff import Change as Difference
from proposals.drafting.veiling import Notice, notice_of

from .carrying import FRESH, place, staleness
from .changes import Change, Text, apply, overlap, read, touches
from .models import Amendment, AmendmentText
from .queries import LIVE, texts_before
from .veiling import Look, look_at
from .words import change_sentence, overlap_sentences, reason_words, stale_sentences

TONES = {
    Amendment.State.ACCEPTED: "good",
    Amendment.State.ADOPTED: "good",
    Amendment.State.DECLINED: "warn",
    Amendment.State.SENT: "info",
    Amendment.State.OPEN: "info",
    Amendment.State.REJECTED: "bad",
}
BEGINNING = "start"


@dataclass(frozen=True)
class Shown:
    """One amendment. `rows` are the paragraphs with their words in and out; None stands for a stretch left away."""

    amendment: Amendment
    text: AmendmentText
    changes: tuple[Change, ...]
    rows: list[Difference | None]
    sentences: list[str]
    stale: list[str]
    reason: str
    tone: str
    is_stale: bool
    is_placed: bool
    look: Look
    notice: Notice | None


def text_of(amendment: Amendment) -> AmendmentText:
    """The text that an amendment has by now."""
    assert amendment.text is not None  # noqa: S101 - written in the transaction that makes the amendment
    return amendment.text


def show(amendment: Amendment, base: Text, current: Text) -> Shown:
    """The amendment against the text it was written against; one that goes to the plenary against the text as it is,
    because that is what the vote would change. Texts and amendment are as far as who reads may read them; of a text
    that is hidden as a whole it is not told what changed in it.
    """
    look = look_at(amendment)
    text = look.left(text_of(amendment))
    changes = read(text.changes)
    is_asked = amendment.state in LIVE and bool(base or current)
    fates = staleness(base, current, changes) if is_asked else [FRESH] * len(changes)
    is_placed = amendment.state == Amendment.State.SENT
    before, made = (current, place(base, current, changes).changes) if is_placed else (base, changes)
    return Shown(
        amendment=amendment,
        text=text,
        changes=changes,
        rows=difference(before, made),
        sentences=[change_sentence(change) for change in changes],
        stale=stale_sentences(changes, fates),
        reason="" if look.is_blind and amendment.state == Amendment.State.WITHDRAWN else reason_words(amendment),
        tone=TONES.get(Amendment.State(amendment.state), ""),
        is_stale=any(fate != FRESH for fate in fates),
        is_placed=is_placed,
        look=look,
        notice=notice_of(look.veil) if look.veil else None,
    )


def show_all(amendments: Sequence[Amendment], current: Text) -> list[Shown]:
    """Several of one proposal; one query for the texts that are not the current one."""
    if not amendments:
        return []
    bases = texts_before(amendments[0].proposal, amendments)
    return [show(one, bases[text_of(one).revision_id], current) for one in amendments]


def difference(before: Text, changes: Sequence[Change]) -> list[Difference | None]:
    """What the changes make of the text, word by word: what they touch, and a neighbour on either side."""
    return in_context(compare(_pairs(before), _pairs(apply(before, changes))))


def in_context(differences: Sequence[Difference]) -> list[Difference | None]:
    """What differs, with a neighbour on either side; each stretch between as None."""
    touched = [at for at, one in enumerate(differences) if one.kind != KEPT or one.has_moved]
    wanted = {at + step for at in touched for step in (-1, 0, 1)}
    rows: list[Difference | None] = []
    for at, one in enumerate(differences):
        if at in wanted:
            rows.append(one)
        elif not rows or rows[-1] is not None:
            rows.append(None)
    return rows


def _pairs(text: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(row["id"], row["text"]) for row in text]


def conflicts(amendment: Amendment, others: Iterable[Amendment]) -> list[tuple[Amendment, str]]:
    """The living amendments that are in this one's way, and where."""
    mine = read(text_of(amendment).changes)
    found = []
    for other in others:
        if other.pk == amendment.pk or other.state not in LIVE or amendment.state not in LIVE:
            continue
        if hit := overlap(mine, read(text_of(other).changes)):
            found.append((other, overlap_sentences(hit)))
    return found


def by_paragraph(amendments: Iterable[Amendment]) -> dict[str, list[Amendment]]:
    """Which amendments are about each paragraph; the beginning is called `start`."""
    found: dict[str, list[Amendment]] = {}
    for amendment in amendments:
        for name in touches(read(text_of(amendment).changes)):
            found.setdefault(name or BEGINNING, []).append(amendment)
    return found
