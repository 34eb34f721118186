"""A council that meets, and who would like to convene, to be there, or to write it down."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from common import clock
from councils.models import Council, Membership, Office, Seat
from proposals.meetings.actions import convene_meeting
from proposals.models import Meeting

from .answering import board_of
from .proposals import member, official
from .scenes import council_of, mandate, person, seat_of

NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
STARTS = NOW + timedelta(days=14)
ENDS = STARTS + timedelta(hours=3)
INSIDE, AFTER = STARTS + timedelta(hours=1), ENDS + timedelta(hours=1)
QUORUM = [{"kind": "seats_present", "share": "1/2"}, {"kind": "countries_present", "count": 2}]
JOIN = "https://sala.example.org/consejo?clave=secreta"


@dataclass
class Gathered:
    """A council of three movements and a regional one, the meeting that it was called to, and the people."""

    council: Council
    board: Council
    seats: list[Seat]
    people: dict[str, User] = field(default_factory=dict)
    meeting: Meeting = None  # type: ignore[assignment] # set by `gathered`

    @property
    def seat(self) -> Seat:
        """The seat that the matrix marks."""
        return self.seats[0]

    def words(self, **facts: Any) -> dict[str, Any]:
        """What a meeting says, as `convene_meeting` takes it."""
        given = {
            "title": "Asamblea de mayo",
            "language": "es",
            "place": "Casa de la Federación, La Paz",
            "joining_url": JOIN,
            "zone": "America/La_Paz",
            "starts_at": STARTS,
            "ends_at": ENDS,
            "round": None,
            "agenda": [],
        }
        return {**given, **facts}

    def convene(self, at: datetime = NOW, **facts: Any) -> Meeting:
        """Another meeting."""
        with clock.travel(at):
            return convene_meeting(actor=self.people["secretary"], council=self.council, **self.words(**facts))

    def again(self) -> Meeting:
        """The meeting as it stands by now."""
        return Meeting.objects.select_related("council").get(pk=self.meeting.pk)


def gathered(**facts: Any) -> Gathered:
    """A meeting in two weeks."""
    council = council_of({"BO": 100, "EC": 400, "VE": 2_000}, quorum=QUORUM)
    board = board_of()
    seats = [*(seat_of(council, code) for code in ("BO", "EC", "VE")), seat_of(council, None)]
    found = Gathered(council, board, seats)
    for seat in seats:
        mandate(seat, person())
    alternate = person()
    mandate(seats[0], alternate, order=1)
    former = person()
    mandate(seats[0], former, order=2, ends_at=NOW)
    found.people = {
        "titular": seats[0].mandates.get(order=0).person,
        "alternate": alternate,
        "former alternate": former,
        "titular of another seat": seats[1].mandates.get().person,
        "coordinator": member(seats[0], Membership.Role.COORDINATOR),
        "member": member(seats[0]),
        "secretary": official(council, Office.Kind.SECRETARY),
        "moderator": official(council, Office.Kind.MODERATOR),
        "observer": official(council, Office.Kind.OBSERVER),
        "secretary elsewhere": official(council_of({"BO": 100}), Office.Kind.SECRETARY),
        "stranger": person(),
    }
    found.meeting = found.convene(**facts)
    return found
