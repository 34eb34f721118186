"""What every page of a proposal begins with: the proposal if the visitor may read it, and for whom they act."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import Conflict, DomainError, refuse, refuse_whom
from councils.mandates.acting import FIELD, Acting, acting_of, read_acting
from councils.mandates.permissions import why_not_act, why_not_speak_for
from councils.models import Council, Round, Seat
from councils.visitor import visitor

from .facts import Facts, facts_of
from .hiding import veil_of
from .models import Proposal, Revision
from .permissions import why_not_now
from .queries import proposal_at, visible_to
from .veiling import left_of, left_paragraphs, notice_of, sees_through


def readable(request: HttpRequest, council: str, round_number: int, number: int) -> Proposal:
    """The proposal at an address, with what its pages show; whoever may not read it is told that there is none."""
    found = proposal_at(council, round_number, number)
    if found is None:
        raise Http404
    if not found.is_public and not visible_to(visitor(request), now_of(found)).filter(pk=found.pk).exists():
        raise Http404
    found.seat.council = found.round.council  # the same one, which need not be fetched twice
    found.facts = facts_of(found)  # type: ignore[attr-defined] # read by facts_in
    found.veil = veil_of(found, now_of(found))  # type: ignore[attr-defined] # read by is_veiled and templates
    if is_veiled(found):
        found.is_seen_through = sees_through(visitor(request), found, now_of(found))  # type: ignore[attr-defined] # as above
        _lay_veil(found)
    return found


def is_veiled(proposal: Proposal) -> bool:
    """Whether something lies over a proposal that was found `readable`."""
    return getattr(proposal, "veil", None) is not None


def _lay_veil(proposal: Proposal) -> None:
    """Of a hidden proposal the visitor's pages know what is left. Acts read the proposal anew."""
    if proposal.is_seen_through:  # type: ignore[attr-defined] # set by readable
        return
    proposal.revision = as_shown(proposal, proposal.revision) if proposal.revision else None
    if proposal.veil.is_whole:  # type: ignore[attr-defined] # set by readable
        proposal.implementing_body, proposal.stage_reason = "", ""
        proposal.facts = replace(facts_in(proposal), files=[])  # type: ignore[attr-defined] # as above


def as_shown(proposal: Proposal, revision: Revision) -> Revision:
    """A revision of a proposal that was found `readable`, as this visitor may read it."""
    if not is_veiled(proposal) or proposal.is_seen_through:  # type: ignore[attr-defined] # set by readable
        return revision
    return left_of(revision, proposal.veil)  # type: ignore[attr-defined] # as above


def paragraphs_shown(proposal: Proposal, rows: Sequence[Any]) -> Sequence[Any]:
    """The paragraphs of any of its revisions, likewise."""
    if not is_veiled(proposal) or proposal.is_seen_through:  # type: ignore[attr-defined] # set by readable
        return rows
    return left_paragraphs(rows, proposal.veil)  # type: ignore[attr-defined] # as above


def now_of(proposal: Proposal) -> datetime:
    """The council's clock as of the query that found the proposal."""
    return proposal.instant  # type: ignore[attr-defined] # annotated by proposal_at


def facts_in(proposal: Proposal) -> Facts:
    """What stands around the text of a proposal that was found `readable`."""
    return proposal.facts  # type: ignore[attr-defined] # set by readable


def why_not(verb: str, proposal: Proposal) -> DomainError | None:
    """Whether the verb can be done now, for a page that only shows it."""
    return why_not_now(verb, proposal, facts_in(proposal).entrance(verb, now_of(proposal)))


def acting_in(request: HttpRequest, council: Council, at: datetime, seats: Container[int] | None = None) -> Acting:
    """For whom the person acts, among `seats` where only these may; a form that is shown again keeps the movement that
    was chosen on it.
    """
    acting = acting_of(request, council, at)
    hats = [hat for hat in acting.hats if seats is None or hat.seat.pk in seats]
    wanted = request.POST.get(FIELD) or acting.slug
    return replace(acting, hats=hats, chosen=next((hat for hat in hats if hat.seat.movement.slug == wanted), None))


def frame(request: HttpRequest, proposal: Proposal, acting: Acting | None = None) -> dict[str, Any]:
    """What every template below a proposal is handed."""
    council = proposal.round.council
    return {
        "council": council,
        "round": proposal.round,
        "proposal": proposal,
        "revision": proposal.revision,
        "notice": notice_of(proposal.veil) if is_veiled(proposal) else None,  # type: ignore[attr-defined] # set by readable
        "facts": facts_in(proposal),
        "acting": acting_in(request, council, now_of(proposal)) if acting is None else acting,
        "now": now_of(proposal),
        "section": "councils",
    }


@dataclass(frozen=True)
class Words:
    """What the page of an act says: title, what it means, the button, and what is said once it is done.

    `of` says whose act it is: the `authors`' seat, a seat of the `writers` (sponsors too), or of `nobody` here, where
    the act itself knows for whom it is done.
    """

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    is_final: bool = False
    of: str = "authors"


def act_page(
    request: HttpRequest,
    proposal: Proposal,
    verb: str,
    form: forms.Form,
    words: Words,
    act: Callable[[Mapping[str, Any]], object],
    *,
    added: Mapping[str, object] | None = None,
    seats: Container[int] | None = None,
    **told: object,
) -> HttpResponse:
    """The form of an act on a proposal; sent, the act, and back. Whom it is not for, and what is closed, is said before
    the form.

    Sent when it is too late, the form is shown again with the sentence, so that what was written can be kept. `added`
    is what the act itself has to tell then. `seats` may do it where `words` is `of` no one side.
    """
    status, acting = 200, _acting_for(request, proposal, words, seats)
    if request.method == "POST":
        status = carry_out(form, act)
        if not status:
            messages.success(request, str(words.done))
            return redirect(_way_back(request, proposal))
    if status != Conflict.status:
        refuse_whom(_why_not_shown(request, proposal, words, acting))
    if request.method != "POST":
        refuse(_why_not_shown(request, proposal, words, acting), why_not(verb, proposal))
    context = {**frame(request, proposal, acting), "form": form, "words": words, **told, **(added or {})}
    return render(request, "proposals/drafting/act.html", context, status=status)


def _way_back(request: HttpRequest, proposal: Proposal) -> Proposal | Round:
    """The proposal; or the round, for whoever declined or returned it and can read it no longer."""
    is_readable = visible_to(visitor(request), now_of(proposal)).filter(pk=proposal.pk).exists()
    return proposal if is_readable else proposal.round


def _acting_for(request: HttpRequest, proposal: Proposal, words: Words, given: Container[int] | None = None) -> Acting:
    """The seats between which a form lets choose: those that may do it."""
    if given is not None:
        return acting_in(request, proposal.round.council, now_of(proposal), given)
    seats = {proposal.seat_id} | (facts_in(proposal).writers if words.of == "writers" else set())
    return acting_in(request, proposal.round.council, now_of(proposal), seats if words.of != "nobody" else ())


def _why_not_shown(request: HttpRequest, proposal: Proposal, words: Words, acting: Acting) -> DomainError | None:
    """The sentence for a visitor without a seat that may do it."""
    if words.of == "nobody" or acting.hats:
        return None
    seat, at = proposal.seat, now_of(proposal)
    return why_not_speak_for(signed_in(request), seat, at) or why_not_act(seat, at)


def acts_for(request: HttpRequest, proposal: Proposal) -> Seat:
    """The seat for which a posted form acts."""
    return read_acting(request, proposal.round.council, now_of(proposal))
