"""Agreeing to a plan, declining it, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.errors import refuse
from councils.mandates.permissions import why_not_act, why_not_coordinate
from councils.models import Seat
from councils.rounds.queries import Entrance
from proposals.drafting.actions.holding import tell
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.models import Proposal
from proposals.drafting.permissions import why_not_now

from ..holding import hold, seats_of, sides
from ..models import Consent, Reshaping
from ..permissions import (
    why_not_answered,
    why_not_as_planned,
    why_not_concerned,
    why_not_planner,
    why_not_waiting,
)
from .carrying import carry_out_if_agreed, why_not_lose

State = Reshaping.State


def answer_reshaping(*, person: User, seat: Seat, reshaping: Reshaping, accept: bool) -> Reshaping:
    """Agree or decline for a movement that wrote or sponsors one of the proposals. An answer stands.

    The last one that was needed carries it out in the same transaction; one that declines ends it. Refused: to who
    neither coordinates nor represents such a movement (403); when it is too late, settled or answered before, and to
    agree once a text was revised since the plan (409).
    """
    with transaction.atomic():
        held, proposals, entrance = _hold("answer_reshaping", reshaping)
        at = entrance.instant
        seats = seats_of(proposals)
        refuse(why_not_coordinate(person, seat, at) or why_not_concerned(seat, seats))
        refuse(why_not_open(entrance), why_not_act(seat, at), why_not_waiting(held))
        consent, _new = Consent.objects.get_or_create(reshaping=held, seat=seat)
        refuse(why_not_answered(consent.is_given))
        if accept:
            refuse(*(why_not_now("answer_reshaping", proposal, entrance) for proposal in proposals))
            refuse(why_not_as_planned(held, proposals), *why_not_lose(held, proposals))
        consent.is_given, consent.answered_by, consent.answered_at = accept, person, at
        consent.save(update_fields=["is_given", "answered_by", "answered_at"])
        data = {"reshaping": held.pk, "answer": "accepted" if accept else "declined"}
        tell("answer_reshaping", proposal=proposals[0], person=person, seat=seat, at=at, data=data)
        if accept:
            carry_out_if_agreed(held, proposals, entrance)
        else:
            _settle(held, State.DECLINED, at)
    return held


def withdraw_reshaping(*, person: User, seat: Seat, reshaping: Reshaping) -> Reshaping:
    """Take a plan back. Refused: to who neither coordinates nor represents the movement that made it (403); when it is
    settled, or outside drafting and discussion (409).
    """
    with transaction.atomic():
        held, proposals, entrance = _hold("withdraw_reshaping", reshaping)
        at = entrance.instant
        refuse(why_not_coordinate(person, seat, at) or why_not_planner(seat, held))
        refuse(why_not_open(entrance), why_not_act(seat, at), why_not_waiting(held))
        _settle(held, State.WITHDRAWN, at)
        data = {"reshaping": held.pk}
        tell("withdraw_reshaping", proposal=proposals[0], person=person, seat=seat, at=at, data=data)
    return held


def _hold(verb: str, reshaping: Reshaping) -> tuple[Reshaping, list[Proposal], Entrance]:
    """The proposals are locked first, and they are what everybody else locks: so the plan stands still with them."""
    is_split = reshaping.kind == Reshaping.Kind.SPLIT
    proposals, entrance = hold(verb, sides(reshaping) if not is_split else [reshaping.proposal], numbered=is_split)
    related = ("seat__movement", "seat__council", "base", "other_base")
    held = Reshaping.objects.select_related(*related).get(pk=reshaping.pk)
    return held, proposals, entrance


def _settle(held: Reshaping, state: str, at: datetime) -> None:
    held.state, held.settled_at = state, at
    held.save(update_fields=["state", "settled_at"])
