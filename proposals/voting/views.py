"""The pages of voting: the ballot before its result, the vote in two steps, its receipt, and the roll."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.errors import Invalid
from councils.mandates.acting import FIELD, chosen_here
from councils.models import Seat
from councils.visitor import visitor
from proposals.translating.reading import read_for

from .arriving import arrive
from .casting import cast_vote, present_mandate, why_not_choice
from .entrance import glance
from .forms import VoteForm
from .lot_panel import lot_panel
from .models import Ballot
from .opening import open_if_due
from .pages import acting_for, ballot_page, frame_of, opened, roll_page
from .queries import ballot_and_seat, receipt_of
from .words import MEANINGS, choice_word


def arrived(council: str, round_number: int, number: int) -> Ballot:
    """The ballot at an address, or the page that says there is none."""
    ballot = arrive(council, round_number, number)
    if ballot is None:
        raise Http404
    return ballot


def at_ballot(council: str, round_number: int, number: int, movement: str) -> tuple[Ballot, Seat]:
    """The ballot and the seat that somebody wants to act for."""
    # No name of ours holds a NUL, which the database cannot even be asked for.
    found = None if "\x00" in movement else ballot_and_seat(council, round_number, number, movement)
    if found is None:
        raise Http404
    return found


def show_ballot(request: HttpRequest, ballot: Ballot, form: VoteForm | None = None) -> HttpResponse:
    """The page of a ballot that has no result yet; with a form that was sent, what is wrong with it."""
    asked = (form.data if form else request.GET).get(FIELD) or chosen_here(request, ballot.round.council)
    page = ballot_page(ballot, visitor(request), ballot.instant, asked)  # type: ignore[attr-defined] # annotated
    page["reading"] = read_for(request, page["revision"], ballot.translated)  # type: ignore[attr-defined] # as above
    page["lot"] = lot_panel(ballot, visitor(request), ballot.instant)  # type: ignore[attr-defined] # as above
    page["form"] = form or VoteForm(initial={FIELD: page["booth"].seat.movement.slug if page["booth"] else ""})
    return render(request, "proposals/voting/ballot.html", page, status=422 if form else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Cast a vote that was confirmed; else ask for the confirmation. A refusal becomes the page that says it."""
    if request.method != "POST":
        return redirect("ballot", council, round_number, number)
    choice, movement = request.POST.get("choice", ""), request.POST.get(FIELD, "")
    ballot, seat = at_ballot(council, round_number, number, movement)
    try:
        if "confirm" not in request.POST:
            return _confirm(request, ballot, seat, choice)
        cast_vote(person=signed_in(request), seat=seat, ballot=ballot, choice=choice)
    except Invalid:
        return show_ballot(request, arrived(council, round_number, number), VoteForm(request.POST))
    return redirect("receipt", council, round_number, number, movement)


def _confirm(request: HttpRequest, ballot: Ballot, seat: Seat, choice: str) -> HttpResponse:
    """What is about to be cast, for whom. Whatever would refuse the cast refuses this page already."""
    open_if_due(ballot)
    now = clock.now(ballot.round.council_id)
    entrance = glance(ballot, seat, now)
    mandate = present_mandate(signed_in(request), seat, entrance)
    if refusal := why_not_choice(choice):
        raise refusal
    mandate.seat = seat
    told = {"choice": choice, "word": choice_word(choice), "meaning": MEANINGS[choice], "seat": seat}
    frame = {**frame_of(ballot, now), "acting": acting_for(mandate), "is_recast": entrance.last_serial > 0}
    return render(request, "proposals/voting/confirm.html", {**frame, **told})


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> HttpResponse:
    """The receipt of the last vote that this person cast for the movement."""
    cast = receipt_of(signed_in(request).pk, council, round_number, number, movement)
    if cast is None:
        raise Http404
    [(choice, _part)] = cast.answer.items()
    told = {
        "vote": cast,
        "word": choice_word(choice),
        "movement": movement,
        "opened": opened(cast.ballot, cast).decode(),
    }
    return render(request, "proposals/voting/receipt.html", {**frame_of(cast.ballot, cast.instant), **told})  # type: ignore[attr-defined] # annotated


@require_safe
def roll(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The whole roll, seat by seat."""
    ballot = arrived(council, round_number, number)
    page = roll_page(ballot, ballot.instant, request.GET.get("page"))  # type: ignore[attr-defined] # annotated
    return render(request, "proposals/voting/roll.html", page)
