"""How a movement comes to a council, how a person comes to a movement, and for whom a person acts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.adapter import TOKEN_KEY
from accounts.signed_in import signed_in
from common import clock
from councils.forms import posted
from councils.mandates.acting import FIELD, act_for, acting_of, seat_named
from councils.mandates.actions import apply_again, apply_movement
from councils.mandates.actions.standings import why_not_apply_more, why_not_receive
from councils.mandates.forms import ApplicationForm
from councils.mandates.models import Council
from councils.mandates.pages import returning_movements
from councils.movements.actions import accept_invitation, why_not_accept, why_not_invited
from councils.movements.models import Movement
from councils.movements.queries import invitation_of
from councils.visitor import visitor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Apply for a seat, with a new movement."""
    council = get_object_or_404(Council, slug=slug)
    form = ApplicationForm(posted(request), council=council)
    if request.method == "POST" and (seat := form.carry_out(apply_movement, council=council, actor=signed_in(request))):
        messages.success(request, _("The application is in. The secretariat answers it."))
        return redirect(seat.movement)
    context = {
        "council": council,
        "form": form,
        "refusal": why_not_receive(council) or why_not_apply_more(signed_in(request), council),
        "returning": returning_movements(signed_in(request), council, clock.now(council.pk)),
        "section": "councils",
    }
    return render(request, "councils/apply.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["POST"])
def apply_returning(request: HttpRequest, slug: str) -> HttpResponse:
    """Apply for a seat with a movement that exists."""
    council = get_object_or_404(Council, slug=slug)
    movement = get_object_or_404(Movement, slug=request.POST.get("movement", "")[:80].replace("\x00", ""))
    apply_again(council=council, movement=movement, actor=signed_in(request))
    messages.success(request, _("The application is in. The secretariat answers it."))
    return redirect(movement)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up. Whoever is not signed in is led to sign-up or sign-in, and comes back."""
    person = visitor(request)
    if request.method == "POST" and person:
        membership = accept_invitation(token=token, person=person)
        request.session.pop(TOKEN_KEY, None)
        messages.success(request, _("Welcome to %(movement)s.") % {"movement": membership.movement.name})
        return redirect(membership.movement)
    found = invitation_of(token)
    refusal = why_not_accept(found, clock.now()) if found else None
    if found and not refusal and person:
        refusal = why_not_invited(found, person)
    elif found and not refusal:
        request.session[TOKEN_KEY] = token
    context = {"invitation": found, "refusal": refusal}
    return render(request, "councils/invitation.html", context, status=200 if found else 404)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """Choose for whom one acts in a council."""
    asked = request.POST if request.method == "POST" else request.GET
    council = get_object_or_404(Council, slug=asked.get("council", "")[:60].replace("\x00", ""))
    now, onward = clock.now(council.pk), _onward(request, asked.get("next", ""))
    if request.method == "POST":
        seat = seat_named(council, asked.get(FIELD, ""))
        act_for(request, seat=seat, at=now)
        messages.success(request, _("You now act for %(movement)s.") % {"movement": seat.movement.name})
        return redirect(onward or council)
    context = {"council": council, "choice": acting_of(request, council, now), "next": onward}
    return render(request, "councils/acting.html", context)


def _onward(request: HttpRequest, address: str) -> str:
    """A page of this site to go on to; empty for any other address."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    # What does not begin at the root would be taken for the name of a view.
    return address if is_ours and address.startswith("/") else ""
