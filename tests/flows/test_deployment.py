"""The composition's own commands, run as they are written, on servers of this test: what a deployment does, without
containers.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import yaml

from embedded.servers import OWNER, Cluster
from tests.servers import dispose, temporary_cluster

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
HOST = "council.example"


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Cluster, dict[str, str]]]:
    """Servers of our own, a free port, and production settings; the schema is made by the service that makes it."""
    own = temporary_cluster()
    try:
        own.start()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "METRICS_TOKEN": "a-token-of-this-test-alone",
            "SECRET_KEY": "a-key-of-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": HOST,
            "EMAIL_URL": "smtp://localhost:25",
            "PORT": str(port),
            "STATIC_ROOT": str(own.folder / "static"),
            "MEDIA_ROOT": str(own.folder / "media"),
            "PUBLISH_ROOT": str(own.folder / "published"),
            "SWEEP_SECONDS": "1",
            **own.environment(),
        }
        for command in (SERVICES["migrate"]["command"], ["python", "manage.py", "collectstatic", "--noinput", "-v0"]):
            subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120, capture_output=True)
        yield own, environment
    finally:
        dispose(own)


@contextmanager
def running(service: str, environment: dict[str, str], log: Path) -> Iterator[Path]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            SERVICES[service]["command"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def ask(port: str, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def wait_for(log: Path, words: str, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def test_the_web_service_serves_behind_its_front_server(site: tuple[Cluster, dict[str, str]], tmp_path: Path) -> None:
    _, environment = site
    port = environment["PORT"]
    with running("web", environment, tmp_path / "web.log") as log:
        wait_for(log, "Started worker-2")
        # The container's own probe names no host and speaks no TLS.
        assert ask(port, "/healthz")[0] == 200
        assert ask(port, "/readyz")[0] == 200, ask(port, "/readyz")[2]
        assert ask(port, "/", Host=HOST)[0] == 301
        assert ask(port, "/", Host="elsewhere.example", **{"X-Forwarded-Proto": "https"})[0] == 400
        status, headers, page = ask(port, "/", Host=HOST, **{"X-Forwarded-Proto": "https"})
        assert status == 200, log.read_text()
        assert headers["X-Request-ID"]
        others = ("/accounts/login/", "/api/v1/councils/", "/robots.txt", "/no/such/thing/")
        for told in (headers, *(ask(port, path, Host=HOST, **{"X-Forwarded-Proto": "https"})[1] for path in others)):
            assert told["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
            assert told["Cross-Origin-Opener-Policy"] == told["Referrer-Policy"] == "same-origin"
            assert "default-src 'none'" in told["Content-Security-Policy"] and "camera=()" in told["Permissions-Policy"]
        style = re.search(rb'href="(/static/[^"]+\.css)"', page)
        assert style
        status, headers, _ = ask(port, style[1].decode(), Host=HOST, **{"X-Forwarded-Proto": "https"})
        assert (status, "immutable" in headers["Cache-Control"]) == (200, True)
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert (headers["X-Frame-Options"], "camera=()" in headers["Permissions-Policy"]) == ("DENY", True)
        status, headers, _ = ask(port, "/accounts/login/", Host=HOST, **{"X-Forwarded-Proto": "https"})
        cookies = headers.get_all("Set-Cookie") or []
        assert cookies and all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies)
        assert ask(port, "/demo/", Host=HOST, **{"X-Forwarded-Proto": "https"})[0] == 404
        assert ask(port, "/metrics")[0] == 404
        counted = ask(port, "/metrics", Authorization=f"Bearer {environment['METRICS_TOKEN']}")[2].decode()
        # Both workers' counts together, whichever of them answers.
        home = re.search(r'minga_requests_total\{method="GET",status="2xx",view="home"\} (\d+)', counted)
        assert home and float(home[1]) == 1, counted


def test_beat_rings_and_the_worker_answers(site: tuple[Cluster, dict[str, str]], tmp_path: Path) -> None:
    _, environment = site
    with (
        running("worker", environment, tmp_path / "worker.log") as worker,
        running("beat", environment, tmp_path / "beat.log"),
    ):
        wait_for(worker, "proposals.tasks.sweep")
        wait_for(worker, "succeeded")


def test_the_application_role_can_add_to_history_and_not_rewrite_it(site: tuple[Cluster, dict[str, str]]) -> None:
    cluster, _ = site
    refused = psycopg.errors.InsufficientPrivilege
    for statement in (
        "UPDATE ledger_entry SET id = id",
        "DELETE FROM proposals_vote",
        "TRUNCATE proposals_position CASCADE",
        "DELETE FROM django_migrations",
        "ALTER TABLE proposals_vote DISABLE TRIGGER ALL",
        "DROP TABLE proposals_vote",
    ):
        with psycopg.connect(cluster.postgres.url()) as connection, pytest.raises(refused):
            connection.execute(statement)
    with psycopg.connect(cluster.postgres.url()) as connection:
        connection.execute("UPDATE accounts_user SET is_active = is_active")
        assert connection.execute("SELECT current_user").fetchone() == ("minga_app",)
    with psycopg.connect(cluster.postgres.url(OWNER)) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations").fetchone() != (0,)
