"""One form, one act: what arrives twice is recognised before any page sees it (`accounts.sending`).

A page that is refused writes nothing and leaves its key free. The script that keeps texts on the device asks for the
place as data, because a redirection that it followed would show, and so use up, what the page says once.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from .sending import UNSAID, Form, claim, first_of, keep_place, read_form

COOKIE_AGE = 24 * 60 * 60
SCRIPT = "X-Kept"
MOST_WORDS = 200


class ResendingMiddleware:
    """Carries out once what came with a key. Texts kept on a device are wiped when its person signs out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_known = request.method == "POST" and request.user.is_authenticated
        form = read_form(request) if is_known else None
        response = self._once(request, form) if form else self.get_response(request)
        if is_known and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage"'
        if request.method == "POST" and not is_known and SCRIPT in request.headers:
            return JsonResponse({}, status=401)
        return response

    def _once(self, request: HttpRequest, form: Form) -> HttpResponse:
        with transaction.atomic():
            mine = claim(form)
            if mine is None:
                return self._again(request, form)
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
                return response
            place = place_of(response)
            keep_place(mine, place)
        return _led(request, response, form, place) if place else response

    def _again(self, request: HttpRequest, form: Form) -> HttpResponse:
        place, is_same = first_of(form)
        if not is_same:
            context = {"place": place, "words": _words(request.POST), "sent": sent_of(request.POST), "used": form.key}
            return render(request, "resent.html", {**context, "has_files": bool(request.FILES)}, status=409)
        messages.info(request, _("This had already arrived. It was not written a second time."))
        is_htmx = request.headers.get("HX-Request") == "true"
        answer = HttpResponseClientRedirect(place) if is_htmx else HttpResponseRedirect(place)
        return _led(request, answer, form, place)


def place_of(response: HttpResponse) -> str:
    """Where an answer leads; "" when it is a page itself."""
    return response.headers.get("HX-Redirect") or response.headers.get("Location") or ""


def _led(request: HttpRequest, response: HttpResponse, form: Form, place: str) -> HttpResponse:
    """The way to the place, and the key for the script, which then drops the text that it had kept."""
    if SCRIPT in request.headers:
        response = JsonResponse({"place": place})
    name, secure = settings.ONCE_COOKIE_NAME, request.is_secure()
    response.set_cookie(name, form.key, max_age=COOKIE_AGE, secure=secure, samesite="Lax")
    return response


def sent_of(post: QueryDict) -> list[tuple[str, str]]:
    """What a form said, field by field, so that a page can hold it until it is sent again."""
    return [(name, value) for name in post if name not in UNSAID for value in post.getlist(name)][:MOST_WORDS]


def _words(post: QueryDict) -> list[str]:
    """What a person has written rather than chosen, to be read and taken along."""
    return [value for _name, value in sent_of(post) if len(value.split()) > 1]
