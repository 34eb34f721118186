"""Where one is signed in, and the buttons that end it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .browsers import browsers_of, end_browsers
from .signed_in import signed_in

LARGEST = 2**63 - 1


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def browsers(request: HttpRequest) -> HttpResponse:
    """The list; a form ends one other browser, or all others. One's own is ended by signing out."""
    person, own = signed_in(request), request.session.session_key
    if request.method == "POST":
        only = request.POST.get("browser", "")
        if only and not (only.isascii() and only.isdigit() and int(only) <= LARGEST):
            only = "0"
        ended = end_browsers(person, but=own, only=int(only) if only else None)
        words = ngettext("%(n)d browser was signed out.", "%(n)d browsers were signed out.", ended) % {"n": ended}
        messages.success(request, words if ended else _("It was signed out already."))
        return redirect("browsers")
    return render(request, "account/browsers.html", {"browsers": browsers_of(person), "own": own})
