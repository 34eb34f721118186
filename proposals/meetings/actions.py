"""Convening a meeting, changing it, calling it off; who is there; and its minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common import clock
from common.errors import refuse
from common.locks import Lock, exclude
from councils.mandates.queries import rulebook_at
from councils.models import Council, Seat
from councils.rulebook.rules import default_rulebook, read_rulebook
from councils.wellformed import Fields
from ledger.record import record
from proposals.drafting.keeping import checked, dropped_on_failure

from .models import AgendaItem, Attendance, Meeting, Minutes, MinutesFile
from .permissions import (
    why_not_begun,
    why_not_cancel,
    why_not_change,
    why_not_convene,
    why_not_keep,
    why_not_mark_own,
    why_not_on_roll,
)
from .wording import Point, read_meeting, read_minutes, titles

State = Meeting.State


def convene_meeting(*, actor: User, council: Council, **facts: Any) -> Meeting:
    """Convene a meeting. Everybody who may speak for a seat is told, with the date for their calendar.

    `facts`: `title`, `language`, `starts_at`, `ends_at`, `zone`, and `place` or `joining_url` or both; `round` and
    `agenda`, a list of `Point`, where it has them. Refused: all but secretaries (403); in a council without seats
    (409); a beginning that has passed, more than a week's length, and whatever is missing or wrong (422).
    """
    with transaction.atomic():
        Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)
        at = clock.now(council.pk)
        refuse(why_not_keep(actor, council, at), why_not_convene(council))
        told, points = read_meeting(facts, council, at)
        number = (council.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
        meeting = Meeting.objects.create(council=council, number=number, convened_by=actor, convened_at=at, **told)
        _put(meeting, points)
        _tell("convene_meeting", meeting, actor, at, **_when(meeting), agenda=titles(points))
    return meeting


def change_meeting(*, actor: User, meeting: Meeting, reason: str, **facts: Any) -> Meeting:
    """Change what a meeting says, all of it, before it begins and for a reason. Everybody is told again.

    Refused: all but secretaries (403); from its beginning on, and of one that was called off (409); without a reason,
    and as convening is (422).
    """
    with transaction.atomic():
        meeting, at = _hold(meeting)
        refuse(why_not_keep(actor, meeting.council, at), why_not_change(meeting, at))
        fields = Fields()
        words = fields.reason(reason)
        fields.refuse()
        told, points = read_meeting(facts, meeting.council, at)
        before = _when(meeting)
        for name, value in told.items():
            setattr(meeting, name, value)
        meeting.save(update_fields=list(told))
        meeting.agenda.all().delete()
        _put(meeting, points)
        facts = {**_when(meeting), "before": before, "agenda": titles(points), "reason": words}
        _tell("change_meeting", meeting, actor, at, **facts)
    return meeting


def cancel_meeting(*, actor: User, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off, for a reason that everybody reads. It stays to be read, and in every calendar.

    Refused: all but secretaries (403); from its end on, and twice (409); without a reason (422).
    """
    with transaction.atomic():
        meeting, at = _hold(meeting)
        refuse(why_not_keep(actor, meeting.council, at), why_not_cancel(meeting, at))
        fields = Fields()
        words = fields.reason(reason)
        fields.refuse()
        meeting.state, meeting.reason = State.CANCELLED, words
        meeting.save(update_fields=["state", "reason"])
        _tell("cancel_meeting", meeting, actor, at, starts_at=meeting.starts_at.isoformat(), reason=words)
    return meeting


def mark_attendance(*, person: User, meeting: Meeting, seat: Seat, is_present: bool) -> Attendance:
    """Say that a seat is there, or is not. Saying what is so already writes nothing.

    Refused: to who is no secretary and does not hold the seat's mandate (403); before the meeting begins; to a mandate
    holder from its end on; to all once its minutes are published; and of a seat that does not vote (409).
    """
    with transaction.atomic():
        meeting, at = _hold(meeting)
        refuse(why_not_mark_own(person, seat, meeting, at))
        refuse(why_not_begun(meeting, at), why_not_on_roll(seat, meeting))
        last = meeting.attendance.filter(seat=seat).order_by("-serial").first()
        if last is not None and last.is_present == is_present:
            return last
        mark = Attendance.objects.create(
            meeting=meeting,
            seat=seat,
            serial=last.serial + 1 if last else 1,
            is_present=is_present,
            marked_by=person,
            marked_at=at,
        )
        movement = seat.movement.slug
        _tell("mark_attendance", meeting, person, at, movement=movement, state="present" if is_present else "absent")
    return mark


def publish_minutes(
    *, actor: User, meeting: Meeting, text: str, language: str, reason: str = "", file: File | None = None
) -> Minutes:
    """Publish the minutes, with the file that was signed where there is one. Later ones take the place of the former.

    Refused: all but secretaries (403); before the meeting begins, and of one that was called off (409); without a text
    or its language, later ones without a reason, and a file that is too large or of a kind that is not taken (422).
    """
    kept = [MinutesFile()] if file else []
    with dropped_on_failure(kept), transaction.atomic():
        meeting, at = _hold(meeting)
        refuse(why_not_keep(actor, meeting.council, at), why_not_begun(meeting, at))
        serial = (meeting.minutes.aggregate(last=Max("serial"))["last"] or 0) + 1
        written = read_minutes(text=text, language=language, reason=reason, is_later=serial > 1)
        minutes = Minutes.objects.create(
            meeting=meeting,
            serial=serial,
            language=written.language,
            text=written.text,
            sha256=written.sha256,
            reason=written.reason,
            published_by=actor,
            published_at=at,
        )
        _keep(kept, minutes, file, at)
        told = {"serial": serial, "sha256": written.sha256, "files": [one.sha256 for one in kept]}
        _tell("publish_minutes", meeting, actor, at, **told, **({"reason": written.reason} if serial > 1 else {}))
    return minutes


def _keep(kept: Sequence[MinutesFile], minutes: Minutes, file: File | None, at: datetime) -> None:
    for one in kept:
        rulebook = rulebook_at(minutes.meeting.council, at)
        rules = read_rulebook(rulebook.data) if rulebook else default_rulebook()
        one.minutes = minutes
        assert file is not None  # noqa: S101 - there is a row for it
        checked(one, file, file.name or "", rules.attachment_megabytes).save()


def _hold(meeting: Meeting) -> tuple[Meeting, datetime]:
    """The meeting alone, as it is now, and the instant: who marks a seat waits for who moves the meeting."""
    exclude(Lock.MEETING, meeting.pk)
    held = Meeting.objects.select_related("council", "round").get(pk=meeting.pk)
    return held, clock.now(held.council_id)


def _put(meeting: Meeting, points: Sequence[Point]) -> None:
    rows = [
        AgendaItem(meeting=meeting, number=number, title=point.title, proposal=point.proposal, ballot=point.ballot)
        for number, point in enumerate(points, start=1)
    ]
    AgendaItem.objects.bulk_create(rows)


def _when(meeting: Meeting) -> dict[str, Any]:
    """What the ledger says of it: everything but the address to join, which is not for everybody."""
    return {
        "title": meeting.title,
        "place": meeting.place,
        "zone": meeting.zone,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "round": meeting.round.number if meeting.round else None,
    }


def _tell(verb: str, meeting: Meeting, person: User, at: datetime, **facts: object) -> None:
    record(
        verb,
        council=meeting.council,
        actor=person,
        subject=meeting.get_absolute_url(),
        data={"meeting": meeting.reference, **facts},
        at=at,
    )
