"""Every refusal and failure of the public API is a problem document (RFC 9457)."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    *,
    detail: str = "",
    code: str = "",
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """The document: `title` is HTTP's own phrase, `detail` the sentence for people, `code` the name for programs.

    `errors` names what exactly was wrong, each as `{"parameter", "detail"}`. What is empty is left out.
    """
    document: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        document["detail"] = detail
    if code:
        document["code"] = code
    if named := list(errors):
        document["errors"] = named
    return JsonResponse(document, status=status, content_type=MEDIA_TYPE, headers=headers)
