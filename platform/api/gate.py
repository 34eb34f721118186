"""What every address of the API has in common, whatever serves it: the methods, the headers, the conditions.

The gate stands around the views and not in a base class, because a published position is served before the framework of
the others is entered, and because a write must be refused before anything of it is read. There is nothing of a
rehearsal behind it. And it is where a reader is answered of one database (`common.replica`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern
from django.utils.http import http_date
from django.utils.translation import gettext as _

from common.api.conditional import seal
from common.api.problems import problem
from common.replica.reading import complete_until, read
from councils.rehearsing.queries import rehearsal_at

from .problems import not_found
from .throttling import policy

ALLOWED = "GET, HEAD, OPTIONS"


def gate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for readers only. Anything but reading is 405 before cookies, tokens or a body are looked at."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            response = read(lambda: _answer(view, request, *args, **kwargs))
            if until := complete_until():
                response["Complete-Until"] = http_date(until.timestamp())
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": ALLOWED})
        else:
            sentence = _("The public API is only read. Acts are done on the pages of the council.")
            response = problem(405, detail=sentence, headers={"Allow": ALLOWED})
        response["RateLimit-Policy"] = policy()
        if rate := getattr(request, "rate", None):
            response["RateLimit"] = rate
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined] # nothing is written, so nothing can be forged
    return answer


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        response = not_found() if rehearsal_at(kwargs) else view(request, *args, **kwargs)
    except Http404:
        response = not_found()
    # Rendered here, so that a 304 is decided while the headers of the gate still reach it.
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response = response.render()
    return seal(request, response)


def gated(patterns: list[URLPattern]) -> list[URLPattern]:
    """The addresses of a room, each behind the gate."""
    return [URLPattern(p.pattern, gate(p.callback), p.default_args, p.name) for p in patterns]
