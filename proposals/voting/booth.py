"""What one person may do at a ballot, for whom, and why not: the same refusals that the acts would raise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from accounts.models import User
from common.errors import DomainError
from councils.mandates.permissions import why_not_standing
from councils.mandates.queries import mandates_at
from councils.models import Mandate, Office, Round, Seat
from councils.rounds.queries import Bounds
from councils.rounds.queries import Entrance as Stage
from proposals import stages

from .casting import present_mandate
from .closing import why_not_call_again, why_not_cancel
from .entrance import Entrance, glance
from .instructing.models import Instruction
from .instructing.queries import instruction_of
from .instructing.words import said
from .models import Ballot, Vote
from .secrecy.models import Participation
from .settling import why_frozen, why_not_aside, why_not_in_settlement
from .statement_models import Statement
from .waiving import why_not_waive
from .withdrawing import why_not_withdraw

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Booth:
    """One seat whose mandate the person holds, and what they may do for it; a refusal, or None where they may.

    `instruction` is what the movement told the holders of its bound and split mandates, and `told` its answer in words;
    under a free one there is none.

    `latest` is the seat's last vote, and on a secret ballot `took_part` the last time that it took part. Its answer is
    shown to nobody but who cast it, not even to the seat's other mandate holders: `is_mine` says whether that is this
    person. `vote` answers for the statement as well.
    """

    mandate: Mandate
    others: list[Mandate]
    latest: Vote | None
    is_mine: bool
    took_part: Participation | None
    statement: Statement | None
    vote: DomainError | None
    recuse: DomainError | None
    challenge: DomainError | None
    entrance: Entrance
    instruction: Instruction | None = None
    told: str = ""

    @property
    def divides(self) -> bool:
        """Whether this mandate may divide the vote of the seat on this ballot."""
        is_told = self.instruction is not None and len(self.instruction.answer) > 1
        return self.mandate.kind == Mandate.Kind.SPLIT or is_told

    @property
    def seat(self) -> Seat:
        """For whom."""
        return self.mandate.seat


@dataclass(frozen=True)
class Powers:
    """What a secretary may do about the ballot; a refusal, or None where they may."""

    cancel: DomainError | None
    call_again: DomainError | None
    waive: DomainError | None
    withdraw: DomainError | None = None


def mandates_here(person: User, ballot: Ballot, at: datetime) -> list[Mandate]:
    """The mandates by which the person may act at the ballot, one per seat, by movement."""
    held = mandates_at(at).filter(person=person, seat__council=ballot.round.council_id)
    first: dict[int, Mandate] = {}
    for mandate in held.select_related("seat__movement"):
        mandate.seat.council = ballot.round.council
        first.setdefault(mandate.seat_id, mandate)
    return sorted(first.values(), key=lambda mandate: mandate.seat.movement.slug)


def booth_of(person: User, ballot: Ballot, at: datetime, movement: str = "") -> Booth | None:
    """The booth for the movement asked for, else for the first seat that the person may act for; None without one."""
    mandates = mandates_here(person, ballot, at)
    mandate = next((m for m in mandates if m.seat.movement.slug == movement), next(iter(mandates), None))
    if mandate is None:
        return None
    seat, entrance = mandate.seat, glance(ballot, mandate.seat, at)
    has_voted = entrance.last_serial > 0
    taken = Participation.objects.filter(roll_entry=entrance.roll_entry_id)
    latest = _latest(
        Vote.objects.filter(roll_entry=entrance.roll_entry_id), has_voted and not ballot.is_secret, "-serial"
    )
    statements = Statement.objects.filter(roll_entry=entrance.roll_entry_id)
    recuse, challenge = stages_at(ballot.round, ("recuse_seat", "challenge_roll"), at)
    suspended = why_not_standing(seat, entrance.standing)
    instruction = instruction_of(ballot, seat) if mandate.kind != Mandate.Kind.FREE else None
    return Booth(
        mandate=mandate,
        others=[other for other in mandates if other is not mandate],
        latest=latest,
        is_mine=latest is not None and latest.cast_by_id == person.pk,
        took_part=_latest(taken, has_voted and ballot.is_secret, "-serial"),
        statement=_latest(statements, entrance.roll_entry_id is not None, "-id"),
        vote=_refusal(lambda: present_mandate(person, seat, entrance)),
        recuse=suspended or why_not_aside(recuse, entrance),
        challenge=why_not_in_settlement(ballot, challenge, entrance.opens_at)
        or suspended
        or why_frozen(entrance.state),
        entrance=entrance,
        instruction=instruction,
        told=said(ballot, instruction.answer) if instruction else "",
    )


def stages_at(round_: Round, verbs: tuple[str, ...], at: datetime) -> list[Stage]:
    """What a glance at the stage of each verb shows, in one query for them all."""
    windows = [Bounds(w.kind, w.opens_at, w.closes_at) for w in round_.windows.order_by("opens_at")]
    since = round_.suspended_at
    return [Stage(at, tuple(w for w in windows if w.kind in stages.OPEN[verb]), since) for verb in verbs]


def _latest(rows: QuerySet[T], are_there: bool, order: str) -> T | None:
    """The latest row, asked for only where there can be one."""
    return rows.order_by(order).first() if are_there else None


def powers_of(offices: frozenset[str], ballot: Ballot, at: datetime) -> Powers | None:
    """What who holds these offices may do as a secretary of the council; None for whoever is none."""
    if Office.Kind.SECRETARY not in offices:
        return None
    withdraw = why_not_withdraw(ballot, at)
    return Powers(why_not_cancel(ballot, at), why_not_call_again(ballot), why_not_waive(ballot, at), withdraw)


def assists_at(offices: frozenset[str], ballot: Ballot) -> bool:
    """Whether who holds these offices may enter what others signed on paper: a secretary or moderator, and no secret
    ballot.
    """
    return not ballot.is_secret and not offices.isdisjoint({Office.Kind.SECRETARY, Office.Kind.MODERATOR})


def _refusal(question: Callable[[], object]) -> DomainError | None:
    try:
        question()
    except DomainError as refusal:
        return refusal
    return None
