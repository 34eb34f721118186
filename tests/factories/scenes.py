"""A council ready to vote, made of rows: for tests of casting, counting and the conductor, which begin where the
river ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import User
from common.models import ClockPermit
from common.proof.canonical import fingerprint
from councils.models import (
    Accession,
    Contribution,
    Council,
    Country,
    Mandate,
    Membership,
    Movement,
    Office,
    Round,
    Rulebook,
    Seat,
    Standing,
    Window,
)
from councils.rulebook.rules import default_rulebook, write_rulebook
from proposals.models import Ballot, Proposal, Revision
from proposals.voting.opening import prepare_ballots

FOUNDED = datetime(2025, 1, 1, tzinfo=UTC)
CAPITAL = {"BR": 2_000, "AR": 2_000, "VE": 2_000, "EC": 400, "UY": 400, "PY": 100, "BO": 100}
ZONES = {
    "BR": "America/Sao_Paulo",
    "AR": "America/Argentina/Buenos_Aires",
    "VE": "America/Caracas",
    "EC": "America/Guayaquil",
    "UY": "America/Montevideo",
    "PY": "America/Asuncion",
    "BO": "America/La_Paz",
}
# Salted once for all: whose hash it is, nobody asks.
PASSWORD = make_password("a long password")
_numbers = count(1)


def person(name: str = "") -> User:
    """Somebody who can sign in."""
    return persons([name])[0]


def persons(names: Sequence[str]) -> list[User]:
    """Several, by one statement; a name that is empty is made up."""
    numbers = [next(_numbers) for _name in names]
    return User.objects.bulk_create(
        User(email=f"p{number}@example.org", password=PASSWORD, name=name or f"Person {number}")
        for number, name in zip(numbers, names, strict=True)
    )


@dataclass
class Scene:
    """A council of one movement per country, each with a titular and an alternate, and a round whose ballot is
    prepared.
    """

    council: Council
    round: Round
    window: Window
    secretary: User
    seats: dict[str, Seat] = field(default_factory=dict)
    titulars: dict[str, User] = field(default_factory=dict)
    alternates: dict[str, User] = field(default_factory=dict)
    ballot: Ballot = None  # type: ignore[assignment] # set by `put`

    def put(self, *, decision_class: str = "operational") -> Ballot:
        """Another proposal of the first seat, admitted, with its prepared ballot."""
        seat = next(iter(self.seats.values()))
        number = self.round.proposals.count() + 1
        proposal = Proposal.objects.create(
            round=self.round,
            number=number,
            seat=seat,
            begun_by=self.secretary,
            begun_at=FOUNDED,
            stage=Proposal.Stage.ADMITTED,
            admitted_at=FOUNDED,
            decision_class=decision_class,
            changed_at=FOUNDED,
        )
        paragraphs = [{"id": "p1", "text": "Semillas propias."}, {"id": "p2", "text": "Riego comunal."}]
        proposal.revision = Revision.objects.create(
            proposal=proposal,
            number=1,
            language="es",
            title="Soberanía alimentaria",
            paragraphs=paragraphs,
            author=self.secretary,
            seat=seat,
            created_at=FOUNDED,
            sha256=fingerprint({"paragraphs": paragraphs, "title": "Soberanía alimentaria"}),
        )
        proposal.save(update_fields=["revision"])
        prepare_ballots(self.round)
        return Ballot.objects.select_related("round__council", "window", "proposal").get(proposal=proposal)


def council_of(countries: dict[str, int] | None = None, **rules: object) -> Council:
    """A council of these countries and capitals, with a rulebook; `rules` replace those of the default one."""
    capital = CAPITAL if countries is None else countries
    number = next(_numbers)
    ClockPermit.objects.get_or_create(reason="tests")
    council = Council.objects.create(
        slug=f"c{number}",
        code=f"C{number:03d}",
        kind=Council.Kind.ADVISORY,
        name={"es": f"Consejo {number}"},
        time_zone="America/Caracas",
        is_two_person=False,
        founded_at=FOUNDED,
    )
    at = {"effective_at": FOUNDED, "recorded_at": FOUNDED}
    Country.objects.bulk_create(
        (Country(code=code, name={"es": code}, time_zone=ZONES.get(code, "UTC")) for code in capital),
        ignore_conflicts=True,
    )
    Accession.objects.bulk_create(Accession(council=council, country_id=code, is_member=True, **at) for code in capital)
    contributing = set(Contribution.objects.filter(country__in=capital).values_list("country_id", flat=True))
    Contribution.objects.bulk_create(
        Contribution(country_id=code, kind="subscribed", amount=amount, **at)
        for code, amount in capital.items()
        if code not in contributing
    )
    data = {**write_rulebook(default_rulebook()), **rules}
    Rulebook.objects.create(council=council, version=1, data=data, **at)
    return council


def seat_of(council: Council, country: str | None, *, kind: str = "peasant") -> Seat:
    """An admitted movement of the country (None: regional) with its seat."""
    return seats_of(council, [country], kind=kind)[0]


def seats_of(council: Council, countries: Sequence[str | None], *, kind: str = "peasant") -> list[Seat]:
    """One for each country, by a statement for each kind of row."""
    numbers = [next(_numbers) for _country in countries]
    movements = Movement.objects.bulk_create(
        Movement(slug=f"m{number}", name=f"Movimiento {number}", kind=kind, country_id=country, founded_at=FOUNDED)
        for number, country in zip(numbers, countries, strict=True)
    )
    seats = Seat.objects.bulk_create(Seat(council=council, movement=movement) for movement in movements)
    admitted = {"status": Standing.Status.ADMITTED, "effective_at": FOUNDED, "recorded_at": FOUNDED}
    Standing.objects.bulk_create(Standing(seat=seat, **admitted) for seat in seats)
    return seats


def mandate(seat: Seat, who: User, *, order: int = 0, **facts: Any) -> Mandate:
    """A mandate of the seat in force since the founding; `order` 0 is the titular."""
    return mandates([(seat, who)], order=order, **facts)[0]


def mandates(held: Sequence[tuple[Seat, User]], *, order: int = 0, **facts: Any) -> list[Mandate]:
    """One for each seat and who holds it, by a statement for each kind of row."""
    Membership.objects.bulk_create(
        (Membership(movement_id=seat.movement_id, person=who, starts_at=FOUNDED) for seat, who in held),
        ignore_conflicts=True,
    )
    role = Mandate.Role.ALTERNATE if order else Mandate.Role.TITULAR
    return Mandate.objects.bulk_create(
        Mandate(
            **{"seat": seat, "person": who, "role": role, "order": order, "starts_at": FOUNDED}
            | {"granted_at": FOUNDED, "granted_by": who}
            | facts
        )
        for seat, who in held
    )


def voting_scene(
    *, opens_at: datetime, closes_at: datetime, countries: dict[str, int] | None = None, **rules: object
) -> Scene:
    """A council with one seat per country and a prepared ballot in a voting window with these bounds."""
    council = council_of(countries, **rules)
    secretary = person("Secretary")
    Office.objects.create(council=council, person=secretary, kind=Office.Kind.SECRETARY, starts_at=FOUNDED)
    round_ = Round.objects.create(
        council=council, number=1, title={"es": "Ronda"}, call={"es": "Convocatoria"}, convened_at=FOUNDED
    )
    Window.objects.create(
        round=round_,
        kind=Window.Kind.SETTLEMENT,
        opens_at=min(FOUNDED, opens_at - timedelta(days=2)),
        closes_at=opens_at,
        opening_done_at=FOUNDED,
    )
    window = Window.objects.create(round=round_, kind=Window.Kind.VOTING, opens_at=opens_at, closes_at=closes_at)
    scene = Scene(council, round_, window, secretary)
    codes = list(CAPITAL if countries is None else countries)
    seats = seats_of(council, codes)
    for order, (group, word) in enumerate([(scene.titulars, "Titular"), (scene.alternates, "Alternate")]):
        group.update(zip(codes, persons([f"{word} {code}" for code in codes]), strict=True))
        mandates(list(zip(seats, group.values(), strict=True)), order=order)
    scene.seats = dict(zip(codes, seats, strict=True))
    scene.ballot = scene.put()
    return scene
