"""The roll at the desk: the movements, their standing, and the mandates of their seats."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.finding import LONGEST, holding
from councils.forms import posted
from councils.mandates.actions import (
    admit_movement,
    dismiss_movement,
    grant_mandate,
    readmit_movement,
    revoke_mandate,
    suspend_movement,
)
from councils.mandates.actions.mandates import why_not_revoke
from councils.mandates.models import Mandate, Seat, Standing
from councils.mandates.pages import Row
from councils.mandates.queries import seats_with_standing, standing_now
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.forms import MandateForm, RefusalForm, StandingForm

SEATS = 100
ACTS: dict[str, Callable[..., Any]] = {
    "admit": admit_movement,
    "suspend": suspend_movement,
    "readmit": readmit_movement,
    "dismiss": dismiss_movement,
}
# What is offered on the page; whether it can be done is asked anew by the act.
OFFERED: dict[str, list[tuple[str, Any]]] = {
    Standing.Status.APPLIED: [("admit", _("admit it")), ("dismiss", _("turn the application down"))],
    Standing.Status.ADMITTED: [("suspend", _("suspend it")), ("dismiss", _("take its seat away"))],
    Standing.Status.SUSPENDED: [("readmit", _("end the suspension")), ("dismiss", _("take its seat away"))],
}


@at_desk
@require_safe
def seats(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The movements with a standing, or those of them whose name holds what was typed."""
    typed = request.GET.get("q", "")[:LONGEST]
    found = seats_with_standing(desk.council, desk.now).exclude(status=None).order_by("movement__slug")
    page = Paginator(holding(found, "movement__name", typed), SEATS).get_page(request.GET.get("page"))
    rows = [Row(seat.movement, desk.council, seat.status) for seat in page]
    return render(request, "councils/desk/seats.html", desk.page(rows=rows, page=page, typed=typed))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, desk: Desk, movement: str) -> HttpResponse:
    """One movement: its standing, and a new mandate for one of its members."""
    found = _seat(desk, movement)
    acts = OFFERED.get(standing_now(found) or "", [])
    sent = request.POST.get("form") if request.method == "POST" else None
    standing = StandingForm(request.POST if sent == "standing" else None, acts=acts)
    mandate = _mandate_form(request, desk, found, is_sent=sent == "mandate")
    if sent == "standing" and (done := standing.carry_out(_decide, seat=found, actor=desk.person)):
        say_done(request, done)
        return redirect("desk_seat", desk.council.slug, movement)
    if sent == "mandate" and (done := mandate.carry_out(grant_mandate, seat=found, actor=desk.person)):
        say_done(request, done)
        return redirect("desk_seat", desk.council.slug, movement)
    context = desk.page(seat=found, standing_form=standing if acts else None, mandate_form=mandate, **_shown(found))
    return render(request, "councils/desk/seat.html", context, status=status_of(standing, mandate))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One mandate, and its revocation."""
    mandates = Mandate.objects.select_related("seat__movement", "person", "granted_by", "revoked_by")
    found = get_object_or_404(mandates, pk=pk, seat__council=desk.council)
    form = RefusalForm(posted(request))
    if request.method == "POST" and (done := form.carry_out(revoke_mandate, mandate=found, actor=desk.person)):
        say_done(request, done)
        return redirect("desk_seat", desk.council.slug, found.seat.movement.slug)
    context = desk.page(mandate=found, form=form, is_over=why_not_revoke(found, desk.now) is not None)
    return render(request, "councils/desk/mandate.html", context, status=status_of(form))


def _seat(desk: Desk, movement: str) -> Seat:
    seats = Seat.objects.select_related("movement__country", "council")
    return get_object_or_404(seats, council=desk.council, movement__slug=movement)


def _mandate_form(request: HttpRequest, desk: Desk, seat: Seat, *, is_sent: bool) -> MandateForm:
    sent = (request.POST, request.FILES) if is_sent else ()
    return MandateForm(*sent, desk=desk, movement=seat.movement)


def _decide(*, act: str, seat: Seat, actor: User, reason: str) -> object:
    return ACTS[act](seat=seat, actor=actor, reason=reason)


def _shown(seat: Seat) -> dict[str, object]:
    status = standing_now(seat)
    return {
        "row": Row(seat.movement, seat.council, status) if status else None,
        "standings": seat.standings.select_related("recorded_by").order_by("-recorded_at", "-id"),
        "mandates": seat.mandates.select_related("person").order_by("-starts_at", "-id"),
    }
