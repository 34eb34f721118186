"""The page on which a secretary annuls a position."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.signed_in import signed_in
from common.errors import Invalid, refuse
from councils.secretariat.access import say_done
from proposals.voting.acts import form_page
from proposals.voting.forms import CancelForm

from .annulling import annul_position, why_not_annul_here
from .queries import position_at


@login_required
@form_page
def annul(request: HttpRequest, council: str, year: int, number: int, series: str = "") -> HttpResponse:
    """Annul a position that is in force."""
    found, person = position_at(council, year, number, series), signed_in(request)
    if found is None:
        raise Http404
    refuse(why_not_annul_here(person, found))
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            say_done(request, annul_position(person=person, position=found, reason=form.cleaned_data["reason"]))
            return redirect(found)
        except Invalid as refusal:
            form.add_error("reason", refusal.sentence)
    page = {"position": found, "form": form, "section": "positions"}
    return render(request, "proposals/positions/annul.html", page, status=422 if form.errors else 200)
