"""A council that knows delegation, and movements that bind or split the mandates of their seats."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common import clock
from councils.models import Mandate, Membership
from proposals.models import Ballot, Delegation, Instruction, Vote
from proposals.voting.casting import cast_vote
from proposals.voting.delegating.actions import delegate_vote, revoke_delegation
from proposals.voting.instructing.actions import instruct_mandate, replace_vote

from .pages import INSIDE, prepared
from .scenes import FOUNDED, Scene, person


def handing(longest: int = 2, **rules: object) -> Scene:
    """A scene an hour before its vote opens, in which a vote is handed on in at most so many steps."""
    return prepared(delegation={"longest_chain": longest}, **rules)


def ballot_of(scene: Scene) -> Ballot:
    return Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)


def delegate(
    scene: Scene, country: str, to: str, *, at: datetime = INSIDE, who: User | None = None, of_round: bool = False
) -> Delegation:
    with clock.travel(at):
        scope: dict[str, Any] = {"round_": scene.round} if of_round else {"ballot": ballot_of(scene)}
        person_ = who or scene.titulars[country]
        return delegate_vote(person=person_, seat=scene.seats[country], to=scene.seats[to], **scope)


def revoke(
    scene: Scene, country: str, *, at: datetime = INSIDE, who: User | None = None, of_round: bool = False
) -> Delegation:
    with clock.travel(at):
        scope: dict[str, Any] = {"round_": scene.round} if of_round else {"ballot": ballot_of(scene)}
        return revoke_delegation(person=who or scene.titulars[country], seat=scene.seats[country], **scope)


def bind(scene: Scene, country: str = "BR", kind: str = Mandate.Kind.BOUND) -> User:
    """Every mandate of the seat granted anew as one of this kind; and a coordinator of its movement."""
    seat = scene.seats[country]
    for mandate in list(seat.mandates.order_by("order")):
        seat.mandates.filter(pk=mandate.pk).update(revoked_at=FOUNDED)
        seat.mandates.create(
            person=mandate.person,
            role=mandate.role,
            order=mandate.order,
            kind=kind,
            starts_at=FOUNDED,
            granted_at=FOUNDED,
            granted_by=scene.secretary,
        )
    coordinator = person(f"Coordinator {country}")
    Membership.objects.create(movement=seat.movement, person=coordinator, role="coordinator", starts_at=FOUNDED)
    return coordinator


def instruct(
    scene: Scene, who: User, answer: dict[str, str], *, at: datetime = INSIDE, country: str = "BR", **facts: Any
) -> Instruction:
    with clock.travel(at):
        return instruct_mandate(person=who, seat=scene.seats[country], ballot=ballot_of(scene), answer=answer, **facts)


def replace(scene: Scene, who: User, *, at: datetime = INSIDE, country: str = "BR") -> Vote:
    with clock.travel(at):
        return replace_vote(person=who, seat=scene.seats[country], ballot=ballot_of(scene))


def answered(
    scene: Scene, answer: dict[str, Any], *, at: datetime = INSIDE, country: str = "BR", who: User | None = None
) -> Vote:
    with clock.travel(at):
        return cast_vote(
            person=who or scene.titulars[country], seat=scene.seats[country], ballot=ballot_of(scene), answer=answer
        )
