"""The ballots of the plenary: each amendment that was sent to it is put to the vote at once, and what is decided on a
text comes before the vote on the text itself.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import Conflict, DomainError
from councils.models import Round, Window
from ledger.record import record
from proposals.amending.actions.settling import lapse, settle_amendments
from proposals.amending.models import Amendment
from proposals.drafting.models import Proposal

from .models import Ballot

UNDECIDED = (Amendment.State.OPEN, Amendment.State.SENT)
FINISHED = (Ballot.State.PUBLISHED, Ballot.State.CANCELLED, Ballot.State.SETTLED, Ballot.State.MOOT)

Conclusion = Callable[[Proposal], None]
_conclusions: list[Conclusion] = []


def register_conclusion(conclusion: Conclusion) -> Conclusion:
    """Say how what is due of a proposal's plenary is carried out: counting is a later room's, and the first voter on a
    text cannot wait for a worker. Usable as a decorator.
    """
    _conclusions.append(conclusion)
    return conclusion


def prepare_plenary(round_: Round) -> list[Ballot]:
    """Once settlement has closed: settle what it left open, and give each amendment that goes to the plenary its
    ballot, numbered in the order in which they are counted. Twice does nothing more.

    Returns the ballots it made. Before the close of settlement, or without a plenary, it makes none.
    """
    unprepared = Amendment.objects.filter(proposal__round=round_, state__in=UNDECIDED, ballots__isnull=True)
    if not unprepared.exists():
        return []
    with transaction.atomic():
        going = settle_amendments(round_)
        window = round_.windows.filter(kind=Window.Kind.PLENARY).first()
        if window is None:
            return []
        instant = clock.now(round_.council_id)
        new = set(unprepared.values_list("pk", flat=True))
        number = round_.ballots.aggregate(last=Max("number"))["last"] or 0
        made = [
            Ballot(
                round=round_,
                number=number + step,
                proposal=amendment.proposal,
                amendment=amendment,
                window=window,
                decision_class=amendment.proposal.decision_class,
                prepared_at=instant,
            )
            for step, amendment in enumerate((one for one in going if one.pk in new), 1)
        ]
        Ballot.objects.bulk_create(made)
        for ballot in made:
            _tell(ballot, instant)
    return made


def _tell(ballot: Ballot, instant: datetime) -> None:
    record(
        "prepare_plenary_ballot",
        council=ballot.round.council,
        actor=None,
        subject=ballot.get_absolute_url(),
        data={
            "ballot": ballot.number,
            "proposal": ballot.motion.number,
            "amendment": ballot.amendment.number if ballot.amendment else None,
        },
        at=instant,
    )


def undecided_of(proposal: Proposal | OuterRef | int) -> QuerySet[Amendment]:
    """The amendments on which the plenary, or the end of settlement, has still to decide."""
    return Amendment.objects.filter(proposal=proposal, state__in=UNDECIDED)


def earlier_unfinished(proposal: Proposal | OuterRef | int, number: int | OuterRef) -> QuerySet[Ballot]:
    """The ballots of a proposal's plenary that are counted before the ballot of this number, and are not finished."""
    of_plenary = Ballot.objects.filter(proposal=proposal, amendment__isnull=False, number__lt=number)
    return of_plenary.exclude(state__in=FINISHED)


def why_not_after_plenary(ballot: Ballot) -> DomainError | None:
    """A text is voted on as the plenary leaves it."""
    if ballot.amendment_id or ballot.proposal_id is None or not undecided_of(ballot.proposal_id).exists():
        return None
    return Conflict(
        "plenary_unfinished",
        _("The amendments to this text are still being counted. The vote on the text opens as soon as they are."),
    )


def finish_plenary(ballot: Ballot) -> None:
    """Carry out what is due of the plenary before a text is voted on, each step in a transaction of its own."""
    if why_not_after_plenary(ballot):
        for conclusion in _conclusions:
            conclusion(ballot.motion)


def lapse_with(ballot: Ballot, at: datetime, reason: str) -> None:
    """End the amendment whose ballot is cancelled; the ballot's locks are held by the caller."""
    Proposal.objects.select_for_update(no_key=True).values_list("pk").get(pk=ballot.motion.pk)
    related = Amendment.objects.select_related("proposal__round__council", "seat__movement")
    amendment = related.get(ballots=ballot)
    if amendment.state == Amendment.State.SENT:
        lapse(amendment, reason, at)
