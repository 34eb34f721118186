"""What every act on a plan begins with: the locks, in the order of ids, and whom it concerns."""

from collections.abc import Iterable

from common.locks import Lock, exclude
from councils.rounds.queries import Entrance
from proposals.drafting.deadlines import enter
from proposals.drafting.models import Proposal, Sponsorship

from .models import Reshaping


def hold(verb: str, proposals: Iterable[Proposal], *, numbered: bool = False) -> tuple[list[Proposal], Entrance]:
    """The windows of the verb, and the rows of the proposals as they stand after that, in the order given.

    Windows come before rows, and the numbers of the round (`numbered`: a proposal will be added) between them. The
    rows are locked in the order of their ids, whoever names them first, so that two plans cannot wait for each other.
    """
    given = list(proposals)
    entrance = enter(given[0].round, verb)
    if numbered:
        exclude(Lock.ROUND, given[0].round_id)
    ids = sorted(proposal.pk for proposal in given)
    list(Proposal.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    related = ("round__council", "seat__movement", "seat__council", "revision")
    held = Proposal.objects.select_related(*related).in_bulk(ids)
    return [held[proposal.pk] for proposal in given], entrance


def sides(reshaping: Reshaping) -> list[Proposal]:
    """The proposals that there are before it is carried out."""
    return [reshaping.proposal, *([reshaping.other] if reshaping.other else [])]


def seats_of(proposals: Iterable[Proposal]) -> set[int]:
    """The authors and the accepted sponsors of the proposals: every one of them has to agree."""
    held = list(proposals)
    accepted = Sponsorship.objects.filter(proposal__in=held, state=Sponsorship.State.ACCEPTED)
    return {*(proposal.seat_id for proposal in held), *accepted.values_list("seat", flat=True)}
