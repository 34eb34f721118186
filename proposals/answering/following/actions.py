"""Reporting what became of what a body accepted: by the body, and by the movements, each for themselves."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common import clock
from common.errors import refuse
from common.locks import Lock, exclude
from councils.models import Seat
from ledger.record import record

from ..models import Transmittal
from .models import FollowUp
from .permissions import why_not_correct, why_not_follow, why_not_speak_now, why_not_tell
from .wording import Told, read_report


def report_progress(
    *,
    person: User,
    transmittal: Transmittal,
    milestone: str,
    state: str,
    as_of: Any,
    text: str,
    language: str,
    amount: Any = None,
    currency: str = "",
    link: str = "",
    seat: Seat | None = None,
    corrects: FollowUp | None = None,
) -> FollowUp:
    """Say how far a milestone of what was accepted is, for the body, or for a movement by its `seat`. A report that
    `corrects` another supersedes it; both stay to be read.

    Refused: to who neither answers for the body nor holds the movement's mandate (403); on what was not accepted or no
    longer stands, for a movement that is suspended, and as a correction of what is another's or was corrected (409);
    without milestone, state, day, words and their language, and with a day to come, half an amount or no address (422).
    """
    with transaction.atomic():
        exclude(Lock.TRANSMITTAL, transmittal.adopted.pk)
        related = Transmittal.objects.select_related("position__council", "addressee", "response")
        held = related.defer("position__document").get(pk=transmittal.pk)
        at = clock.now(held.council.pk)
        refuse(
            why_not_tell(person, held, seat, at),
            why_not_speak_now(seat, at),
            why_not_follow(held),
            why_not_correct(corrects, held, seat),
        )
        told = read_report(
            milestone=milestone,
            state=state,
            as_of=as_of,
            amount=amount,
            currency=currency,
            text=text,
            language=language,
            link=link,
            today=at.astimezone(ZoneInfo(held.council.time_zone)).date(),
        )
        made = _write(held, told, person, seat, corrects, at)
        _tell(made, held)
    return made


def _write(
    held: Transmittal, told: Told, person: User, seat: Seat | None, corrects: FollowUp | None, at: datetime
) -> FollowUp:
    last = FollowUp.objects.filter(position=held.position_id).aggregate(last=Max("serial"))["last"] or 0
    return FollowUp.objects.create(
        position=held.adopted,
        serial=last + 1,
        transmittal=held,
        seat=seat,
        milestone=told.milestone,
        state=told.state,
        as_of=told.as_of,
        amount=told.amount,
        currency=told.currency,
        text=told.text,
        language=told.language,
        link=told.link,
        supersedes=corrects,
        reported_by=person,
        reported_at=at,
    )


def _tell(made: FollowUp, held: Transmittal) -> None:
    """The address is that of the page: the part of it after the sign stands in no answer of a server."""
    record(
        "report_progress",
        council=held.council,
        actor=made.reported_by,
        on_behalf_of=made.seat.movement.slug if made.seat else "",
        subject=made.get_absolute_url(),
        data={
            "reference": held.reference,
            "addressee": held.addressee.slug,
            "serial": made.serial,
            "progress": made.state,
            "corrects": made.supersedes.serial if made.supersedes else None,
        },
        at=made.reported_at,
    )
