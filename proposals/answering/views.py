"""A position with the clock of its answers, one answer, answering, and who of all is silent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.acts import carry_out
from common.errors import refuse
from councils.models import Council
from councils.visitor import visitor
from proposals.drafting.keeping import handed_out
from proposals.letters.views import letter_found, show_letter
from proposals.positions.views import negotiated, published, show_position

from .actions import acknowledge_transmittal, answer_transmittal
from .following.pages import beside_position
from .forms import AnswerForm, initial_of
from .models import ResponseFile, Transmittal
from .pages import page_of, text_of
from .permissions import why_not_answer, why_not_respond
from .queries import answers_to, open_of, transmittal_at
from .reading import read_transmittal
from .summary import legend, over_time, summary_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_NUMBER, LARGEST_ROUND = 2**31 - 1, 2**15 - 1


@negotiated
def position(request: HttpRequest, council: str, year: int, number: int) -> HttpResponse:
    """One published position, and who has answered it."""
    found = published(council, year, number)
    now = found.instant  # type: ignore[attr-defined] # annotated by position_at
    answers = [read_transmittal(one, now) for one in answers_to(found)]
    is_followed = any(one.is_accepted for one in answers)
    followed = beside_position(found, now) if is_followed else None
    return show_position(request, found, answers=answers, followed=followed)


@never_cache
@require_safe
def letter(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """One letter with its signatures, and who has answered it."""
    found = letter_found(council, number)
    now = found.instant  # type: ignore[attr-defined] # annotated by letter_at
    return show_letter(request, found, answers=[read_transmittal(one, now) for one in answers_to(found)])


def found_at(council: str, number: int, addressee: str, year: int | None = None, asked: int = 1) -> Transmittal:
    """The transmittal at an address, of a position or (without a year) of a letter; or the page that says there is
    none.
    """
    of_year = year if year is None else min(year, 2**15 - 1)
    wanted = transmittal_at(council, min(number, LARGEST_NUMBER), addressee, of_year, min(asked, LARGEST_ROUND))
    if wanted is None:
        raise Http404
    return wanted


@never_cache
@require_safe
def transmittal(request: HttpRequest, **place: Any) -> HttpResponse:
    """What an addressee was sent, when it is to answer, and what it answered."""
    found = found_at(**place)
    return render(request, "proposals/answering/transmittal.html", page_of(found, visitor(request)))


@login_required
@form_page
def acknowledge(request: HttpRequest, **place: Any) -> HttpResponse:
    """Acknowledge receipt, in one step: there is nothing to fill in."""
    found = found_at(**place)
    if request.method == "POST":
        acknowledge_transmittal(person=signed_in(request), transmittal=found)
        messages.success(request, _("The receipt was acknowledged."))
    return redirect(found)


@login_required
@form_page
def answer(request: HttpRequest, **place: Any) -> HttpResponse:
    """Answer, or answer anew."""
    found, person = found_at(**place), signed_in(request)
    now = found.instant  # type: ignore[attr-defined] # annotated by transmittal_at
    refuse(why_not_respond(person, found, now), why_not_answer(found))
    text = text_of(found)
    form = AnswerForm(
        request.POST or None, request.FILES or None, paragraphs=text.paragraphs, initial=initial_of(found.response)
    )
    if request.method == "POST":
        status = carry_out(form, lambda _sent: answer_transmittal(person=person, transmittal=found, **form.given()))
        if not status:
            messages.success(request, _("The answer was published."))
            return redirect(found)
    page: dict[str, Any] = {**page_of(found, person, text), "form": form}
    return render(request, "proposals/answering/answer.html", page, status=422 if form.errors else 200)


@require_safe
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """A file that came with an answer, as a download."""
    return handed_out(get_object_or_404(ResponseFile, public_id=public_id))


@require_safe
def council_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is overdue, who still has time, and how each addressee has answered so far."""
    council = get_object_or_404(Council, slug=slug)
    now = clock.now(council.pk)
    waiting = [read_transmittal(one, now) for one in open_of(council)]
    page = {
        "council": council,
        "overdue": [one for one in waiting if one.is_overdue],
        "waiting": [one for one in waiting if not one.is_overdue],
        "rows": summary_of(council, now),
        "quarters": over_time(council, now),
        "legend": legend(),
        "now": now,
        "section": "positions",
    }
    return render(request, "proposals/answering/council.html", page)
