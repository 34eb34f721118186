"""The ballot's one address, which shows its result once it is counted; and the published positions."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from common.languages import language_name
from common.pages import newest_first
from councils.mandates.permissions import offices_held
from councils.models import Council
from councils.visitor import visitor
from proposals.drafting.veiling import notice_of
from proposals.voting.booth import powers_of
from proposals.voting.lot_panel import lot_panel
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of, phase_of
from proposals.voting.views import arrived, show_ballot

from .annulling import why_not_annul_here
from .choices_reading import ChoiceReading, read_choice
from .envelopes import read_envelope
from .minutes import code_of, minutes_of
from .models import Position
from .queries import (
    as_listed,
    as_read,
    counted_document,
    countries_of,
    position_at,
    position_of,
    positions_to_list,
    previous_url,
    read_for_a_page,
    veil_over,
    with_options_left,
)
from .reading import Reading, read_result
from .serving import data, printed
from .words import TONES, outcome_word


@require_safe
def ballot(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """A ballot: the vote until it is counted, and from then on the result."""
    found = arrived(council, round_number, number)
    if phase_of(found, found.instant) != "result":  # type: ignore[attr-defined] # annotated by ballots_at
        return show_ballot(request, found)
    page = _result(found, visitor(request), request.GET)
    refused = page["envelope"] is not None and page["envelope"].error
    return render(request, "proposals/positions/result.html", page, status=422 if refused else 200)


def _result(ballot: Ballot, person: User | None, asked: Mapping[str, str]) -> dict[str, Any]:
    now = ballot.instant  # type: ignore[attr-defined] # annotated by ballots_at
    document = with_options_left(counted_document(ballot), ballot, now)
    again = Ballot.objects.filter(second_call_of=ballot).select_related("round__council").first()
    return {
        **frame_of(ballot, now),
        "reading": _reading(document, asked),
        "envelope": read_envelope(ballot, document, asked.get("envelope")),
        "position": (position := position_of(ballot)),
        "package": getattr(position, "package", None),
        "source": document.get("source"),
        "voters": document["roll"].get("voters"),
        "challenges": list(ballot.challenges.select_related("seat__movement")),
        "second_call": again.get_absolute_url() if again else "",
        "lot": lot_panel(ballot, person, now),
        "powers": powers_of(offices_held(person, ballot.round.council, now), ballot, now) if person else None,
    }


@require_safe
def minutes(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The minutes of a counted ballot; before that there are none."""
    found = arrived(council, round_number, number)
    if phase_of(found, found.instant) != "result":  # type: ignore[attr-defined] # annotated by ballots_at
        raise Http404
    page = minutes_of(found, found.instant)  # type: ignore[attr-defined] # as above
    page["address"] = request.build_absolute_uri((page["position"] or found).get_absolute_url())
    page["code"] = code_of(page["address"])
    return render(request, "proposals/positions/minutes.html", page)


def _reading(document: Mapping[str, Any], asked: Mapping[str, str]) -> Reading | ChoiceReading:
    """The result by its kind; of one that is no motion, with the working of the rule that is asked for."""
    if "options" not in document:
        return read_result(document, countries_of(document))
    return read_choice(document, countries_of(document), asked.get("rule", ""), wants_tables="tables" in asked)


# What else than the page may be preferred.
FORMS: dict[str, Callable[..., HttpResponse]] = {"application/json": data, "application/pdf": printed}


def negotiated(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page of a position, or its data or its PDF for whoever prefers them. Nobody is refused: whoever accepts none
    of the forms, or says nothing, is shown the page.
    """

    @require_safe
    @vary_on_headers("Accept")
    @wraps(page)
    def answer(request: HttpRequest, **place: Any) -> HttpResponse:
        return FORMS.get(request.get_preferred_type(["text/html", *FORMS]) or "", page)(request, **place)

    return answer


def published(council: str, year: int, number: int, series: str = "") -> Position:
    """The position at an address, or the page that says there is none."""
    found = position_at(council, year, number, series)
    if found is None:
        raise Http404
    return found


@negotiated
def position(request: HttpRequest, council: str, year: int, number: int, series: str = "") -> HttpResponse:
    """One published position, to which nobody is asked to answer."""
    return show_position(request, published(council, year, number, series))


def show_position(request: HttpRequest, found: Position, **beside: object) -> HttpResponse:
    """One that `published` found, read from the bytes that were hashed, with what a later room shows `beside` it."""
    document = with_options_left(read_for_a_page(found), found.ballot, found.instant)  # type: ignore[attr-defined] # annotated
    veil = veil_over(found)
    page = {
        "position": found,
        "package": getattr(found, "package", None),
        "previous_url": previous_url(found),
        "later": getattr(found, "superseded_by", None),
        "document": as_read(document, found, veil) if veil else document,
        "notice": notice_of(veil) if veil else None,
        "files": [(one, language_name(one), found.file_url(one)) for one in found.languages],  # type: ignore[attr-defined] # as above
        "reading": _reading(document, request.GET),
        "answer_url": found.ballot.terms.get("answer", ""),
        "may_annul": (person := visitor(request)) is not None and why_not_annul_here(person, found) is None,
        "section": "positions",
        **beside,
    }
    return render(request, "proposals/positions/position.html", page)


@require_safe
def position_list(request: HttpRequest, council: str | None = None) -> HttpResponse:
    """The positions of one council, or of all, the latest first."""
    of = get_object_or_404(Council, slug=council) if council else None
    page = newest_first(positions_to_list(council), request.GET)
    rows = [(as_listed(row), outcome_word(row.outcome), TONES.get(row.outcome, "")) for row in page.rows]
    return render(
        request,
        "proposals/positions/list.html",
        {"council": of, "rows": rows, "previous": page.previous, "next": page.next, "section": "positions"},
    )
