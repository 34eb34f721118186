"""What a visitor may do with an amendment, and why not: the same refusals that the acts would raise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from councils.mandates.permissions import Hat
from proposals.drafting.pages import facts_in, now_of

from .models import Amendment
from .permissions import why_no_plenary, why_not_fresh, why_not_now

BINDING = frozenset({"titular", "alternate", "coordinator"})
HOLDERS = frozenset({"titular", "alternate"})


@dataclass(frozen=True)
class Offer:
    """An act: what it is called, where, and why not now."""

    verb: str
    label: str | Promise
    url: str
    refusal: DomainError | None


@dataclass(frozen=True)
class Sight:
    """What is known of an amendment when its offers are made: who stands behind it and who called, by their seats."""

    amendment: Amendment
    sponsors: frozenset[int]
    callers: frozenset[int]


LABELS: dict[str, str | Promise] = {
    "accept_amendment": _("Accept it into the text"),
    "decline_amendment": _("Decline it, with reasons"),
    "call_plenary": _("Call for the plenary"),
    "carry_over_amendment": _("Carry it over to the text as it is now"),
    "withdraw_amendment": _("Withdraw it"),
    "sponsor_amendment": _("Sponsor this amendment"),
    "leave_amendment": _("No longer sponsor it"),
}
Question = Callable[[Hat, Sight], bool]


def _decides(hat: Hat, sight: Sight) -> bool:
    proposal = sight.amendment.proposal
    return hat.capacity in BINDING and hat.seat.pk in {proposal.seat_id} | facts_in(proposal).writers


# For whose seat each act is open to whoever wears the hat.
FOR: dict[str, Question] = {
    "accept_amendment": _decides,
    "decline_amendment": _decides,
    "call_plenary": lambda hat, sight: hat.capacity in HOLDERS and hat.seat.pk not in sight.callers,
    "carry_over_amendment": lambda hat, sight: hat.seat.pk == sight.amendment.seat_id,
    "withdraw_amendment": lambda hat, sight: hat.seat.pk == sight.amendment.seat_id,
    "sponsor_amendment": lambda hat, sight: (
        hat.capacity in BINDING and hat.seat.pk not in {sight.amendment.seat_id} | sight.sponsors
    ),
    "leave_amendment": lambda hat, sight: hat.capacity in BINDING and hat.seat.pk in sight.sponsors,
}


def seats_for(verb: str, hats: Sequence[Hat], sight: Sight) -> set[int]:
    """The seats of these hats for which the act could be done."""
    return {hat.seat.pk for hat in hats if FOR[verb](hat, sight)}


def refusal_of(verb: str, amendment: Amendment) -> DomainError | None:
    """Why the act cannot be done now, whoever asks."""
    entrance = facts_in(amendment.proposal).entrance(verb, now_of(amendment.proposal))
    answer = why_not_now(verb, amendment, entrance)
    if answer:
        return answer
    if verb == "accept_amendment":
        return why_not_fresh(amendment)
    return why_no_plenary(amendment.proposal) if verb == "call_plenary" else None


def offers(hats: Sequence[Hat], sight: Sight) -> list[Offer]:
    """What these hats may do with it. What is decided is left alone: only what it can still become is offered."""
    proposal, amendment = sight.amendment.proposal, sight.amendment
    address = [proposal.round.council.slug, proposal.round.number, proposal.number, amendment.number]
    return [
        Offer(verb, label, reverse(verb, args=address), refusal_of(verb, amendment))
        for verb, label in LABELS.items()
        if seats_for(verb, hats, sight) and _is_possible(verb, amendment)
    ]


def _is_possible(verb: str, amendment: Amendment) -> bool:
    if amendment.state not in (Amendment.State.OPEN, Amendment.State.DECLINED, Amendment.State.SENT):
        return False
    if verb == "decline_amendment":
        return amendment.state == Amendment.State.OPEN
    if verb == "call_plenary":
        return amendment.state == Amendment.State.DECLINED
    return verb != "carry_over_amendment" or is_behind(amendment)


def is_behind(amendment: Amendment) -> bool:
    """Whether it speaks of a text that is not the current one any more."""
    current = amendment.proposal.revision
    return amendment.text is not None and current is not None and amendment.text.revision_id != current.pk
