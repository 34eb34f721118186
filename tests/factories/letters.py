"""A letter that is open for signatures, and who would like to sign it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from common import clock
from councils.models import Council, Membership, Office, Seat
from proposals.letters.actions import sign_letter, write_letter
from proposals.models import Letter

from .answering import board_of
from .proposals import member, official
from .scenes import FOUNDED, council_of, mandate, person, seat_of

OPENS = datetime(2027, 5, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=10)
INSIDE = OPENS + timedelta(days=1)
COORDINATOR = Membership.Role.COORDINATOR
TEXT = "Pedimos agua para riego.\n\nLa comunidad la administra."


@dataclass
class Open:
    """A council of three movements (and a fourth that is regional), a board, the letter of the first, and the
    people.
    """

    council: Council
    board: Council
    seats: list[Seat]
    letter: Letter = None  # type: ignore[assignment] # set by `opened`
    people: dict[str, User] = field(default_factory=dict)

    @property
    def author(self) -> Seat:
        """The seat whose movement writes."""
        return self.seats[0]

    @property
    def signer(self) -> Seat:
        """The seat of the movement whose people the matrix asks."""
        return self.seats[1]

    def words(self, **facts: Any) -> dict[str, Any]:
        """What a letter says, as `write_letter` takes it."""
        given = {
            "title": "Agua para todas",
            "language": "es",
            "text": TEXT,
            "addressees": [self.board],
            "goal": 2,
            "closes_at": CLOSES,
        }
        return {**given, **facts}

    def write(self, at: datetime = OPENS, **facts: Any) -> Letter:
        """Another letter of the first movement."""
        with clock.travel(at):
            return write_letter(
                person=self.people["author"], seat=self.author, council=self.council, **self.words(**facts)
            )

    def sign(self, seat: Seat | None = None, at: datetime = INSIDE) -> None:
        """The movement signs, by a mandate holder of its own."""
        seat = seat or self.signer
        who = seat.mandates.get(order=0).person
        with clock.travel(at):
            sign_letter(person=who, seat=seat, letter=self.letter)

    def again(self) -> Letter:
        """The letter as it stands by now."""
        return Letter.objects.select_related("council", "seat__movement").get(pk=self.letter.pk)


def opened(**facts: Any) -> Open:
    """A letter that closes in ten days."""
    council = council_of({"BO": 100, "EC": 400, "VE": 2_000})
    board = board_of()
    seats = [*(seat_of(council, code) for code in ("BO", "EC", "VE")), seat_of(council, None)]
    found = Open(council, board, seats)
    for seat in seats:
        mandate(seat, person())
    signer = seats[1]
    former = member(signer, COORDINATOR)
    Membership.objects.filter(person=former).update(ends_at=OPENS)
    alternate, coming = person(), member(signer)
    mandate(signer, alternate, order=1)
    elsewhere = council_of({"BO": 100})
    found.people = {
        "author": seats[0].mandates.get().person,
        "titular": signer.mandates.get(order=0).person,
        "alternate": alternate,
        "coordinator": member(signer, COORDINATOR),
        "former coordinator": former,
        "member": coming,
        "coordinator elsewhere": member(seat_of(elsewhere, "BO"), COORDINATOR),
        "secretary": official(council, Office.Kind.SECRETARY),
        "respondent": official(board, Office.Kind.RESPONDENT),
        "stranger": person(),
    }
    assert FOUNDED < OPENS
    found.letter = found.write(**facts)
    return found
