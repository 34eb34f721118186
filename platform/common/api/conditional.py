"""Who has read something already is told that it is unchanged: ETag, Last-Modified and 304.

Twice, because the answer is cheapest before anything is rendered and most certain after. `unchanged` decides from facts
that a view knows to make up the whole answer; `seal` from the bytes, so that it holds for every view.
"""

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from .problems import problem

# Everybody may keep an answer and nobody may use it unasked: what is published can be superseded at any moment.
ASK_AGAIN = "no-cache"
# What stands at these addresses is written once; it is only ever superseded by something at another address.
FOR_GOOD = "public, max-age=31536000, immutable"


def unchanged(request: HttpRequest, *, etag: str | None, modified: datetime | None) -> HttpResponse | None:
    """304 (or 412) if the reader's conditions settle the matter on these facts; None if the answer must be made.

    `etag` is quoted. Without one, a reader who asks by ETag has to wait for the bytes: `modified` alone, which counts
    in seconds, must not answer for it.
    """
    asks_by_tag = "If-None-Match" in request.headers or "If-Match" in request.headers
    if not etag and (not modified or asks_by_tag):
        return None
    blank = HttpResponse()
    state(blank, etag=etag, modified=modified)
    return _decided(request, blank)


def seal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The rendered answer with an ETag of its bytes, or the 304 that stands for it."""
    if response.status_code != 200:
        return response
    if not response.has_header("ETag"):
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = ASK_AGAIN
    return _decided(request, response) or response


def state(response: HttpResponse, *, etag: str | None = None, modified: datetime | None = None) -> None:
    """Write what is known of the version into the headers."""
    response["Cache-Control"] = ASK_AGAIN
    if etag:
        response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())


def _decided(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    stamp = parse_http_date_safe(response.get("Last-Modified", ""))
    decision = get_conditional_response(request, response.get("ETag"), stamp, response)
    if decision is None or decision is response:
        return None
    return problem(412) if decision.status_code == 412 else decision
