"""The page that asks whether it is still you. What a form said waits in the page itself, in the person's own browser:
the server keeps no vote and no draft for it.
"""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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

FORMS: dict[str, type[forms.Form]] = {
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


def ask(request: HttpRequest, to: str, held: Held, has_files: bool, status: int = 403, **said: Any) -> HttpResponse:
    """The page with all ways, and with what is held. `said` is the form that was filled in, by its way, or a notice."""
    person = signed_in(request)
    ways = ways_of(person)
    shown = {way: said.get(way) or FORMS[way](user=person) for way in ways}
    context = {"ways": shown, "to": to, "held": json.dumps(held), "is_held": bool(held), "has_files": has_files}
    context |= {"is_sent": KEPT in request.session, "notice": said.get("notice", "")}
    if "passkey" in ways:
        context["options"] = begin_authentication(person)
    return render(request, "account/again.html", context, status=status)


def read_held(written: str) -> Held:
    """What the page held; nothing where somebody wrote something else there."""
    try:
        found = json.loads(written)
        return [(str(name), str(value)) for name, value in found]
    except (TypeError, ValueError):
        return []


def way_on(written: str) -> str:
    """Where it goes on, which is on this site."""
    is_here = written.startswith("/") and url_has_allowed_host_and_scheme(written, allowed_hosts=None)
    return written if is_here else "/"


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Show that it is you, and go on with what was held."""
    if request.method != "POST":
        return ask(request, way_on(request.GET.get("next", "")), [], has_files=False, status=200)
    person, way = signed_in(request), request.POST.get("again_way", "")
    to, held = way_on(request.POST.get("again_to", "")), read_held(request.POST.get("again_held", ""))
    rest = {"to": to, "held": held, "has_files": bool(request.POST.get("again_files"))}
    if not ratelimit.consume(request, action="send_code" if way == "send" else "reauthenticate", user=person):
        return ask(request, **rest, status=429, notice=str(get_adapter().error_messages["rate_limited"]))
    if way == "send" and "letter" in ways_of(person):
        send_code(request, person)
        return ask(
            request, **rest, status=200, notice=_("The code is on its way to %(email)s.") % {"email": person.email}
        )
    if way not in ways_of(person):
        return ask(request, **rest)
    form = FORMS[way](request.POST, user=person)
    if not form.is_valid():
        return ask(request, **rest, status=422, **{way: form})
    form.save()  # type: ignore[attr-defined] # each of ours has it
    return go_on(request, **rest)


def go_on(request: HttpRequest, to: str, held: Held, has_files: bool) -> HttpResponse:
    """To the page that was asked for, or to the button that sends what was held."""
    if not held:
        return HttpResponseRedirect(to)
    return render(request, "account/again_held.html", {"to": to, "sent": held, "has_files": has_files})
