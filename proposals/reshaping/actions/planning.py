"""Planning that two proposals become one, or one two: the whole text is on the table before anybody agrees."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common.errors import DomainError, refuse
from councils.mandates.permissions import why_not_act, why_not_coordinate
from councils.models import Seat
from councils.rounds.queries import Entrance
from councils.wellformed import Fields
from proposals.drafting.actions.holding import tell
from proposals.drafting.models import Proposal
from proposals.drafting.permissions import why_not_author, why_not_now
from proposals.drafting.wording import read_reason

from ..holding import hold, seats_of
from ..models import Consent, Reshaping
from ..permissions import why_not_alone, why_not_partner
from ..wording import read_asked, read_side
from .carrying import carry_out_if_agreed, why_not_lose


def plan_merge(
    *,
    person: User,
    seat: Seat,
    proposal: Proposal,
    other: Proposal,
    reason: str,
    language: str,
    title: str,
    summary: str = "",
    text: str = "",
) -> Reshaping:
    """Plan that `other` is absorbed into `proposal`, which then reads as is given. The planner's movement agrees by it.

    Refused: to who neither coordinates nor represents the authors' movement (403); outside drafting and discussion,
    unless both are admitted and neither waits for another plan, or when an open amendment would lose its paragraph
    (409); a proposal of another round, a missing reason, a text that is not well-formed (422).
    """
    with transaction.atomic():
        (proposal, other), entrance = hold("plan_merge", [proposal, other])
        _may_plan("plan_merge", person, seat, [proposal, other], entrance)
        refuse(why_not_partner(proposal, other))
        fields = Fields()
        given = {"language": language, "title": title, "summary": summary, "text": text}
        made = _planned(Reshaping.Kind.MERGE, person, seat, proposal, entrance.instant)
        made.wording, made.reason = read_side(fields, given), read_reason(fields, reason)
        fields.refuse()
        made.other, made.other_base = other, other.revision
        refuse(*why_not_lose(made, [proposal, other]))
        _keep(made, [proposal, other])
        data = {"other": other.number, "reshaping": made.pk}
        tell("plan_merge", proposal=proposal, person=person, seat=seat, at=entrance.instant, data=data)
        carry_out_if_agreed(made, [proposal, other], entrance)
    return made


def plan_split(
    *,
    person: User,
    seat: Seat,
    proposal: Proposal,
    reason: str,
    language: str,
    title: str,
    summary: str = "",
    text: str = "",
    new_language: str,
    new_title: str,
    new_summary: str = "",
    new_text: str = "",
    new_amount: str = "",
    new_implementing_body: str = "",
) -> Reshaping:
    """Plan that part of a proposal becomes one of its own: how it reads then, and how and for what the new one asks.

    Refused as a merge is, and without an amount where the round divides an envelope (422).
    """
    with transaction.atomic():
        (proposal,), entrance = hold("plan_split", [proposal], numbered=True)
        _may_plan("plan_split", person, seat, [proposal], entrance)
        fields = Fields()
        stays = {"language": language, "title": title, "summary": summary, "text": text}
        new = {"language": new_language, "title": new_title, "summary": new_summary, "text": new_text}
        made = _planned(Reshaping.Kind.SPLIT, person, seat, proposal, entrance.instant)
        made.wording, made.reason = read_side(fields, stays), read_reason(fields, reason)
        asked = read_asked(fields, proposal.round, new_amount, new_implementing_body)
        made.other_wording = {**read_side(fields, new, "new_"), **asked}
        fields.refuse()
        refuse(*why_not_lose(made, [proposal]))
        _keep(made, [proposal])
        data = {"reshaping": made.pk}
        tell("plan_split", proposal=proposal, person=person, seat=seat, at=entrance.instant, data=data)
        carry_out_if_agreed(made, [proposal], entrance)
    return made


def _may_plan(verb: str, person: User, seat: Seat, proposals: Sequence[Proposal], entrance: Entrance) -> None:
    proposal, at = proposals[0], entrance.instant
    refuse(why_not_coordinate(person, seat, at) or why_not_author(seat, proposal))
    refuse(_why_not_each(verb, proposals, entrance), why_not_act(seat, at), why_not_alone(proposals))


def _why_not_each(verb: str, proposals: Sequence[Proposal], entrance: Entrance) -> DomainError | None:
    answers = (why_not_now(verb, proposal, entrance) for proposal in proposals)
    return next((answer for answer in answers if answer), None)


def _planned(kind: str, person: User, seat: Seat, proposal: Proposal, at: datetime) -> Reshaping:
    assert proposal.revision is not None  # noqa: S101 - an admitted proposal has a text
    facts: dict[str, Any] = {"kind": kind, "seat": seat, "proposed_by": person, "proposed_at": at}
    return Reshaping(proposal=proposal, base=proposal.revision, **facts)


def _keep(made: Reshaping, proposals: Sequence[Proposal]) -> None:
    """The plan, and a place for the answer of everybody whom it concerns; the planner's is given."""
    made.save()
    Consent.objects.bulk_create(Consent(reshaping=made, seat_id=seat) for seat in sorted(seats_of(proposals)))
    Consent.objects.filter(reshaping=made, seat=made.seat).update(
        is_given=True, answered_by=made.proposed_by, answered_at=made.proposed_at
    )
