"""The pages that span both apps: a council, a round with its river, and the public ledger."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.mandates.acting import acting_of
from councils.mandates.permissions import why_not_hold
from councils.mandates.queries import electorate
from councils.models import Council, Office
from councils.visitor import visitor
from proposals.meetings.pages import next_meeting
from proposals.voting.arriving import prepare_if_due

from .cards import draw, question_card
from .log import page_of_log, verbs_to_choose
from .rivers import council_at, latest_positions, river_of, rivers_of
from .rounds import Found, proposals_of, round_at

LARGEST_NUMBER = 2**31 - 1


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """What the council is, what it does now, and what it decided."""
    found = _council(slug)
    now = found.instant  # type: ignore[attr-defined] # annotated by council_at
    context = {
        "council": found,
        "rivers": rivers_of(found, now),
        "positions": latest_positions(found),
        "seats": len(electorate(found, now)),
        "acting": acting_of(request, found, now),
        "keeps_desk": keeps_desk(request, found, now),
        "meeting": next_meeting(found, now),
        "now": now,
        "section": "councils",
    }
    return render(request, "web/council.html", context)


@require_safe
def round_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A round: its call, its river, and its proposals with their ballots."""
    found = round_at(slug, number)
    if found is None:
        raise Http404
    prepare_if_due(found.round, found.windows, found.instant)
    context = {
        "council": found.round.council,
        "round": found.round,
        "themes": found.themes,
        "addressees": found.addressees,
        "referral": found.referral,
        "meetings": found.meetings,
        "questions": [question_card(question, found.round) for question in found.questions],
        "river": river_of(found.round, found.windows, found.instant),
        "now": found.instant,
        "section": "councils",
        **_proposals(request, found),
    }
    return render(request, "web/round.html", context)


def _proposals(request: HttpRequest, found: Found) -> dict[str, object]:
    """The page of proposals that the address asks for."""
    theme = next((fact["slug"] for fact in found.themes if fact["slug"] == request.GET.get("theme")), "")
    cards, more = proposals_of(found, theme=theme, after=whole(request.GET.get("after")))
    return {"theme": theme, "proposals": [draw(card, found.round) for card in cards], "more_proposals": more}


@require_safe
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's public log: every act, newest first."""
    found = _council(slug)
    context = {
        "council": found,
        "log": page_of_log(found, request.GET),
        "verb": request.GET.get("verb", ""),
        "verbs": verbs_to_choose(),
        "now": found.instant,  # type: ignore[attr-defined] # annotated by council_at
        "section": "councils",
    }
    return render(request, "web/ledger.html", context)


def _council(slug: str) -> Council:
    found = council_at(slug)
    if found is None:
        raise Http404
    return found


def keeps_desk(request: HttpRequest, council: Council, at: datetime) -> bool:
    """Whether the visitor is of the secretariat, and is shown the way to its desk."""
    person = visitor(request)
    return person is not None and why_not_hold(person, council, Office.Kind.SECRETARY, at=at) is None


def whole(text: str | None) -> int:
    """A page's place from the address; whatever is no such number is the beginning."""
    return min(int(text), LARGEST_NUMBER) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0
