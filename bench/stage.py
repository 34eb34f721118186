"""The servers of one run: PostgreSQL, Redis, the real web server, and a process inside each of two databases."""

import http.client
import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
import psycopg

from embedded.places import ROOT
from embedded.process import Process
from embedded.servers import DATABASE, OWNER, Cluster

from .remote import Remote, Unmeasured
from .sizes import Sizes

HOST = "bench.example"
WEB_SECONDS = 60


@dataclass
class World:
    """One database, how much will be seeded there, a process inside it, and where its things are then."""

    database: str
    comments: int
    proposals: int
    remote: Remote
    places: dict[str, Any] = field(default_factory=dict)


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
        self.worlds: list[World] = []

    def __enter__(self) -> "Stage":
        try:
            self.cluster.start()
            names = [DATABASE, *(f"{DATABASE}_{number}" for number in range(1, len(self.sizes.worlds)))]
            self._prepare(names[1:])
            self.worlds = [
                World(name, *size, self._inside(name)) for name, size in zip(names, self.sizes.worlds, strict=True)
            ]
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
    def small(self) -> Remote:
        """The process in the smallest database, in which everything is measured that does not grow."""
        return self.worlds[0].remote

    @property
    def large(self) -> World:
        """The largest database."""
        return self.worlds[-1]

    @property
    def places(self) -> dict[str, Any]:
        """Where things are in the smallest database."""
        return self.worlds[0].places

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

    @contextmanager
    def helper(self, world: World) -> Iterator[Remote]:
        """A second process in the same database, for a while."""
        remote = self._inside(world.database)
        try:
            yield remote
        finally:
            remote.stop()
            self.remotes.remove(remote)

    def _prepare(self, others: list[str]) -> None:
        """Migrate once; the other databases begin as copies of the small one."""
        remote = self._inside(DATABASE)
        remote.call("bench.inside.preparing:prepare")
        remote.stop()
        self.remotes.remove(remote)
        with psycopg.connect(self.cluster.postgres.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")  # for the seeds alone
            for name in others:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER}")  # names made here

    @property
    def processes(self) -> dict[str, str]:
        """The whole environment of a process of the site on the small database."""
        return {**os.environ, **self.environment(DATABASE)}

    def start_web(self) -> None:
        """The web server as a deployment starts it, on the small database."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {**self.processes, "HOST": "127.0.0.1", "PORT": str(self.port)}
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
