"""What every page of a proposal begins with: the proposal if the visitor may read it, and for whom they act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from common.acts import carry_out
from common.errors import DomainError, refuse
from councils.mandates.acting import acting_of, read_acting
from councils.visitor import visitor

from .deadlines import glance
from .models import Proposal
from .permissions import why_not_now
from .queries import proposal_at, visible_to, with_facts


def readable(request: HttpRequest, council: str, round_number: int, number: int) -> Proposal:
    """The proposal at an address, with what its pages show; whoever may not read it is told that there is none."""
    found = with_facts(proposal_at(council, round_number, number)).first()
    if found is None:
        raise Http404
    if not found.is_public and not visible_to(visitor(request), now_of(found)).filter(pk=found.pk).exists():
        raise Http404
    return found


def now_of(proposal: Proposal) -> datetime:
    """The council's clock as of the query that found the proposal."""
    return proposal.instant  # type: ignore[attr-defined] # annotated by proposal_at


def why_not(verb: str, proposal: Proposal) -> DomainError | None:
    """Whether the verb can be done now, for a page that only shows it."""
    return why_not_now(verb, proposal, glance(proposal.round, verb, now_of(proposal)))


def frame(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What every template below a proposal is handed."""
    council = proposal.round.council
    return {
        "council": council,
        "round": proposal.round,
        "proposal": proposal,
        "revision": proposal.revision,
        "acting": acting_of(request, council, now_of(proposal)),
        "now": now_of(proposal),
        "section": "councils",
    }


@dataclass(frozen=True)
class Words:
    """What the page of an act says: title, what it means, the button, and what is said once it is done."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    is_final: bool = False
    is_for_a_seat: bool = True


def act_page(
    request: HttpRequest,
    proposal: Proposal,
    verb: str,
    form: forms.Form,
    words: Words,
    act: Callable[[Mapping[str, Any]], object],
    **told: object,
) -> HttpResponse:
    """The form of an act on a proposal; sent, the act, and back to the proposal. A closed stage is said before the form.

    Sent when it is too late, the form is shown again with the sentence, so that what was written can be kept.
    """
    status = 200
    if request.method == "POST":
        status = carry_out(form, act)
        if not status:
            messages.success(request, str(words.done))
            return redirect(proposal)
    else:
        refuse(why_not(verb, proposal))
    context = {**frame(request, proposal), "form": form, "words": words, **told}
    return render(request, "proposals/drafting/act.html", context, status=status)


def acts_for(request: HttpRequest, proposal: Proposal) -> Any:
    """The seat for which a posted form acts."""
    return read_acting(request, proposal.round.council, now_of(proposal))
