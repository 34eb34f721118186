"""How often codes are tried from one place."""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from common.errors import DomainError
from common.lines import reader

from .printing.pressing import TooOften

TRIES, PERIOD = 20, 10 * 60


def why_not_try_again(request: HttpRequest) -> DomainError | None:
    """From one line, so many times in ten minutes: an assembly that shares a line has enough, and
    whoever guesses at seventy-six bits has not. Without Redis nobody is counted, and the bits hold all the same.
    """
    who = reader(str(BaseThrottle().get_ident(request) or ""))  # type: ignore[arg-type] # reads META alone
    key = f"codes:{hashlib.sha256(who.encode()).hexdigest()[:24]}:{int(time.time() // PERIOD)}"
    try:
        cache.add(key, 0, timeout=PERIOD * 2)
        tried = cache.incr(key)
    except (RedisError, OSError, ValueError):
        return None
    if tried <= TRIES:
        return None
    return TooOften("tried_too_often", _("From here too many codes were tried. Wait ten minutes."))
