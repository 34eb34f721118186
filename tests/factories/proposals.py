"""A round with all its windows, and the people around a proposal: for tests of drafting and discussion."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from accounts.models import User
from common import clock
from councils.models import Council, Country, Membership, Office, Round, Seat, Standing, Theme, Window
from proposals.deliberation.actions import comment_proposal
from proposals.drafting.actions import (
    admit_proposal,
    answer_sponsorship,
    begin_proposal,
    describe_proposal,
    invite_sponsor,
    submit_proposal,
)
from proposals.models import Comment, Proposal

from .scenes import FOUNDED, council_of, mandate, person, persons, seats_of

DRAFTING = datetime(2027, 3, 1, tzinfo=UTC)
DISCUSSION = datetime(2027, 3, 11, tzinfo=UTC)
SETTLEMENT = datetime(2027, 3, 21, tzinfo=UTC)
VOTING = datetime(2027, 3, 26, tzinfo=UTC)
ENDS = datetime(2027, 3, 31, tzinfo=UTC)
WINDOWS = {
    "drafting": (DRAFTING, DISCUSSION),
    "discussion": (DISCUSSION, SETTLEMENT),
    "settlement": (SETTLEMENT, VOTING),
    "voting": (VOTING, ENDS),
}
PEOPLE = (
    "member",
    "coordinator",
    "titular",
    "alternate",
    "sponsor",
    "sponsor_member",
    "bystander",
    *Office.Kind.values,
    "outsider",
)
TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
TEXT = "Las semillas propias se guardan en cada comunidad.\n\nEl riego comunal se administra en asamblea."


@dataclass
class Table:
    """A council around one round: the authors' movement, one that sponsors, one that stands by, and who is who."""

    council: Council
    round: Round
    author: Seat
    sponsor: Seat
    bystander: Seat
    people: dict[str, User] = field(default_factory=dict)

    def begin(self, **facts: object) -> Proposal:
        """A draft of the authors' movement."""
        given = {"title": "Soberanía alimentaria", "language": "es", "text": TEXT, **facts}
        with clock.travel(DRAFTING + HOUR):
            return begin_proposal(person=self.people["member"], seat=self.author, round_=self.round, **given)

    def describe(self, proposal: Proposal, **facts: object) -> Proposal:
        """Everything that a submission needs."""
        given = {
            "themes": ["food"],
            "countries": ["BO", "EC"],
            "amount": Decimal("250000.00"),
            "implementing_body": "Fondo de Riego",
            **facts,
        }
        with clock.travel(DRAFTING + 2 * HOUR):
            return describe_proposal(person=self.people["member"], seat=self.author, proposal=proposal, **given)

    def sponsored(self, proposal: Proposal, *, accept: bool = True) -> Proposal:
        """The sponsor's movement invited, and its answer."""
        with clock.travel(DRAFTING + 2 * HOUR):
            invitation = invite_sponsor(
                person=self.people["member"], seat=self.author, proposal=proposal, invited=self.sponsor
            )
            answer_sponsorship(person=self.people["sponsor"], sponsorship=invitation, accept=accept)
        return proposal

    def submitted(self, **facts: object) -> Proposal:
        """A described and submitted proposal."""
        proposal = self.describe(self.begin(**facts))
        with clock.travel(DRAFTING + 3 * HOUR):
            return submit_proposal(person=self.people["member"], seat=self.author, proposal=proposal)

    def admitted(self, **facts: object) -> Proposal:
        """A proposal that everybody can read."""
        proposal = self.submitted(**facts)
        with clock.travel(DRAFTING + 4 * HOUR):
            return admit_proposal(person=self.people["secretary"], proposal=proposal, decision_class="operational")

    def sponsored_admitted(self) -> Proposal:
        """A public proposal with a sponsor."""
        proposal = self.sponsored(self.describe(self.begin()))
        with clock.travel(DRAFTING + 3 * HOUR):
            submit_proposal(person=self.people["member"], seat=self.author, proposal=proposal)
        with clock.travel(DRAFTING + 4 * HOUR):
            return admit_proposal(person=self.people["secretary"], proposal=proposal, decision_class="operational")

    def comment(self, proposal: Proposal, **facts: object) -> Comment:
        """A comment of the bystanders' movement in the discussion."""
        given = {"stance": "support", "text": "De acuerdo.", "language": "es", **facts}
        with clock.travel(DISCUSSION + HOUR):
            return comment_proposal(person=self.people["bystander"], seat=self.bystander, proposal=proposal, **given)


def suspend(seat: Seat, at: datetime) -> None:
    """The movement is suspended from `at` on."""
    Standing.objects.create(
        seat=seat, status=Standing.Status.SUSPENDED, effective_at=at, recorded_at=at - timedelta(seconds=1)
    )


def member(seat: Seat, role: str = Membership.Role.MEMBER) -> User:
    """Somebody of the seat's movement."""
    who = person()
    Membership.objects.create(movement=seat.movement, person=who, role=role, starts_at=FOUNDED)
    return who


def official(council: Council, kind: str) -> User:
    """Somebody in that office."""
    who = person()
    Office.objects.create(council=council, person=who, kind=kind, starts_at=FOUNDED)
    return who


def table(*, envelope: Decimal | None = None, **rules: object) -> Table:
    """The council and its round, with a member, a coordinator and mandate holders of the authors' movement."""
    council = council_of({"BO": 100, "EC": 400, "VE": 2_000}, **rules)
    round_ = Round.objects.create(
        council=council,
        number=1,
        title={"es": "Ronda"},
        call={"es": "Convocatoria"},
        envelope=envelope,
        convened_at=FOUNDED,
    )
    Theme.objects.create(round=round_, slug="food", name={"es": "Soberanía alimentaria"})
    Window.objects.bulk_create(
        Window(round=round_, kind=kind, opens_at=opens_at, closes_at=closes_at)
        for kind, (opens_at, closes_at) in WINDOWS.items()
    )
    found = Table(council, round_, *seats_of(council, ["BO", "EC", "VE"]))
    found.people = dict(zip(PEOPLE, persons([""] * len(PEOPLE)), strict=True))
    plain, leading = Membership.Role.MEMBER, Membership.Role.COORDINATOR
    belonging = [
        (found.author, "member", plain),
        (found.author, "coordinator", leading),
        (found.sponsor, "sponsor", leading),
        (found.sponsor, "sponsor_member", plain),
        (found.bystander, "bystander", leading),
    ]
    Membership.objects.bulk_create(
        Membership(movement=seat.movement, person=found.people[name], role=role, starts_at=FOUNDED)
        for seat, name, role in belonging
    )
    Office.objects.bulk_create(
        Office(council=council, person=found.people[kind], kind=kind, starts_at=FOUNDED) for kind in Office.Kind.values
    )
    mandate(found.author, found.people["titular"])
    mandate(found.author, found.people["alternate"], order=1)
    Country.objects.get_or_create(code="CL", defaults={"name": {"es": "Chile"}, "time_zone": "America/Santiago"})
    return found
