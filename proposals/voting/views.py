"""The pages of voting: the ballot before its result, the vote in two steps, its receipt, and the roll."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.errors import Invalid, refuse
from councils.mandates.acting import FIELD, chosen_here
from councils.models import Seat
from councils.visitor import visitor
from proposals.translating.reading import read_for

from .answering import well_formed
from .arriving import arrive, come_to_vote
from .booth import Booth
from .casting import cast_vote, present_mandate
from .choosing.adding import add_up
from .choosing.forms import PaperForm, initial_of
from .choosing.moving import Moved, press, words_of_places
from .choosing.options import shown_options
from .choosing.saying import left_out_words, read_answer
from .choosing.sending import Sent, asks_for, fields_of, read_sent
from .dividing import motion_words
from .entrance import glance
from .forms import VoteForm
from .instructing.dividing import why_not_divide
from .instructing.queries import would_go_against
from .lot_panel import lot_panel
from .models import Ballot
from .opening import open_if_due
from .pages import acting_for, ballot_page, frame_of, opened, roll_page
from .queries import receipt_of
from .secrecy.models import Participation
from .secrecy.pages import secret_receipt, show_receipt
from .words import ANSWERS

# The buttons beside "Continue": each shows the paper once more, and casts nothing.
REDRAWN = {"change", "move", "sum"}


def arrived(council: str, round_number: int, number: int) -> Ballot:
    """The ballot at an address, or the page that says there is none."""
    ballot = arrive(council, round_number, number)
    if ballot is None:
        raise Http404
    return ballot


def show_ballot(
    request: HttpRequest,
    ballot: Ballot,
    sent: QueryDict | None = None,
    refusal: Invalid | None = None,
    moved: Moved | None = None,
) -> HttpResponse:
    """The page of a ballot that has no result yet; with an answer that was sent and, if so, what is wrong with it, or
    what was moved in it.
    """
    asked = (sent or request.GET).get(FIELD) or chosen_here(request, ballot.round.council)
    page = ballot_page(ballot, visitor(request), ballot.instant, asked)  # type: ignore[attr-defined] # annotated
    if revision := page["revision"]:
        page["reading"] = read_for(request, revision, ballot.translated)  # type: ignore[attr-defined] # as above
    page["lot"] = lot_panel(ballot, visitor(request), ballot.instant)  # type: ignore[attr-defined] # as above
    page["adding"] = add_up(ballot, page["options"], _answer(ballot, page["booth"], sent))
    page |= {"form": _form(ballot, page, sent, refusal), "moved": moved, "place_words": words_of_places()}
    return render(request, "proposals/voting/ballot.html", page, status=422 if refusal else 200)


def _answer(ballot: Ballot, booth: Booth | None, sent: QueryDict | None) -> Mapping[str, Any]:
    """What stands on the paper: what was sent, else this voter's own last vote."""
    if sent is not None:
        return read_sent(ballot, sent).answer
    return booth.latest.answer if booth and booth.latest and booth.is_mine else {}


def _form(ballot: Ballot, page: dict[str, Any], sent: QueryDict | None, refusal: Invalid | None) -> Form:
    """The answer as a form: what was sent, else this voter's own last vote, which is shown to nobody but them."""
    booth = page["booth"]
    initial = {FIELD: booth.seat.movement.slug if booth else ""}
    form: VoteForm | PaperForm
    if ballot.kind == Ballot.Kind.MOTION:
        divides = booth is not None and booth.divides
        form = VoteForm(sent, initial=initial, divides=divides, of_answer=ballot.asks_adequacy)
    else:
        initial |= initial_of(_answer(ballot, booth, None))
        over = page["adding"].over if page["adding"] else ()
        form = PaperForm(sent, initial=initial, ballot=ballot, options=page["options"], over=over)
    if refusal:
        form.say(refusal.fields)
    return form


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Cast a vote that was confirmed; else ask for the confirmation. A refusal becomes the page that says it."""
    if request.method != "POST":
        return redirect("ballot", council, round_number, number)
    movement = request.POST.get(FIELD, "")
    found = come_to_vote(request, council, round_number, number, movement)
    if found is None:
        raise Http404
    ballot, seat = found.ballot, found.seat
    sent = read_sent(ballot, request.POST)
    if REDRAWN.intersection(request.POST):
        return _redraw(request, arrived(council, round_number, number), sent)
    try:
        if "confirm" not in request.POST or sent.problems:
            return _confirm(request, ballot, seat, sent)
        cast = cast_vote(person=signed_in(request), seat=seat, ballot=ballot, answer=sent.answer)
    except Invalid as refusal:
        return show_ballot(request, arrived(council, round_number, number), request.POST, refusal)
    if isinstance(cast, Participation) and cast.code:
        return show_receipt(request, ballot, cast, clock.now(ballot.round.council_id))
    return redirect("receipt", council, round_number, number, movement)


def _redraw(request: HttpRequest, ballot: Ballot, sent: Sent) -> HttpResponse:
    """The page once more with what was typed: to change it, to see what it costs, or with an option moved."""
    if "move" not in request.POST or asks_for(ballot) != "ranking":
        return show_ballot(request, ballot, request.POST)
    try:
        moved = press(request.POST, sent, shown_options(ballot, ballot.instant))  # type: ignore[attr-defined] # annotated
    except Invalid as refusal:
        return show_ballot(request, ballot, request.POST, refusal)
    return show_ballot(request, ballot, moved.data, moved=moved)


def _confirm(request: HttpRequest, ballot: Ballot, seat: Seat, sent: Sent) -> HttpResponse:
    """What is about to be cast, for whom. Whatever would refuse the cast refuses this page already."""
    open_if_due(ballot)
    now = clock.now(ballot.round.council_id)
    entrance = glance(ballot, seat, now)
    mandate = present_mandate(signed_in(request), seat, entrance)
    if sent.problems:
        raise Invalid("unknown_answer", ANSWERS["not_an_answer"], fields=sent.problems)
    answer = well_formed(ballot, sent.answer)
    refuse(why_not_divide(ballot, seat, mandate, answer))
    mandate.seat = seat
    told = {**_told(ballot, answer, now), "fields": fields_of(answer), "seat": seat}
    told["is_against"] = would_go_against(ballot, seat, mandate, answer)
    frame = {**frame_of(ballot, now), "acting": acting_for(mandate), "is_recast": entrance.last_serial > 0}
    return render(request, "proposals/voting/confirm.html", {**frame, **told})


def _told(ballot: Ballot, answer: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """An answer for the page that shows it once more: a motion's word and its meaning, else its lines."""
    if ballot.kind == Ballot.Kind.MOTION:
        return motion_words(answer, of_answer=ballot.asks_adequacy)
    return {"read": read_answer(ballot, shown_options(ballot, at), answer), "left_out": left_out_words(ballot)}


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> HttpResponse:
    """The receipt of the last vote that this person cast for the movement."""
    cast = receipt_of(signed_in(request).pk, council, round_number, number, movement)
    if cast is None:
        return secret_receipt(request, council, round_number, number, movement)
    told = {
        "vote": cast,
        **_told(cast.ballot, cast.answer, cast.instant),  # type: ignore[attr-defined] # annotated
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
