"""A council whose ballot is open: one proposal, and as many seats as are asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models.functions import Now

from accounts.models import User
from common.models import ClockPermit
from common.proof.canonical import fingerprint
from councils.models import Council, Round, Seat, Window
from proposals.models import Ballot, Proposal, Revision
from proposals.voting.opening import open_ballot, prepare_ballots
from tests.factories.scenes import FOUNDED, council_of

from .copying import analyze
from .people import assembly, sign_in

PARAGRAPHS = [{"id": "p1", "text": "Semillas propias."}, {"id": "p2", "text": "Riego comunal."}]


def booth(*, seats: int) -> dict[str, Any]:
    """An open ballot, and the movement and the cookies of each of its voters."""
    now = datetime.now(UTC)
    ballot, house = ballots(council_of(), seats, opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(days=1))
    assert open_ballot(ballot[0])
    ClockPermit.objects.all().delete()
    analyze()
    voters = [(s.movement.slug, sign_in(who)) for s, who in zip(house.seats, house.people, strict=True)]
    return {"ballot": _address(ballot[0]), "voters": voters}


def _address(ballot: Ballot) -> list[Any]:
    return [ballot.round.council.slug, ballot.round.number, ballot.number]


def ballots(
    council: Council, seats: int, *, opens_at: datetime, closes_at: datetime, number: int = 1, with_people: bool = True
) -> tuple[list[Ballot], Any]:
    """Prepared ballots of one round whose voting window has these bounds, and the seats of its council."""
    house = assembly(council, seats, with_people=with_people)
    author = house.people[0] if house.people else User.objects.create(email=f"{council.slug}@example.org", password="!")
    round_ = Round.objects.create(
        council=council, number=1, title={"es": "Ronda"}, call={"es": "Convocatoria"}, convened_at=FOUNDED
    )
    settled = {"opens_at": FOUNDED, "closes_at": opens_at, "opening_done_at": Now(), "closing_done_at": Now()}
    Window.objects.create(round=round_, kind=Window.Kind.SETTLEMENT, **settled)
    Window.objects.create(round=round_, kind=Window.Kind.VOTING, opens_at=opens_at, closes_at=closes_at)
    for place in range(1, number + 1):
        _propose(round_, house.seats[0], author, place)
    prepare_ballots(round_)
    made = Ballot.objects.filter(round=round_).select_related("round__council", "window", "proposal")
    return list(made.order_by("number")), house


def _propose(round_: Round, seat: Seat, author: User, number: int) -> None:
    proposal = Proposal.objects.create(
        round=round_,
        number=number,
        seat=seat,
        begun_by=author,
        begun_at=FOUNDED,
        stage=Proposal.Stage.ADMITTED,
        admitted_at=FOUNDED,
        decision_class="operational",
        changed_at=FOUNDED,
    )
    title = f"Soberanía alimentaria {number}"
    proposal.revision = Revision.objects.create(
        proposal=proposal,
        number=1,
        language="es",
        title=title,
        paragraphs=PARAGRAPHS,
        author=author,
        seat=seat,
        created_at=FOUNDED,
        sha256=fingerprint({"paragraphs": PARAGRAPHS, "title": title}),
    )
    proposal.save(update_fields=["revision"])
