"""A position that was adopted, addressed to a board that is to answer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from accounts.models import User
from common import clock
from councils.models import Council, Office, Window
from proposals.answering.actions import answer_transmittal
from proposals.models import Position, Rating, Transmittal
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote

from .proposals import official
from .scenes import FOUNDED, Scene, person, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE, COUNTED = OPENS + timedelta(hours=5), CLOSES + timedelta(minutes=1)
# By when a response is due: the close of the round's window for it.
DUE = CLOSES + timedelta(days=30)
_numbers = count(1)


@dataclass
class Addressed:
    """A council, a board that it addresses, and who answers for the board or would like to."""

    scene: Scene
    board: Council
    people: dict[str, User] = field(default_factory=dict)

    @property
    def position(self) -> Position:
        """The latest that was published of a text."""
        positions = Position.objects.select_related("council").filter(council=self.scene.council)
        return positions.filter(ballot__proposal__isnull=False).latest("id")

    @property
    def transmittal(self) -> Transmittal:
        """The first one to the board of that position."""
        return self.round(1)

    def round(self, number: int) -> Transmittal:
        """The transmittal of one round of asking."""
        related = Transmittal.objects.select_related("position__council", "addressee", "response")
        return related.get(position=self.position, addressee=self.board, round=number)


def board_of(name: str = "Directorio") -> Council:
    """A body that answers."""
    number = next(_numbers)
    return Council.objects.create(
        slug=f"board-{number}",
        code=f"BD{number:03d}",
        kind=Council.Kind.BANK_BOARD,
        name={"es": name},
        time_zone="America/Caracas",
        is_two_person=False,
        founded_at=FOUNDED,
    )


def addressed(*, with_window: bool = True, choice: str = "yes", **rules: object) -> Addressed:
    """A round addressed to a board, whose vote is open; `choice` is what everybody casts."""
    with clock.travel(OPENS - timedelta(hours=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES, **rules)
        board = board_of()
        scene.round.addressees.add(board)
        if with_window:
            Window.objects.create(round=scene.round, kind=Window.Kind.RESPONSE, opens_at=CLOSES, closes_at=DUE)
        former = official(board, Office.Kind.RESPONDENT)
        Office.objects.filter(person=former).update(ends_at=OPENS)
        people = {
            "respondent": official(board, Office.Kind.RESPONDENT),
            "second respondent": official(board, Office.Kind.RESPONDENT),
            "former respondent": former,
            "secretary of the board": official(board, Office.Kind.SECRETARY),
            "respondent elsewhere": official(board_of("Otro"), Office.Kind.RESPONDENT),
            "secretary": scene.secretary,
            "titular": scene.titulars["BR"],
            "stranger": person(),
        }
    with clock.travel(INSIDE):
        for country in scene.seats:
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=scene.ballot, choice=choice)
    return Addressed(scene, board, people)


def sent(**facts: object) -> Addressed:
    """The same, counted, published and sent."""
    found = addressed(**facts)  # type: ignore[arg-type] # what `addressed` takes
    with clock.travel(COUNTED):
        sweep()
    return found


ANSWER = {"kind": "accepts_in_part", "reasons": "En parte.", "language": "es"}
ANSWERED = COUNTED + timedelta(days=1)
# The default rulebook leaves two weeks to vote on an answer.
RATED = ANSWERED + timedelta(days=14)


def answered(**facts: object) -> Addressed:
    """The same, answered in part, with the vote on the answer open."""
    found = sent(**facts)
    with clock.travel(ANSWERED):
        answer_transmittal(person=found.people["respondent"], transmittal=found.transmittal, **ANSWER)
        sweep()
    return found


def rate(found: Addressed, choice: str, *countries: str, at: datetime = ANSWERED + timedelta(hours=1)) -> None:
    """The titulars of these countries, or of all, say of the answer in the last round whether it is adequate."""
    ballot = Rating.objects.latest("id").ballot
    with clock.travel(at):
        for country in countries or found.scene.seats:
            seat = found.scene.seats[country]
            cast_vote(person=found.scene.titulars[country], seat=seat, ballot=ballot, choice=choice)


def rated(choice: str = "no", **facts: object) -> Addressed:
    """An answer on which everybody said the same, counted."""
    found = answered(**facts)
    rate(found, choice)
    with clock.travel(RATED):
        sweep()
    return found
