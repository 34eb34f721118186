"""A site that tests of faults may break: real processes on a cluster of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from embedded.servers import DATABASE, OWNER, Cluster
from tests.servers import dispose, temporary_cluster

ROOT = Path(__file__).resolve().parents[2]
FRESH = f"{DATABASE}_fresh"
# Started again when it ends, as every deployment does it (`restart: unless-stopped`): a worker whose Redis goes away
# may end of itself, by a fault of the library that gives back what it had taken.
SUPERVISED = ["sh", "-c", 'while :; do "$0" "$@"; sleep 1; done']
CELERY = [*SUPERVISED, sys.executable, "-m", "celery", "-A", "config.celery"]


class Site:
    """A migrated database of its own, and the processes of one site on it."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder
        self.environment = {
            **os.environ,
            **cluster.environment(OWNER),
            "SWEEP_SECONDS": "0.5",
            "PUBLISH_ROOT": str(folder / "published"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform"), os.environ.get("PYTHONPATH", "")]),
        }

    def migrate(self) -> None:
        """Once for all tests here: it takes longer than any of them, and each begins with a copy of what it made."""
        self.run([sys.executable, "manage.py", "migrate", "--verbosity=0"])
        self.rule(f"CREATE DATABASE {FRESH} TEMPLATE {DATABASE}")

    def begin(self) -> None:
        """A database as it was after the migration, and a Redis that has forgotten everything."""
        self.rule(
            f"DROP DATABASE {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE} TEMPLATE {FRESH} OWNER {OWNER}"
        )
        redis.from_url(self.cluster.redis.url()).flushall()

    def rule(self, *statements: str) -> None:
        with psycopg.connect(self.cluster.postgres.url("postgres", "postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type] # constants

    def rule_here(self, statements: str) -> None:
        """By the owner of the site's own tables."""
        with psycopg.connect(self.cluster.postgres.url(OWNER), autocommit=True) as connection:
            connection.execute(statements)  # type: ignore[arg-type] # constants

    def run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def stage(self, *words: str) -> dict[str, object]:
        return json.loads(self.run([sys.executable, "-m", "tests.faults.stage", *words]).splitlines()[-1])

    def ask(self, question: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.cluster.postgres.url(OWNER)) as connection:
            return connection.execute(question, values).fetchall()  # type: ignore[arg-type] # constants

    @contextmanager
    def process(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            started = subprocess.Popen(
                [*CELERY, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield started
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()

    def worker(self):
        # Without the second in which each looks for others at its start.
        alone = ("--without-gossip", "--without-mingle")
        return self.process("worker", "--pool=threads", "--concurrency=2", *alone, "--loglevel=INFO")

    def beat(self):
        return self.process("beat", "--schedule", str(self.folder / "beat"), "--loglevel=INFO")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL and a Redis of these tests' own."""
    own = temporary_cluster()
    try:
        own.start()
        Site(own, tmp_path_factory.mktemp("site")).migrate()
        yield own
    finally:
        dispose(own)


@pytest.fixture
def site(migrated: Cluster, tmp_path: Path) -> Site:
    made = Site(migrated, tmp_path)
    made.begin()
    return made


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"it never happened: {what}"
        time.sleep(0.1)
