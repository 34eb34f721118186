"""A code by mail for who signs in by nothing else. The session keeps a mark of it, for a quarter of an hour."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

KEPT = "again_letter"
TRIES = 3


def _mark(request: HttpRequest, code: str) -> str:
    digits = "".join(sign for sign in code if sign.isdigit())
    return salted_hmac("accounts.again", f"{request.user.pk} {digits}", algorithm="sha256").hexdigest()


def send_code(request: HttpRequest, person: User) -> None:
    """Send the person a code; a former one serves no longer."""
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[KEPT] = {"mark": _mark(request, code), "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/again_code", person.email, {"code": code, "user": person})


def is_code(request: HttpRequest, code: str) -> bool:
    """Whether this is the code that was sent; the third wrong one ends it, and so does the right one."""
    kept = request.session.pop(KEPT, None)
    if not kept or time.time() - kept["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return False
    if constant_time_compare(kept["mark"], _mark(request, code)):
        return True
    if kept["tries"] + 1 < TRIES:
        request.session[KEPT] = {**kept, "tries": kept["tries"] + 1}
    return False
