"""The queues of doorbells: where they are, and what waits in them.

They are in Redis unless `BROKER_URL` names another broker: a Redis kept by Sentinels, or RabbitMQ.
"""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from kombu import Connection
from redis.backoff import NoBackoff
from redis.retry import Retry

CONDUCTOR, NOTICES, PUBLISHING = QUEUES = ("conductor", "notices", "publishing")
SENT_AT = "sent_at"
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Waiting:
    """`length` messages wait, the oldest of them for `age` seconds; None where the broker does not tell."""

    length: int
    age: float | None


def address() -> str:
    return settings.BROKER_URL or settings.REDIS_URL


def is_redis() -> bool:
    """Whether the queues are lists of one Redis that anybody may look into."""
    return urlsplit(address()).scheme in ("redis", "rediss", "unix")


def broker_url() -> str:
    """As kombu writes it: a unix socket, and the number of a database behind one, have other names with redis-py."""
    if not address().startswith("unix://"):
        return address()
    return address().replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def broker_options() -> dict[str, Any]:
    """What kombu's transport is told. RabbitMQ keeps a message until it is acknowledged, and needs none of it."""
    if urlsplit(address()).scheme in ("amqp", "amqps"):
        return {}
    found: dict[str, Any] = {
        "visibility_timeout": 600,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
    }
    if settings.BROKER_MASTER:
        found["master_name"] = settings.BROKER_MASTER
    return found


def read_queues() -> dict[str, Waiting]:
    """Ask the broker. Raises its errors when it is away."""
    return _in_redis() if is_redis() else _elsewhere()


def hang(task: str) -> bool:
    """Note that a bell of this kind waits to be heard. False: one does already. Raises Redis's errors.

    The mark does not expire, since Redis would reckon that by the time of day.
    """
    with _redis(settings.REDIS_URL) as client:
        return bool(client.set(f"minga:bell:{task}", "1", nx=True))


def take_down(task: str) -> None:
    """It is heard. Raises Redis's errors."""
    with _redis(settings.REDIS_URL) as client:
        client.delete(f"minga:bell:{task}")


def length(name: str) -> int:
    """How many messages wait in one queue. Raises the broker's errors when it is away."""
    if is_redis():
        with _redis(address()) as client:
            return client.llen(name)
    with _broker() as connection:
        return _length(connection, name)


def _redis(where: str) -> redis.Redis:
    return redis.Redis.from_url(where, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS)


def _in_redis() -> dict[str, Waiting]:
    with _redis(address()) as client:
        # New messages are pushed at the left, workers take from the right.
        return {name: _waiting(client.llen(name), client.lindex(name, -1)) for name in QUEUES}


def _waiting(length: int, oldest: bytes | None) -> Waiting:
    return Waiting(length, age_of(oldest) if oldest else 0.0)


def _elsewhere() -> dict[str, Waiting]:
    """By the protocol, which counts messages and shows none without taking it."""
    with _broker() as connection:
        return {name: Waiting(_length(connection, name), None) for name in QUEUES}


def _broker() -> Connection:
    """Tried once, and each Sentinel too: by themselves the libraries try again for as long as nobody waits."""
    options = broker_options()
    if settings.BROKER_MASTER:
        patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        options["sentinel_kwargs"] = {**patience, "retry": Retry(NoBackoff(), 0)}
    connection = Connection(broker_url(), transport_options=options, connect_timeout=PATIENCE_SECONDS)
    return connection.ensure_connection(max_retries=0)


def _length(connection: Connection, name: str) -> int:
    # A channel ends with an answer that there is no such queue, so each question has its own.
    channel: Any = connection.channel()
    try:
        return int(channel.queue_declare(name, passive=True).message_count)
    except connection.channel_errors:
        return 0
    finally:
        channel.close()


def age_of(message: bytes) -> float:
    """Seconds since a message was sent, by the header that is written when one is; 0 where it has none."""
    sent_at = json.loads(message).get("headers", {}).get(SENT_AT)
    return max(0.0, time.time() - sent_at) if isinstance(sent_at, int | float) else 0.0
