"""What an answer says, read from what somebody sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.errors import DomainError, Invalid
from councils.wellformed import LANGUAGES, Fields
from proposals.drafting.paragraphs import MOST_PARAGRAPHS
from proposals.drafting.wording import visible

from .models import Response

LONGEST_REASONS = 8_000
LONGEST_OF_PARAGRAPH = 2_000
Kind = Response.Kind
# What can be answered to single paragraphs of a text that is answered so as a whole. What is not listed takes any.
PARTS: Mapping[str, frozenset[str]] = {
    Kind.ACCEPTS: frozenset({Kind.ACCEPTS}),
    Kind.REJECTS: frozenset({Kind.REJECTS, Kind.DEFERS}),
}


@dataclass(frozen=True)
class Answer:
    """An answer to the whole, with reasons in a language, and perhaps one to each of some paragraphs."""

    kind: str
    reasons: str
    language: str
    paragraphs: list[dict[str, str]] = field(default_factory=list)


def read_answer(
    *, kind: object, reasons: object, language: object, paragraphs: object, known: Collection[str]
) -> Answer:
    """The answer that was sent, or `Invalid` with every sentence. `known` are the paragraphs of the position's text.

    Reasons stand with everything but a paragraph that is accepted, where those of the whole may be enough.
    """
    fields = Fields()
    answer = Answer(
        fields.one_of("kind", kind, Kind.values),
        fields.text("reasons", visible(reasons), LONGEST_REASONS, lines=True),
        fields.one_of("language", language, LANGUAGES),
        _read_paragraphs(fields, paragraphs, known),
    )
    fields.refuse()
    return answer


def _read_paragraphs(fields: Fields, paragraphs: object, known: Collection[str]) -> list[dict[str, str]]:
    entries = [one for one in fields.listed("paragraphs", paragraphs, MOST_PARAGRAPHS) if _is_entry(fields, one, known)]
    read = [_read_paragraph(fields, one) for one in entries if isinstance(one, Mapping)]
    if len({one["paragraph"] for one in read}) < len(read):
        fields.note("paragraphs", _("A paragraph is answered once."))
    order: Sequence[str] = list(known)
    return sorted(read, key=lambda one: order.index(one["paragraph"]))


def _is_entry(fields: Fields, entry: object, known: Collection[str]) -> bool:
    if (
        isinstance(entry, Mapping)
        and set(entry) <= {"paragraph", "kind", "reasons"}
        and entry.get("paragraph") in known
    ):
        return True
    fields.note("paragraphs", _("There is no such paragraph in the text."))
    return False


def _read_paragraph(fields: Fields, entry: Mapping[str, object]) -> dict[str, str]:
    paragraph = str(entry["paragraph"])
    kind = fields.one_of(f"kind-{paragraph}", entry.get("kind"), Kind.values)
    name, given = f"reasons-{paragraph}", visible(entry.get("reasons", ""))
    reasons = fields.text(name, given, LONGEST_OF_PARAGRAPH, required=kind != Kind.ACCEPTS, lines=True)
    return {"paragraph": paragraph, "kind": kind, "reasons": reasons}


def why_not_of_one_piece(answer: Answer) -> DomainError | None:
    """Who accepts or rejects the whole says nothing else of a part: that would be an acceptance in part."""
    allowed = PARTS.get(answer.kind)
    if allowed is None or all(one["kind"] in allowed for one in answer.paragraphs):
        return None
    sentence = _("What is said of single paragraphs contradicts this: it accepts in part, or defers.")
    return Invalid("answer_contradicts_itself", sentence, fields={"kind": sentence})
