"""What a browser sends of a motion's answer: one choice, or a part for each, as fractions or numbers of delegates."""

from collections.abc import Mapping

from django.utils.functional import Promise

from councils.rulebook.rules import CHOICES
from proposals.tally.parts import parts_of

from .answer_words import answer_words
from .answering import WHOLE
from .words import meanings

PART = "part_"
LONGEST = 40


def motion_answer(data: Mapping[str, str]) -> dict[str, str]:
    """The answer that was sent; whether it can be counted is said by the cast."""
    written = {choice: data.get(f"{PART}{choice}", "")[:LONGEST] for choice in CHOICES}
    if any(text.strip() for text in written.values()):
        return parts_of(written)
    return {data.get("choice", ""): WHOLE}


def motion_fields(answer: Mapping[str, str]) -> list[tuple[str, str]]:
    """The fields that would send this answer."""
    if list(answer.values()) == [WHOLE]:
        return [("choice", next(iter(answer)))]
    return [(f"{PART}{choice}", part) for choice, part in answer.items()]


def motion_words(answer: Mapping[str, str], *, of_answer: bool = False) -> dict[str, str | Promise]:
    """The answer once more, and what it means where it is one thing."""
    told = meanings(of_answer=of_answer)
    return {"word": answer_words(answer, {}), "meaning": told[next(iter(answer))] if len(answer) == 1 else ""}
