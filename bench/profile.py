"""`python -m bench.profile` writes `docs/profiles.md`. With names of parts, only those: `… bench.profile paths`.

At the size of the quick benchmarks' large database, or of the long ones' with `FULL=1`.
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from embedded.places import ROOT, Trouble

from . import preparing
from .machine import busy, described
from .profiling import indexes, partitioning, pooling
from .profiling.paths import PATHS
from .profiling.telling import detail, summary
from .profiling.walking import walk
from .remote import Unmeasured
from .sizes import FULL, QUICK, Sizes
from .stage import Stage, World

PAGE = ROOT / "docs" / "profiles.md"
INTRODUCTION = """\
# Profiles

Written by `python -m bench.profile`; nothing here is typed by hand. Each part says when and where it was measured, and
a run of one part leaves the others as they stand.
"""
SEATS = 300
WORDS = """\
Measured in one process without a server, in a database of {comments:,} comments, as many acts, and {proposals:,}
proposals. The bare list is the framework's own, of twenty rows, asked for in turns by the same person with the same
middleware. The shares of rooms and functions are of the time by the clock, waiting for PostgreSQL and Redis included
(`driver`, `redis`). A remark on a plan is a large table read whole, a sort on disk, or rows found mostly to be thrown
away. Ratios are rougher here than in `docs/benchmarks.md`, where page and yardstick take turns request by request: what
this page is for are the shares.
"""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def seed(stage: Stage) -> World:
    """Everything in one database, the large one: comments and acts, published positions, and a ballot that is open."""
    world = stage.large
    say(f"Seeding {world.comments:,} comments and {world.proposals:,} proposals …")
    preparing.fill(stage, world)
    world.places |= world.remote.call("bench.inside.deciding:conduct", number=5, seats=50)
    world.places |= world.remote.call("bench.seed.booth:booth", seats=SEATS)
    world.places["word"] = world.remote.call("bench.inside.searching:words")["a word in very many texts"]
    return world


def paths(stage: Stage) -> str:
    """What each path costs and where; and which index serves which of them."""
    world = seed(stage)
    looked = world.remote.call("bench.inside.indexing:indexes")
    before = _before(PAGE.read_text() if PAGE.exists() else "")
    walks = []
    for path in PATHS:
        say(f"Walking: {path.what} …")
        walks.append(walk(path, world.remote, world.places, stage.folder))
    told = [
        WORDS.format(comments=world.comments, proposals=world.proposals),
        summary(walks, before),
        *[detail(each) for each in walks],
        "### Indexes of the large tables\n",
        indexes.told(stage, world, walks, looked),
    ]
    return "\n".join(told)


def partitions(stage: Stage) -> str:
    """What many rows cost, and at full size ten times as many."""
    return partitioning.told(stage, [1_000_000, *([10_000_000] if stage.sizes.roll == FULL.roll else [])])


def connections(stage: Stage) -> str:
    """How large the pool should be."""
    return pooling.told(stage)


PARTS: dict[str, tuple[str, Callable[[Stage], str]]] = {
    "paths": ("Paths", paths),
    "partitions": ("Partitions", partitions),
    "connections": ("Connections", connections),
}


def sizes_of(name: str, is_full: bool) -> Sizes:
    """Partitions are measured by what is filled in beside two small worlds that are alike."""
    sizes = FULL if is_full else QUICK
    return replace(sizes, worlds=(sizes.worlds[0], sizes.worlds[0])) if name == "partitions" else sizes


def _before(page: str) -> dict[str, str]:
    """The ratios that stand on the page."""
    return dict(re.findall(r"^\| ([^|]+?) \| [\d.]+ ms \| ([\d.]+) \(", page, re.M))


def keep(title: str, told: str, page: Path = PAGE) -> None:
    """A part takes the place of its last run."""
    _start, *others = page.read_text().split("\n## ") if page.exists() else [""]
    kept = {part.partition("\n")[0]: part for part in others} | {title: f"{title}\n\n{told.strip()}\n"}
    titles = [title for title, _measure in PARTS.values()]
    page.write_text("\n## ".join([INTRODUCTION, *(kept[title] for title in titles if title in kept)]))


def main(wanted: list[str]) -> int:
    """0, unless something could not be measured."""
    is_full = os.environ.get("FULL", "") not in ("", "0")
    for name in wanted or PARTS:
        title, measure = PARTS[name]
        began, load = datetime.now(UTC), busy()
        command = f"{'FULL=1 ' if is_full else ''}python -m bench.profile {name}"
        try:
            with Stage(sizes_of(name, is_full)) as stage:
                told = measure(stage)
        except (Trouble, Unmeasured) as trouble:
            print(f"{command}: {trouble}", file=sys.stderr)
            return 1
        facts = "".join(f"- {line}\n" for line in described(command, began, load))
        keep(title, f"{facts}\n{told}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
