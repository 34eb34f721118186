"""What a body does with a position or letter that was sent to it: it acknowledges receipt, and answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import refuse
from ledger.record import record
from proposals.positions.queries import read_document

from .models import Response, Transmittal
from .permissions import why_not_acknowledge, why_not_answer, why_not_respond
from .wording import read_answer, why_not_of_one_piece

State = Transmittal.State


def acknowledge_transmittal(*, person: User, transmittal: Transmittal) -> Transmittal:
    """Say that the position has arrived. Refused: to who is no respondent of the addressee (403); twice, once it was
    answered, and when the position was superseded (409).
    """
    with transaction.atomic():
        held, at = _hold(transmittal)
        refuse(why_not_respond(person, held, at), why_not_acknowledge(held))
        held.state, held.acknowledged_at, held.acknowledged_by = State.ACKNOWLEDGED, at, person
        held.changed_at = at
        held.save(update_fields=["state", "acknowledged_at", "acknowledged_by", "changed_at"])
        _tell("acknowledge_transmittal", held, person, at)
    return held


def answer_transmittal(
    *,
    person: User,
    transmittal: Transmittal,
    kind: str,
    reasons: str,
    language: str,
    paragraphs: Sequence[Mapping[str, Any]] = (),
) -> Response:
    """Answer a position, or answer it anew: the former answer stays to be read. It is never too late.

    `paragraphs` are answers to single paragraphs of the text: `{"paragraph": "p1", "kind": …, "reasons": …}`.

    Refused: to who is no respondent of the addressee (403); when the position was superseded, while the seats vote on
    the answer, and once it was sent again (409); without reasons or
    their language, to paragraphs that are not there, and where the parts contradict the whole (422).
    """
    with transaction.atomic():
        held, at = _hold(transmittal)
        refuse(why_not_respond(person, held, at), why_not_answer(held))
        answer = read_answer(
            kind=kind, reasons=reasons, language=language, paragraphs=paragraphs, known=paragraphs_of(held)
        )
        refuse(why_not_of_one_piece(answer))
        response = Response.objects.create(
            transmittal=held,
            serial=held.responses.count() + 1,
            kind=answer.kind,
            reasons=answer.reasons,
            language=answer.language,
            paragraphs=answer.paragraphs,
            answered_by=person,
            answered_at=at,
        )
        held.state, held.response, held.changed_at = State.ANSWERED, response, at
        held.answered_at = held.answered_at or at
        held.save(update_fields=["state", "response", "answered_at", "changed_at"])
        _tell("answer_transmittal", held, person, at, serial=response.serial, response=response.kind)
    return response


def paragraphs_of(transmittal: Transmittal) -> list[str]:
    """The ids of the paragraphs of the text that was sent, in order; none where no text was voted on."""
    if transmittal.letter:
        return [paragraph["id"] for paragraph in transmittal.letter.paragraphs]
    position = transmittal.position
    proposal = read_document(position)["proposal"] if position else None
    return [paragraph["id"] for paragraph in proposal["paragraphs"]] if proposal else []


def _hold(transmittal: Transmittal) -> tuple[Transmittal, datetime]:
    """The transmittal alone, as it is now, and the instant."""
    related = Transmittal.objects.select_related("position__council", "letter__council", "addressee")
    rows = related.defer("position__document").select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=transmittal.pk)
    return held, clock.now(held.council.pk)


def _tell(verb: str, held: Transmittal, person: User, at: datetime, **facts: object) -> None:
    record(
        verb,
        council=held.council,
        actor=person,
        subject=held.get_absolute_url(),
        data={"reference": held.reference, "addressee": held.addressee.slug, **facts},
        at=at,
    )
