"""Removing by law: the words are destroyed wherever they are kept as a text, and leave their hash.

Revisions, texts of amendments and translations never change. The database itself takes out of them the words that a
decision of removal names, in `minga_remove_passage`, and nothing else. Published positions are not touched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from common.proof.canonical import sha256
from proposals.amending.models import Amendment
from proposals.deliberation.models import Comment
from proposals.drafting.hiding import find_passages
from proposals.drafting.models import Proposal
from proposals.translating.models import Translation

from ..models import Case, Decision
from ..texts import Text, hash_of, parts_of
from .effects import write

BLOCK, LONGEST_BLOCK = "█", 8


@dataclass(frozen=True)
class Removal:
    """Words to take out of one row: of a `revision`, an `amendmenttext`, a `translation`, or of a `comment`."""

    kind: str
    row: int
    passage: str
    words: str


def plan_removal(text: Text, quotes: Sequence[str]) -> list[Removal]:
    """Everything that goes: the quoted words wherever they stand, or all words where nothing is quoted."""
    if isinstance(text, Comment):
        return _of("comment", text.pk, {"": text.text}, quotes)
    if isinstance(text, Amendment):
        found: list[Removal] = []
        for written in text.texts.all():
            text.text = written
            found += _of("amendmenttext", written.pk, parts_of(text), quotes)
        return found
    return _of_proposal(text, quotes) if isinstance(text, Proposal) else []


def _of_proposal(proposal: Proposal, quotes: Sequence[str]) -> list[Removal]:
    """Of every revision; and of each passage from which something goes, every translation as a whole."""
    found: list[Removal] = []
    for revision in proposal.revisions.all():
        parts = {"title": revision.title, "summary": revision.summary, "note": revision.note}
        parts |= {row["id"]: row["text"] for row in revision.paragraphs}
        found += _of("revision", revision.pk, parts, quotes)
    touched = {removal.passage for removal in found}
    translations = Translation.objects.filter(proposal=proposal, passage__in=touched)
    return found + [Removal("translation", row.pk, row.passage, row.text) for row in translations if row.text]


def _of(kind: str, row: int, parts: dict[str, str] | Iterable, quotes: Sequence[str]) -> list[Removal]:
    parts = dict(parts)
    if not quotes:
        return [Removal(kind, row, name, words) for name, words in parts.items() if words]
    found, _missing = find_passages(parts, quotes)
    return [Removal(kind, row, one.passage, one.words) for one in dict.fromkeys(found)]


def named_removals(plan: Sequence[Removal]) -> list[dict[str, object]]:
    """The plan as a decision names it: what is not named here, the database does not remove."""
    named = dict.fromkeys((removal.passage, sha256(removal.words.encode())) for removal in plan)
    return [{"passage": passage, "sha256": hash_} for passage, hash_ in named]


def remove(decision: Decision, case: Case, text: Text, plan: Sequence[Removal], quotes: Sequence[str]) -> None:
    """Destroy the words, and write the hash of what was there: of the whole text, or of the quoted words line by
    line.
    """
    text.removed_sha256 = sha256("\n".join(quotes).encode()) if quotes else hash_of(text)
    text.removed_at, text.hidden_at, text.hidden_until, text.held_at = decision.decided_at, None, None, None
    text.hidden_ground, text.hidden_reason = decision.ground, decision.reason
    text.hidden_passages = [_trace(removal) for removal in plan] if quotes else []
    for removal in plan:
        if removal.kind != "comment":
            _remove_from_table(decision, removal)
    if isinstance(text, Comment):
        _blank(text, plan, whole=not quotes)
    elif isinstance(text, Proposal) and not quotes:
        _hide_files(text, decision.decided_at)
    write(text, case, decision.decided_at)


def _trace(removal: Removal) -> dict[str, object]:
    """Where something was removed in part, without the words."""
    return {"passage": removal.passage, "start": 0, "end": 0, "words": ""}


def _remove_from_table(decision: Decision, removal: Removal) -> None:
    values: list[int | str] = [decision.pk, removal.kind, removal.row, removal.passage, removal.words]
    with connection.cursor() as cursor:
        cursor.execute("SELECT minga_remove_passage(%s, %s, %s, %s, %s)", values)


def _blank(comment: Comment, plan: Sequence[Removal], *, whole: bool) -> None:
    for removal in plan:
        comment.text = comment.text.replace(removal.words, BLOCK * min(LONGEST_BLOCK, len(removal.words)))
    comment.text = "" if whole else comment.text
    comment.retraction_note = "" if whole else comment.retraction_note
    comment.likeness = ""
    comment.save(update_fields=["text", "retraction_note", "likeness"])


def _hide_files(proposal: Proposal, at: datetime) -> None:
    """The files beside a text that is gone are no longer served."""
    proposal.attachments.filter(removed_at__isnull=True).update(removed_at=at)
