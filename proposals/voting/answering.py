"""Whether an answer is one that can be counted, and the form in which it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid, refuse
from councils.rulebook.rules import CHOICES
from proposals.tally.answers import AnswerError
from proposals.tally.choices import check_answer
from proposals.tally.parts import read_parts

from .models import Ballot
from .words import ANSWERS

WHOLE = "1"


def why_not_choice(choice: str) -> DomainError | None:
    """A motion is answered with one of four words."""
    if choice in CHOICES:
        return None
    sentence = _("Choose yes, no, abstain or block.")
    return Invalid("unknown_choice", sentence, fields={"choice": sentence})


def why_not_answer(
    ballot: Ballot, answer: Mapping[str, Any], options: Sequence[Mapping[str, Any]] | None = None
) -> DomainError | None:
    """An answer is one that can be counted: a motion's is a choice, or exact parts of several; any other's as its terms
    and options have it. `options` are those of a ballot that has not opened.
    """
    if ballot.kind == Ballot.Kind.MOTION and list(answer.values()) == [WHOLE]:
        return why_not_choice(next(iter(answer)))
    try:
        if ballot.kind == Ballot.Kind.MOTION:
            read_parts(answer)
        else:
            check_answer(ballot.kind, ballot.terms, list(ballot.options or options or []), answer)
    except AnswerError as error:
        sentence = str(ANSWERS[error.code]) % error.data
        return Invalid("unknown_answer", sentence, fields={"answer": sentence})
    return None


def well_formed(
    ballot: Ballot, answer: Mapping[str, Any], options: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """The answer as it is kept: a motion's parts in their shortest form. Refused is what cannot be counted (422)."""
    refuse(why_not_answer(ballot, answer, options))
    return read_parts(answer) if ballot.kind == Ballot.Kind.MOTION else dict(answer)


def is_divided(ballot: Ballot, answer: Mapping[str, Any]) -> bool:
    """Whether a motion's answer says more than one thing."""
    return ballot.kind == Ballot.Kind.MOTION and len(answer) > 1
