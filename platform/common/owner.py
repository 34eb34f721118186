"""Two roles of one database: the owner changes the schema, the application cannot rewrite what is append-only."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

CREDENTIALS = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner(alias: str = "default") -> Iterator[BaseDatabaseWrapper]:
    """Be the owner on this connection for a while, if `DATABASE_OWNER_URL` names one. The database stays the same."""
    connection = connections[alias]
    address = getattr(settings, "DATABASE_OWNER_URL", "")
    if not address:
        yield connection
        return
    owner = environ.Env.db_url_config(address)
    owner["HOST"] = owner.pop("OPTIONS", {}).get("host", owner["HOST"])
    before = {name: connection.settings_dict[name] for name in CREDENTIALS}
    _log_in(connection, {name: owner[name] for name in CREDENTIALS})
    try:
        yield connection
    finally:
        _log_in(connection, before)


def _log_in(connection: BaseDatabaseWrapper, credentials: dict[str, object]) -> None:
    if all(connection.settings_dict[name] == value for name, value in credentials.items()):
        return
    connection.close()
    # The pool keeps connections of the other role.
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(credentials)
