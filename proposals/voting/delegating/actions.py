"""Handing a seat's vote on to another seat, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.errors import refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import mandate_of
from councils.models import Round, Seat
from councils.rounds.queries import Entrance as Stage
from ledger.record import record
from proposals.drafting.deadlines import enter as enter_stage

from ..entrance import Entrance, enter
from ..models import Ballot
from .models import Delegation
from .permissions import (
    Scope,
    longest_at,
    scope_of,
    why_instructed,
    why_not_ahead,
    why_not_chain,
    why_not_hand_on,
    why_not_settle,
    why_not_to,
    why_nothing,
)


def delegate_vote(
    *, person: User, seat: Seat, to: Seat, ballot: Ballot | None = None, round_: Round | None = None
) -> Delegation:
    """Hand the seat's vote on to another seat of the council, on one ballot or on every ballot of the round.

    It counts at the close, if the seat has not voted itself by then, before or after this. A later delegation takes the
    place of an earlier one; what is said of a ballot stands before what is said of its round. Refused: to who holds no
    mandate (403); before settlement or after the close; on a secret ballot; where the rulebook does not know
    delegation; to or from a seat that is suspended, stood aside or is not on the roll; of a vote that the movement
    instructed; behind a mandate holder ahead in order; in a circle, or in a chain that is too long (409); to the seat
    itself, or a seat elsewhere (422).
    """
    scope = scope_of(ballot, round_)
    with transaction.atomic():
        instant, entrance = _enter(scope, seat)
        refuse(
            why_not_hand_on(person, seat, scope, instant, entrance),
            why_not_to(seat, to, scope, entrance, instant),
            why_instructed(scope, seat),
            why_not_ahead(person, seat, scope, instant),
            why_not_chain(seat, to, scope, longest_at(scope, instant)),
        )
        return _write("delegate_vote", scope, seat, to, person, instant)


def revoke_delegation(
    *, person: User, seat: Seat, ballot: Ballot | None = None, round_: Round | None = None
) -> Delegation:
    """Take a delegation back: that of the round, or for one ballot whatever would hand its vote on.

    Refused as a delegation is; and where nothing stands that could be taken back (409).
    """
    scope = scope_of(ballot, round_)
    with transaction.atomic():
        instant, entrance = _enter(scope, seat)
        refuse(
            why_not_settle(person, seat, scope, instant, entrance),
            why_nothing(scope, seat),
            why_not_ahead(person, seat, scope, instant),
        )
        return _write("revoke_delegation", scope, seat, None, person, instant)


def _enter(scope: Scope, seat: Seat) -> tuple[datetime, Entrance | Stage]:
    """The deciding instant, read with the round's delegations held: two that would close a circle come one after the
    other. The close of a ballot waits for whoever holds them, and a stage's clock is read once they are held.
    """
    if scope.ballot is not None:
        entrance = enter(scope.ballot, seat)
        exclude(Lock.DELEGATIONS, scope.round.pk)
        return entrance.instant, entrance
    enter_stage(scope.round, "delegate_vote")  # windows come before everything else, as for everybody
    exclude(Lock.DELEGATIONS, scope.round.pk)
    stage = enter_stage(scope.round, "delegate_vote")
    return stage.instant, stage


def _write(verb: str, scope: Scope, seat: Seat, to: Seat | None, person: User, at: datetime) -> Delegation:
    mandate = mandate_of(person, seat, at)
    assert mandate is not None  # noqa: S101 - narrows the type: whoever holds none was refused
    made = Delegation.objects.create(
        round=scope.round, ballot=scope.ballot, seat=seat, to=to, mandate=mandate, made_by=person, made_at=at
    )
    told = {"seat": seat.movement.slug, "round": scope.round.number}
    told |= {"ballot": scope.ballot.number} if scope.ballot else {}
    record(
        verb,
        council=seat.council,
        actor=person,
        on_behalf_of=seat.movement.slug,
        subject=scope.subject,
        data={**told, "to": to.movement.slug} if to else told,
        at=at,
    )
    return made
