"""A rolling upgrade from the release before, with the data that it wrote, while people vote and others read."""

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from bench.crowd import Arrival
from bench.doorbells import free_port
from bench.machines import CELERY, wait_for_web
from bench.patient import Patience, persist, read_on
from bench.releases import release_before, unpack
from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Row, Target
from bench.wire import request
from embedded.places import ROOT
from embedded.process import Process
from embedded.servers import OWNER

from .casting import vote
from .machines import ARRIVALS, CAST, ONCE, PATIENCE, PAUSE, READ, READERS, RESPITE

DATABASE = "minga_upgraded"


class Release:
    """The processes of one tree on the database that is upgraded. Both keep what they compile to themselves."""

    def __init__(self, stage: Stage, tree: Path, name: str) -> None:
        self.stage, self.tree, self.name = stage, tree, name
        self.environment = {
            **os.environ,
            **stage.environment(DATABASE),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "PYTHONPATH": os.pathsep.join([str(tree), str(tree / "platform")]),
            "STATIC_ROOT": str(stage.folder / f"static-{name}"),
            "SWEEP_SECONDS": "1",
            "WEB_WORKERS": "1",
            "HOST": "127.0.0.1",
        }

    def run(self, *command: str, as_owner: bool = False) -> str:
        """What the command prints. `Unmeasured` with its last words if it fails."""
        environment = self.environment
        if as_owner:
            environment = {**environment, "DATABASE_URL": self.stage.cluster.postgres.url(OWNER, DATABASE)}
        done = subprocess.run(
            [sys.executable, *command], cwd=self.tree, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            raise Unmeasured(f"{self.name}, {command}: {(done.stderr or done.stdout).strip().splitlines()[-1][:200]}")
        return done.stdout

    def migrate(self) -> float:
        """The seconds that it takes."""
        began = time.perf_counter()
        self.run("manage.py", "migrate", "--verbosity=0", as_owner=True)
        self.run("manage.py", "grant_application_role")
        return time.perf_counter() - began

    def process(self, name: str, *command: str, **more: str) -> Process:
        run, log = self.stage.folder / "run", self.stage.folder / "log" / f"{name}-{self.name}.log"
        environment = {**self.environment, **more}
        return Process(
            f"{name}-{self.name}", [sys.executable, *command], run=run, log=log, environment=environment, cwd=self.tree
        )

    def web(self, port: int) -> Process:
        return self.process(f"web{port}", "-m", "config.serve", PORT=str(port))

    def worker(self) -> Process:
        return self.process("worker", *CELERY[1:], "worker", "--pool=threads", "--concurrency=2")

    def beat(self) -> Process:
        schedule = str(self.stage.folder / f"beat-{self.name}")
        return self.process("beat", *CELERY[1:], "beat", "--pidfile=", "--schedule", schedule)


def measure(stage: Stage) -> Iterator[Row]:
    """None lost, none twice, none refused; what the release before wrote is what this one publishes."""
    people, seconds = stage.sizes.machines
    commit = release_before()
    unpack(commit, stage.folder / "before")
    before, after = Release(stage, stage.folder / "before", "before"), Release(stage, ROOT, "after")
    _new_database(stage)
    before.migrate()
    for release in (before, after):
        release.run("-m", "common.catalogues")
        release.run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
    places = json.loads(before.run("-m", "tests.faults.stage", "booth", str(people), as_owner=True).splitlines()[-1])
    with ExitStack() as running:
        came, read, migrated = asyncio.run(_live(running, before, after, places, seconds))
        found = _found(stage)
    after.run("manage.py", "audit")
    yield from _rows(came, read, found, f"{people:,} people cast in {seconds:.0f} s while {commit[:7]} gives way")
    yield Row("… its migrations, beside them", f"{migrated:.1f} s")


def _new_database(stage: Stage) -> None:
    with psycopg.connect(stage.cluster.postgres.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


async def _live(
    running: ExitStack, before: Release, after: Release, places: dict[str, Any], seconds: float
) -> tuple[list[Patience], list[Patience], float]:
    """The old processes serve; the schema is changed under them; then one after the other gives way to a new one."""
    ports = [free_port(), free_port()]
    webs, others = [before.web(port) for port in ports], [before.worker(), before.beat()]
    for process in (*webs, *others):
        _launch(running, process)
    for port, web in zip(ports, webs, strict=True):
        await asyncio.to_thread(wait_for_web, port, web)
    over = asyncio.Event()
    sent = [
        Arrival(ARRIVALS.uniform(0, seconds), vote(places["path"], *voter, **{ONCE: str(uuid.uuid4())}))
        for voter in places["voters"]
    ]
    readers = [
        asyncio.create_task(read_on(ports, [request(p) for p in READ], PAUSE, over)) for _reader in range(READERS)
    ]
    voters = asyncio.create_task(persist(ports, sent))
    migrated = await asyncio.to_thread(after.migrate)
    for port, web in zip(ports, webs, strict=True):
        await asyncio.to_thread(web.stop)
        new = after.web(port)
        _launch(running, new)
        await asyncio.to_thread(wait_for_web, port, new)
    for old, new in zip(others, (after.worker(), after.beat()), strict=True):
        await asyncio.to_thread(old.stop)
        _launch(running, new)
    came = await voters
    over.set()
    read = [one for reader in readers for one in await reader]
    await asyncio.to_thread(_close, after)
    return came, read, migrated


def _launch(running: ExitStack, process: Process) -> None:
    process.launch()
    running.callback(process.kill)


def _close(after: Release) -> None:
    """Let the window close soon, and wait until the new worker has published what was voted."""
    with psycopg.connect(after.stage.cluster.postgres.url(OWNER, DATABASE), autocommit=True) as connection:
        connection.execute(
            "UPDATE councils_window SET closes_at = clock_timestamp() + interval '1 s' WHERE kind = 'voting'"
        )
        end = time.monotonic() + PATIENCE + RESPITE
        while not (connection.execute("SELECT count(*) FROM proposals_position").fetchone() or [0])[0]:
            if time.monotonic() > end:
                raise Unmeasured("the new worker did not publish what was voted")
            time.sleep(0.2)


def _found(stage: Stage) -> dict[str, int]:
    with psycopg.connect(stage.cluster.postgres.url(OWNER, DATABASE)) as connection:
        asked = "SELECT count(*), count(DISTINCT roll_entry_id) FROM proposals_vote"
        votes, seats = connection.execute(asked).fetchone() or (0, 0)
    return {"votes": votes, "seats": seats}


def _rows(came: list[Patience], read: list[Patience], found: dict[str, int], what: str) -> Iterator[Row]:
    receipts = sum(one.last.status == CAST for one in came)
    waited = max(one.seconds for one in came)
    again = sum(one.tries > 1 for one in came)
    yield Row.judged(
        what,
        receipts,
        Target(len(came), least=True),
        subject=f"{receipts:,} receipts",
        yardstick=f"{again} tried again",
        ratio=f"longest {waited:.1f} s",
    )
    wrong = abs(receipts - found["seats"]) + found["votes"] - found["seats"]
    yield Row.judged("… receipts without a vote, and votes twice", wrong, Target(0), subject=f"{wrong}")
    failed = sum(one.last.status != 200 for one in read)
    yield Row.judged("… readings of the API unanswered", failed, Target(0), subject=f"{failed} of {len(read):,}")
