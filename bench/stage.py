"""The servers of one run: PostgreSQL, Redis, the real web server, and a process inside each of two databases."""

import http.client
import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
import psycopg

from embedded.places import ROOT
from embedded.process import Process
from embedded.servers import DATABASE, OWNER, Cluster

from .remote import Remote, Unmeasured

LARGE = f"{DATABASE}_large"
HOST = "bench.example"
WEB_SECONDS = 60


@dataclass(frozen=True)
class Sizes:
    """How much there is in the small database and in the large one."""

    comments: tuple[int, int]
    proposals: tuple[int, int]
    seats: int = 1_500
    roll: int = 10_000
    members: int = 100_000
    told: int = 20_000
    # People in the last so many seconds of a vote.
    closing: tuple[int, float] = (500, 15.0)


QUICK = Sizes(comments=(1_000, 100_000), proposals=(100, 10_000))
FULL = Sizes(
    comments=(1_000, 1_000_000),
    proposals=(100, 100_000),
    seats=4_000,
    members=1_000_000,
    told=100_000,
    closing=(2_000, 60.0),
)


class Stage:
    """Everything that a run starts, in one temporary folder, gone at its end.

    PostgreSQL runs without fsync: with it, the disk would take most of the time of a vote and of its yardstick alike,
    and hide what our code costs.
    """

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.folder = Path(tempfile.mkdtemp(prefix="minga-bench-"))
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as another user, who must pass through
        self.cluster = Cluster(self.folder, durable=False)
        self.secret = secrets.token_urlsafe(60)
        self.signing_key = secrets.token_hex(32)
        self.port = 0
        self.web: Process | None = None
        self.remotes: list[Remote] = []
        self.places: dict[str, Any] = {}

    def __enter__(self) -> "Stage":
        try:
            self.cluster.start()
            self._prepare()
            self.small, self.large = self._inside(DATABASE), self._inside(LARGE)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for remote in self.remotes:
            remote.stop()
        if self.web:
            self.web.stop()
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def kept_bytes(self) -> Path:
        """Where the yardstick finds the bytes that it hands out."""
        return self.folder / "bytes"

    def environment(self, database: str) -> dict[str, str]:
        """What the production settings ask for. Readers are not limited: here, one reader is all of them."""
        postgres = self.cluster.postgres
        return {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": postgres.url(database=database),
            "DATABASE_OWNER_URL": postgres.url(OWNER, database),
            "REDIS_URL": self.cluster.redis.url(),
            "SECRET_KEY": self.secret,
            "ALLOWED_HOSTS": HOST,
            "EMAIL_URL": "memorymail://",
            "API_RATE": "900000000/min",
            "MEDIA_ROOT": str(self.folder / "media"),
            "PUBLISH_ROOT": str(self.folder / "published"),
            "STATIC_ROOT": str(self.folder / "static"),
            "SIGNING_KEY": self.signing_key,
            "BENCH_BYTES": str(self.kept_bytes),
        }

    def _inside(self, database: str) -> Remote:
        remote = Remote({**self.environment(database), "LOG_LEVEL": "ERROR"})
        self.remotes.append(remote)
        return remote

    def _prepare(self) -> None:
        """Migrate once; the large database begins as a copy of the small one."""
        remote = self._inside(DATABASE)
        remote.call("bench.inside.preparing:prepare")
        remote.stop()
        self.remotes.remove(remote)
        with psycopg.connect(self.cluster.postgres.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {LARGE} TEMPLATE {DATABASE} OWNER {OWNER}")  # two constants

    def start_web(self) -> None:
        """The web server as a deployment starts it, on the small database."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {**os.environ, **self.environment(DATABASE), "HOST": "127.0.0.1", "PORT": str(self.port)}
        command = [sys.executable, "-m", "config.serve"]
        log = self.folder / "log" / "web.log"
        self.web = Process("web", command, run=self.folder / "run", log=log, environment=environment, cwd=ROOT)
        self.web.launch()
        deadline = time.monotonic() + WEB_SECONDS
        while not self._answers():
            if not self.web.is_alive() or time.monotonic() > deadline:
                raise Unmeasured(f"the web server did not start: {self.web.last_words()}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": HOST})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def server_cpu(self) -> float:
        """Seconds of CPU that the web server and PostgreSQL have used so far; less the other's noise than the clock."""
        spent = 0.0
        for process in (self.web, self.cluster.postgres.process):
            if process and process.pid:
                parent = psutil.Process(process.pid)
                spent += sum(_cpu(one) for one in (parent, *parent.children(recursive=True)))
        return spent


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system
