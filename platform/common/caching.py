"""The cache: Redis, and this process's own memory while Redis is away.

What is kept in it are counts (what one reader asks of the API, tries of passwords and codes) and, for three minutes,
which code of an app was used. Neither a page nor a sign-in may fail because nobody can count, and guessing may not
become free either: so each process counts for itself until Redis is back. What is then allowed is at most the limit
times the number of processes, and a code that was used just before can be used once more with each of them.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("minga.cache")

# How long nobody waits for Redis after it did not answer.
PAUSE_SECONDS = 5.0


class OutlivingCache(RedisCache):
    """Django's cache in Redis, of which each operation is done in memory when Redis does not do it.

    An operation that Redis fails may have reached it; those of counts may then be counted in both, which only makes a
    limit stricter.
    """

    # By the address of each Redis: Django makes a cache for each thread, and one that waited has waited for all.
    away_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.server = server
        self.memory = LocMemCache("while redis is away", {})

    def _do(self, name: str, *args: Any, **named: Any) -> Any:
        in_redis: Callable = getattr(super(), name)
        if time.monotonic() >= self.away_until.get(self.server, 0.0):
            try:
                return in_redis(*args, **named)
            except (RedisError, OSError) as away:
                self.away_until[self.server] = time.monotonic() + PAUSE_SECONDS
                logger.warning("counted in memory for %.0f s: %s", PAUSE_SECONDS, type(away).__name__)
        return getattr(self.memory, name)(*args, **named)

    def add(self, *args: Any, **named: Any) -> Any:
        return self._do("add", *args, **named)

    def get(self, *args: Any, **named: Any) -> Any:
        return self._do("get", *args, **named)

    def set(self, *args: Any, **named: Any) -> Any:
        return self._do("set", *args, **named)

    def touch(self, *args: Any, **named: Any) -> Any:
        return self._do("touch", *args, **named)

    def delete(self, *args: Any, **named: Any) -> Any:
        return self._do("delete", *args, **named)

    def get_many(self, *args: Any, **named: Any) -> Any:
        return self._do("get_many", *args, **named)

    def has_key(self, *args: Any, **named: Any) -> Any:
        return self._do("has_key", *args, **named)

    def incr(self, *args: Any, **named: Any) -> Any:
        return self._do("incr", *args, **named)

    def set_many(self, *args: Any, **named: Any) -> Any:
        return self._do("set_many", *args, **named)

    def delete_many(self, *args: Any, **named: Any) -> Any:
        return self._do("delete_many", *args, **named)

    def clear(self) -> Any:
        self.memory.clear()
        return self._do("clear")
