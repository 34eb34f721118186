"""What moderation may do to a text, as columns of the text itself: it is upstream of whoever decides.

A hidden text is replaced by a notice with the reason and stays readable for its author and for an appeal. One that is
held waits for a person to look at it. A removed one is gone, by law, and leaves its hash. `veil_of` says what lies over
a text and `masked` what is then left of its words: every page and every address of the API asks these two.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Protocol

from django.db import models
from django.db.models import Q

# Words that were hidden are looked for where the text has been revised since; shorter ones would hide others' words.
LEAST_LOOKED_FOR = 12
WHOLE, PART, HELD, REMOVED = "whole", "part", "held", "removed"

# What moderation writes, and nothing else does.
COLUMNS = (
    *("hidden_at", "hidden_until", "hidden_ground", "hidden_reason", "hidden_passages", "held_at"),
    *("removed_at", "removed_sha256", "moderated_at", "moderated_case"),
)


class Hideable(models.Model):
    """The columns. `hidden_passages` is empty when the whole text is hidden, else a list of `{"passage", "start",
    "end", "words"}`: a paragraph's id, `title`, `summary` or `note` (empty for a comment's text), the half-open range
    of its signs, and what stood there. `moderated_at` is when any of it last changed, `moderated_case` the number of
    its case.
    """

    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_until = models.DateTimeField(null=True, blank=True)
    hidden_ground = models.CharField(max_length=40, blank=True)
    hidden_reason = models.TextField(blank=True)
    hidden_passages = models.JSONField(default=list)
    held_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_sha256 = models.CharField(max_length=64, blank=True)
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_case = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_hidden(self, at: datetime) -> bool:
        """Whether the text, or a passage of it, is hidden at the instant."""
        return is_hidden(self, at)


class Veiled(Protocol):
    """Whatever has the columns: a row, or what a query told of one."""

    hidden_at: datetime | None
    hidden_until: datetime | None
    hidden_ground: str
    hidden_reason: str
    hidden_passages: list
    held_at: datetime | None
    removed_at: datetime | None
    removed_sha256: str
    moderated_case: int | None


@dataclass(frozen=True)
class Passage:
    """A stretch of signs that is hidden, and the words that stood there."""

    passage: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Veil:
    """What lies over a text, and why. `kind` is `whole`, `part`, `held` or `removed`; `until` None is for good."""

    kind: str
    ground: str = ""
    reason: str = ""
    until: datetime | None = None
    passages: tuple[Passage, ...] = ()
    sha256: str = ""
    case: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the text is left for whoever may not see through."""
        return not self.passages


def is_hidden(columns: Any, at: datetime) -> bool:
    """Hidden, and not only until an instant that has passed."""
    return columns.hidden_at is not None and (columns.hidden_until is None or at < columns.hidden_until)


def veil_of(columns: Veiled, at: datetime) -> Veil | None:
    """What lies over the text at `at`; None when it can be read by everybody."""
    ground, reason, case = columns.hidden_ground, columns.hidden_reason, columns.moderated_case
    passages = tuple(Passage(p["passage"], p["start"], p["end"], p["words"]) for p in columns.hidden_passages)
    if columns.removed_at is not None:
        return Veil(REMOVED, ground, reason, None, passages, columns.removed_sha256, case)
    if columns.held_at is not None:
        return Veil(HELD, case=case)
    if not is_hidden(columns, at):
        return None
    return Veil(PART if passages else WHOLE, ground, reason, columns.hidden_until, passages, case=case)


def told_veil(told: str | None, at: datetime) -> Veil | None:
    """The same from the columns as JSON, as a query tells them with its rows (see `TOLD`)."""
    if not told:
        return None
    columns = {
        name: datetime.fromisoformat(value) if value and name.endswith(("_at", "_until")) else value
        for name, value in json.loads(told).items()
    }
    return veil_of(SimpleNamespace(**columns), at)


# What an append-only text may still suffer: that something is laid over it, or taken off.
_MODERATED = f"'{{{','.join(COLUMNS)}}}'::text[]"
IS_MODERATION = f"(to_jsonb(OLD) - {_MODERATED} = to_jsonb(NEW) - {_MODERATED})"
# And of others: the words that a legal removal names, and nothing beside them.
IS_REMOVAL = "minga_is_removal('%s', to_jsonb(OLD), to_jsonb(NEW))"
# In the select list of a query on a table {0} with the columns: NULL for the many texts over which nothing lies.
TOLD_OF = """CASE WHEN coalesce({0}.hidden_at, {0}.held_at, {0}.removed_at) IS NOT NULL THEN jsonb_build_object(
    'hidden_at', {0}.hidden_at, 'hidden_until', {0}.hidden_until, 'hidden_ground', {0}.hidden_ground,
    'hidden_reason', {0}.hidden_reason, 'hidden_passages', {0}.hidden_passages, 'held_at', {0}.held_at,
    'removed_at', {0}.removed_at, 'removed_sha256', {0}.removed_sha256,
    'moderated_case', {0}.moderated_case)::text END"""
TOLD = TOLD_OF.format("c")


def unveiled() -> Q:
    """The rows over which nothing lies, whatever the instant: for a search, which shows no notices."""
    return Q(hidden_at__isnull=True, held_at__isnull=True, removed_at__isnull=True)


def veiled(at: Any) -> Q:
    """The rows over which something lies at the instant, or at the expression of one: what `veil_of` says of each."""
    until = Q(hidden_until__isnull=True) | Q(hidden_until__gt=at)
    return Q(removed_at__isnull=False) | Q(held_at__isnull=False) | (Q(hidden_at__isnull=False) & until)


def masked(text: str, veil: Veil | None, passage: str = "", block: Callable[[int], str] | None = None) -> str:
    """What is left of the text for whoever may not see through: each hidden stretch is replaced, in its place, by
    `block` of how many signs it has. Nothing is left of a text that is hidden as a whole. What was removed in part has
    the blocks in the text itself.
    """
    if veil is None or (veil.kind == REMOVED and not veil.is_whole):
        return text
    if veil.is_whole:
        return ""
    told, end = [], 0
    for start, stop in hidden_ranges(text, veil.passages, passage):
        told += [text[end:start], (block or plain_block)(stop - start)]
        end = stop
    return "".join([*told, text[end:]])


def plain_block(signs: int) -> str:
    """How a program is told that so many signs are hidden here."""
    return f"█{signs}█"


def hidden_ranges(text: str, passages: Sequence[Passage], passage: str) -> list[tuple[int, int]]:
    """The hidden stretches of this passage in order, those that touch as one.

    A text is revised, and a paragraph divided: where the words are no longer in their place, they are looked for, and
    long ones in every passage.
    """
    found: list[tuple[int, int]] = []
    for hidden in passages:
        is_here = hidden.passage == passage
        if is_here and text[hidden.start : hidden.end] == hidden.words:
            found.append((hidden.start, hidden.end))
        elif is_here or len(hidden.words) >= LEAST_LOOKED_FOR:
            found += _occurrences(text, hidden.words)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _occurrences(text: str, words: str) -> Iterable[tuple[int, int]]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))


def find_passages(parts: Mapping[str, str], quotes: Iterable[str]) -> tuple[list[Passage], list[str]]:
    """Each quoted wording wherever it stands in the parts of a text, and the quotes that stand nowhere in it."""
    found, missing = [], []
    for quote in dict.fromkeys(quote.strip() for quote in quotes):
        if not quote:
            continue
        here = [
            Passage(name, start, end, quote) for name, text in parts.items() for start, end in _occurrences(text, quote)
        ]
        found += here
        missing += [] if here else [quote]
    return found, missing
