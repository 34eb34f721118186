"""The pages that span both apps: a council, a round with its river, and the public ledger."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import clock
from common.languages import say
from councils.mandates.acting import acting_of
from councils.mandates.permissions import why_not_hold
from councils.mandates.queries import electorate
from councils.models import Council, Office, Round
from councils.visitor import visitor
from ledger.verbs import SENTENCES
from proposals.drafting.deadlines import glance, why_not_open
from proposals.voting.arriving import prepare_if_due

from .log import page_of_log
from .rivers import ballots_of, latest_positions, public_proposals, river_of, rivers_of


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """What the council is, what it does now, and what it decided."""
    found = get_object_or_404(Council, slug=slug)
    now = clock.now(found.pk)
    context = {
        "council": found,
        "rivers": rivers_of(found, now),
        "positions": latest_positions(found),
        "seats": len(electorate(found, now)),
        "acting": acting_of(request, found, now),
        "keeps_desk": keeps_desk(request, found, now),
        "now": now,
        "section": "councils",
    }
    return render(request, "web/council.html", context)


@require_safe
def round_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A round: its call, its river, its proposals and its ballots."""
    found = get_object_or_404(Round.objects.select_related("council"), council__slug=slug, number=number)
    now = clock.now(found.council_id)
    windows = list(found.windows.all())
    prepare_if_due(found, windows, now)
    context = {
        "council": found.council,
        "round": found,
        "river": river_of(found, windows, now),
        "call": say(found.call),
        "addressees": found.addressees.all(),
        "why_not_begin": why_not_open(glance(found, "begin_proposal", now)),
        "acting": acting_of(request, found.council, now),
        "now": now,
        "section": "councils",
        **_lists(request, found),
    }
    return render(request, "web/round.html", context)


def _lists(request: HttpRequest, round_: Round) -> dict[str, object]:
    """The pages of proposals and ballots that the address asks for."""
    themes = list(round_.themes.all())
    theme = next((t.slug for t in themes if t.slug == request.GET.get("theme")), "")
    proposals, more_proposals = public_proposals(round_, theme=theme, after=whole(request.GET.get("after")))
    ballots, more_ballots = ballots_of(round_, after=whole(request.GET.get("ballots_after")))
    return {
        "themes": themes,
        "theme": theme,
        "proposals": proposals,
        "more_proposals": more_proposals,
        "ballots": ballots,
        "more_ballots": more_ballots,
    }


@require_safe
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's public log: every act, newest first."""
    found = get_object_or_404(Council, slug=slug)
    verb = request.GET.get("verb", "")
    log = page_of_log(found, verb=verb if verb in SENTENCES else "", before=whole(request.GET.get("after")))
    context = {
        "council": found,
        "log": log,
        "verb": verb,
        "verbs": sorted(SENTENCES),
        "now": clock.now(found.pk),
        "section": "councils",
    }
    return render(request, "web/ledger.html", context)


def keeps_desk(request: HttpRequest, council: Council, at: datetime) -> bool:
    """Whether the visitor is of the secretariat, and is shown the way to its desk."""
    person = visitor(request)
    return person is not None and why_not_hold(person, council, Office.Kind.SECRETARY, at=at) is None


def whole(text: str | None) -> int:
    """A page's place from the address; whatever is no such number is the beginning."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
