"""Deciding on the amendments of a plenary: each in its turn, in the published order, and then the text that they make.

An adopted one leaves its rivals without a question, so what comes later waits for what comes before; a ballot that
cannot be counted holds up its own proposal and no other.
"""

from datetime import datetime

from django.db import transaction

from common import clock
from ledger.record import record
from proposals.amending.actions.deciding import part_of
from proposals.amending.actions.moving import move_amendment
from proposals.amending.actions.settling import motions_of
from proposals.amending.changes import read
from proposals.amending.models import Amendment
from proposals.amending.ordering import rivals_of
from proposals.amending.revising import write_revision
from proposals.drafting.models import Proposal, Revision
from proposals.voting.closing import close_ballot
from proposals.voting.holding import hold
from proposals.voting.models import Ballot
from proposals.voting.opening import open_ballot
from proposals.voting.plenary import (
    FINISHED,
    earlier_unfinished,
    prepare_plenary,
    register_conclusion,
    undecided_of,
)

from .counting import write_tallies
from .document import ADOPTED

VOTE = "vote"


def decide_amendment(ballot: Ballot) -> bool:
    """Count a closed ballot of the plenary, or find it moot. After the last one of a text its final revision is made.

    False when it is not closed, is decided already, or waits for one that is counted before it.
    """
    with transaction.atomic():
        hold(ballot)
        if ballot.state != Ballot.State.CLOSED or ballot.amendment_id is None:
            return False
        amendment = _hold_amendment(ballot)
        if earlier_unfinished(ballot.motion.pk, ballot.number).exists():
            return False
        instant = clock.now(ballot.round.council_id)
        rivals = rivals_of(read(amendment.text.changes if amendment.text else ()), _adopted(amendment.proposal))
        if rivals:
            _find_moot(ballot, amendment, rivals[0], instant)
        else:
            _count(ballot, amendment, instant)
        if not undecided_of(amendment.proposal_id).exists():
            _write_final_text(amendment.proposal, instant)
    return True


@register_conclusion
def conclude_plenary(proposal: Proposal) -> None:
    """Everything that is due of a proposal's plenary, in order, for whoever comes before any worker."""
    prepare_plenary(proposal.round)
    waiting = Ballot.objects.filter(proposal=proposal, amendment__isnull=False).exclude(state__in=FINISHED)
    ballots = list(waiting.select_related("round__council", "window", "proposal").order_by("number"))
    for step in (open_ballot, close_ballot, decide_amendment):
        for ballot in ballots:
            step(ballot)


def _hold_amendment(ballot: Ballot) -> Amendment:
    """The amendment as it is once the row of its proposal is locked."""
    Proposal.objects.select_for_update(no_key=True).values_list("pk").get(pk=ballot.motion.pk)
    related = ("text__revision", "seat__movement", "proposal__round__council", "proposal__revision")
    held = Amendment.objects.select_related(*related, "proposal__seat", "proposal__begun_by")
    return held.get(ballots=ballot)


def _adopted(proposal: Proposal) -> list:
    adopted = proposal.amendments.filter(state=Amendment.State.ADOPTED).select_related("text")
    return motions_of(adopted.order_by("plenary_order"))


def _find_moot(ballot: Ballot, amendment: Amendment, rival: int, instant: datetime) -> None:
    move_amendment(amendment, "moot_amendment", instant, reason=f"moot:{rival}")
    ballot.state = Ballot.State.MOOT
    ballot.save(update_fields=["state"])
    _tell("moot_amendment", ballot, amendment, {"rival": rival}, instant)


def _count(ballot: Ballot, amendment: Amendment, instant: datetime) -> None:
    binding = write_tallies(ballot, instant).binding
    is_adopted = binding.outcome == ADOPTED
    verb = "adopt_amendment" if is_adopted else "reject_amendment"
    move_amendment(amendment, verb, instant, reason="" if is_adopted else binding.outcome)
    ballot.state, ballot.tallied_at = Ballot.State.SETTLED, instant
    ballot.save(update_fields=["state", "tallied_at"])
    _tell(verb, ballot, amendment, {"rule": binding.rule, "outcome": binding.outcome}, instant)


def _tell(verb: str, ballot: Ballot, amendment: Amendment, data: dict[str, object], instant: datetime) -> None:
    told = {"ballot": ballot.number, "amendment": amendment.number, "proposal": amendment.proposal.number}
    council, subject = ballot.round.council, amendment.get_absolute_url()
    record(verb, council=council, actor=None, subject=subject, data={**told, **data}, at=instant)


def _write_final_text(proposal: Proposal, instant: datetime) -> None:
    """One revision of all that was adopted; none where nothing was."""
    adopted = proposal.amendments.filter(state=Amendment.State.ADOPTED).order_by("plenary_order")
    numbers = dict(Ballot.objects.filter(amendment__in=adopted).values_list("amendment", "number"))
    parts = [part_of(one, VOTE, numbers[one.pk]) for one in adopted.select_related("text__revision", "seat__movement")]
    if not parts:
        return
    # No person makes this text: it stands under the name of the movement whose proposal it is.
    revision = write_revision(
        proposal, parts, source=Revision.Source.PLENARY, person=proposal.begun_by, seat=proposal.seat, at=instant
    )
    record(
        "write_final_text",
        council=proposal.round.council,
        actor=None,
        subject=proposal.get_absolute_url(),
        data={"proposal": proposal.number, "revision": revision.number, "sha256": revision.sha256},
        at=instant,
    )
