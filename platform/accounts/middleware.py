"""In whose language and whose time zone a page speaks."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation.trans_real import parse_accept_lang_header

from common.zones import zone_or_none

from .browsers import is_to_be_noted, note_browser

ZONE_COOKIE = "zone"
LANGUAGE_PARAMETER = "lang"
# Under this name a session keeps the one address below which it can do anything.
ONLY_AT = "only_at"
SAFE = ("GET", "HEAD", "OPTIONS")


def _complete(code: str) -> str | None:
    """The complete language that serves `code`: itself, or the one of the same tongue."""
    tongue = code.partition("-")[0]
    for language in settings.COMPLETE_LANGUAGES:
        if language == code or language.partition("-")[0] == tongue:
            return language
    return None


def asked_language(request: HttpRequest) -> str | None:
    """The complete language in which the address itself asks for its page (`?lang=fr`); any other is not heeded."""
    asked = request.GET.get(LANGUAGE_PARAMETER, "").lower() if request.method in SAFE else ""
    return asked if asked in settings.COMPLETE_LANGUAGES else None


def language_of(request: HttpRequest) -> str:
    """The language of the address, else the person's own choice, else the cookie's, else what the browser asks for. A
    language that is only begun is given to whoever chose it, and to nobody because of a browser's settings.
    """
    if asked := asked_language(request):
        return asked
    chosen = (
        request.user.language
        if request.user.is_authenticated
        else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    )
    if chosen in settings.BEGUN_LANGUAGES:
        return chosen
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
            return self._kept(request, self.get_response(request))

    def _kept(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A visitor who came by the address of a language goes on in it; a person's own choice stands until they make
        another, and what a program reads leaves nothing behind.
        """
        asked = asked_language(request)
        is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
        if not asked or not is_page or request.user.is_authenticated:
            return response
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != asked:
            keep_language_cookie(response, asked)
            patch_cache_control(response, private=True)
        return response


def keep_language_cookie(response: HttpResponse, language: str) -> None:
    """The same cookie that the menu of languages sets."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type] # one of the words it may be
    )


class BrowserMiddleware:
    """Keeps true in which browsers a person is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_to_be_noted(request):
            note_browser(request)
        return response


class OneThingMiddleware:
    """Keeps a session that was opened by a code on paper to the one thing that the code is for: what is sent to any
    other address is refused, but for leaving and for the language. Whoever finds a code takes over no account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and request.user.is_authenticated and (only := request.session.get(ONLY_AT)):
            allowed = (only, reverse("account_logout"), reverse("language"))
            if not request.path.startswith(allowed):
                raise PermissionDenied
        return self.get_response(request)
