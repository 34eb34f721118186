"""Whether a seat may hand its vote on, to whom, and over how many others. Each answer is None or a refusal."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid
from councils.mandates.permissions import why_not_act, why_not_represent, why_not_standing
from councils.mandates.queries import mandates_at, rulebook_at
from councils.models import Mandate, Round, Seat
from councils.rounds.queries import Entrance as Stage
from councils.rulebook.rules import RulebookError, read_rulebook
from proposals.drafting.deadlines import why_not_open
from proposals.tally.delegation import Act, chain_with, closes_circle, standing

from ..entrance import Entrance, why_not_on_roll
from ..instructing.queries import instruction_of
from ..models import Ballot, RollEntry
from ..settling_models import Recusal
from ..unfinished import is_secret, why_not_unfinished
from .models import Delegation
from .resolving import longest_chain

UNFINISHED = Q(ballot__isnull=True) | Q(ballot__state__in=[Ballot.State.PROVISIONAL, Ballot.State.OPEN])


@dataclass(frozen=True)
class Scope:
    """What is handed on: the vote on one ballot, or (without one) every vote of the round."""

    round: Round
    ballot: Ballot | None

    @property
    def subject(self) -> str:
        return (self.ballot or self.round).get_absolute_url()


def scope_of(ballot: Ballot | None, round_: Round | None) -> Scope:
    """The scope that is meant: the ballot's, where one is named."""
    if ballot is not None:
        return Scope(ballot.round, ballot)
    if round_ is None:
        raise LookupError("a delegation is of a ballot or of a round")
    return Scope(round_, None)


def why_not_settle(
    person: User, seat: Seat, scope: Scope, at: datetime, entrance: Entrance | Stage
) -> DomainError | None:
    """Whether the person may settle how this seat's vote is handed on, and whether it can be done now."""
    return why_not_represent(person, seat, at) or why_not_now(scope, seat, at, entrance)


def why_not_hand_on(
    person: User, seat: Seat, scope: Scope, at: datetime, entrance: Entrance | Stage
) -> DomainError | None:
    """Whether it may be handed on at all."""
    return (
        why_not_settle(person, seat, scope, at, entrance)
        or why_secret(scope)
        or why_no_delegation(longest_at(scope, at))
    )


def why_not_now(scope: Scope, seat: Seat, at: datetime, entrance: Entrance | Stage) -> DomainError | None:
    """From settlement to the close, by a seat that could vote itself."""
    if isinstance(entrance, Stage):
        return (why_not_open(entrance) if not _is_between(entrance) else None) or why_not_act(seat, at)
    assert scope.ballot is not None  # noqa: S101 - narrows the type: an entrance is a ballot's
    is_off_roll = entrance.state == Ballot.State.OPEN or entrance.is_recused
    return (
        why_not_unfinished(scope.ballot, entrance)
        or why_not_standing(seat, entrance.standing)
        or (why_not_on_roll(entrance, seat) if is_off_roll else None)
    )


def _is_between(stage: Stage) -> bool:
    """Whether settlement has begun and a vote is yet to come: a calendar may leave days between its stages."""
    return stage.last is not None and stage.coming is not None and stage.suspended is None


def why_no_delegation(longest: int) -> DomainError | None:
    """Where the rulebook says nothing else, everybody votes themselves."""
    if longest:
        return None
    return Conflict("no_delegation", _("The rulebook of this council does not allow a vote to be delegated."))


def longest_at(scope: Scope, at: datetime) -> int:
    """How long a chain may be: by the rules frozen with the ballot, or by those in force."""
    if scope.ballot is not None:
        frozen = Ballot.objects.values_list("rules", flat=True).get(pk=scope.ballot.pk)
        if frozen is not None:
            return longest_chain(frozen)
    version = rulebook_at(scope.round.council, at)
    try:
        return read_rulebook(version.data).choices.delegation.longest_chain if version else 0
    except RulebookError:
        return 0


def why_secret(scope: Scope) -> DomainError | None:
    """Who may not be seen to vote may not be seen to vote for others either."""
    if scope.ballot is None or not is_secret(scope.ballot):
        return None
    return Conflict("secret_ballot", _("This ballot is secret: nobody may know whose vote counts for whom."))


def why_not_to(seat: Seat, to: Seat, scope: Scope, entrance: Entrance | Stage, at: datetime) -> DomainError | None:
    """A vote is handed on within the council, to another seat that could vote itself."""
    sentence = None
    if to.pk == seat.pk:
        sentence = _("A seat cannot delegate to itself.")
    elif to.council_id != scope.round.council_id:
        sentence = _("Choose a movement with a seat in this council.")
    if sentence is not None:
        return Invalid("not_a_delegate", sentence, fields={"to": sentence})
    if refusal := why_not_act(to, at):
        return refusal
    if scope.ballot is None or isinstance(entrance, Stage):
        return None
    data = {"movement": to.movement.name}
    if Recusal.objects.filter(ballot=scope.ballot, seat=to).exists():
        return Conflict("seat_recused", _("%(movement)s stood aside from this ballot."), data=data)
    is_open = entrance.state == Ballot.State.OPEN
    if is_open and not RollEntry.objects.filter(ballot=scope.ballot, seat=to).exists():
        return Conflict("not_on_roll", _("%(movement)s is not on the roll of this ballot."), data=data)
    return None


def why_instructed(scope: Scope, seat: Seat) -> DomainError | None:
    """What a movement told its seat to answer is not left to another one."""
    if scope.ballot is None or instruction_of(scope.ballot, seat) is None:
        return None
    sentence = _("%(movement)s instructed how to vote on this ballot, so its vote is not handed on.")
    return Conflict("instructed", sentence, data={"movement": seat.movement.name})


def why_not_ahead(person: User, seat: Seat, scope: Scope, at: datetime) -> DomainError | None:
    """As with votes: once somebody ahead in order has spoken and still holds their mandate, those behind cannot."""
    last = _said(scope, seat).select_related("mandate").last()
    held = list(mandates_at(at).filter(seat=seat))
    mine = next((mandate for mandate in held if mandate.person_id == person.pk), None)
    if last is None or mine is None or last.mandate not in held or last.mandate.order >= mine.order:
        return None
    if last.mandate.role == Mandate.Role.TITULAR:
        return Conflict("titular_has_delegated", _("The titular has settled this, so the alternate no longer can."))
    return Conflict("alternate_has_delegated", _("An alternate ahead of you in order has settled this."))


def _said(scope: Scope, seat: Seat) -> QuerySet[Delegation]:
    return Delegation.objects.filter(round=scope.round, ballot=scope.ballot, seat=seat).order_by("id")


def why_nothing(scope: Scope, seat: Seat) -> DomainError | None:
    """Taken back is what stands: of a ballot, also what was said of its round."""
    here = Q(ballot__isnull=True) | Q(ballot=scope.ballot) if scope.ballot else Q(ballot__isnull=True)
    if standing(map(_act, Delegation.objects.filter(here, round=scope.round, seat=seat).order_by("id"))):
        return None
    return Conflict("nothing_delegated", _("This seat has delegated nothing here."))


def why_not_chain(seat: Seat, to: Seat, scope: Scope, longest: int) -> DomainError | None:
    """Neither a circle nor a chain that is too long, on any ballot of which this would be the seat's word."""
    said = [
        (row.ballot_id, _act(row)) for row in Delegation.objects.filter(UNFINISHED, round=scope.round).order_by("id")
    ]
    me, other = str(seat.pk), str(to.pk)
    settled = {ballot for ballot, act in said if act.seat == me and ballot is not None}
    ballots = {scope.ballot.pk} if scope.ballot else {None, *(ballot for ballot, _said in said)} - settled
    for ballot in ballots:
        edges = standing(act for of_ballot, act in said if of_ballot in (None, ballot))
        edges.pop(me, None)
        if closes_circle(edges, me, other):
            sentence = _("%(movement)s hands its vote on to your seat already: it would go round in a circle.")
            return Conflict("circle", sentence, data={"movement": to.movement.name})
        if chain_with(edges, me, other) > longest:
            sentence = _("The vote would be handed on in more steps than the rulebook allows (%(longest)s).")
            return Conflict("chain_too_long", sentence, data={"longest": longest})
    return None


def _act(row: Delegation) -> Act:
    return Act(str(row.seat_id), str(row.to_id) if row.to_id else None, is_of_round=row.ballot_id is None)
