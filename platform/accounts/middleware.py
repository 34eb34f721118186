"""In whose language and whose time zone a page speaks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header

from common.zones import zone_or_none

ZONE_COOKIE = "zone"


def _complete(code: str) -> str | None:
    """The complete language that serves `code`: itself, or the one of the same tongue."""
    tongue = code.partition("-")[0]
    for language in settings.COMPLETE_LANGUAGES:
        if language == code or language.partition("-")[0] == tongue:
            return language
    return None


def language_of(request: HttpRequest) -> str:
    """Among the complete languages, the person's own choice, else the cookie's, else what the browser asks for."""
    chosen = (
        request.user.language
        if request.user.is_authenticated
        else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    )
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    found = (_complete(code.lower()) for code in [chosen, *(code for code, _ in accepted)] if code)
    return next(filter(None, found), settings.LANGUAGE_CODE)


class ReaderMiddleware:
    """Activates the reader's language and zone for one request. The API is left alone: it speaks every language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return self.get_response(request)
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        name = request.user.time_zone if request.user.is_authenticated else request.COOKIES.get(ZONE_COOKIE, "")
        with timezone.override(zone_or_none(name)):
            return self.get_response(request)
