"""The changes and the reasons of an amendment, read from what somebody sent."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from councils.wellformed import LANGUAGES, Fields
from proposals.drafting.models import Revision
from proposals.drafting.paragraphs import LONGEST_PARAGRAPH, LONGEST_TEXT, MOST_PARAGRAPHS, split
from proposals.drafting.wording import visible

from .changes import INSERT, MOST_CHANGES, MOVE, OPS, REPLACE, Change, apply, mistakes
from .words import mistake_sentences

LONGEST_REASONS = 4_000
LONGEST_ID = 20


def read_changes(fields: Fields, given: object, revision: Revision) -> tuple[Change, ...]:
    """The changes that were sent, a list of `{"op", "paragraph", "text", "language", "after"}`, as one amendment of the
    revision; what is wrong with them is noted under `changes`.
    """
    rows = fields.listed("changes", given, MOST_CHANGES)
    read = tuple(_change(fields, row, revision.language) for row in rows)
    if "changes" not in fields.problems and (found := mistakes(revision.paragraphs, read)):
        fields.note("changes", mistake_sentences(found))
    if "changes" not in fields.problems:
        _weigh(fields, apply(revision.paragraphs, read))
    return read


def _change(fields: Fields, row: object, language: str) -> Change:
    if not isinstance(row, Mapping):
        fields.note("changes", _("A change is expected here."))
        return Change("", "")
    op = fields.one_of("changes", row.get("op"), OPS)
    read = Change(op, _name(fields, row.get("paragraph")))
    if op == MOVE:
        return Change(op, read.paragraph, after=_name(fields, row.get("after")))
    if op not in (REPLACE, INSERT):
        return read
    spoken = row.get("language") or language
    fields.one_of("changes", spoken, LANGUAGES)
    return Change(op, read.paragraph, _text(fields, row.get("text")), "" if spoken == language else str(spoken))


def _name(fields: Fields, value: object) -> str:
    return fields.text("changes", value, LONGEST_ID, required=False)


def _text(fields: Fields, value: object) -> str:
    """One paragraph: what a blank line divides would be two."""
    text = fields.text("changes", visible(value), LONGEST_PARAGRAPH, lines=True)
    parts = split(text)
    if len(parts) > 1:
        fields.note("changes", _("A blank line begins another paragraph: insert that as a change of its own."))
    return parts[0] if parts else ""


def _weigh(fields: Fields, text: Sequence[Mapping[str, str]]) -> None:
    if len(text) > MOST_PARAGRAPHS or sum(len(row["text"]) for row in text) > LONGEST_TEXT:
        fields.note("changes", _("The text would become longer than a text may be."))


def read_reasons(fields: Fields, reasons: object) -> str:
    """Why: an amendment without reasons convinces nobody."""
    return fields.text("reasons", visible(reasons), LONGEST_REASONS, lines=True)
