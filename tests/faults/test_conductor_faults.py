"""The worker and Redis, killed in the middle: nothing lost, nothing twice. Real processes on a cluster of the test's
own.
"""

import hashlib
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

from common.locks import Lock, key
from embedded.servers import DATABASE, OWNER, Cluster
from tests.servers import dispose, temporary_cluster

ROOT = Path(__file__).resolve().parents[2]
FRESH = f"{DATABASE}_fresh"
CELERY = [sys.executable, "-m", "celery", "-A", "config.celery"]


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
        return self.process("worker", "--pool=threads", "--concurrency=2", "--loglevel=INFO")

    def beat(self):
        return self.process("beat", "--schedule", str(self.folder / "beat"), "--loglevel=INFO")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL and a Redis of this module's own."""
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


def state_of(site: Site, ballot: object) -> str:
    return site.ask("SELECT state FROM proposals_ballot WHERE id = %s", ballot)[0][0]


def assert_decided_once(site: Site, ballot: object, *, yes: str) -> None:
    """One position, seven tallies, each step once in the ledger, and the votes that were cast."""
    assert site.ask("SELECT count(*) FROM proposals_position WHERE ballot_id = %s", ballot) == [(1,)]
    assert site.ask("SELECT count(*) FROM proposals_tally WHERE ballot_id = %s", ballot) == [(7,)]
    counted = site.ask(
        "SELECT result -> 'counts' ->> 'yes' FROM proposals_tally WHERE ballot_id = %s AND is_binding", ballot
    )
    assert counted == [(yes,)]
    steps = site.ask(
        "SELECT verb, count(*) FROM ledger_entry WHERE verb IN "
        "('open_ballot', 'close_ballot', 'count_ballot', 'publish_position') GROUP BY verb"
    )
    assert sorted(steps) == [("close_ballot", 1), ("count_ballot", 1), ("open_ballot", 1), ("publish_position", 1)]


def test_a_worker_killed_between_count_and_publish(site: Site) -> None:
    made = site.stage("scene", "8", "BR")
    with psycopg.connect(site.cluster.postgres.url(OWNER)) as holder:
        # Whoever publishes waits for the council's chain, which this test holds: so the count commits and the
        # publication cannot, for as long as we like.
        holder.execute("SELECT pg_advisory_lock(%s)", [key(Lock.CHAIN, int(str(made["council"])))])
        holder.commit()
        with site.beat(), site.worker() as worker:
            wait_until(lambda: state_of(site, made["ballot"]) == "tallied", "the count")
            wait_until(
                lambda: bool(site.ask("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")),
                "the publication waits",
            )
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert site.ask("SELECT count(*) FROM proposals_position") == [(0,)]
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication by another worker")
        time.sleep(2)
    assert_decided_once(site, made["ballot"], yes="1")


def test_redis_killed_during_the_vote_and_started_again(site: Site) -> None:
    made = site.stage("scene", "30")
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "open", "the opening")
        site.cluster.redis.kill()
        site.stage("vote", str(made["ballot"]), "BR", "BO")
        wait_until(
            lambda: (
                site.ask("SELECT count(*) FROM councils_window WHERE kind = 'voting' AND closes_at <= now()") == [(1,)]
            ),
            "the close",
        )
        time.sleep(1)
        assert state_of(site, made["ballot"]) == "open", "no doorbell rings while Redis is away"
        site.cluster.redis.start()
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication after Redis is back", 150)
        time.sleep(2)
    assert_decided_once(site, made["ballot"], yes="2")


def test_two_beats_and_two_workers_do_it_once(site: Site, tmp_path: Path) -> None:
    made = site.stage("scene", "6", "BR")
    second = ("beat", "--schedule", str(tmp_path / "beat2"), "--loglevel=INFO")
    with site.beat(), site.process(*second), site.worker(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
        time.sleep(2)
    assert_decided_once(site, made["ballot"], yes="1")


def filed(site: Site) -> dict[str, bytes]:
    """Everything that a front server would hand out."""
    root = site.folder / "published"
    found = [path for path in root.rglob("*.*") if path.is_file() and ".writing" not in path.parts]
    return {path.name: path.read_bytes() for path in found}


def killed_while(site: Site, verb: str, seconds: float) -> None:
    """Killed so many seconds after it has begun to do so again and again."""
    command = [sys.executable, "-m", "tests.faults.stage", verb]
    started = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE)
    assert started.stdout and started.stdout.readline() == b"begun\n"
    time.sleep(seconds)
    started.kill()
    started.wait()
    started.stdout.close()


def test_a_worker_killed_while_it_writes_files(site: Site) -> None:
    made = site.stage("scene", "10", "BR")
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
        wait_until(lambda: len(filed(site)) == 6, "its files")
    whole = filed(site)
    assert set(whole) == {"1.json", "1.json.br", "1.json.gz", "1.pdf", "1.es.pdf", "package.zip"}
    document, content, package = site.ask(
        "SELECT p.document, r.content, k.content FROM proposals_position p JOIN proposals_rendition r"
        " ON r.position_id = p.id JOIN proposals_package k ON k.position_id = p.id"
    )[0]
    assert document in whole["1.json"]
    assert whole["1.pdf"] == whole["1.es.pdf"] == content and whole["package.zip"] == package
    lacking = 0
    for moment in range(5):
        killed_while(site, "file", 0.05 + moment * 0.031)
        assert filed(site).items() <= whole.items()
        lacking += filed(site) != whole
    assert lacking, "it was killed in the middle at least once"
    with site.beat(), site.worker():
        wait_until(lambda: filed(site) == whole, "the files, by another worker")
    assert not list((site.folder / "published" / ".writing").glob("*"))


def test_a_worker_killed_while_it_writes_a_dump(site: Site) -> None:
    site.stage("scene", "60", "BR")
    root = site.folder / "published" / "dumps"
    halves = 0
    for moment in range(4):
        killed_while(site, "dump", 0.15 + moment * 0.11)
        left = list(root.iterdir())
        halves += any(entry.name.startswith(".") and entry.is_dir() for entry in left)
        for day in (entry for entry in left if entry.name[0].isdigit()):
            assert_whole(day)
    assert halves, "it was killed in the middle at least once"
    site.run([sys.executable, "manage.py", "write_dump"])
    [day] = [entry for entry in root.iterdir() if entry.name != "latest"]
    assert (root / "latest").resolve() == day.resolve(), "nothing else is left"
    assert_whole(day)


def assert_whole(day: Path) -> None:
    """Every file that the manifest names is there to the last byte."""
    manifest = json.loads((day / "manifest.json").read_text())
    for told in manifest["files"]:
        assert hashlib.sha256((day / told["name"]).read_bytes()).hexdigest() == told["sha256"], told["name"]


def test_a_worker_killed_while_it_prints(site: Site) -> None:
    made = site.stage("scene", "10", "BR")
    with psycopg.connect(site.cluster.postgres.url(OWNER)) as holder:
        # What was printed cannot be written while this test holds the table; everything else goes on.
        holder.execute("LOCK TABLE proposals_rendition IN EXCLUSIVE MODE")
        with site.beat(), site.worker() as worker:
            wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
            wait_until(lambda: site.ask("SELECT attempts FROM proposals_renderingtry") == [(1,)], "the press")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        holder.rollback()
        assert site.ask("SELECT count(*) FROM proposals_rendition") == [(0,)]
        holder.execute("UPDATE proposals_renderingtry SET next_try_at = now()")
        holder.commit()
    with site.beat(), site.worker():
        wait_until(lambda: len(filed(site)) == 6, "the files, by another worker")
    assert site.ask("SELECT language, count(*) FROM proposals_rendition GROUP BY 1") == [("es", 1)]
    assert site.ask("SELECT attempts, is_done FROM proposals_renderingtry") == [(2, True)]
