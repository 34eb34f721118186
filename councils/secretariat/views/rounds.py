"""Rounds at the desk: convening one, and moving the windows of one that stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import DomainError
from councils.forms import ActForm, posted
from councils.rounds.actions import (
    convene_round,
    extend_after_outage,
    extend_window,
    open_second_call_window,
    resume_round,
    shorten_window,
    suspend_round,
)
from councils.rounds.models import Round, Window
from councils.rounds.moving import why_not_extend, why_not_shorten
from councils.rounds.outages import why_not_extend_after
from councils.rounds.queries import why_suspended
from councils.rounds.suspending import why_not_suspend
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.convening import ConveningForm
from councils.secretariat.forms import CloseForm, ExtensionForm, SecondCallForm, SuspensionForm


@dataclass(frozen=True)
class Move:
    """One way of moving a window: its form, its act, and when it cannot be done."""

    form: type[ActForm]
    act: Callable[..., Window]
    why_not: Callable[[Window, datetime], DomainError | None]


MOVES = {
    "extend": Move(ExtensionForm, extend_window, why_not_extend),
    "shorten": Move(CloseForm, shorten_window, why_not_shorten),
    "after": Move(CloseForm, extend_after_outage, why_not_extend_after),
}


@at_desk
@require_safe
def rounds(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All rounds with their windows."""
    found = desk.council.rounds.prefetch_related("windows").order_by("-number")
    return render(request, "councils/desk/rounds.html", desk.page(rounds=found))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def convene(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Convene a round."""
    form = ConveningForm(posted(request), desk=desk)
    if form.is_to_convene:
        round_ = form.carry_out(convene_round, council=desk.council, actor=desk.person)
        if round_:
            say_done(request, round_)
            return redirect("desk_round", desk.council.slug, round_.number)
    page = desk.page(form=form, planned=form.planned())
    return render(request, "councils/desk/convene.html", page, status=form.status)


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def round_(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """One round: its windows; posting adds one for a second call."""
    found = get_object_or_404(Round.objects.select_related("council"), council=desk.council, number=number)
    form = SecondCallForm(posted(request))
    if request.method == "POST":
        done = form.carry_out(open_second_call_window, round_=found, actor=desk.person)
        if done:
            say_done(request, done)
            return redirect("desk_round", desk.council.slug, number)
    context = desk.page(round=found, windows=found.windows.all(), form=form)
    return render(request, "councils/desk/round.html", context, status=status_of(form))


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One window, and the ways in which it can be moved now; posting takes the one that it names."""
    windows = Window.objects.select_related("round__council")
    found = get_object_or_404(windows, pk=pk, round__council=desk.council)
    chosen = request.POST.get("act", "extend")
    forms = {name: move.form(posted(request) if name == chosen else None) for name, move in MOVES.items()}
    if request.method == "POST" and chosen in MOVES:
        done = forms[chosen].carry_out(MOVES[chosen].act, window=found, actor=desk.person)
        if done:
            say_done(request, done)
            return redirect("desk_round", desk.council.slug, found.round.number)
    context = desk.page(window=found, suspended=why_suspended(found.round), **_moves(found, forms, desk.now))
    return render(request, "councils/desk/window.html", context, status=status_of(*forms.values()))


def _moves(found: Window, forms: dict[str, ActForm], now: datetime) -> dict[str, object]:
    return {name: {"form": form, "refusal": MOVES[name].why_not(found, now)} for name, form in forms.items()}


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def suspension(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """Suspend a round over an outage, or resume it."""
    found = get_object_or_404(Round.objects.select_related("council"), council=desk.council, number=number)
    is_resumed = request.POST.get("act") == "resume"
    form = SuspensionForm(None if is_resumed else posted(request))
    if request.method == "POST":
        if is_resumed:
            done: Round | None = resume_round(round_=found, actor=desk.person)
        else:
            done = form.carry_out(suspend_round, round_=found, actor=desk.person)
        if done:
            say_done(request, done)
            return redirect("desk_round", desk.council.slug, number)
    refusal = why_not_suspend(list(found.windows.all()), desk.now)
    context = desk.page(round=found, form=form, refusal=refusal)
    return render(request, "councils/desk/suspension.html", context, status=status_of(form))
