"""The page that asks whether it is still you. What a form said waits in the page itself, in the person's own browser:
the server keeps no vote and no draft for it.
"""

import json
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signed_in import signed_in

from .forms import CodeForm, LetterForm, PasskeyForm, PasswordForm
from .letter import KEPT, send_code

# Each has `save`, and takes `user`, which the library adds to its forms.
FORMS: dict[str, Any] = {
    "passkey": PasskeyForm,
    "app": CodeForm,
    "password": PasswordForm,
    "letter": LetterForm,
}
Held = list[tuple[str, str]]


def ways_of(person: User) -> list[str]:
    """By what the person can show that it is them: where there is a second factor, by that alone."""
    types = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    found = ["passkey"] if Authenticator.Type.WEBAUTHN in types else []
    found += ["app"] if types else []
    if found:
        return found
    return [*(["password"] if person.has_usable_password() else []), *(["letter"] if person.has_line else [])]


@dataclass(frozen=True)
class Waiting:
    """What waits until the person has shown that it is them: an address, and what a form said to it. Files do not."""

    to: str
    held: Held
    has_files: bool = False


def ask(
    request: HttpRequest, waiting: Waiting, status: int = 403, notice: str = "", **filled: forms.Form
) -> HttpResponse:
    """The page with all ways, and with what waits. `filled` is the form that was filled in, by its way."""
    person = signed_in(request)
    ways = ways_of(person)
    context: dict[str, Any] = {"notice": notice}
    context["ways"] = {way: filled.get(way) or FORMS[way](user=person) for way in ways}
    context |= {"to": waiting.to, "held": json.dumps(waiting.held), "is_held": bool(waiting.held)}
    context |= {"has_files": waiting.has_files, "is_sent": KEPT in request.session}
    if "passkey" in ways:
        context["options"] = begin_authentication(person)
    return render(request, "account/again.html", context, status=status)


def read_held(written: str) -> Held:
    """What the page held; nothing where somebody wrote something else there."""
    try:
        found = json.loads(written)
        return [(str(name), str(value)) for name, value in found]
    except (TypeError, ValueError, RecursionError):
        return []


def way_on(written: str) -> str:
    """Where it goes on, which is on this site."""
    is_here = written.startswith("/") and url_has_allowed_host_and_scheme(written, allowed_hosts=None)
    return written if is_here else "/"


def read_waiting(post: QueryDict) -> Waiting:
    """What waits in the page that was sent."""
    held = read_held(post.get("again_held", ""))
    return Waiting(way_on(post.get("again_to", "")), held, bool(post.get("again_files")))


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Show that it is you, and go on with what waits."""
    if request.method != "POST":
        return ask(request, Waiting(way_on(request.GET.get("next", "")), []), status=200)
    waiting, way = read_waiting(request.POST), request.POST.get("again_way", "")
    if not ratelimit.consume(request, action="send_code" if way == "send" else "reauthenticate", user=request.user):
        return ask(request, waiting, status=429, notice=str(get_adapter().error_messages["rate_limited"]))
    return _answered(request, waiting, way)


def _answered(request: HttpRequest, waiting: Waiting, way: str) -> HttpResponse:
    person = signed_in(request)
    ways = ways_of(person)
    if way == "send" and "letter" in ways:
        send_code(request, person)
        sent = _("The code is on its way to %(email)s.") % {"email": person.email}
        return ask(request, waiting, status=200, notice=sent)
    if way not in ways:
        return ask(request, waiting)
    form = FORMS[way](request.POST, user=person)
    if not form.is_valid():
        return ask(request, waiting, status=422, **{way: form})
    form.save()
    return go_on(request, waiting)


def go_on(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    """To the page that was asked for, or to the button that sends what was held."""
    if not waiting.held:
        return HttpResponseRedirect(waiting.to)
    page = {"to": waiting.to, "sent": waiting.held, "has_files": waiting.has_files}
    return render(request, "account/again_held.html", page)
