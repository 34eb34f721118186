"""The queues of doorbells, and what waits in them: how many, and since when."""

import json
import time
from dataclasses import dataclass

import redis
from django.conf import settings

CONDUCTOR, NOTICES, PUBLISHING = QUEUES = ("conductor", "notices", "publishing")
SENT_AT = "sent_at"
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Waiting:
    """`length` messages wait, the oldest of them for `age` seconds."""

    length: int
    age: float


def read_queues() -> dict[str, Waiting]:
    """Ask Redis, by the queue's name. Raises its errors when it is away."""
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    ) as client:
        # New messages are pushed at the left, workers take from the right.
        return {name: _waiting(client.llen(name), client.lindex(name, -1)) for name in QUEUES}


def _waiting(length: int, oldest: bytes | None) -> Waiting:
    return Waiting(length, age_of(oldest) if oldest else 0.0)


def age_of(message: bytes) -> float:
    """Seconds since a message was sent, by the header that is written when one is; 0 where it has none."""
    sent_at = json.loads(message).get("headers", {}).get(SENT_AT)
    return max(0.0, time.time() - sent_at) if isinstance(sent_at, int | float) else 0.0
