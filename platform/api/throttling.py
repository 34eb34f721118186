"""How much one reader may ask, stated in the headers of every answer (RateLimit header fields for HTTP, IETF draft 10).

One counter per reader and minute: two short commands to Redis, where a list of the last requests would be read and
written whole on each. Without Redis each process counts for itself (`common.caching`).
"""

import time
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from common.lines import reader


class ReaderThrottle(SimpleRateThrottle):
    """Counts by address, IPv6 by its network of 64 bits, which one reader has to themselves."""

    scope = "reader"
    # Read from the rate by the parent.
    num_requests: int
    duration: int

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether this reader has something left in this period. Says what on the request, for the headers."""
        period = int(time.time() // self.duration)
        self.reset = int((period + 1) * self.duration - time.time()) + 1
        used = self._count(f"reader:{reader(self.get_ident(request))}:{period}")
        if used is None:
            return True
        request._request.rate = f'"{self.scope}";r={max(0, self.num_requests - used)};t={self.reset}'  # type: ignore[attr-defined] # for the gate
        return used <= self.num_requests

    def _count(self, key: str) -> int | None:
        try:
            cache.add(key, 0, timeout=self.duration * 2)
            return cache.incr(key)
        except ValueError:
            return None  # the period ended between the two

    def wait(self) -> float:
        """Seconds until the next period."""
        return float(self.reset)


@lru_cache(maxsize=1)
def policy() -> str:
    """The limit, as the header states it."""
    rate = api_settings.DEFAULT_THROTTLE_RATES[ReaderThrottle.scope]
    quota, window = ReaderThrottle.parse_rate(None, rate)  # type: ignore[arg-type] # reads its argument alone
    return f'"{ReaderThrottle.scope}";q={quota};w={window}'
