"""The pages of consultations: those on a ballot, opening one, answering it, cancelling it, and what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common.errors import Invalid, refuse
from councils.mandates.acting import FIELD, seat_named
from councils.visitor import visitor
from proposals.voting.views import arrived

from .answering import answer_consultation
from .closing import cancel_consultation
from .entrance import glance
from .forms import AnswerForm, CancelForm, OpenForm
from .models import Consultation
from .opening import open_consultation
from .pages import askers_of, consultation_page, question_of
from .permissions import why_not_ask, why_not_cancel, why_not_consult
from .queries import consultations_at

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _found(council: str, round_number: int, number: int, consultation: int) -> Consultation:
    """The consultation at an address, or the page that says there is none."""
    wanted = consultations_at(council, round_number, number).filter(number=min(consultation, 2**31 - 1)).first()
    if wanted is None:
        raise Http404
    return wanted


@require_safe
def consultation_list(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The consultations on a ballot, and in whose names the reader could open another."""
    ballot, person = arrived(council, round_number, number), visitor(request)
    at = ballot.instant  # type: ignore[attr-defined] # annotated by ballots_at
    page = {
        **question_of(ballot, at),
        "consultations": list(consultations_at(council, round_number, number)),
        "askers": askers_of(person, ballot, at) if person else [],
    }
    return render(request, "proposals/consulting/list.html", page)


@login_required
@form_page
def open_one(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Open a consultation, in the name of a movement or of the council."""
    ballot, person = arrived(council, round_number, number), signed_in(request)
    at = ballot.instant  # type: ignore[attr-defined] # annotated by ballots_at
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    seat = seat_named(ballot.round.council, asked) if asked else None
    refuse(why_not_ask(person, ballot, seat, at), why_not_consult(ballot, seat, at))
    form = OpenForm(request.POST or None, initial={FIELD: asked})
    made: list[Consultation] = []
    if _is_done(form, lambda f: made.append(open_consultation(person=person, ballot=ballot, seat=seat, **_when(f)))):
        messages.success(request, _("The consultation is open."))
        return redirect(made[0])
    page = {**question_of(ballot, at), "form": form, "asker": seat}
    return render(request, "proposals/consulting/open.html", page, status=422 if form.errors else 200)


@never_cache
@require_safe
def consultation_detail(
    request: HttpRequest, council: str, round_number: int, number: int, consultation: int
) -> HttpResponse:
    """One consultation: the question and the form to answer it; from its close on, the counts."""
    return _show(request, _found(council, round_number, number, consultation))


@login_required
@form_page
def answer(request: HttpRequest, council: str, round_number: int, number: int, consultation: int) -> HttpResponse:
    """Take an answer, in one step: it can be given anew until the close."""
    found = _found(council, round_number, number, consultation)
    if request.method != "POST":
        return redirect(found)
    form, person = _form(request, found, data=request.POST), signed_in(request)
    if form is None:  # whoever is not on the roll is told so by the act
        answer_consultation(person=person, consultation=found)
    elif not _is_done(form, lambda _facts: answer_consultation(person=person, consultation=found, **form.given())):
        return _show(request, found, form)
    messages.success(request, _("Your answer was taken. You can answer again until the close: the last one counts."))
    return redirect(found)


@login_required
@form_page
def cancel(request: HttpRequest, council: str, round_number: int, number: int, consultation: int) -> HttpResponse:
    """End a consultation before its close."""
    found, person = _found(council, round_number, number, consultation), signed_in(request)
    at = found.instant  # type: ignore[attr-defined] # annotated by consultations_at
    refuse(why_not_ask(person, found.ballot, found.seat, at), why_not_cancel(found, at))
    form = CancelForm(request.POST or None)
    if _is_done(form, lambda facts: cancel_consultation(person=person, consultation=found, **facts)):
        messages.success(request, _("The consultation was cancelled."))
        return redirect(found)
    page = {**question_of(found.ballot, at), "form": form, "consultation": found}
    return render(request, "proposals/consulting/cancel.html", page, status=422 if form.errors else 200)


def _show(request: HttpRequest, found: Consultation, form: AnswerForm | None = None) -> HttpResponse:
    page = consultation_page(found, visitor(request), found.instant)  # type: ignore[attr-defined] # annotated
    page["form"] = form or (_form(request, found) if page["booth"] and not page["booth"].refusal else None)
    return render(request, "proposals/consulting/consultation.html", page, status=422 if form else 200)


def _form(request: HttpRequest, found: Consultation, data: Any = None) -> AnswerForm | None:
    at = found.instant  # type: ignore[attr-defined] # annotated by consultations_at
    movements = glance(found, signed_in(request), at).movements
    return AnswerForm(data, consultation=found, movements=movements) if movements else None


def _when(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"closes_at": facts["closes_at"]}


def _is_done(form: forms.Form, act: Callable[[Mapping[str, Any]], object]) -> bool:
    """Whether the form was sent and the act done; what is not well-formed goes to its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
        return False
    return True
