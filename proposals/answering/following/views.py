"""The page of all reports on a position, and writing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import refuse
from councils.visitor import visitor
from proposals.positions.queries import as_listed
from proposals.positions.views import published

from ..models import Transmittal
from ..views import found_at
from .actions import report_progress
from .forms import ReportForm, initial_of
from .models import FollowUp
from .pages import Tellers, correctable, report_page, reports_page, tellers_of
from .permissions import why_not_correct, why_not_follow, why_not_tell


@require_safe
def follow_ups(request: HttpRequest, council: str, year: int, number: int) -> HttpResponse:
    """What became of a position, side by side."""
    page = reports_page(as_listed(published(council, year, number)), visitor(request))
    return render(request, "proposals/answering/follow_ups.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, council: str, year: int, number: int, addressee: str, asked: int = 1) -> HttpResponse:
    """Report on what was accepted, or correct a report of one's own (`?corrects=`)."""
    held, person = found_at(council, number, addressee, year, asked), signed_in(request)
    tellers, corrects = _allowed(held, person, request.GET.get("corrects", ""))
    initial = initial_of(corrects, held.adopted.ballot.round.currency)
    form = ReportForm(request.POST or None, tellers=tellers.choices, initial=initial)

    def act(_sent: Any) -> FollowUp:
        return report_progress(person=person, transmittal=held, corrects=corrects, **form.given(tellers.seats))

    if request.method == "POST" and not carry_out(form, act):
        messages.success(request, _("The report was published."))
        return redirect("follow_ups", council, year, number)
    page = {**report_page(held, corrects, tellers), "form": form}
    return render(request, "proposals/answering/report.html", page, status=422 if form.errors else 200)


def _allowed(held: Transmittal, person: User, serial: str) -> tuple[Tellers, FollowUp | None]:
    """For whom the person may report now, and what they would correct; else the refusal, or that there is no such
    report.
    """
    at = held.instant  # type: ignore[attr-defined] # annotated by transmittal_at
    tellers, corrects = tellers_of(person, held, at), correctable(held, serial)
    if serial and corrects is None:
        raise Http404
    if corrects:
        tellers = tellers.only(corrects.seat)
    if not tellers.choices:
        refuse(why_not_tell(person, held, corrects.seat if corrects else None, at))
    refuse(why_not_follow(held), why_not_correct(corrects, held, corrects.seat if corrects else None))
    return tellers, corrects
