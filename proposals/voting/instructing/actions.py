"""A movement instructs its seat for one ballot, and replaces a vote that went against what it said."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from common.proof.canonical import fingerprint
from councils.mandates.evidence import check_evidence, drop_evidence, keep_evidence
from councils.mandates.permissions import why_not_instruct as why_not_coordinator
from councils.mandates.permissions import why_not_standing
from councils.models import Mandate, Seat
from councils.wellformed import Fields
from ledger.record import record

from ..answering import well_formed
from ..casting import too_late, write_vote
from ..entrance import Entrance, enter, why_not_on_roll, why_not_voting
from ..models import Ballot, Vote
from ..opening import open_if_due
from ..paper import paper_of
from ..unfinished import is_secret, why_not_unfinished
from .models import Instruction
from .queries import goes_against, has_instructed, instruction_of

TEXT_LIMIT = 4_000


def instruct_mandate(
    *,
    person: User,
    seat: Seat,
    ballot: Ballot,
    answer: Mapping[str, Any],
    text: str = "",
    language: str = "",
    evidence: File | None = None,
) -> Instruction:
    """Tell the holders of the seat's bound or split mandates how the movement wants its vote on this ballot cast.

    The public record says that there is an instruction, and what it is committed to; the rest is published after the
    close, but for the evidence, which stays private. A later instruction takes the place of an earlier one. Refused: to
    who does not coordinate the movement (403); before settlement or after the close, on a secret ballot, to a seat that
    stood aside, is not on the roll, holds free mandates only, or was instructed by its members (409); an answer that
    cannot be counted, a text too long, or evidence of no kind that is taken (422).
    """
    kept = _keep(evidence) if evidence else ""
    try:
        with transaction.atomic():
            entrance = enter(ballot, seat)
            refuse(why_not_instruct(person, seat, ballot, entrance), _why_no_text(text))
            options = (
                None if ballot.kind == Ballot.Kind.MOTION or ballot.options else paper_of(ballot, entrance.instant)
            )
            told: dict[str, Any] = {"answer": well_formed(ballot, answer, options)}
            told |= {"text": text.strip(), "language": language}
            given = write_instruction(ballot, seat, entrance.instant, instructed_by=person, evidence=kept, **told)
            record(
                "instruct_mandate",
                council=seat.council,
                actor=person,
                on_behalf_of=seat.movement.slug,
                subject=ballot.get_absolute_url(),
                data={"seat": seat.movement.slug, "ballot": ballot.number, "commitment": given.commitment},
                at=entrance.instant,
            )
    except BaseException:
        drop_evidence(kept)
        raise
    return given


def why_not_instruct(person: User, seat: Seat, ballot: Ballot, entrance: Entrance) -> DomainError | None:
    """A seat is instructed by a coordinator, from settlement to the close, if it has a mandate that can be bound and
    its members have not said what they want.
    """
    return (
        why_not_coordinator(person, seat, entrance.instant)
        or why_not_bind(seat, ballot, entrance)
        or why_members_said(seat, ballot)
    )


def why_not_bind(seat: Seat, ballot: Ballot, entrance: Entrance) -> DomainError | None:
    """The part of it that is not about the person."""
    return (
        why_not_unfinished(ballot, entrance)
        or why_not_standing(seat, entrance.standing)
        or _why_secret(ballot)
        or (why_not_on_roll(entrance, seat) if entrance.state == Ballot.State.OPEN or entrance.is_recused else None)
        or _why_free(seat, entrance)
    )


def _why_secret(ballot: Ballot) -> DomainError | None:
    if not is_secret(ballot):
        return None
    return Conflict("secret_ballot", _("This ballot is secret: nobody could see whether an instruction was followed."))


def _why_free(seat: Seat, entrance: Entrance) -> DomainError | None:
    if any(mandate.kind != Mandate.Kind.FREE for mandate in entrance.mandates):
        return None
    sentence = _("%(movement)s gave free mandates only: whoever holds one decides how to vote.")
    return Conflict("mandate_free", sentence, data={"movement": seat.movement.name})


def _why_no_text(text: str) -> DomainError | None:
    if len(text) <= TEXT_LIMIT and "\x00" not in text:
        return None
    sentence = _("The text of an instruction has at most 4,000 characters.")
    return Invalid("text_too_long", sentence, fields={"text": sentence})


def _keep(evidence: File) -> str:
    fields = Fields()
    ending = check_evidence(fields, evidence)
    fields.refuse()
    return keep_evidence(evidence, ending)


def why_members_said(seat: Seat, ballot: Ballot) -> DomainError | None:
    """What the members said no coordinator takes back."""
    if not has_instructed(ballot, seat):
        return None
    sentence = _("The members of %(movement)s were consulted, and what they said is the instruction.")
    return Conflict("members_instructed", sentence, data={"movement": seat.movement.name})


def write_instruction(
    ballot: Ballot, seat: Seat, at: datetime, *, answer: Mapping[str, Any], text: str = "", **facts: Any
) -> Instruction:
    """An instruction with what it is committed to; whether it may be given was asked before."""
    salt = secrets.token_hex(16)
    return Instruction.objects.create(
        ballot=ballot,
        seat=seat,
        instructed_at=at,
        answer=answer,
        text=text,
        salt=salt,
        commitment=commitment_of(ballot, seat.movement.slug, answer, text, salt),
        **facts,
    )


def commitment_of(ballot: Ballot, seat: str, answer: Mapping[str, Any], text: str, salt: str) -> str:
    """SHA-256 of what the instruction is committed to, in canonical JSON."""
    address = ballot.get_absolute_url()
    return fingerprint({"answer": dict(answer), "ballot": address, "salt": salt, "seat": seat, "text": text})


def replace_vote(*, person: User, seat: Seat, ballot: Ballot) -> Vote:
    """Cast in the movement's name what it instructed, in the place of a vote that went against it.

    The vote stands under the mandate of the one it replaces, in the capacity of a coordinator. Whoever held a mandate
    of the seat then can no longer vote on this ballot (decision 0053). Refused: to who does not coordinate the movement
    (403); outside the window, and unless a vote stands that goes against the instruction (409).
    """
    open_if_due(ballot)
    try:
        with transaction.atomic():
            entrance = enter(ballot, seat)
            refuse(why_not_coordinator(person, seat, entrance.instant), why_not_enter(seat, entrance))
            instruction, vote = instruction_of(ballot, seat), vote_of(entrance)
            if instruction is None or vote is None or not goes_against(instruction, vote):
                raise nothing_to_replace()
            answer = well_formed(ballot, instruction.answer)
            mine = write_vote(person, seat, ballot, vote.mandate, Vote.Capacity.COORDINATOR, entrance, answer)
            record(
                "replace_vote",
                council=seat.council,
                actor=person,
                on_behalf_of=seat.movement.slug,
                subject=ballot.get_absolute_url(),
                data={"seat": seat.movement.slug, "serial": mine.serial, "commitment": mine.commitment},
                at=entrance.instant,
            )
    except IntegrityError as refusal:
        raise too_late(refusal) from refusal
    return mine


def why_not_enter(seat: Seat, entrance: Entrance) -> DomainError | None:
    """A vote is replaced where and when it could be cast."""
    return why_not_voting(entrance) or why_not_standing(seat, entrance.standing) or why_not_on_roll(entrance, seat)


def nothing_to_replace() -> DomainError:
    """There is no vote that the movement could replace."""
    return Conflict("nothing_to_replace", _("No vote stands here that goes against an instruction."))


def vote_of(entrance: Entrance) -> Vote | None:
    """The seat's last vote, with its mandate."""
    cast = Vote.objects.filter(roll_entry=entrance.roll_entry_id).select_related("mandate")
    return cast.order_by("-serial").first()
