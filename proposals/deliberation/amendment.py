"""The page of an amendment: what it changes, which the room of the amendments knows, and what is said of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.mandates.acting import acting_of
from councils.visitor import visitor
from proposals.amending.pages import amendment_or_404, public
from proposals.amending.views.reading import one_context
from proposals.drafting.pages import now_of

from .around import around
from .discussing import discussion_context
from .page import why_not_comment


@require_safe
def amendment_page(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """One amendment with its discussion, whose address carries the order and the filters."""
    proposal = public(request, council, round_number, number)
    found, person = amendment_or_404(proposal, amendment), visitor(request)
    acting = acting_of(request, proposal.round.council, now_of(proposal))
    refusal = why_not_comment(person, acting, proposal)
    context = {
        **one_context(request, proposal, found, acting),
        **discussion_context(
            proposal,
            person,
            acting=acting,
            parameters=request.GET,
            can_reply=person is not None and refusal is None,
            amendment=found,
            around=around(proposal, [], []),
        ),
        "why_not_comment": refusal,
    }
    return render(request, "proposals/amending/amendment.html", context)
