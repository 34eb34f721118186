"""What every page of an amendment begins with, and the pages of its acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.acts import carry_out
from common.errors import Conflict, DomainError, Forbidden, refuse
from councils.mandates.acting import Acting, acting_of
from councils.visitor import visitor
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, acting_in, facts_in, frame, now_of, readable

from .models import Amendment, AmendmentSponsorship, PlenaryCall
from .offers import Sight, refusal_of, seats_for
from .permissions import why_not_amendable
from .queries import amendment_at
from .words import not_yours


@dataclass(frozen=True)
class Behind:
    """Who stands behind an amendment and who called for the plenary, with their movements; `plain` by seat."""

    plain: Sight
    sponsorships: list[AmendmentSponsorship]
    calls: list[PlenaryCall]


def public(request: HttpRequest, council: str, round_number: int, number: int) -> Proposal:
    """The proposal at an address. Before its admission it has no amendments, and whoever cannot read it is told that
    there is none.
    """
    proposal = readable(request, council, round_number, number)
    if not proposal.is_public:
        raise Http404
    return proposal


def amendment_or_404(proposal: Proposal, number: int) -> Amendment:
    """The amendment of that number."""
    found = amendment_at(proposal, number) if number < 2**31 else None
    if found is None:
        raise Http404
    return found


def sight_of(amendment: Amendment) -> Behind:
    """Two queries."""
    standing = amendment.sponsorships.filter(withdrawn_at__isnull=True).select_related("seat__movement")
    sponsorships, calls = list(standing), list(amendment.plenary_calls.select_related("seat__movement"))
    sight = Sight(
        amendment,
        frozenset(row.seat_id for row in sponsorships),
        frozenset(row.seat_id for row in calls),
    )
    return Behind(sight, sponsorships, calls)


def frame_of(request: HttpRequest, proposal: Proposal, acting: Acting | None = None) -> dict[str, Any]:
    """What every template here is handed."""
    return {**frame(request, proposal, acting), "place": f"{proposal.get_absolute_url()}amendments/"}


def why_not_propose_here(request: HttpRequest, proposal: Proposal, acting: Acting) -> DomainError | None:
    """The sentence beside the button that begins an amendment."""
    answer = why_not_amendable(proposal, facts_in(proposal).entrance("propose_amendment", now_of(proposal)))
    if answer or visitor(request) is None or acting.hats:
        return answer
    return Forbidden("acts_for_nobody", not_yours("propose_amendment"))


def act_page(
    request: HttpRequest,
    amendment: Amendment,
    verb: str,
    form: forms.Form,
    words: Words,
    act: Callable[[Mapping[str, Any]], object],
) -> HttpResponse:
    """The form of an act on an amendment; sent, the act, and back. Whom it is not for, and what is closed, is said
    before the form. What is refused is shown with all that was written.
    """
    proposal, status = amendment.proposal, 200
    hats = acting_of(request, proposal.round.council, now_of(proposal)).hats
    seats = seats_for(verb, hats, sight_of(amendment).plain)
    acting = acting_in(request, proposal.round.council, now_of(proposal), seats)
    if request.method == "POST":
        status = carry_out(form, act)
        if not status:
            messages.success(request, str(words.done))
            return redirect(amendment)
    if status != Conflict.status:
        refuse(None if seats else Forbidden("not_for_you", not_yours(verb)))
    if request.method != "POST":
        refuse(refusal_of(verb, amendment))
    context = {**frame_of(request, proposal, acting), "amendment": amendment, "form": form, "words": words}
    return render(request, "proposals/amending/act.html", context, status=status)
