"""The pages on which persons are nominated, and say whether they stand."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common.errors import Forbidden, Invalid, refuse
from councils.mandates.acting import FIELD, chosen_here
from councils.mandates.queries import member_countries
from councils.models import Country

from .booth import Booth, booth_of
from .models import Ballot
from .nominating import (
    FIELD_LIMIT,
    NAME_LIMIT,
    accept_nomination,
    decline_nomination,
    nominate_candidate,
    why_not_candidate,
    why_not_nominating,
    withdraw_candidacy,
)
from .options import Option
from .pages import acting_for, frame_of
from .views import arrived

form_page = require_http_methods(["GET", "HEAD", "POST"])


class NominationForm(forms.Form):
    """Whom a movement wants to see elected."""

    acting_for = forms.SlugField(widget=forms.HiddenInput)
    email = forms.CharField(
        label=_("E-mail address of the person"),
        help_text=_("We ask them, if the address belongs to a member of a movement of this council. It is not shown."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        strip=False,
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    expertise = forms.CharField(
        label=_("Field of expertise"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": FIELD_LIMIT}),
        strip=False,
    )

    def __init__(self, *args: Any, countries: list[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None")), *((country.code, str(country)) for country in countries)]
        self.fields["country"].choices = choices  # type: ignore[attr-defined] # a field with choices


class CandidacyForm(forms.Form):
    """By what name, and with which statement, one stands."""

    name = forms.CharField(
        label=_("The name by which you want to be known"),
        help_text=_("It stands on the ballot paper, and stays public."),
        widget=forms.TextInput(attrs={"maxlength": NAME_LIMIT, "autocomplete": "name"}),
        strip=False,
    )
    statement = forms.CharField(
        label=_("Why you stand"), help_text=_("At most 4,000 characters."), widget=forms.Textarea, strip=False
    )


@login_required
@form_page
def nominate(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Nominate a person. What is answered does not depend on whether the address is anybody's."""
    ballot = arrived(council, round_number, number)
    at = ballot.instant  # type: ignore[attr-defined] # annotated by ballots_at
    booth = _booth(request, ballot, at)
    refuse(why_not_nominating(ballot, at))
    countries = sorted(Country.objects.filter(code__in=member_countries(ballot.round.council, at)), key=str)
    form = NominationForm(request.POST or None, initial={FIELD: booth.seat.movement.slug}, countries=countries)

    def act(facts: Mapping[str, Any]) -> None:
        told = {name: facts[name] for name in ("email", "country", "expertise")}
        nominate_candidate(person=signed_in(request), seat=booth.seat, ballot=ballot, **told)

    if form.is_valid() and _is_done(form, act):
        messages.success(
            request, str(_("The person was asked, if the address is a member's. You see here who accepts."))
        )
        return redirect(ballot)
    context = {**frame_of(ballot, at), "form": form, "acting": acting_for(booth.mandate)}
    return render(request, "proposals/voting/nominate.html", context, status=422 if form.errors else 200)


def _booth(request: HttpRequest, ballot: Ballot, at: datetime) -> Booth:
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    booth = booth_of(signed_in(request), ballot, at, asked or chosen_here(request, ballot.round.council))
    if booth is None or (asked and booth.seat.movement.slug != asked):
        raise Forbidden("no_mandate", _("This is for those who hold the mandate of a movement with a seat here."))
    return booth


@login_required
@never_cache
@form_page
def candidacy(request: HttpRequest, council: str, round_number: int, number: int, code: str) -> HttpResponse:
    """Accept, decline, or withdraw: one's own candidacy and nobody else's."""
    ballot, option = _mine(request, arrived(council, round_number, number), code)
    at = ballot.instant  # type: ignore[attr-defined] # annotated by ballots_at
    form = CandidacyForm(request.POST or None, initial={"name": signed_in(request).name})
    if request.method == "POST":
        done = _carry_out(request, option, form)
        if done:
            messages.success(request, str(done))
            return redirect(ballot)
    context = {**frame_of(ballot, at), "option": option, "refusal": why_not_nominating(ballot, at), "form": form}
    return render(request, "proposals/voting/candidacy.html", context, status=422 if form.errors else 200)


def _mine(request: HttpRequest, ballot: Ballot, code: str) -> tuple[Ballot, Option]:
    """The candidacy at an address; to anybody else than the candidate there is none."""
    option = ballot.choices.filter(code=code).select_related("nominated_for__movement").first()
    if option is None or why_not_candidate(signed_in(request), option):
        raise Http404
    option.ballot = ballot
    return ballot, option


def _carry_out(request: HttpRequest, option: Option, form: forms.Form) -> Promise | None:
    """What was done, in words; None when the form has to be put right."""
    person, asked = signed_in(request), request.POST.get("answer", "")
    if asked == "decline":
        decline_nomination(person=person, option=option)
        return _("You do not stand. The log does not say who was asked.")
    if asked == "withdraw":
        withdraw_candidacy(person=person, option=option)
        return _("You no longer stand on this ballot.")

    def act(facts: Mapping[str, Any]) -> None:
        accept_nomination(person=person, option=option, language=request.LANGUAGE_CODE, **facts)

    return _("You stand on this ballot.") if form.is_valid() and _is_done(form, act) else None


def _is_done(form: forms.Form, act: Callable[[Mapping[str, Any]], object]) -> bool:
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
        return False
    return True
