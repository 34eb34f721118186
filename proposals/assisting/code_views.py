"""The pages of codes on paper: made and taken back by a movement's coordinators, and signed in by."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.browsers import note_browser
from accounts.middleware import ONLY_AT
from accounts.signed_in import signed_in
from common.errors import Invalid, refuse
from councils.mandates.acting import FIELD, seat_named
from councils.models import Seat
from proposals.consulting.models import Consultation
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of
from proposals.voting.views import arrived

from .code_models import CodeBatch
from .coding import counted, make_codes, people_for, place_of, use_code, why_not_make, why_not_open, withdraw_codes
from .limits import why_not_try_again
from .printing.codes import codes_sheet
from .printing.pressing import pressed_once

TEMPLATE = Path(__file__).parent / "printing" / "codes.typ"
LASTS = timedelta(minutes=30)


class PeopleForm(forms.Form):
    """For whom codes are made."""

    acting_for = forms.SlugField(widget=forms.HiddenInput)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("For whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose for whom.")},
    )


class CodeForm(forms.Form):
    """The code on somebody's paper."""

    code = forms.CharField(
        label=gettext_lazy("The code on your paper"),
        help_text=gettext_lazy("Sixteen letters and digits. Hyphens, and large or small letters, make no difference."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes(
    request: HttpRequest, council: str, round_number: int, number: int, consultation: int | None = None
) -> HttpResponse:
    """Have codes made for a seat, or for a movement's members in a consultation; they come as a file, once."""
    ballot, person = arrived(council, round_number, number), signed_in(request)
    at = ballot.instant  # type: ignore[attr-defined] # annotated
    seat = seat_named(ballot.round.council, request.POST.get(FIELD) or request.GET.get(FIELD, ""))
    asked = _consultation(ballot, consultation)
    refuse(why_not_make(person, seat, at), why_not_open(ballot, asked, at))
    form = PeopleForm(request.POST or None, initial={FIELD: seat.movement.slug})
    people = people_for(seat, ballot, asked, at)
    form.fields["people"].choices = [(str(one.pk), one.get_full_name()) for one in people]  # type: ignore[attr-defined] # it has them
    if request.method == "POST" and form.is_valid():
        try:
            return _as_file(request, seat, ballot, asked, form)
        except Invalid as refusal:
            form.add_error("people", refusal.sentence)
    batches = counted(CodeBatch.objects.filter(ballot=ballot, seat=seat, consultation=asked))
    page = {**frame_of(ballot, at), "form": form, "seat": seat, "asked": asked, "batches": batches}
    page["has_people"] = bool(form.fields["people"].choices)  # type: ignore[attr-defined] # as above
    return render(request, "proposals/assisting/codes.html", page, status=422 if form.errors else 200)


def _consultation(ballot: Ballot, number: int | None) -> Consultation | None:
    if number is None:
        return None
    found = ballot.consultations.filter(number=min(number, 2**31 - 1)).first()
    if found is None:
        raise Http404
    return found


def _as_file(
    request: HttpRequest, seat: Seat, ballot: Ballot, asked: Consultation | None, form: forms.Form
) -> HttpResponse:
    """The sheet. Codes that cannot be printed are not made: nobody would know them."""
    people = [int(one) for one in form.cleaned_data["people"]]
    with transaction.atomic():
        made = make_codes(person=signed_in(request), seat=seat, ballot=ballot, consultation=asked, people=people)
        content = pressed_once(signed_in(request), codes_sheet(made), TEMPLATE)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="codes-{made.batch.pk}.pdf"'
    return response


@login_required
@require_POST
def withdrawal(request: HttpRequest, batch: int) -> HttpResponse:
    """Take a batch back."""
    found = get_object_or_404(CodeBatch.objects.select_related("ballot__round__council"), pk=min(batch, 2**63 - 1))
    done = withdraw_codes(person=signed_in(request), batch=found)
    messages.success(request, _("These codes open nothing any more."))
    return redirect(place_of(done)[0])


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by a code on paper, for half an hour and for one thing."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse(why_not_try_again(request))
        try:
            return _entered(request, form.cleaned_data["code"])
        except Invalid as refusal:
            form.add_error("code", refusal.sentence)
    return render(request, "proposals/assisting/sign_in.html", {"form": form}, status=422 if form.errors else 200)


def _entered(request: HttpRequest, code: Any) -> HttpResponse:
    used = use_code(code=code)
    address, only = place_of(used.batch)
    login(request, used.person)
    note_browser(request)
    request.session[ONLY_AT] = only
    request.session.set_expiry(LASTS)
    return redirect(address)
