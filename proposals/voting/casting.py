"""Casting a vote, and the statement beside it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from common.proof.commitment import commit
from common.rows import add
from councils.mandates.permissions import why_not_represent, why_not_standing
from councils.models import Mandate, Seat
from ledger.record import record

from .answering import well_formed
from .entrance import Entrance, enter, why_not_before, why_not_on_roll, why_not_voting
from .instructing.dividing import why_not_divide
from .models import Ballot, Vote
from .opening import open_if_due
from .secrecy.casting import cast_secret_vote, new_code
from .secrecy.models import Participation
from .statement_models import Statement

STATEMENT_LIMIT = 4_000


@dataclass(frozen=True)
class OnPaper:
    """Who entered a vote that was signed on paper: two people, neither of whom saw what the other wrote."""

    entered_by: User
    first_entered_by: User


@sensitive_variables("choice", "answer", "given", "vote")
def cast_vote(
    *,
    person: User,
    seat: Seat,
    ballot: Ballot,
    choice: str = "",
    answer: Mapping[str, Any] | None = None,
    paper: OnPaper | None = None,
) -> Vote | Participation:
    """Cast (or recast) the seat's vote. The latest vote before the close counts.

    A motion is answered by a `choice`, or under a split mandate by an `answer` of exact parts; what is no motion by an
    `answer` of the form of `proposals.tally.answers`. Of a secret ballot comes back that the seat took part
    (`cast_secret_vote`). On `paper` it is the vote of the person who signed, cast by those who entered it.

    A due ballot that no worker has opened is opened first, in a transaction of its own. Refused: to who holds no
    mandate of the seat (403); outside the window, off the roll, recused, suspended, or behind a titular who has voted
    (409); a choice that is not one (422). The receipt is in the vote, so a vote without one does not exist.
    """
    open_if_due(ballot)
    try:
        with transaction.atomic():
            entrance = enter(ballot, seat)
            mandate = present_mandate(person, seat, entrance)
            given = well_formed(ballot, {choice: "1"} if answer is None else answer)
            if ballot.is_secret:
                return cast_secret_vote(
                    person=person, seat=seat, ballot=ballot, mandate=mandate, entrance=entrance, answer=given
                )
            refuse(why_not_divide(ballot, seat, mandate, given))
            vote = write_vote(
                person, seat, ballot, mandate, mandate.role, entrance, given, is_on_paper=paper is not None
            )
            _record_cast(vote, seat, paper)
    except IntegrityError as refusal:
        raise too_late(refusal) from refusal
    return vote


def _record_cast(vote: Vote, seat: Seat, paper: OnPaper | None) -> None:
    data: dict[str, object] = {"seat": seat.movement.slug, "serial": vote.serial, "commitment": vote.commitment}
    if paper is not None:
        data["first_entered_by"] = paper.first_entered_by.mark(seat.council.code)
    record(
        "cast_vote" if paper is None else "cast_paper_vote",
        council=seat.council,
        actor=vote.cast_by if paper is None else paper.entered_by,
        on_behalf_of=seat.movement.slug,
        subject=vote.ballot.get_absolute_url(),
        data=data,
        at=vote.cast_at,
    )


def state_vote(*, person: User, seat: Seat, ballot: Ballot, kind: str, text: str, language: str) -> Statement:
    """Make (or replace) the seat's statement of vote: dissent, reservation or stand-aside, with its reasons.

    Open to who could vote, for as long as they could; it is published after the close. Refused as a cast is, on a
    secret ballot (409), and 422 when the kind is unknown or the text is empty or too long.
    """
    open_if_due(ballot)
    with transaction.atomic():
        entrance = enter(ballot, seat)
        present_mandate(person, seat, entrance)
        refuse(why_not_state(ballot), why_not_statement(kind, text))
        statement = Statement.objects.create(
            roll_entry_id=entrance.entry,
            kind=kind,
            text=text.strip(),
            language=language,
            made_by=person,
            made_at=entrance.instant,
        )
        record(
            "state_vote",
            council=seat.council,
            actor=person,
            on_behalf_of=seat.movement.slug,
            subject=ballot.get_absolute_url(),
            data={"seat": seat.movement.slug},
            at=entrance.instant,
        )
    return statement


def why_not_state(ballot: Ballot) -> DomainError | None:
    """Whoever says why they dissent says how they voted, which a secret ballot keeps."""
    if not ballot.is_secret:
        return None
    return Conflict("ballot_secret", _("This ballot is secret: no statement of vote is made on it."))


def why_not_statement(kind: str, text: str) -> DomainError | None:
    """A statement has one of three kinds and says something."""
    fields: dict[str, str | Promise] = {}
    if kind not in Statement.Kind.values:
        fields["kind"] = _("Choose dissent, reservation or stand-aside.")
    if not text.strip() or "\x00" in text:
        fields["text"] = _("Write the reasons for the statement.")
    elif len(text) > STATEMENT_LIMIT:
        fields["text"] = _("A statement has at most 4,000 characters.")
    if not fields:
        return None
    return Invalid("statement_incomplete", _("The statement is incomplete."), fields=fields)


def present_mandate(person: User, seat: Seat, entrance: Entrance) -> Mandate:
    """The mandate by which the person votes for the seat at the entrance's instant, or the refusal, raised.

    A page asks it with a glance and shows the refusal beside the disabled button; the cast asks it with the locks held.
    """
    mandate = next((m for m in entrance.mandates if m.person_id == person.pk), None)
    if mandate is None:
        refuse(why_not_represent(person, seat, entrance.instant))
        raise Conflict("mandate_moved", _("The mandate changed just now. Try again."))
    refuse(
        why_not_voting(entrance),
        why_not_standing(seat, entrance.standing),
        why_not_on_roll(entrance, seat),
        why_not_before(mandate, entrance),
    )
    return mandate


def write_vote(
    person: User,
    seat: Seat,
    ballot: Ballot,
    mandate: Mandate,
    capacity: str,
    entrance: Entrance,
    answer: dict[str, Any],
    *,
    is_on_paper: bool = False,
) -> Vote:
    """The next vote of the seat, with its receipt; whether it may be cast was asked before."""
    salt, serial = secrets.token_hex(16), entrance.last_serial + 1
    vote = Vote(
        roll_entry_id=entrance.entry,
        ballot=ballot,
        serial=serial,
        answer=answer,
        mandate=mandate,
        capacity=capacity,
        cast_by=person,
        cast_at=entrance.instant,
        salt=salt,
        commitment=commit(
            ballot=ballot.get_absolute_url(), seat=seat.movement.slug, serial=serial, answer=answer, salt=salt
        ),
        receipt=new_code(),
        is_on_paper=is_on_paper,
    )
    return add(vote)


def too_late(refusal: IntegrityError) -> Exception:
    """The table's own guard against a vote outside its window, said as the sentence it means; any other is what it
    is.
    """
    diagnosis = getattr(refusal.__cause__, "diag", None)
    if diagnosis is not None and diagnosis.constraint_name == "vote_within_its_window":
        return Conflict("closed", _("Voting has closed."))
    return refusal
