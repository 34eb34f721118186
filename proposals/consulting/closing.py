"""The end of a consultation: counted at its close, or cancelled before."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from common import clock
from common.errors import refuse
from common.locks import Lock, exclude
from common.proof.canonical import fingerprint
from councils.models import Round
from councils.rounds import suspending
from ledger.record import record
from proposals.voting.closing import why_no_reason
from proposals.voting.instructing.members import instruct_by_members

from .counting import result_of
from .instructing import instruction_from
from .models import Consultation
from .permissions import why_not_ask, why_not_cancel

RETRIES = ("attempts", "next_try_at", "failure")


def count_consultation(consultation: Consultation) -> bool:
    """Count a consultation once it has closed, publish the counts, and instruct the mandate if that is what it was for.
    False when it is not due, or done already.

    The exclusive lock waits for every answer that entered in time, and whoever comes later reads the clock after it.
    """
    with transaction.atomic():
        instant = _hold(consultation)
        if consultation.state != Consultation.State.OPEN or not _is_over(consultation, instant):
            return False
        result = result_of(consultation)
        consultation.state, consultation.counted_at = Consultation.State.COUNTED, instant
        consultation.result = result
        consultation.save(update_fields=["state", "counted_at", "result"])
        counted = {name: result[name] for name in ("members", "answered", "counts")}
        _tell("count_consultation", consultation, None, instant, {**counted, "sha256": fingerprint(result)})
        _instruct(consultation)
    return True


def _is_over(consultation: Consultation, at: datetime) -> bool:
    return consultation.round.standing(at) >= consultation.closes_at


def hold_consultations(round_: Round) -> None:
    """Wait for whoever entered a consultation of the round in time, and let nobody in until this transaction ends."""
    running = Consultation.objects.filter(round=round_, state=Consultation.State.OPEN).order_by("pk")
    for key in running.values_list("pk", flat=True):
        exclude(Lock.CONSULTATION, key)


def give_back_to_consultations(round_: Round, lost: timedelta) -> None:
    """Let those that had not closed when the round was suspended close so much later."""
    running = Consultation.objects.filter(round=round_, state=Consultation.State.OPEN)
    running.filter(closes_at__gt=round_.suspended_at).update(closes_at=F("closes_at") + lost)


def _instruct(consultation: Consultation) -> None:
    """What the members say becomes the instruction of their seat; where it cannot, the page says that it advises."""
    answer, seat = instruction_from(consultation), consultation.seat
    if answer is None or seat is None:
        return
    seat.council = consultation.round.council
    instruct_by_members(seat=seat, ballot=consultation.ballot, answer=answer)


def cancel_consultation(*, person: User, consultation: Consultation, reason: str) -> Consultation:
    """End a consultation before its close, uncounted, for a reason that everybody reads.

    Refused: to who could not have opened it (403); once it has closed, or was cancelled (409); without a reason (422).
    """
    with transaction.atomic():
        instant = _hold(consultation)
        refuse(
            why_not_ask(person, consultation.ballot, consultation.seat, instant),
            why_not_cancel(consultation, instant),
            why_no_reason(reason),
        )
        consultation.state, consultation.cancelled_at = Consultation.State.CANCELLED, instant
        consultation.cancellation_reason = reason.strip()
        consultation.attempts, consultation.next_try_at, consultation.failure = 0, None, ""
        consultation.save(update_fields=[*RETRIES, "state", "cancelled_at", "cancellation_reason"])
        _tell("cancel_consultation", consultation, person, instant, {"reason": consultation.cancellation_reason})
    return consultation


def _hold(consultation: Consultation) -> datetime:
    """Take the row, which the conductor has already, then exclude whoever answers; and read both anew."""
    Consultation.objects.select_for_update(no_key=True).only("pk").get(pk=consultation.pk)
    exclude(Lock.CONSULTATION, consultation.pk)
    consultation.refresh_from_db(fields=["state", "closes_at", "result"])
    consultation.round.refresh_from_db(fields=["suspended_at"])
    return clock.now(consultation.round.council_id)


def _tell(verb: str, consultation: Consultation, actor: User | None, at: datetime, told: dict[str, object]) -> None:
    record(
        verb,
        council=consultation.round.council,
        actor=actor,
        on_behalf_of=consultation.seat.movement.slug if consultation.seat else "",
        subject=consultation.get_absolute_url(),
        data={"asker": consultation.asker, "ballot": consultation.ballot.number, **told},
        at=at,
    )


suspending.register(suspending.Within(hold_consultations, give_back_to_consultations))
