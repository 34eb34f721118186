"""The tour of the counting rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from proposals.touring.tour import tour_in


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with an example that is counted here."""
    return render(request, "proposals/touring/rules.html", {"tour": tour_in(get_language() or "es")})
