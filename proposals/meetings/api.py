"""Meetings in the public API: when and where, the agenda, which seats were there, the minutes. Never how to join."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db.models import F, Prefetch, QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Flag, Instant, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView

from .models import AgendaItem, Attendance, Meeting, Minutes


class MeetingShape(Shape):
    """A meeting. Whether it goes on now follows from its bounds."""

    url = Address("meeting", "council.slug", "number")
    html_url = Page()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    number = Number()
    reference = Text(help_text="How people cite it.")
    round = Number(source="round.number", allow_null=True, help_text="The round that it belongs to, if to any.")
    round_url = Address("round", "round.council.slug", "round.number", allow_null=True)
    title = Text()
    language = Text()
    place = Text(help_text="Empty where it is on a line alone; the address to join is for those who may come.")
    zone = Text(help_text="The time zone in which people were told the hours, by its IANA name.")
    starts_at = Instant()
    ends_at = Instant()
    state = Word(Meeting.State.values)
    reason = Text(help_text="Why it was called off; else empty.")
    convened_at = Instant()
    changed_at = Instant(help_text="When it was convened, changed or called off last.")
    sequence = Number(help_text="How often that was, as its calendars count it.")


class AgendaItemShape(Shape):
    """A point of the agenda, and the proposal or the ballot that it is about, if any."""

    number = Number()
    title = Text()
    proposal = Number(source="proposal.number", allow_null=True)
    proposal_url = Address(
        "proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number", allow_null=True
    )
    ballot = Number(source="ballot.number", allow_null=True)
    ballot_url = Address("ballot", "ballot.round.council.slug", "ballot.round.number", "ballot.number", allow_null=True)


class AttendanceShape(Shape):
    """What was marked of a seat: it is there, or not any more."""

    movement = Text(source="seat.movement.slug")
    movement_url = Address("movement", "seat.movement.slug")
    is_present = Flag()
    marked_at = Instant()


class MinutesShape(Shape):
    """Minutes; those with the highest number are in force."""

    number = Number(source="serial")
    language = Text()
    text = Text()
    sha256 = Text(help_text="Of the text in UTF-8.")
    reason = Text(help_text="Why they took the place of the former; empty of the first.")
    published_at = Instant()
    file_name = Text(source="scan.name", allow_null=True, help_text="The signed paper, downloaded from the page.")
    file_sha256 = Text(source="scan.sha256", allow_null=True)


class OneMeetingShape(MeetingShape):
    """A meeting with its agenda, every mark of attendance in order, and its minutes, the latest first."""

    agenda = AgendaItemShape(many=True, source="points")
    attendance = AttendanceShape(many=True, source="marks")
    minutes = MinutesShape(many=True, source="written")


class MeetingFilter(filters.FilterSet):
    """By council, round and state, and since when it was convened, changed or called off."""

    council = Key("council__slug")
    round = WholeNumber("round__number")
    state = filters.ChoiceFilter(choices=Meeting.State.choices)
    modified_since = ModifiedSince("changed_at")


def public_meetings() -> QuerySet[Meeting]:
    """The meetings with all that a list shows, in one query."""
    return Meeting.objects.select_related("council", "round__council").defer("round__call", "joining_url")


class Meetings(ListView):
    """The meetings of all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_meetings()
    serializer_class = MeetingShape
    filterset_class = MeetingFilter
    moving_filters = frozenset({"state"})

    def modified(self, row: Meeting) -> datetime | None:
        return row.changed_at

    def fingerprint(self, row: Meeting) -> Sequence:
        return (row.pk, row.changed_at, row.sequence)


def whole_meetings() -> QuerySet[Meeting]:
    """The meetings with their parts, in four queries."""
    points = AgendaItem.objects.select_related("proposal__round__council", "ballot__round__council")
    return public_meetings().prefetch_related(
        Prefetch("agenda", points, "points"),
        Prefetch("attendance", Attendance.objects.select_related("seat__movement").order_by("id"), "marks"),
        Prefetch("minutes", Minutes.objects.select_related("scan").order_by(F("serial").desc()), "written"),
    )


class OneMeeting(DetailView):
    """One meeting."""

    queryset = whole_meetings()
    serializer_class = OneMeetingShape
    keys: ClassVar = {"council": "council__slug", "number": "number"}


urlpatterns = [
    path("meetings/", Meetings.as_view(), name="meetings"),
    path("meetings/<slug:council>/<int:number>/", OneMeeting.as_view(), name="meeting"),
]
