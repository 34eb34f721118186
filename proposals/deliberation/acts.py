"""A movement takes a side: it supports what somebody said, or endorses the proposal, and can take that back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import DomainError, Forbidden, refuse
from councils.models import Seat
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, acting_in, acts_for, facts_in, frame, now_of, readable

from .asked import read_asked
from .endorsing import endorse_proposal, why_not_endorse_now, withdraw_endorsement
from .forms import StandForm
from .lifting import shown_to
from .models import Comment
from .permissions import why_not_discuss
from .queries import comments_of
from .supporting import support_comment, withdraw_support

form_page = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_STATE = 500

WORDS = {
    "support_comment": Words(
        _("Support a comment"),
        _("Your movement is counted among those who agree with it. Each movement counts once."),
        _("Support it"),
        _("Your movement supports the comment."),
    ),
    "withdraw_support": Words(
        _("No longer support a comment"),
        _("Your movement is no longer counted among those who agree with it."),
        _("No longer support it"),
        _("Your movement no longer supports the comment."),
    ),
    "endorse_proposal": Words(
        _("Endorse the proposal"),
        _("Your movement stands publicly behind a proposal that it did not write. It can take that back."),
        _("Endorse it"),
        _("Your movement endorses the proposal."),
    ),
    "withdraw_endorsement": Words(
        _("No longer endorse the proposal"),
        _("Your movement no longer stands publicly behind it."),
        _("No longer endorse it"),
        _("Your movement no longer endorses the proposal."),
    ),
}
SUPPORTS = {"support_comment": support_comment, "withdraw_support": withdraw_support}
ENDORSES = {"endorse_proposal": endorse_proposal, "withdraw_endorsement": withdraw_endorsement}


@login_required
@form_page
def support(request: HttpRequest, council: str, round_number: int, number: int, pk: int, verb: str) -> HttpResponse:
    """Support a comment, or no longer; and back to where it was read."""
    proposal = readable(request, council, round_number, number)
    said, person = get_object_or_404(comments_of(proposal), pk=pk), signed_in(request)
    shown_to(person, said, now_of(proposal))
    refusal = why_not_discuss(proposal, facts_in(proposal).entrance(verb, now_of(proposal)))
    return _stand(
        request,
        proposal,
        verb,
        refusal,
        lambda seat: SUPPORTS[verb](person=person, seat=seat, comment=said),
        _back_to(request, said),
        comment=said,
    )


@login_required
@form_page
def endorse(request: HttpRequest, council: str, round_number: int, number: int, verb: str) -> HttpResponse:
    """Endorse a proposal, or no longer."""
    proposal, person = readable(request, council, round_number, number), signed_in(request)
    refusal = why_not_endorse_now(proposal, facts_in(proposal).entrance(verb, now_of(proposal)))
    place = proposal.get_absolute_url()
    return _stand(
        request,
        proposal,
        verb,
        refusal,
        lambda seat: ENDORSES[verb](person=person, seat=seat, proposal=proposal),
        place,
    )


def _stand(
    request: HttpRequest,
    proposal: Proposal,
    verb: str,
    refusal: DomainError | None,
    act: Callable[[Seat], object],
    back: str,
    **told: Any,
) -> HttpResponse:
    """The form of such an act; sent, the act, and back. What is refused is said before the form, or above it."""
    form, status = StandForm(request.POST if request.method == "POST" else None), 200
    acting = acting_in(request, proposal.round.council, now_of(proposal))
    if request.method == "POST":
        status = carry_out(form, lambda _sent: act(acts_for(request, proposal)))
        if not status:
            messages.success(request, str(WORDS[verb].done))
            return redirect(back)
    else:
        nobody = Forbidden("acts_for_nobody", _("You act for no movement of this council."))
        refuse(None if acting.hats else nobody, refusal)
    context = {**frame(request, proposal, acting), "form": form, "words": WORDS[verb], "back": back, **told}
    return render(request, "proposals/deliberation/stand.html", context, status=status)


def _back_to(request: HttpRequest, said: Comment) -> str:
    """The page of the discussion on which the comment was read, as its order and filters say; else its own address."""
    state = request.POST.get("back")
    if state is None or said.amendment_id is not None:
        return said.get_absolute_url()
    asked = read_asked(QueryDict(state[:LONGEST_STATE]))
    query = asked.address(asked.after)
    return f"{said.proposal.get_absolute_url()}{'?' if query else ''}{query}#c{said.pk}"
