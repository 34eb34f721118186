"""The web server, as the demonstration and a deployment both start it: `python -m config.serve`."""

import os
import sys
import tempfile

import environ
from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.errors import ConfigurationError

env = environ.Env()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    # Read here first: settings that refuse to start say so once, and not once for each worker.
    settings._setup()
    # Each worker writes what it counts into a file here; whichever is asked for `/metrics` puts them together.
    with tempfile.TemporaryDirectory(prefix="minga-metrics-") as counts:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", counts)
        serve()


def serve() -> None:
    """Until a signal ends it."""
    server = Granian(
        "config.wsgi:application",
        interface=Interfaces.WSGI,
        address=env("HOST", default="127.0.0.1"),
        port=env.int("PORT", default=8000),
        workers=env.int("WEB_WORKERS", default=2),
        # Each thread may hold a database connection, so there are no more of them than the pool has.
        blocking_threads=env.int("WEB_THREADS", default=settings.POOL_SIZE),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    try:
        server.serve()
    except ConfigurationError as error:
        sys.exit(f"Minga cannot start: {error}")


if __name__ == "__main__":
    main()
