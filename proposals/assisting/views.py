"""The pages on which papers are entered: all seats of a ballot, and one of them."""

from collections import Counter
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common.errors import Conflict, Invalid, refuse
from common.finding import LONGEST
from councils.mandates.acting import FIELD
from councils.mandates.evidence import kept_file
from councils.mandates.finding import FEW
from councils.models import Seat
from proposals.voting.choosing.forms import PaperForm
from proposals.voting.choosing.options import shown_options
from proposals.voting.choosing.sending import read_sent
from proposals.voting.forms import VoteForm
from proposals.voting.models import Ballot
from proposals.voting.views import arrived
from proposals.voting.words import ANSWERS

from .entering import enter_paper, withdraw_paper
from .forms import SheetForm, paper_form
from .models import PaperReading
from .pages import enter_sheet, left_over, nothing_words, outcome_of, outcome_words, seat_page, sheet_page
from .permissions import why_not_assist, why_secret
from .queries import PaperSeat, seat_on_paper, seats_on_paper

form_page = require_http_methods(["GET", "HEAD", "POST"])


def entering(request: HttpRequest, council: str, round_number: int, number: int) -> tuple[Ballot, User, datetime]:
    """The ballot, whoever enters its papers, and when. Refused: whoever may enter none, and a secret ballot."""
    ballot, person = arrived(council, round_number, number), signed_in(request)
    at: datetime = ballot.instant  # type: ignore[attr-defined] # annotated
    refuse(why_not_assist(person, ballot.round.council, at), why_secret(ballot))
    return ballot, person, at


@never_cache
@login_required
@sensitive_post_parameters()
@form_page
def sheet(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Enter the papers of many seats: a vote that was taken in a room, or what came by post."""
    ballot, person, at = entering(request, council, round_number, number)
    typed = request.GET.get("q", "")[:LONGEST]
    page, seats = seats_on_paper(ballot, person, at, request.GET.get("page"), typed)
    form = SheetForm(request.POST or None, seats=seats)
    if request.method == "POST" and form.is_valid():
        counted = enter_sheet(person, ballot, form)
        messages.info(request, outcome_words(counted) or nothing_words())
        if not form.errors:
            return redirect(request.get_full_path())
        form.data = left_over(request.POST, form)
    told = {**sheet_page(ballot, at, page, form), "typed": typed, "is_long": page.paginator.count > FEW}
    return render(request, "proposals/assisting/sheet.html", told, status=422 if form.errors else 200)


def paper_at(ballot: Ballot, movement: str, person: User, at: datetime) -> tuple[PaperSeat, Seat]:
    """The paper of a movement's seat on the roll, or the page that says there is none."""
    found = seat_on_paper(ballot, movement, person, at)
    if found is None:
        raise Http404
    seat = found.entry.seat
    seat.council = ballot.round.council
    return found, seat


@never_cache
@login_required
@sensitive_post_parameters()
@form_page
def paper(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> HttpResponse:
    """Enter the paper of one seat."""
    ballot, person, at = entering(request, council, round_number, number)
    found, seat = paper_at(ballot, movement, person, at)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    only = str(found.mandates[0].pk) if len(found.mandates) == 1 else ""
    form = paper_form(ballot, found, shown_options(ballot, at), *sent, initial={FIELD: movement, "mandate": only})
    status = _enter(request, ballot, seat, found, form) if request.method == "POST" else 200
    if not status:
        return redirect("paper_votes", council, round_number, number)
    return render(request, "proposals/assisting/paper.html", seat_page(ballot, at, found, form), status=status)


def _enter(request: HttpRequest, ballot: Ballot, seat: Seat, found: PaperSeat, form: VoteForm | PaperForm) -> int:
    """0 where what was sent was entered; else the status with which the form is shown again and says why not."""
    answer, is_valid = read_sent(ballot, request.POST), form.is_valid()
    told = form.cleaned_data
    facts = {name: told.get(name) or "" for name in ("mandate", "reference")}
    try:
        if answer.problems or not is_valid:
            raise Invalid("unknown_answer", ANSWERS["not_an_answer"], fields=answer.problems)
        read = enter_paper(
            person=signed_in(request),
            seat=seat,
            ballot=ballot,
            answer=answer.answer,
            signed_at=told.get("signed_at"),
            scan=told.get("scan"),
            **facts,
        )
    except (Invalid, Conflict) as refusal:
        form.say(refusal.fields or {"": refusal.sentence})
        return refusal.status
    messages.info(request, outcome_words(Counter([outcome_of(read, differs=found.is_others)])))
    return 0


@login_required
@require_POST
def withdrawal(request: HttpRequest, council: str, round_number: int, number: int, movement: str) -> HttpResponse:
    """Take back what one entered."""
    ballot, person, at = entering(request, council, round_number, number)
    _found, seat = paper_at(ballot, movement, person, at)
    withdraw_paper(person=person, seat=seat, ballot=ballot)
    return redirect("paper_votes", council, round_number, number)


@never_cache
@login_required
@require_safe
def scan(request: HttpRequest, council: str, round_number: int, number: int, reading: int) -> FileResponse:
    """The scan behind a vote on paper, once it is cast: before, it would show one reader what the other read."""
    ballot, _person, _at = entering(request, council, round_number, number)
    found = PaperReading.objects.filter(pk=reading, ballot=ballot, state=PaperReading.State.CAST).first()
    return kept_file(found.scan.name if found else "", f"paper-{reading}")
