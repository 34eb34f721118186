"""Rehearsals at the desk: making one of a council, and turning the clock of one."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from councils.forms import posted
from councils.rehearsing.actions import clone_council_as_rehearsal, turn_clock_forward
from councils.rehearsing.due import since_the_turn
from councils.rehearsing.permissions import why_not_rehearse, why_not_turn
from councils.rehearsing.queries import next_boundary, rehearsals_of
from councils.secretariat.access import Desk, at_desk, status_of
from councils.secretariat.forms import RehearsalForm, TurningForm

STEPS = (
    (timedelta(hours=1), gettext_lazy("One hour further")),
    (timedelta(days=1), gettext_lazy("One day further")),
    (timedelta(days=7), gettext_lazy("One week further")),
    (timedelta(days=28), gettext_lazy("Four weeks further")),
)


class Turn(NamedTuple):
    """A way to turn the clock that is one button: what it is called, and to which instant."""

    label: str | Promise
    to: datetime


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsals(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rehearsals of a council, and making another."""
    form = RehearsalForm(posted(request))
    if request.method == "POST":
        made = form.carry_out(clone_council_as_rehearsal, council=desk.council, actor=desk.person)
        if made:
            messages.success(request, _("The rehearsal is made. This is its desk."))
            return redirect("desk_clock", made.slug)
    refusal = why_not_rehearse(desk.council)
    context = desk.page(form=form, rehearsals=list(rehearsals_of(desk.council)), refusal=refusal)
    return render(request, "councils/desk/rehearsals.html", context, status=status_of(form))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the clock of a rehearsal says, and turning it."""
    form = TurningForm(posted(request))
    if request.method == "POST":
        done = form.carry_out(turn_clock_forward, council=desk.council, actor=desk.person)
        if done:
            messages.success(request, _("The clock is turned. How far the worker is with what is due stands here."))
            return redirect("desk_clock", desk.council.slug)
    boundary = next_boundary(desk.council, desk.now)
    turns = [Turn(label, desk.now + step) for step, label in STEPS]
    refusal = why_not_turn(desk.council)
    job, due = since_the_turn(desk.council) if refusal is None else (None, None)
    context = desk.page(form=form, boundary=boundary, turns=turns, refusal=refusal, job=job, due=due)
    return render(request, "councils/desk/clock.html", context, status=status_of(form))
