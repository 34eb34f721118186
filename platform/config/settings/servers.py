"""How the servers are spoken to on which the site keeps what it knows: PostgreSQL, Redis for counts, and a store of
uploads.
"""

from typing import Any

import environ

env = environ.Env()

POOL_SIZE = env.int("DATABASE_POOL", default=8)


def cache_in(address: str) -> dict[str, Any]:
    """`CACHES` for the Redis at `address`. Nobody waits longer than a second for a count."""
    waiting = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
    return {"default": {"BACKEND": "common.caching.OutlivingCache", "LOCATION": address, "OPTIONS": waiting}}


def database(url: str) -> dict:
    """PostgreSQL settings for `url`, with Django's pool: a connection a request would cost more than most requests."""
    settings = env.db_url_config(url)
    settings["ENGINE"] = "django.db.backends.postgresql"
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


def files_in(address: str) -> dict[str, Any]:
    """`STORAGES["default"]`: the folder `MEDIA_ROOT`, or the store at an address that `PrivateStore` reads."""
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {"BACKEND": "common.storing.PrivateStore", "OPTIONS": {"address": address}}
