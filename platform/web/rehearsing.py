"""A rehearsal is shown to those who belong to it, with a banner on every page, and to nobody else.

The address says whether a page is a rehearsal's, so that the pages of other councils are asked nothing. It is decided
here, before any view is entered, and not in the views: none of them can forget it. See `docs/decisions/0079`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from councils.rehearsing.permissions import belongs
from councils.rehearsing.queries import rehearsal_at
from councils.visitor import visitor


class RehearsalMiddleware:
    """Hands the pages of a rehearsal to those who belong to it, marked; whoever is not signed in is asked to, and for
    everybody else nothing is there (404). No cache keeps such a page. Of the API the gate answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "rehearsal", None) is not None:
            response["Cache-Control"] = "private, no-store"
            response["X-Robots-Tag"] = "noindex"
            patch_vary_headers(response, ["Cookie"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, parts: dict[str, Any]
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/"):
            return None
        found = rehearsal_at(parts)
        if found is None:
            return None
        person = visitor(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        if not belongs(person, found, found.instant):  # type: ignore[attr-defined] # annotated
            raise Http404
        request.rehearsal = found  # type: ignore[attr-defined] # what the banner shows
        return None
