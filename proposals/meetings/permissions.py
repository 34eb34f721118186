"""Who convenes, who is marked by whom, and when. Each answer is None or a refusal with its sentence."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.words import Moment
from councils.mandates.permissions import mandate_of, why_not_hold
from councils.mandates.queries import electorate
from councils.models import Council, Office, Seat

from .models import Meeting

State = Meeting.State


def why_not_keep(person: User, council: Council, at: datetime) -> DomainError | None:
    """*May you*: the secretariat convenes, changes, calls off, and publishes the minutes."""
    return why_not_hold(person, council, Office.Kind.SECRETARY, at=at)


def why_not_convene(council: Council) -> DomainError | None:
    """Seats meet, and only an advisory council has some."""
    if council.kind == Council.Kind.ADVISORY:
        return None
    return Conflict("not_advisory", _("Meetings of seats are convened in advisory councils only."))


def why_not_convened(meeting: Meeting) -> DomainError | None:
    """What was called off is done with."""
    if meeting.state == State.CONVENED:
        return None
    return Conflict("meeting_cancelled", _("This meeting was called off."))


def why_not_change(meeting: Meeting, at: datetime) -> DomainError | None:
    """Nobody arrives at a meeting that has been moved since it began."""
    if at < meeting.starts_at:
        return why_not_convened(meeting)
    sentence = _("This meeting began on %(starts_at)s: it is not changed any more.")
    return why_not_convened(meeting) or Conflict(
        "meeting_begun", sentence, data={"starts_at": Moment(meeting.starts_at)}
    )


def why_not_cancel(meeting: Meeting, at: datetime) -> DomainError | None:
    """A meeting to which nobody comes is called off as long as it could still take place."""
    if at < meeting.ends_at:
        return why_not_convened(meeting)
    sentence = _("This meeting ended on %(ends_at)s: its minutes say whether it took place.")
    return why_not_convened(meeting) or Conflict("meeting_ended", sentence, data={"ends_at": Moment(meeting.ends_at)})


def why_not_begun(meeting: Meeting, at: datetime) -> DomainError | None:
    """Before it begins nobody is there, and there is nothing to write down."""
    if at >= meeting.starts_at:
        return why_not_convened(meeting)
    sentence = _("This meeting begins on %(starts_at)s.")
    return why_not_convened(meeting) or Conflict(
        "meeting_not_begun", sentence, data={"starts_at": Moment(meeting.starts_at)}
    )


def why_not_mark_own(person: User, seat: Seat, meeting: Meeting, at: datetime) -> DomainError | None:
    """*May you*, and until when: who holds a seat's mandate says that it is there while the meeting goes on; the
    secretariat says it of every seat, and later too, until the minutes are published.
    """
    if why_not_keep(person, meeting.council, at) is None:
        return None if not meeting.minutes.exists() else _written_down()
    if mandate_of(person, seat, at) is None:
        return Forbidden("not_your_seat", _("A seat is marked by who holds its mandate, or by the secretariat."))
    if at < meeting.ends_at:
        return None
    sentence = _("This meeting ended on %(ends_at)s: the secretariat alone still marks who was there.")
    return Conflict("meeting_ended", sentence, data={"ends_at": Moment(meeting.ends_at)})


def _written_down() -> DomainError:
    return Conflict("minutes_published", _("The minutes are published: who was there is not changed any more."))


def why_not_on_roll(seat: Seat, meeting: Meeting) -> DomainError | None:
    """Seats that vote when the meeting begins count for its quorum; no others are marked."""
    if any(elector.seat_id == seat.pk for elector in electorate(meeting.council, meeting.starts_at)):
        return None
    sentence = _("%(movement)s has no seat that votes at this meeting.")
    return Conflict("seat_does_not_vote", sentence, data={"movement": seat.movement.name})
