"""Votes that nobody waits for, because their seats handed them on."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from ..instructing.models import Instruction
from ..models import Ballot, RollEntry
from ..settling_models import Recusal
from .models import Delegation

SECRET = Q(terms__contains={"is_secret": True})


def without_handed_on(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """Ballots but for those on which their `seat`, which annotates them, hands its vote on as things stand.

    The same as `delegations_standing` says of one ballot; that the delegate votes in time is the delegate's to see to.
    """
    said = Delegation.objects.filter(
        Q(ballot=OuterRef("pk")) | Q(ballot__isnull=True), round=OuterRef("round"), seat=OuterRef("seat")
    )
    last = said.order_by(F("ballot").asc(nulls_last=True), "-id").values("to")[:1]
    aside = Recusal.objects.filter(ballot=OuterRef("pk"), seat=OuterRef("handed_to"))
    on_roll = RollEntry.objects.filter(ballot=OuterRef("pk"), seat=OuterRef("handed_to"))
    instructed = Instruction.objects.filter(ballot=OuterRef("pk"), seat=OuterRef("seat"))
    is_known = Q(rules__isnull=True) | Q(rules__delegation__longest_chain__gt=0)
    is_there = Q(state=Ballot.State.PROVISIONAL) | Exists(on_roll)
    return ballots.annotate(handed_to=Subquery(last)).exclude(
        Q(handed_to__isnull=False) & ~SECRET & is_known & is_there & ~Exists(aside) & ~Exists(instructed)
    )
