"""Meetings of the council: one that was held, with who was there and its minutes, and one to come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from councils.models import Round
from proposals.meetings.actions import convene_meeting, mark_attendance, publish_minutes
from proposals.meetings.wording import Point
from proposals.models import Ballot, Meeting

from . import cast, plans
from .agenda import Agenda
from .minutes import minutes as paper
from .places import proposal_of

Told = Mapping[str, Any]


def plan_meetings(agenda: Agenda) -> None:
    """Each is convened, and held if its day has come."""
    for told in plans.asking()["meetings"]:
        starts_at, ends_at = (_hour(agenda, told, hour) for hour in told["hours"])
        agenda.add(agenda.day(told["convened"], 11), convene, told, starts_at, ends_at)
        for number, by in enumerate(told.get("present", ()), 1):
            agenda.add(starts_at + timedelta(minutes=2 * number), mark, told, by, is_present=True)
        for by in told.get("left", ()):
            agenda.add(ends_at - timedelta(minutes=20), mark, told, by, is_present=False)
        if "minutes" in told:
            agenda.add(ends_at + timedelta(days=1), write_down, told)
            agenda.add(ends_at + timedelta(days=2), mend, told)


def _hour(agenda: Agenda, told: Told, hour: int) -> datetime:
    """An hour of the meeting's day by the clocks of its own place."""
    noon = agenda.day(told["day"], 12).astimezone(ZoneInfo(told["zone"]))
    return noon.replace(hour=hour, minute=0).astimezone(agenda.until.tzinfo)


def meeting_of(told: Told) -> Meeting:
    """The meeting that was convened by that name."""
    return Meeting.objects.select_related("council").get(council=cast.council(), title=told["title"])


def convene(told: Told, starts_at: datetime, ends_at: datetime) -> None:
    """By the secretariat, with an agenda of what stands here."""
    convene_meeting(
        actor=cast.person("secretary"),
        council=cast.council(),
        title=told["title"],
        language="es",
        place=told["place"],
        joining_url=told.get("join", ""),
        zone=told["zone"],
        starts_at=starts_at,
        ends_at=ends_at,
        round=Round.objects.select_related("council").get(council=cast.council(), number=told["round"]),
        agenda=[_point(item) for item in told["agenda"]],
    )


def _point(item: Told) -> Point:
    if "proposal" in item:
        return Point(item["title"], proposal=proposal_of((item["round"], item["proposal"])))
    if "ballot_on" in item:
        on = proposal_of((item["round"], item["ballot_on"]))
        ballots = Ballot.objects.select_related("round").filter(proposal=on, amendment__isnull=True)
        return Point(item["title"], ballot=ballots.get())
    return Point(item["title"])


def mark(told: Told, by: str, *, is_present: bool) -> None:
    """By who holds the mandate."""
    mark_attendance(person=cast.person(by), meeting=meeting_of(told), seat=cast.seat(by), is_present=is_present)


def write_down(told: Told) -> None:
    """First with a mistake, as happens."""
    text = told["minutes"].replace("puente peatonal", "puente para camiones")
    file = ContentFile(paper(told["title"], "Secretaría", "acta").read(), name="acta.pdf")
    publish_minutes(actor=cast.person("secretary"), meeting=meeting_of(told), text=text, language="es", file=file)


def mend(told: Told) -> None:
    """As it was said."""
    publish_minutes(
        actor=cast.person("secretary"),
        meeting=meeting_of(told),
        text=told["minutes"],
        language="es",
        reason=told["mended"],
    )
