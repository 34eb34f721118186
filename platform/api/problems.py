"""What goes wrong inside a view of the API, said as a problem document (RFC 9457).

What goes wrong outside one (an address that leads nowhere, a database that is away, a defect) is said by the site's own
error handlers, which answer with a problem document under `/api/`.
"""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from common.api.problems import problem
from common.errors import DomainError


def problem_response(error: Exception, context: dict) -> HttpResponse | None:
    """The answer to an exception of a view. None leaves a defect to the site, which records it and says nothing."""
    if isinstance(error, DomainError):
        fields = {name: [str(sentence)] for name, sentence in error.fields.items()}
        return problem(error.status, detail=error.sentence, code=error.code, errors=_errors(fields))
    if isinstance(error, Http404):
        return not_found()
    return _refusal(error) if isinstance(error, exceptions.APIException) else None


def _refusal(error: exceptions.APIException) -> HttpResponse:
    if isinstance(error, exceptions.ValidationError):
        return problem(400, detail=_("The address asks for something that cannot be."), errors=_errors(error.detail))
    if isinstance(error, exceptions.Throttled):
        wait = max(1, round(getattr(error, "wait", None) or 1))
        sentence = _("Too many requests. Ask again in %(seconds)d seconds.") % {"seconds": wait}
        return problem(429, detail=sentence, headers={"Retry-After": str(wait)})
    return problem(error.status_code, detail=str(error.detail))


def not_found() -> HttpResponse:
    """404: there is no such thing, or it is not public."""
    return problem(404, detail=_("There is nothing public at this address."))


def _errors(detail: Any) -> Iterator[dict[str, str]]:
    if not isinstance(detail, dict):
        detail = {"": detail if isinstance(detail, list) else [detail]}
    for name, sentences in detail.items():
        for sentence in sentences:
            yield {"parameter": str(name), "detail": str(sentence)}
