"""How often letters can be caused by people who have not shown that the address is theirs."""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from common.errors import DomainError
from common.lines import reader

ASKS_OF_A_READER, PERIOD = 20, 60 * 60
LETTERS_OF_A_DAY = 5


class TooOften(DomainError):
    """It was asked too often: 429."""

    status = 429


def why_not_ask_again(request: HttpRequest) -> DomainError | None:
    """From one address of the network, so many times in an hour. Redis is not needed for asking: without it nobody is
    counted here, and the limit of each address of mail, which stands in the database, holds all the same.
    """
    who = reader(BaseThrottle().get_ident(request) or "")  # type: ignore[arg-type] # reads META alone
    key = f"following:{hashlib.sha256(who.encode()).hexdigest()[:24]}:{int(time.time() // PERIOD)}"
    try:
        cache.add(key, 0, timeout=PERIOD * 2)
        asked = cache.incr(key)
    except (RedisError, OSError, ValueError):
        return None
    if asked <= ASKS_OF_A_READER:
        return None
    return TooOften("asked_too_often", _("From here it was asked too often. Try again in an hour."))
