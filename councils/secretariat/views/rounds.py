"""Rounds at the desk: convening one, and moving the windows of one that stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from councils.forms import posted
from councils.rounds.actions import convene_round, extend_window, open_second_call_window
from councils.rounds.models import Round, Window
from councils.rounds.moving import why_not_extend
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.forms import ConveningForm, ExtensionForm, SecondCallForm


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
    if request.method == "POST":
        round_ = form.carry_out(convene_round, council=desk.council, actor=desk.person)
        if round_:
            say_done(request, round_)
            return redirect("desk_round", desk.council.slug, round_.number)
    return render(request, "councils/desk/convene.html", desk.page(form=form), status=status_of(form))


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
    """One window, and its extension."""
    windows = Window.objects.select_related("round__council")
    found = get_object_or_404(windows, pk=pk, round__council=desk.council)
    form = ExtensionForm(posted(request))
    if request.method == "POST":
        done = form.carry_out(extend_window, window=found, actor=desk.person)
        if done:
            say_done(request, done)
            return redirect("desk_round", desk.council.slug, found.round.number)
    context = desk.page(window=found, form=form, refusal=why_not_extend(found, desk.now))
    return render(request, "councils/desk/window.html", context, status=status_of(form))
