"""A Sentry that the operator names is told what broke, and nothing of whom: a real process fails, a server listens."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli
import pytest
from django.conf import settings

# The words of an exception hold what somebody typed: here they hold the password.
FAILING = """
from unittest import mock
from config.wsgi import application
import sentry_sdk, structlog
from django.test import RequestFactory
typed = {"login": "planted@example.org", "password": "planted-password"}
headers = {"host": "council.example", "x-request-id": "number-of-this-one", "cookie": "__Host-session=planted-cookie"}
asked = RequestFactory(headers=headers).post("/es/accounts/login/?next=/planted-query/", typed, secure=True)
with mock.patch("django.middleware.locale.LocaleMiddleware.process_request", side_effect=ValueError(typed)):
    said = []
    b"".join(application(asked.environ, lambda status, *more: said.append(status)))
assert said == ["500 Internal Server Error"], said
structlog.get_logger("proposals").error("step_failed", row="planted row", person="planted person")
sentry_sdk.flush()
"""


class Listening(BaseHTTPRequestHandler):
    bodies: list[bytes] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.bodies.append({"br": brotli.decompress, "gzip": gzip.decompress}[self.headers["Content-Encoding"]](body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def sentry() -> Iterator[str]:
    Listening.bodies.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1"
    server.shutdown()
    server.server_close()


def events() -> list[dict[str, Any]]:
    """What came, an event for each envelope: its third line."""
    return [json.loads(body.splitlines()[2]) for body in Listening.bodies]


def test_a_failure_is_told_without_a_word_of_whoever_met_it(sentry: str) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "PYTHONPATH": f"{settings.ROOT}:{settings.PLATFORM}",
        "SECRET_KEY": "planted-key-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
        "ALLOWED_HOSTS": "council.example",
        "DATABASE_URL": "postgres://minga_app:planted-word@127.0.0.1:9/minga",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "EMAIL_URL": "smtp://localhost:25",
        "SENTRY_DSN": sentry,
    }
    done = subprocess.run([sys.executable, "-c", FAILING], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "planted" not in b"".join(Listening.bodies).decode()
    (failed,) = [event for event in events() if [e["type"] for e in event["exception"]["values"]] == ["ValueError"]]
    frames = failed["exception"]["values"][-1]["stacktrace"]["frames"]
    assert "django.utils.deprecation" in {frame["module"] for frame in frames}
    assert not any("vars" in frame for frame in frames)
    assert failed["tags"] == {"request_id": "number-of-this-one"}
    assert failed["request"] == {"method": "POST"}
    assert "step_failed" in {event.get("message") for event in events()}
