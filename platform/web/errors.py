"""Every refusal and every failure as a page with words and a way on; under `/api/` as a problem document (RFC 9457)."""

import logging
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.factors.holding import NEEDED
from accounts.resending import sent_of
from accounts.sending import FIELD
from common.clocks import why_in_doubt
from common.errors import DomainError

logger = logging.getLogger("minga.web")

REFUSED_BY_THE_CLOCK = ("not_open_yet", "closed", "letter_closed")


def _problem(status: int) -> JsonResponse:
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JsonResponse(document, status=status, content_type="application/problem+json")


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status)
    return render(request, f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that no form of ours sends."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 without a refusal of ours: the framework's own."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form's token is missing or old: a page left open over a sign-in, or cookies switched off."""
    return _page(request, 403, is_stale_form=True, back=_referring_path(request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: the sign-in's limits."""
    return _page(request, 429)


def method_not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """405: keeps the list of methods that the address does allow."""
    page = _page(request, 405)
    page["Allow"] = response["Allow"]
    return page


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A refusal of a rule, in its own sentence: a whole page, or for htmx the notice alone, put where notices stand.

    Whoever is told that they are too late, or too early, by a clock that is in doubt is told of the doubt.
    """
    if request.method == "POST" and refusal.code in REFUSED_BY_THE_CLOCK:
        refusal = why_in_doubt() or refusal
    if request.headers.get("HX-Request") == "true":
        response = render(request, "partials/refusal.html", {"refusal": refusal}, status=refusal.status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:window:top"
        return response
    if refusal.code == NEEDED:
        return _without_factor(request, refusal)
    titles = {403: _("This is not yours to do"), 409: _("Not now"), 422: _("Something needs your attention")}
    context = {
        "refusal": refusal,
        "title": titles.get(refusal.status, _("This was refused")),
        "back": request.path if request.method == "GET" else _referring_path(request),
    }
    return render(request, "refusal.html", context, status=refusal.status)


def _without_factor(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Leads to where a second factor is set up. What was typed waits in this page, and nowhere on the server."""
    context = {"sent": sent_of(request.POST), "used": request.POST.get(FIELD, ""), "has_files": bool(request.FILES)}
    context |= {"refusal": refusal, "back": request.get_full_path()}
    return render(request, "second_factor.html", context, status=refusal.status)


def _referring_path(request: HttpRequest) -> str:
    """The page of this site that sent the form; never another site's address."""
    root = f"{request.scheme}://{request.get_host()}/"
    referrer = request.headers.get("Referer", "")
    path = referrer[len(root) - 1 :] if referrer.startswith(root) else ""
    # What begins with two slashes is read as the name of another site.
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with a time to come back when the database does not answer. Asks nothing of database or session."""
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if is_database else 500
    if request.path.startswith("/api/"):
        response: HttpResponse = _problem(status)
    else:
        response = HttpResponse(_without_database(status), status=status)
    if is_database:
        response["Retry-After"] = "30"
    return response


def _without_database(status: int) -> str:
    """The page, or one line of text if even the template cannot be drawn."""
    try:
        return render_to_string(f"errors/{status}.html")
    except Exception:
        logger.exception("the page of status %s cannot be drawn", status)
        return str(status)
