"""What the pages of one transmittal are handed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from common.languages import say
from councils.rulebook.rules import read_rulebook
from proposals.letters.veiling import listed
from proposals.positions.queries import as_read, read_document, veil_over

from .models import Response, Transmittal
from .permissions import why_not_acknowledge, why_not_answer, why_not_respond
from .rating_models import Rating
from .reading import TONES, read_transmittal

Paragraph = Mapping[str, Any]


@dataclass(frozen=True)
class PositionText:
    """What was voted on, as far as the moderation left it: a title in a language, and the paragraphs of its text."""

    title: str
    language: str
    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True)
class Part:
    """What is answered to one paragraph; `number` is its place in the text."""

    number: int
    paragraph: Paragraph
    word: str
    tone: str
    reasons: str


@dataclass(frozen=True)
class Answered:
    """A response with its words."""

    response: Response
    word: str
    tone: str
    is_late: bool
    parts: list[Part]


def text_of(found: Transmittal) -> PositionText:
    """The text of what `transmittal_at` found; of a question that was no text, its title alone."""
    position, letter = found.position, found.letter
    if letter:
        left = listed(letter, found.instant)  # type: ignore[attr-defined] # annotated by transmittal_at
        return PositionText(left.title, left.language, left.paragraphs)
    assert position is not None  # noqa: S101 - narrows the type: one of the two was sent
    position.instant = found.instant  # type: ignore[attr-defined] # as position_at would annotate it
    document, veil = read_document(position), veil_over(position)
    proposal = (as_read(document, position, veil) if veil else document)["proposal"]
    if proposal is None:
        return PositionText(say(document["ballot"]["title"]), "", [])
    return PositionText(proposal["title"], proposal["language"], proposal["paragraphs"])


def page_of(found: Transmittal, person: User | None, text: PositionText | None = None) -> dict[str, Any]:
    """Everything that both pages show. `may_answer` is whether the person speaks for the addressee."""
    now = found.instant  # type: ignore[attr-defined] # annotated by transmittal_at
    text = text or text_of(found)
    answers = [_answered(one, found, text.paragraphs) for one in found.responses.prefetch_related("files")]
    rating = rating_of(found)
    return {
        "transmittal": found,
        "data_url": _data_url(found),
        "position": found.position,
        "sent": found.sent,
        "council": found.council,
        "here": found.get_absolute_url(),
        "reading": read_transmittal(found, now),
        "text": text,
        "rating": rating,
        "is_last_asking": rating is not None and _is_last(found, rating),
        "later": Transmittal.objects.filter(former=found).select_related("position__council", "addressee").first(),
        "answer": answers[0] if answers else None,
        "former": answers[1:],
        "may_answer": person is not None and why_not_respond(person, found, now) is None,
        "why_not_answer": why_not_answer(found),
        "why_not_acknowledge": why_not_acknowledge(found),
        "now": now,
        "section": "positions",
    }


def _is_last(found: Transmittal, rating: Rating) -> bool:
    """Whether the rules of the vote have the body asked no more after it."""
    return found.round >= read_rulebook(rating.ballot.rules or {}).adequacy_rounds


def _data_url(found: Transmittal) -> str:
    if found.letter:
        return reverse("api:letter_transmittal", args=found.place)
    return reverse("api:transmittal" if found.round == 1 else "api:transmittal_again", args=found.place)


def rating_of(found: Transmittal) -> Rating | None:
    """The vote on the answer, with its ballot and the position in which it was published."""
    related = ("ballot__round__council", "ballot__window", "response", "position__council")
    return Rating.objects.filter(transmittal=found).select_related(*related).defer("position__document").first()


def _answered(response: Response, found: Transmittal, paragraphs: Sequence[Paragraph]) -> Answered:
    order = {paragraph["id"]: (number, paragraph) for number, paragraph in enumerate(paragraphs, 1)}
    parts = [
        Part(*order[one["paragraph"]], str(Response.Kind(one["kind"]).label), TONES[one["kind"]], one["reasons"])
        for one in response.paragraphs
        if one["paragraph"] in order
    ]
    is_late = response.answered_at >= found.due_at
    return Answered(response, response.get_kind_display(), TONES[response.kind], is_late, parts)
