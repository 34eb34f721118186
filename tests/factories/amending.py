"""A round with a plenary and an admitted proposal with a sponsor, for tests of amendments from their proposing on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import User
from common import clock
from councils.models import Seat, Window
from proposals.amending.actions import (
    accept_amendment,
    call_plenary,
    carry_over_amendment,
    decline_amendment,
    propose_amendment,
)
from proposals.drafting.actions import admit_proposal, submit_proposal
from proposals.models import Amendment, Ballot, Proposal, Revision
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote

from .proposals import DISCUSSION, DRAFTING, HOUR, SETTLEMENT, Table, member, table
from .scenes import mandate, person, seat_of

PLENARY = datetime.fromisoformat("2027-03-24T00:00:00+00:00")
VOTING = datetime.fromisoformat("2027-03-26T00:00:00+00:00")
TALK, SETTLING, VOTES = DISCUSSION + HOUR, SETTLEMENT + HOUR, PLENARY + HOUR
P1 = "Las semillas propias se guardan en cada comunidad."
P2 = "El riego comunal se administra en asamblea."
P3 = "El banco presta a diez años con interés bajo."
TEXT = f"{P1}\n\n{P2}\n\n{P3}"


def replacing(paragraph: str, text: str) -> list[dict[str, str]]:
    """One change."""
    return [{"op": "replace", "paragraph": paragraph, "text": text}]


@dataclass
class Assembly:
    """A proposal of three paragraphs whose sponsor accepted, and five more seats with their titulars."""

    table: Table
    proposal: Proposal
    seats: list[Seat] = field(default_factory=list)
    titulars: list[User] = field(default_factory=list)

    @property
    def people(self) -> dict[str, User]:
        return self.table.people

    def fresh(self) -> Proposal:
        """The proposal as it is now."""
        self.proposal = Proposal.objects.select_related("round__council", "revision", "seat__movement").get(
            pk=self.proposal.pk
        )
        return self.proposal

    @property
    def revision(self) -> Revision:
        revision = self.fresh().revision
        assert revision is not None
        return revision

    def propose(self, changes: list[dict[str, str]], *, by: int = 0, at: datetime = TALK) -> Amendment:
        """An amendment of the seat of that place."""
        with clock.travel(at):
            return propose_amendment(
                person=self.titulars[by],
                seat=self.seats[by],
                proposal=self.fresh(),
                changes=changes,
                reasons="Así queda claro.",
                language="es",
                expected=self.revision.number,
            )

    def accept(self, amendment: Amendment, *, at: datetime = SETTLING) -> Amendment:
        with clock.travel(at):
            return accept_amendment(person=self.people["sponsor"], seat=self.table.sponsor, amendment=amendment)

    def decline(self, amendment: Amendment, *, at: datetime = SETTLING) -> Amendment:
        with clock.travel(at):
            return decline_amendment(
                person=self.people["coordinator"], seat=self.table.author, amendment=amendment, reason="No alcanza."
            )

    def call(self, amendment: Amendment, *places: int, at: datetime = SETTLING) -> None:
        with clock.travel(at):
            for place in places:
                call_plenary(person=self.titulars[place], seat=self.seats[place], amendment=amendment)

    def carry(
        self, amendment: Amendment, changes: list[dict[str, str]], *, by: int = 0, at: datetime = SETTLING
    ) -> None:
        with clock.travel(at):
            carry_over_amendment(
                person=self.titulars[by],
                seat=self.seats[by],
                amendment=amendment,
                changes=changes,
                expected=self.revision.number,
            )

    def vote(self, ballot: Ballot, *choices: str, at: datetime = VOTES) -> None:
        """One choice of each seat, in their order."""
        with clock.travel(at):
            for place, choice in enumerate(choices):
                found = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=ballot.pk)
                cast_vote(person=self.titulars[place], seat=self.seats[place], ballot=found, choice=choice)

    def ballot_of(self, amendment: Amendment) -> Ballot:
        return Ballot.objects.get(amendment=amendment)


def conduct(at: datetime) -> int:
    """Let the worker carry out everything that is due."""
    with clock.travel(at):
        return sweep()


def assembly(*, seats: int = 5, has_plenary: bool = True, **rules: object) -> Assembly:
    """The council, its round with drafting to voting, and the admitted proposal, with as many seats beside it."""
    at_table = table(**rules)
    windows = Window.objects.filter(round=at_table.round)
    windows.filter(kind="settlement").update(closes_at=PLENARY if has_plenary else VOTING)
    windows.filter(kind="voting").update(opens_at=VOTING)
    if has_plenary:
        Window.objects.create(round=at_table.round, kind="plenary", opens_at=PLENARY, closes_at=VOTING)
    proposal = at_table.sponsored(at_table.describe(at_table.begin(text=TEXT)))
    made = Assembly(at_table, proposal)
    for _place in range(seats):
        seat, who = seat_of(at_table.council, "BO"), person()
        mandate(seat, who)
        made.seats.append(seat)
        made.titulars.append(who)
    made.people["mover"] = made.titulars[0]
    made.people["mover_member"] = member(made.seats[0])
    _admit(made, proposal)
    return made


def _admit(made: Assembly, proposal: Proposal) -> None:
    at_table = made.table
    with clock.travel(DRAFTING + timedelta(hours=3)):
        submit_proposal(person=at_table.people["member"], seat=at_table.author, proposal=proposal)
    with clock.travel(DRAFTING + timedelta(hours=4)):
        admit_proposal(person=at_table.people["secretary"], proposal=proposal, decision_class="operational")
