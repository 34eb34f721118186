"""A council ready to vote, made of rows: for tests of casting, counting and the conductor, which begin where the
river ends.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

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
_numbers = count(1)


def person(name: str = "") -> User:
    """Somebody who can sign in."""
    number = next(_numbers)
    return User.objects.create_user(f"p{number}@example.org", "a long password", name=name or f"Person {number}")


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
    for code, amount in capital.items():
        country, _made = Country.objects.get_or_create(
            code=code, defaults={"name": {"es": code}, "time_zone": ZONES.get(code, "UTC")}
        )
        Accession.objects.create(council=council, country=country, is_member=True, **at)
        if not country.contributions.exists():
            Contribution.objects.create(country=country, kind="subscribed", amount=amount, **at)
    data = {**write_rulebook(default_rulebook()), **rules}
    Rulebook.objects.create(council=council, version=1, data=data, **at)
    return council


def seat_of(council: Council, country: str | None, *, kind: str = "peasant") -> Seat:
    """An admitted movement of the country (None: regional) with its seat."""
    number = next(_numbers)
    movement = Movement.objects.create(
        slug=f"m{number}", name=f"Movimiento {number}", kind=kind, country_id=country, founded_at=FOUNDED
    )
    seat = Seat.objects.create(council=council, movement=movement)
    Standing.objects.create(seat=seat, status=Standing.Status.ADMITTED, effective_at=FOUNDED, recorded_at=FOUNDED)
    return seat


def mandate(seat: Seat, who: User, *, order: int = 0, **facts: object) -> Mandate:
    """A mandate of the seat in force since the founding; `order` 0 is the titular."""
    Membership.objects.get_or_create(movement=seat.movement, person=who, defaults={"starts_at": FOUNDED})
    role = Mandate.Role.ALTERNATE if order else Mandate.Role.TITULAR
    defaults = {"starts_at": FOUNDED, "granted_at": FOUNDED, "granted_by": who}
    return Mandate.objects.create(seat=seat, person=who, role=role, order=order, **{**defaults, **facts})


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
    for code in CAPITAL if countries is None else countries:
        seat = seat_of(council, code)
        scene.seats[code] = seat
        scene.titulars[code], scene.alternates[code] = person(f"Titular {code}"), person(f"Alternate {code}")
        mandate(seat, scene.titulars[code])
        mandate(seat, scene.alternates[code], order=1)
    scene.ballot = scene.put()
    return scene
