"""The dump of everything: how long it takes, and that its memory does not grow with what there is.

A process of its own each, as the worker's first dump after a start: what it needs at the most is what the operating
system has seen, imports and all.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.remote import Unmeasured
from bench.stage import Stage, World
from bench.table import Row, Target
from embedded.places import ROOT

FLAT = Target(1.2, form="{:g} ×")


@dataclass(frozen=True)
class Dump:
    """What one dump took: seconds, bytes of memory at the most, bytes of its files."""

    seconds: float
    peak: int
    written: int


def measure(stage: Stage) -> Iterator[Row]:
    """The smallest database, then the others beside it."""
    smallest, *others = stage.worlds
    few = _dump(stage, smallest.database)
    yield _told(smallest, few)
    for world in others:
        many = _dump(stage, world.database)
        yield _told(world, many)
        ratio = many.peak / few.peak
        yield Row.judged(
            f"… memory at the most, {world.comments:,} comments",
            ratio,
            FLAT,
            subject=f"{many.peak / 1e6:.0f} MB",
            yardstick=f"{few.peak / 1e6:.0f} MB, {smallest.comments:,}",
            ratio=f"{ratio:.2f} ×",
        )


def _told(world: World, done: Dump) -> Row:
    return Row(
        f"dump of {world.comments:,} comments and as many acts",
        f"{done.seconds:.1f} s, {done.written / 1e6:.1f} MB",
        "",
        f"{world.comments / done.seconds:.0f} comments/s",
    )


def _dump(stage: Stage, database: str) -> Dump:
    folder = stage.folder / f"dump-{database}"
    environment = {**os.environ, **stage.environment(database), "PUBLISH_ROOT": str(folder), "LOG_LEVEL": "ERROR"}
    began = time.perf_counter()
    started = subprocess.Popen(
        [sys.executable, "manage.py", "write_dump"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(started.pid, 0)
    seconds = time.perf_counter() - began
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise Unmeasured(f"write_dump ended with {started.returncode}")
    written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    shutil.rmtree(folder)
    return Dump(seconds, used.ru_maxrss * 1024, written)
