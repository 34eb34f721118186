"""What waits in the queue of doorbells: how many, and since when."""

import json
import time
from dataclasses import dataclass

import redis
from django.conf import settings

# Celery's own name of the queue that nobody has named otherwise.
QUEUE = "celery"
SENT_AT = "sent_at"
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Queue:
    """`length` messages wait, the oldest of them for `age` seconds."""

    length: int
    age: float


def read_queue() -> Queue:
    """Ask Redis. Raises its errors when it is away."""
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    ) as client:
        length, oldest = client.llen(QUEUE), client.lindex(QUEUE, -1)
    return Queue(length, age_of(oldest) if oldest else 0.0)


def age_of(message: bytes) -> float:
    """Seconds since a message was sent, by the header that is written when one is; 0 where it has none."""
    sent_at = json.loads(message).get("headers", {}).get(SENT_AT)
    return max(0.0, time.time() - sent_at) if isinstance(sent_at, int | float) else 0.0
