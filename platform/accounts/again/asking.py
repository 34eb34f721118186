"""Before what matters most, whoever sits at the keyboard shows once more that it is them.

Accounts know nothing of councils: what asks for it is said by the apps, which name their routes here when they are
ready. The middleware is the one place that asks; no view and no act does.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from accounts.middleware import ONLY_AT

Keys = Mapping[str, Any]


def always(request: HttpRequest, keys: Keys) -> bool:
    """Whatever the request is about."""
    return True


@dataclass(frozen=True)
class Route:
    """A route whose forms ask. `when` looks at what a form is about; `reads` is for a page that shows a secret; fields
    in `dropped` are not carried past the question, so that what they would have confirmed is shown once more.
    """

    when: Callable[[HttpRequest, Keys], bool] = always
    reads: bool = False
    dropped: frozenset[str] = frozenset()


SECRET = frozenset({"oldpassword", "password1", "password2", "credential"})
ROUTES: dict[str, Route] = {
    "account_email": Route(),
    "account_change_password": Route(reads=True, dropped=SECRET),
    "account_set_password": Route(reads=True, dropped=SECRET),
    "mfa_activate_totp": Route(reads=True),
    "mfa_deactivate_totp": Route(reads=True),
    "mfa_view_recovery_codes": Route(reads=True),
    "mfa_generate_recovery_codes": Route(reads=True),
    "mfa_download_recovery_codes": Route(reads=True),
    "mfa_add_webauthn": Route(reads=True, dropped=SECRET),
    "mfa_remove_webauthn": Route(reads=True),
    "held_file": Route(reads=True),
    "leave": Route(),
}


def ask_again_at(
    *names: str, when: Callable[[HttpRequest, Keys], bool] = always, dropped: tuple[str, ...] = ()
) -> None:
    """Let the forms of these routes ask. Called by an app, once, when the apps are ready."""
    for name in names:
        ROUTES[name] = Route(when=when, dropped=frozenset(dropped))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has shown within a few minutes that it is them; signing in counts. A session that a code on
    paper opened is as fresh as it will ever be: it is for one thing, and its person may have no other way.
    """
    if ONLY_AT in request.session:
        return True
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < settings.REAUTHENTICATION_SECONDS for record in records)


def asks(request: HttpRequest, route: Route | None, keys: Keys) -> bool:
    """Whether this request has to wait until the person has shown that it is them."""
    if route is None or not settings.REAUTHENTICATION or not request.user.is_authenticated:
        return False
    if request.method in ("GET", "HEAD", "OPTIONS") and not route.reads:
        return False
    return not is_fresh(request) and route.when(request, keys)
