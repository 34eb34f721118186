"""Servers that the environment names: asked before anything starts, so that what is wrong with them is one line."""

import os
from urllib.parse import urlsplit

import psycopg
import redis

from embedded.places import Trouble

PATIENCE = 5  # seconds


def reach_database(name: str) -> None:
    """Raise `Trouble` unless the address in this variable is of a PostgreSQL that lets us make tables."""
    address = os.environ[name]
    # Asked here: the driver would repeat an address that it cannot read, and the password that stands in it.
    if urlsplit(address).scheme not in ("postgres", "postgresql"):
        raise Trouble(f"{name} must begin with postgres://")
    try:
        with psycopg.connect(address, connect_timeout=PATIENCE) as connection:
            row = connection.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
    except psycopg.Error as error:
        raise Trouble(f"the database of {name} does not let us in: {_first_line(error)}") from error
    if row != (True,):
        raise Trouble(f"the role in {name} may not make tables there; make it the owner of the database")


def reach_redis(name: str) -> None:
    """Raise `Trouble` unless a Redis answers at the address in this variable."""
    try:
        with redis.Redis.from_url(os.environ[name], socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise Trouble(f"the Redis of {name} does not answer: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
