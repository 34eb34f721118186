"""Merges and splits of the story: planned by who wrote the proposal, and done once every sponsor has agreed."""

from typing import Any

from councils.rounds.calendar import Stretch
from proposals.models import Reshaping
from proposals.reshaping.actions import answer_reshaping, plan_merge, plan_split

from . import cast, plans
from .agenda import Agenda
from .places import Place, proposal_of


def plan_reshaping(agenda: Agenda, discussion: Stretch, motion: plans.Motion, place: Place) -> None:
    """The plan, and the answers that there are."""
    planned = motion.reshaping
    if planned is None:
        return
    agenda.add(agenda.within(discussion.opens_at, discussion.closes_at, planned.at), plan, motion, planned, place)
    for turn, ref in enumerate(planned.agreed, 1):
        share = planned.at + (1 - planned.at) * turn / (len(planned.agreed) + 1)
        agenda.add(agenda.within(discussion.opens_at, discussion.closes_at, share), agree, ref, place)


def plan(motion: plans.Motion, planned: plans.Reshaping, place: Place) -> None:
    """With the whole text of what is to come."""
    who: dict[str, Any] = {"person": cast.person(motion.by), "seat": cast.seat(motion.by), "reason": planned.reason}
    proposal = proposal_of(place)
    if planned.other:
        plan_merge(**who, proposal=proposal, other=proposal_of((place[0], planned.other)), **planned.wording)
    else:
        new: dict[str, Any] = {f"new_{name}": words for name, words in planned.new.items()}
        plan_split(**who, proposal=proposal, **planned.wording, **new)


def agree(ref: str, place: Place) -> None:
    """A sponsor agrees."""
    waiting = Reshaping.objects.get(proposal=proposal_of(place), state=Reshaping.State.PROPOSED)
    answer_reshaping(person=cast.person(ref), seat=cast.seat(ref), reshaping=waiting, accept=True)
