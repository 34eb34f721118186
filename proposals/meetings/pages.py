"""What the pages of meetings are handed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.errors import DomainError
from common.finding import LONGEST, plain
from common.words import Moment
from common.zones import zone_or_none
from councils.mandates.acting import acting_of
from councils.mandates.finding import FEW
from councils.mandates.permissions import mandate_of
from councils.models import Council
from councils.visitor import visitor

from .models import AgendaItem, Meeting
from .permissions import (
    why_not_begun,
    why_not_cancel,
    why_not_change,
    why_not_convene,
    why_not_keep,
    why_not_mark_own,
)
from .queries import Gathering, coming_of, gathering_of, joined_by, meetings_of

# So many seats are shown to be marked; the others are found by their names.
SEATS = 100


@dataclass(frozen=True)
class Listed:
    """A meeting in a list, where it is at an instant in a word, and as the tone of a badge."""

    meeting: Meeting
    phase: str
    tone: str


TONES = {"cancelled": "bad", "coming": "info", "open": "warn", "over": ""}


def phase_of(meeting: Meeting, at: datetime) -> str:
    """`cancelled`, `coming`, `open` while it goes on, or `over`: by its bounds alone."""
    if meeting.state == Meeting.State.CANCELLED:
        return "cancelled"
    if at < meeting.starts_at:
        return "coming"
    return "open" if at < meeting.ends_at else "over"


def listed_of(meeting: Meeting, at: datetime) -> Listed:
    """The meeting as a list shows it."""
    phase = phase_of(meeting, at)
    return Listed(meeting, phase, TONES[phase])


def list_page(council: Council, person: User | None, at: datetime) -> dict[str, Any]:
    """The council's meetings, and whether the reader convenes them."""
    keeps = person is not None and why_not_keep(person, council, at) is None
    return {
        "council": council,
        "meetings": [listed_of(meeting, at) for meeting in meetings_of(council)],
        "may_convene": keeps and why_not_convene(council) is None,
        "now": at,
        "section": "councils",
    }


def meeting_page(meeting: Meeting, request: HttpRequest) -> dict[str, Any]:
    """One meeting: when and where, its agenda, who is there, its minutes, and what the reader may do."""
    at, person = meeting.instant, visitor(request)  # type: ignore[attr-defined] # annotated by meeting_at
    minutes = list(meeting.minutes.select_related("scan"))
    return {
        "council": meeting.council,
        "meeting": meeting,
        "agenda": [(item, subject_of(item, meeting.council)) for item in meeting.agenda.all()],
        "phase": phase_of(meeting, at),
        "there": begins_there(meeting),
        "minutes": minutes[0] if minutes else None,
        "former": minutes[1:],
        "now": at,
        "section": "councils",
        **(there := attendance_page(meeting, at)),
        **_may(meeting, request, person, at),
        **_to_mark(there["gathering"], request.GET.get("q", "")[:LONGEST]),
    }


def _to_mark(gathering: Gathering | None, typed: str) -> dict[str, Any]:
    """The seats that can be marked: of many the first, or those whose name holds what was typed."""
    seats, words = gathering.seats if gathering else [], plain(typed).split()
    found = [seat for seat in seats if all(word in plain(seat["name"]) for word in words)]
    return {
        "typed": typed,
        "to_mark": found[:SEATS],
        "not_shown": max(len(found) - SEATS, 0),
        "is_long": len(seats) > FEW,
    }


def begins_there(meeting: Meeting) -> str:
    """When it begins by the clocks of its own zone: an instant is shown to each reader in theirs."""
    with timezone.override(zone_or_none(meeting.zone)):
        return str(Moment(meeting.starts_at))


def attendance_page(meeting: Meeting, at: datetime) -> dict[str, Any]:
    """Who is there; it is asked again and again while the meeting goes on."""
    begun = why_not_begun(meeting, at) is None
    return {
        "meeting": meeting,
        "gathering": gathering_of(meeting, at) if begun else None,
        "is_open": phase_of(meeting, at) == "open",
        "now": at,
    }


def _may(meeting: Meeting, request: HttpRequest, person: User | None, at: datetime) -> dict[str, Any]:
    """What the reader may do, and why not."""
    if person is None:
        return {"keeps": False, "joins": False}
    keeps = why_not_keep(person, meeting.council, at) is None
    acting = acting_of(request, meeting.council, at)
    seat = acting.chosen.seat if acting.chosen else None
    holds = seat is not None and mandate_of(person, seat, at) is not None
    begun = why_not_begun(meeting, at)
    mine: DomainError | None = begun or why_not_mark_own(person, seat, meeting, at) if seat and holds else None
    return {
        "keeps": keeps,
        "joins": meeting.council_id in joined_by(person, at),
        "acting": acting,
        "marks_own": holds and not keeps,
        "why_not_mark": mine,
        "may_mark": keeps and begun is None and not meeting.minutes.exists(),
        "why_not_change": why_not_change(meeting, at),
        "why_not_cancel": why_not_cancel(meeting, at),
        "why_not_minute": begun,
    }


def subject_of(item: AgendaItem, council: Council) -> tuple[str, int, str] | None:
    """What a point is about: `proposal` or `ballot`, its number, and its address."""
    kind, thing = ("proposal", item.proposal) if item.proposal else ("ballot", item.ballot)
    if thing is None:
        return None
    return kind, thing.number, reverse(kind, args=[council.slug, thing.round.number, thing.number])


def next_meeting(council: Council, at: datetime) -> Listed | None:
    """The meeting that goes on or comes next, for the page of the council."""
    found = coming_of(council, at)
    return listed_of(found, at) if found else None
