"""Answering a consultation, and answering again."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.models import Standing
from proposals.tally.answers import AnswerError
from proposals.tally.choices import check_answer
from proposals.voting.answering import why_not_choice
from proposals.voting.models import Ballot
from proposals.voting.words import ANSWERS

from .entrance import Asked, Entrance, enter, why_not_answer
from .models import Consultation, ConsultationAnswer


def answer_consultation(
    *,
    person: User,
    consultation: Consultation,
    movement: str = "",
    choice: str = "",
    answer: Mapping[str, Any] | None = None,
) -> ConsultationAnswer:
    """Answer for oneself, or answer anew: one person has one answer, the latest before the close.

    A motion is answered by a `choice`, what is none by an `answer`, as a vote is. Who belongs to several of the
    movements that are asked says as a member of which (`movement`, its address) they answer. The ledger has no entry
    of it: an entry would say who took part, and when (decision 0056).

    Refused: to who was no member when it opened (403); outside its window, once it or its ballot was cancelled, and
    while the movement is suspended (409); without a movement where there are several, and what is no answer (422).
    """
    try:
        with transaction.atomic():
            entrance = enter(consultation, person)
            refuse(why_not_answer(entrance), why_no_movement(entrance, movement))
            asked = entrance.asked(movement)
            assert asked is not None  # noqa: S101 - narrows the type: refused above
            given = {choice: "1"} if answer is None else dict(answer)
            refuse(why_not_active(asked), why_not_given(consultation, given))
            [written] = ConsultationAnswer.objects.bulk_create(
                [
                    ConsultationAnswer(
                        consultation=consultation,
                        asked_id=asked.id,
                        person=person,
                        answer=given,
                        answered_at=entrance.instant,
                    )
                ],
                update_conflicts=True,
                unique_fields=["person", "consultation"],
                update_fields=["asked", "answer", "answered_at"],
            )
    except IntegrityError as refusal:
        raise _too_late(refusal) from refusal
    return written


def why_no_movement(entrance: Entrance, movement: str) -> DomainError | None:
    """One answers as a member of a movement that is asked."""
    if entrance.asked(movement) is not None:
        return None
    sentence = _("Choose the movement as whose member you answer.")
    return Invalid("choose_movement", sentence, fields={"acting_for": sentence})


def why_not_active(asked: Asked) -> DomainError | None:
    """What a suspended movement's members answered stays; they answer nothing new, as its seat casts no new vote."""
    if asked.standing == Standing.Status.ADMITTED:
        return None
    sentence = _("%(movement)s is suspended or has left this council, and cannot act.")
    return Conflict("movement_suspended", sentence, data={"movement": asked.name})


def why_not_given(consultation: Consultation, answer: Mapping[str, Any]) -> DomainError | None:
    """An answer is one that can be counted, by what was asked when the consultation opened."""
    kind = consultation.ballot.kind
    if kind == Ballot.Kind.MOTION:
        return why_not_choice(next(iter(answer), "") if list(answer.values()) == ["1"] else "")
    try:
        check_answer(kind, consultation.terms, consultation.options or [], answer)
    except AnswerError as error:
        sentence = str(ANSWERS[error.code]) % error.data
        return Invalid("unknown_answer", sentence, fields={"answer": sentence})
    return None


def _too_late(refusal: IntegrityError) -> Exception:
    """The table's own guard, said as the sentence it means; any other is what it is."""
    diagnosis = getattr(refusal.__cause__, "diag", None)
    if diagnosis is not None and diagnosis.constraint_name == "answer_within_its_window":
        return Conflict("closed", _("This consultation has closed."))
    return refusal
