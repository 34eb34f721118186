"""The amendments of the story: proposed, stood behind, accepted or declined, called to the plenary and voted on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from councils.rounds.calendar import Stretch
from proposals.amending.actions import (
    accept_amendment,
    call_plenary,
    decline_amendment,
    propose_amendment,
    sponsor_amendment,
)
from proposals.models import Ballot
from proposals.voting.casting import cast_vote

from . import cast, plans
from .agenda import Agenda
from .places import Place, amendment_of, proposal_of


def plan_amendments(agenda: Agenda, windows: dict[str, Stretch], motion: plans.Motion, place: Place) -> None:
    """From the discussion to the plenary, if the calendar has one."""
    discussion, settlement = windows["discussion"], windows["settlement"]
    for number, amendment in enumerate(motion.amendments, 1):
        at = agenda.within(discussion.opens_at, discussion.closes_at, amendment.at)
        agenda.add(at, propose, amendment, place)
        for turn, ref in enumerate(amendment.sponsors, 1):
            agenda.add(at + timedelta(hours=2 * turn), stand_behind, ref, place, number)
        share = 0.1 + 0.3 * number / len(motion.amendments)
        decided_at = agenda.within(settlement.opens_at, settlement.closes_at, share)
        if amendment.accepted_by:
            agenda.add(decided_at, accept, amendment, place, number)
        if amendment.declined_by:
            agenda.add(decided_at, decline, amendment, place, number)
        for turn, ref in enumerate(amendment.calls, 1):
            share = 0.5 + 0.4 * turn / (len(amendment.calls) + 1)
            agenda.add(agenda.within(settlement.opens_at, settlement.closes_at, share), call, ref, place, number)
        if plenary := windows.get("plenary"):
            plan_votes(agenda, plenary, amendment, place, number)


def plan_votes(agenda: Agenda, plenary: Stretch, amendment: plans.Amendment, place: Place, number: int) -> None:
    """All amendments are voted on at once, each a little after the one before."""
    lag = timedelta(minutes=3 * number)
    for turn, (by, choice) in enumerate(amendment.votes, 1):
        at = agenda.within(plenary.opens_at, plenary.closes_at, 0.85 * turn / len(amendment.votes))
        agenda.add(at + lag, vote, by, choice, place, number)


def propose(amendment: plans.Amendment, place: Place) -> None:
    """Against the text of that moment."""
    proposal = proposal_of(place)
    if proposal.revision is None:
        raise LookupError(f"there is no text to amend: {place}")
    ids = ["", *(row["id"] for row in proposal.revision.paragraphs)]
    propose_amendment(
        person=cast.person(amendment.by),
        seat=cast.seat(amendment.by),
        proposal=proposal,
        changes=[_named(change, ids) for change in amendment.changes],
        reasons=amendment.reasons,
        language=amendment.language or cast.language_of(amendment.by),
        expected=proposal.revision.number,
    )


def _named(change: Mapping[str, Any], ids: list[str]) -> dict[str, object]:
    """Paragraphs by their ids, and not by their place."""
    return {name: ids[value] if name in ("paragraph", "after") else value for name, value in change.items()}


def stand_behind(ref: str, place: Place, number: int) -> None:
    """Another movement stands behind it."""
    sponsor_amendment(person=cast.person(ref), seat=cast.seat(ref), amendment=amendment_of(place, number))


def accept(amendment: plans.Amendment, place: Place, number: int) -> None:
    """By one of the sponsors of the proposal."""
    ref = amendment.accepted_by
    accept_amendment(person=cast.person(ref), seat=cast.seat(ref), amendment=amendment_of(place, number))


def decline(amendment: plans.Amendment, place: Place, number: int) -> None:
    """By one of them, with reasons."""
    ref = amendment.declined_by
    decline_amendment(
        person=cast.person(ref),
        seat=cast.seat(ref),
        amendment=amendment_of(place, number),
        reason=amendment.declined,
    )


def call(ref: str, place: Place, number: int) -> None:
    """A seat calls for the plenary."""
    call_plenary(person=cast.person(ref), seat=cast.seat(ref), amendment=amendment_of(place, number))


def vote(by: str, choice: str, place: Place, number: int) -> None:
    """A vote of the plenary."""
    ballot = Ballot.objects.select_related("round__council", "window").get(amendment=amendment_of(place, number))
    cast_vote(person=cast.person(by), seat=cast.seat(by), ballot=ballot, choice=choice)
