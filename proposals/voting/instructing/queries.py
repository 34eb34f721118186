"""What of instructions is read: by the ballot, by the movement that gave them, and by everybody after the close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.queries import in_force
from councils.models import Mandate, Membership, Seat
from proposals.tally.parts import same_answer

from ..models import Ballot, Vote
from ..waiting import titles
from .models import Instruction
from .words import said

MOST = 50
NOW = CouncilNow(F("ballot__round__council_id"))
# The instruction that stands comes first: the members' word, then the latest of a coordinator.
STANDING = ("-is_of_members", "-id")


def instruction_of(ballot: Ballot, seat: Seat) -> Instruction | None:
    """The instruction that stands."""
    return Instruction.objects.filter(ballot=ballot, seat=seat).order_by(*STANDING).first()


def last_instructions(ballot: Ballot) -> QuerySet[Instruction]:
    """The instruction of each seat that stands, by movement."""
    of_ballot = Instruction.objects.filter(ballot=ballot).select_related("seat__movement")
    return of_ballot.order_by("seat__movement__slug", *STANDING).distinct("seat__movement__slug")


def has_instructed(ballot: Ballot, seat: Seat | None) -> bool:
    """Whether the members of the seat's movement instructed it, by what they said in a consultation."""
    return seat is not None and Instruction.objects.filter(ballot=ballot, seat=seat, is_of_members=True).exists()


def goes_against(instruction: Instruction | None, vote: Vote | None) -> bool:
    """Whether the vote was cast under a mandate that the instruction binds, and says something else."""
    if instruction is None or vote is None or vote.mandate.kind == Mandate.Kind.FREE:
        return False
    return not same_answer(instruction.answer, vote.answer)


def would_go_against(ballot: Ballot, seat: Seat, mandate: Mandate, answer: Mapping[str, Any]) -> bool:
    """Whether an answer would be told to the movement: one query, and none under a free mandate."""
    if mandate.kind == Mandate.Kind.FREE:
        return False
    instruction = instruction_of(ballot, seat)
    return instruction is not None and not same_answer(instruction.answer, answer)


def instructions_as_json(ballot: Ballot, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The instructions in the published form, each with whether the vote that counts follows it; for after the close.
    `answers` are those that were cast, by movement.
    """
    return [
        {
            "seat": given.seat.movement.slug,
            "answer": given.answer,
            "text": given.text,
            "language": given.language,
            "is_of_members": given.is_of_members,
            "instructed_at": given.instructed_at.isoformat(),
            "is_followed": _is_followed(given, answers.get(given.seat.movement.slug)),
            "salt": given.salt,
            "commitment": given.commitment,
        }
        for given in last_instructions(ballot)
    ]


def _is_followed(given: Instruction, answer: Mapping[str, Any] | None) -> bool | None:
    return None if answer is None else same_answer(given.answer, answer)


def instructions_before_the_close(ballot: Ballot) -> list[dict[str, Any]]:
    """That there are instructions, and what they are committed to; not what they say."""
    hidden = dict.fromkeys(("answer", "text", "language", "is_followed", "salt"))
    return [
        {
            "seat": given.seat.movement.slug,
            **hidden,
            "is_of_members": given.is_of_members,
            "instructed_at": given.instructed_at.isoformat(),
            "commitment": given.commitment,
        }
        for given in last_instructions(ballot)
    ]


@dataclass(frozen=True)
class Instructed:
    """One seat that the person coordinates, at one ballot: what it was told, and how it stands with its vote.

    `is_against` says that the vote goes against the instruction; how it was cast is shown to nobody. `binds` says
    whether a mandate in force can be instructed at all.
    """

    seat: Seat
    instruction: Instruction | None
    vote: Vote | None
    binds: bool
    told: str = ""

    @property
    def is_against(self) -> bool:
        return goes_against(self.instruction, self.vote)


def coordinated_here(person: User, ballot: Ballot, at: datetime) -> list[Instructed]:
    """The seats of the council whose movement the person coordinates, by movement: three queries, one where there is
    none.
    """
    mine = Membership.objects.filter(in_force(at), person=person, role=Membership.Role.COORDINATOR)
    bound = Mandate.objects.filter(in_force(at), seat=OuterRef("pk")).exclude(kind=Mandate.Kind.FREE)
    unrevoked = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    seats = list(
        Seat.objects.filter(council=ballot.round.council_id, movement__in=mine.values("movement"))
        .select_related("movement")
        .annotate(binds=Exists(bound.filter(unrevoked)))
        .order_by("movement__slug")
    )
    if not seats:
        return []
    for seat in seats:
        seat.council = ballot.round.council
    return _with_votes(ballot, seats)


def _with_votes(ballot: Ballot, seats: Sequence[Any]) -> list[Instructed]:
    given = Instruction.objects.filter(ballot=ballot, seat__in=seats).order_by("seat_id", *STANDING)
    by_seat = {instruction.seat_id: instruction for instruction in given.distinct("seat_id")}
    cast = Vote.objects.filter(ballot=ballot, roll_entry__seat__in=[pk for pk in by_seat])
    cast = cast.select_related("roll_entry", "mandate").order_by("roll_entry_id", "-serial").distinct("roll_entry_id")
    votes = {vote.roll_entry.seat_id: vote for vote in cast} if by_seat else {}
    told = {pk: said(ballot, instruction.answer) for pk, instruction in by_seat.items()}
    return [
        Instructed(seat, by_seat.get(seat.pk), votes.get(seat.pk), seat.binds, told.get(seat.pk, "")) for seat in seats
    ]


def votes_against(person: User) -> list[Vote]:
    """The votes against an instruction that the person, as a coordinator, can still replace.

    One query, and three more for their titles where there are any.

    Each has `instructed`, what its movement said; the ballot is open by its council's clock.
    """
    unended = Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("now"))
    mine = Membership.objects.filter(unended, person=person, role=Membership.Role.COORDINATOR)
    mine = mine.filter(movement=OuterRef("roll_entry__seat__movement"), starts_at__lte=OuterRef("now"))
    later = Vote.objects.filter(roll_entry=OuterRef("roll_entry"), serial__gt=OuterRef("serial"))
    given = Instruction.objects.filter(ballot=OuterRef("ballot"), seat=OuterRef("roll_entry__seat"))
    votes = (
        Vote.objects.filter(ballot__state=Ballot.State.OPEN)
        .filter(roll_entry__seat__movement__in=_coordinated(person))
        .annotate(now=NOW, instructed=Subquery(given.order_by(*STANDING).values(told=JSONObject(answer="answer"))[:1]))
        .filter(Exists(mine), ~Exists(later), instructed__isnull=False, ballot__window__closes_at__gt=F("now"))
        .filter(ballot__round__suspended_at__isnull=True)
        .exclude(mandate__kind=Mandate.Kind.FREE)
        .select_related("ballot__round__council", "ballot__window", "roll_entry__seat__movement")
        .prefetch_related(*titles("ballot__"))
        .defer("ballot__rules", "ballot__contributions")
        .order_by("ballot__window__closes_at", "pk")
    )
    return [vote for vote in votes[:MOST] if not same_answer(vote.instructed["answer"], vote.answer)]


def _coordinated(person: User) -> QuerySet[Membership, Any]:
    return Membership.objects.filter(person=person, role=Membership.Role.COORDINATOR).values("movement")


def is_instructed(ballot: Ballot, seat_path: str) -> Exists:
    """The condition that the movement instructed the seat at `seat_path` for this ballot."""
    return Exists(Instruction.objects.filter(ballot=ballot, seat=OuterRef(seat_path)))
