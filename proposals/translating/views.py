"""The pages of translations: how far each language is, and one language beside the original."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.signed_in import signed_in
from common.errors import Conflict, Invalid
from councils.mandates.acting import read_acting
from councils.models import Office, Seat
from councils.wellformed import LANGUAGES
from proposals.drafting.models import Proposal
from proposals.drafting.pages import acting_in, acts_for, facts_in, now_of, readable

from .actions import request_machine_translation, review_translation, translate_passage
from .models import Translation
from .page import REVIEWERS, address_of, holds, overview_page, pairs_here, side_page
from .pairs import Pair, mark_refused, mark_saved, put_back, read_sent, wanted


def translatable(request: HttpRequest, council: str, round_number: int, number: int, language: str) -> Proposal:
    """The proposal at an address, if there is such a language and something to translate."""
    proposal = readable(request, council, round_number, number)
    if language not in LANGUAGES or proposal.revision is None:
        raise Http404
    return proposal


@require_safe
def overview(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """How far the text is in each language."""
    proposal = readable(request, council, round_number, number)
    return render(request, "proposals/translating/overview.html", overview_page(request, proposal))


@require_http_methods(["GET", "HEAD", "POST"])
def side_by_side(request: HttpRequest, council: str, round_number: int, number: int, language: str) -> HttpResponse:
    """The original on one side, its translation on the other; sent, what was typed is saved, or what was read is
    reviewed.
    """
    proposal = translatable(request, council, round_number, number, language)
    if request.method == "POST":
        return login_required(_sent)(request, proposal, language)
    pairs, page = pairs_here(request, proposal, language)
    return render(request, "proposals/translating/side.html", side_page(request, proposal, language, pairs, page))


def _sent(request: HttpRequest, proposal: Proposal, language: str) -> HttpResponse:
    """Do what the button says. With everything done the page is fetched anew; with anything left, it is shown as it
    was sent.
    """
    pairs, page = pairs_here(request, proposal, language)
    put_back(pairs, read_sent(request.POST, pairs), proposal, language)
    status, error = 200, ""
    try:
        status = _review(request, proposal, pairs) if "review" in request.POST else _save(request, proposal, pairs)
    except (Invalid, Conflict) as refusal:
        status, error = refusal.status, refusal.sentence
    if status == 200 and not any(pair.is_touched for pair in pairs):
        return redirect(request.get_full_path())
    context = side_page(request, proposal, language, pairs, page, error)
    return render(request, "proposals/translating/side.html", context, status=status)


def _save(request: HttpRequest, proposal: Proposal, pairs: list[Pair]) -> int:
    """Save one passage, or all in which something was typed: 200, or the status of the last one that was refused."""
    seat, status, saved = acts_for(request, proposal), 200, 0
    for pair in wanted(pairs, request.POST.get("save", "")):
        try:
            _translate(request, proposal, seat, pair)
            saved += 1
        except (Invalid, Conflict) as refusal:
            mark_refused(pair, refusal)
            pair.is_touched, status = True, refusal.status
    if saved:
        words = ngettext("%(n)d passage was saved.", "%(n)d passages were saved.", saved)
        messages.success(request, words % {"n": saved})
    return status


def _translate(request: HttpRequest, proposal: Proposal, seat: Seat, pair: Pair) -> None:
    made = translate_passage(
        person=signed_in(request),
        seat=seat,
        proposal=proposal,
        passage=pair.id,
        language=request.resolver_match.kwargs["language"],  # type: ignore[union-attr] # every page has been resolved
        text=pair.text,
        base=pair.base,
        source=pair.source,
    )
    mark_saved(pair, made)


def _review(request: HttpRequest, proposal: Proposal, pairs: list[Pair]) -> int:
    """Review the version that the button names; a refusal stands beside its passage."""
    key = request.POST["review"]
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    read = get_object_or_404(Translation.objects.filter(proposal=proposal), pk=number)
    read.proposal = proposal
    try:
        review_translation(person=signed_in(request), seat=_reviewer(request, proposal), translation=read)
    except (Invalid, Conflict) as refusal:
        for pair in pairs:
            if pair.id == read.passage:
                mark_refused(pair, refusal)
        return refusal.status
    messages.success(request, _("The translation is marked as reviewed."))
    return 200


def _reviewer(request: HttpRequest, proposal: Proposal) -> Seat | None:
    """For whom somebody reviews: a movement, or else, of an office, nobody."""
    acting = acting_in(request, proposal.round.council, now_of(proposal))
    if not acting.hats and holds(request, proposal, *REVIEWERS):
        return None
    return read_acting(request, proposal.round.council, now_of(proposal))


@login_required
@require_POST
def machine(request: HttpRequest, council: str, round_number: int, number: int, language: str) -> HttpResponse:
    """Ask the machine for what is missing."""
    proposal = translatable(request, council, round_number, number, language)
    seat = _asker(request, proposal)
    request_machine_translation(person=signed_in(request), seat=seat, proposal=proposal, language=language)
    messages.success(request, _("The machine was asked. What it makes appears here, marked as a machine's."))
    return redirect(address_of(proposal, language))


def _asker(request: HttpRequest, proposal: Proposal) -> Seat | None:
    """A seat that wrote or sponsors the text; a secretary asks for nobody."""
    council, at = proposal.round.council, now_of(proposal)
    acting = acting_in(request, council, at, {proposal.seat_id} | facts_in(proposal).writers)
    if acting.hats:
        return (acting.chosen or acting.hats[0]).seat
    return None if holds(request, proposal, Office.Kind.SECRETARY) else read_acting(request, council, at)
