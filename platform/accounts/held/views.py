"""The page that says what is held of oneself, and the file that carries it away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ONLY_AT
from accounts.signed_in import signed_in
from common.errors import DomainError, Forbidden, refuse
from common.retaining import RETAINED

from .reading import document_of, held_of


def why_not_carry_away(request: HttpRequest) -> DomainError | None:
    """A code on paper is for one thing: whoever finds it does not read its person's life here."""
    if ONLY_AT not in request.session:
        return None
    return Forbidden("code_on_paper", _("A code on paper is for one thing. For your data, sign in otherwise."))


@login_required
@never_cache
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """By kind, in words, with how many rows there are."""
    return render(request, "account/held.html", {"held": held_of(signed_in(request)), "retained": RETAINED.values()})


@login_required
@never_cache
@require_safe
def held_file(request: HttpRequest) -> HttpResponse:
    """All of it as JSON. Asks once more who it is: see `accounts.again`."""
    refuse(why_not_carry_away(request))
    answer = JsonResponse(document_of(signed_in(request)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="minga.json"'
    return answer
