"""How the servers are spoken to on which the site keeps what it knows: PostgreSQL, Redis for counts, and a store of
uploads.
"""

from typing import Any

import environ

from common.replica.patience import Impatient

env = environ.Env()

POOL_SIZE = env.int("DATABASE_POOL", default=8)

# A streaming replica that answers the readers of the public API, while it is at most so many seconds behind.
DATABASE_REPLICA_URL = env("DATABASE_REPLICA_URL", default="")
DATABASE_REPLICA_LAG = env.float("DATABASE_REPLICA_LAG", default=5.0)
DATABASE_ROUTERS = ["common.replica.reading.Router"] if DATABASE_REPLICA_URL else []


def cache_in(address: str) -> dict[str, Any]:
    """`CACHES` for the Redis at `address`. Nobody waits longer than a second for a count."""
    waiting = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
    return {"default": {"BACKEND": "common.caching.OutlivingCache", "LOCATION": address, "OPTIONS": waiting}}


def database(url: str) -> dict:
    """PostgreSQL settings for `url`, with Django's pool: a connection a request would cost more than most requests."""
    settings = env.db_url_config(url)
    settings["ENGINE"] = "common.database"
    # `?host=/folder` is how libpq writes a unix socket in an address.
    options = settings.pop("OPTIONS", {})
    settings["HOST"] = options.pop("host", settings["HOST"])
    # What else the address asks for reaches the server's library: `sslmode=require` that got lost would be no request.
    # No thread waits for another's connection: whoever waits long waits for a server that is away. A few seconds are a
    # restart; after them the next in the row should read it too. Tries are given up soon, because the pool waits twice
    # as long between each two of them, and would find out late that the server is back: the next request begins anew.
    pool = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 4, "reconnect_timeout": 2}
    settings["OPTIONS"] = {**options, "pool": pool}
    return settings


def databases(url: str, replica: str = DATABASE_REPLICA_URL) -> dict[str, dict]:
    """`DATABASES`: the one at `url`, and `replica` where an address of one is given."""
    return {"default": database(url), **({"replica": replica_at(replica)} if replica else {})}


def replica_at(url: str) -> dict:
    """The same for a replica. In its place the primary answers, so nobody waits for it long: neither for a connection,
    nor on one that stands already for a server that says nothing more.
    """
    settings = database(url)
    settings["OPTIONS"] = {"connect_timeout": 2, "tcp_user_timeout": 2_000, **settings["OPTIONS"]}
    settings["OPTIONS"]["pool"] |= {"timeout": 1, "reconnect_timeout": 1, "connection_class": Impatient}
    # Whoever makes databases for tests makes none of it.
    settings["TEST"] = {"MIRROR": "default"}
    return settings


def files_in(address: str) -> dict[str, Any]:
    """`STORAGES["default"]`: the folder `MEDIA_ROOT`, or the store at an address that `PrivateStore` reads."""
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {"BACKEND": "common.storing.PrivateStore", "OPTIONS": {"address": address}}
