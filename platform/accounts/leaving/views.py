"""The page on which one leaves, and the one that is left."""

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common.acts import carry_out

from .actions import leave
from .departures import departures, why_not_leave


class LeaveForm(forms.Form):
    """One box, because nobody can undo it."""

    is_sure = forms.BooleanField(
        label=_("I know that nobody can undo this."),
        error_messages={"required": _("Tick the box if you want to leave for good.")},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_page(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, and the button. Asks once more who it is: see `accounts.again`."""
    person, form = signed_in(request), LeaveForm(request.POST or None)
    status = carry_out(form, lambda _said: leave(person=person)) if request.method == "POST" else 200
    if not status:
        logout(request)
        return redirect("left")
    context = {"form": form, "refusals": why_not_leave(person), "departures": departures()}
    return render(request, "account/leave.html", context, status=status)


@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """The last page."""
    return render(request, "account/left.html")
