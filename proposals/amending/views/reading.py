"""The amendments of a proposal: all of them, those of one paragraph side by side, and one with what is said of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from councils.mandates.acting import Acting
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from councils.visitor import visitor
from proposals.amending.models import Amendment
from proposals.amending.offers import is_behind, offers
from proposals.amending.pages import frame_of, public, sight_of, why_not_propose_here
from proposals.amending.queries import amendments_of
from proposals.amending.showing import BEGINNING, by_paragraph, conflicts, show, show_all, text_of
from proposals.amending.veiling import looked_at
from proposals.drafting.models import Proposal
from proposals.drafting.pages import as_shown, facts_in, now_of

PAGE = 50


@require_safe
def listing(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """All amendments, with what each changes and where it is."""
    proposal = public(request, council, round_number, number)
    asked = request.GET.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    rows = list(amendments_of(proposal).filter(number__gt=after)[: PAGE + 1])
    for amendment in rows:
        amendment.proposal = proposal
    looked_at(rows, visitor(request), now_of(proposal))
    current = proposal.revision.paragraphs if proposal.revision else []
    context = {**frame_of(request, proposal), "shown": show_all(rows[:PAGE], current), "after": after}
    context["more"] = rows[PAGE - 1].number if len(rows) > PAGE else None
    context["why_not_propose"] = why_not_propose_here(request, proposal, context["acting"])
    context["may_order"] = _may_order(visitor(request), proposal)
    return render(request, "proposals/amending/list.html", context)


def _may_order(person: User | None, proposal: Proposal) -> bool:
    """Whether the order of the plenary is this person's to set; asked while it can be set at all."""
    at = now_of(proposal)
    if person is None or not facts_in(proposal).entrance("order_plenary", at).open:
        return False
    return why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=at) is None


@require_safe
def side_by_side(request: HttpRequest, council: str, round_number: int, number: int, paragraph: str) -> HttpResponse:
    """What several amendments make of one paragraph."""
    proposal = public(request, council, round_number, number)
    about = by_paragraph(amendments_of(proposal)).get(paragraph, [])
    rows = proposal.revision.paragraphs if proposal.revision else []
    row = next((row for row in rows if row["id"] == paragraph), None)
    if row is None and not about and paragraph != BEGINNING:
        raise Http404
    for amendment in about:
        amendment.proposal = proposal
    looked_at(about, visitor(request), now_of(proposal))
    shown = [one for one in show_all(about, rows) if one.amendment.state != Amendment.State.WITHDRAWN]
    context = {**frame_of(request, proposal), "paragraph": paragraph, "row": row, "shown": shown}
    return render(request, "proposals/amending/paragraph.html", context)


def one_context(request: HttpRequest, proposal: Proposal, found: Amendment, acting: Acting) -> dict[str, Any]:
    """One amendment: in place in the text, its reasons, who stands behind it, and what can be done.

    The page is drawn by the deliberation, which puts the amendment's own discussion beneath.
    """
    [found] = looked_at([found], visitor(request), now_of(proposal))
    sight = sight_of(found)
    base, current = as_shown(proposal, text_of(found).revision), proposal.revision
    return {
        **frame_of(request, proposal, acting),
        "one": show(found, base.paragraphs, current.paragraphs if current else []),
        "conflicts": conflicts(found, amendments_of(proposal)),
        "sponsors": [row.seat.movement for row in sight.sponsorships],
        "calls": [row.seat.movement for row in sight.calls],
        "offers": offers(acting.hats, sight.plain),
        "is_behind": is_behind(found),
        "base": base,
        "ballot": found.ballots.values("number", "state").first(),
    }
