"""What the pages, the calendars and the API read of meetings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.permissions import coordinated_at
from councils.mandates.queries import electorate, mandates_at, offices_at, rulebook_at
from councils.models import Council, Country, Seat
from councils.rulebook.rules import RulebookError, read_rulebook
from proposals.voting.attendance import CountryRow, Requirement, by_country, requirements
from proposals.voting.models import Ballot
from proposals.voting.roll import seats_as_json

from .models import AgendaItem, Attendance, Meeting, Minutes

MOST = 100


def meetings_of(council: Council) -> QuerySet[Meeting]:
    """The council's meetings, the latest first, and whether minutes are there (`has_minutes`): one query."""
    written = Exists(Minutes.objects.filter(meeting=OuterRef("pk")))
    return Meeting.objects.filter(council=council).select_related("council").annotate(has_minutes=written)[:MOST]


def meeting_at(council: str, number: int) -> Meeting | None:
    """One meeting, with its agenda and its council's clock (`instant`)."""
    found = Meeting.objects.filter(council__slug=council, number=number).select_related("council", "round")
    agenda = AgendaItem.objects.select_related("proposal__round", "ballot__round")
    with_agenda = found.prefetch_related(Prefetch("agenda", agenda))
    return with_agenda.annotate(instant=CouncilNow(F("council_id"))).first()


def present_at(meeting: Meeting) -> dict[str, datetime]:
    """The movements whose seats are there by what was marked last, each with since when: one query."""
    marks = Attendance.objects.filter(meeting=meeting).order_by("seat_id", "-serial").distinct("seat_id")
    told = marks.values_list("is_present", "seat__movement__slug", "marked_at")
    return {movement: at for is_present, movement, at in told if is_present}


@dataclass(frozen=True)
class Gathering:
    """Who is there: the seats that vote in the published form, the movements of those that are there, the countries
    with who is missing, and the quorum that the rulebook asks of a vote; none where it asks none or cannot be read.
    """

    seats: list[dict[str, Any]]
    present: dict[str, datetime]
    countries: list[CountryRow]
    requirements: list[Requirement]

    @property
    def is_quorate(self) -> bool:
        """Whether all that is asked of who is there is met."""
        return bool(self.present) and all(asked.is_met for asked in self.requirements)


def gathering_of(meeting: Meeting, at: datetime) -> Gathering:
    """Who is there and who is missing, as a vote of all who are there would find it. A constant number of queries."""
    council, instant = meeting.council, min(at, meeting.starts_at)
    seats = seats_as_json(electorate(council, instant))
    present = {slug: since for slug, since in present_at(meeting).items() if slug in {seat["id"] for seat in seats}}
    codes = {seat["country"] for seat in seats if seat["country"]}
    names = {country.code: str(country) for country in Country.objects.filter(code__in=codes)}
    asked = _asked(council, instant, seats, present, names)
    return Gathering(seats, present, by_country(seats, present, names), asked)


def _asked(
    council: Council, at: datetime, seats: list[dict[str, Any]], present: Collection[str], names: dict[str, str]
) -> list[Requirement]:
    found = rulebook_at(council, at)
    roll = {"seats": seats, "contributions": [], "decision_class": None}
    try:
        if found is not None:
            read_rulebook(found.data)
            # Of anything but a motion the quorum asks who is there, and nothing of how they would vote.
            return requirements(found.data, roll, present, names, Ballot.Kind.RANKING)
    except RulebookError:
        pass
    return []


def joined_by(person: User, at: datetime) -> Collection[int]:
    """The ids of the councils whose meetings the person may join: who speaks for a seat of it, or holds an office."""
    coordinated = coordinated_at(at).filter(person=person).order_by().values("movement")
    mandates = mandates_at(at).filter(person=person).order_by().values("seat")
    seats = Seat.objects.filter(Q(movement__in=coordinated) | Q(pk__in=mandates)).values_list("council", flat=True)
    return {*seats, *offices_at(at).filter(person=person).values_list("council", flat=True)}


def coming_of(council: Council, at: datetime) -> Meeting | None:
    """The meeting that goes on or comes next."""
    ahead = Meeting.objects.filter(council=council, state=Meeting.State.CONVENED, ends_at__gt=at)
    return ahead.select_related("council").order_by("starts_at", "id").first()
