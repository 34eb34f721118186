"""`python -m bench.profile` writes `docs/profiles.md`. With names of parts, only those: `… bench.profile paths`.

At the size of the quick benchmarks' large database, or of the long ones' with `FULL=1`.
"""

import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from embedded.places import ROOT, Trouble

from .machine import busy, described
from .profiling import indexes, partitioning, pooling
from .profiling.paths import PATHS
from .profiling.telling import detail, summary
from .profiling.walking import walk
from .remote import Remote, Unmeasured
from .stage import FULL, QUICK, Stage

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
away.
"""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def seed(stage: Stage) -> tuple[Remote, dict]:
    """Everything in one database, the large one: comments and acts, published positions, and a ballot that is open."""
    remote = stage.large
    comments, proposals = stage.sizes.comments[1], stage.sizes.proposals[1]
    say(f"Seeding {comments:,} comments and {proposals:,} proposals …")
    places = remote.call("bench.seed.world:world", comments=comments, proposals=proposals)
    places |= remote.call("bench.inside.deciding:conduct", number=5, seats=50)
    places |= remote.call("bench.seed.booth:booth", seats=SEATS)
    places["word"] = remote.call("bench.inside.searching:words")["a word in very many texts"]
    return remote, places


def paths(stage: Stage) -> str:
    """What each path costs and where; and which index serves which of them."""
    remote, places = seed(stage)
    looked = remote.call("bench.inside.indexing:indexes")
    before = _before(PAGE.read_text() if PAGE.exists() else "")
    stage.places["large"] = places
    walks = []
    for path in PATHS:
        say(f"Walking: {path.what} …")
        walks.append(walk(path, remote, places, stage.folder))
    told = [
        WORDS.format(comments=stage.sizes.comments[1], proposals=stage.sizes.proposals[1]),
        summary(walks, before),
        *[detail(each) for each in walks],
        "### Indexes of the large tables\n",
        indexes.told(stage, remote, walks, looked),
    ]
    return "\n".join(told)


def partitions(stage: Stage) -> str:
    """What many rows cost, and at full size ten times as many."""
    return partitioning.told(stage, [1_000_000, *([10_000_000] if stage.sizes is FULL else [])])


def connections(stage: Stage) -> str:
    """How large the pool should be."""
    return pooling.told(stage)


PARTS: dict[str, tuple[str, Callable[[Stage], str]]] = {
    "paths": ("Paths", paths),
    "partitions": ("Partitions", partitions),
    "connections": ("Connections", connections),
}


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
            with Stage(FULL if is_full else QUICK) as stage:
                told = measure(stage)
        except (Trouble, Unmeasured) as trouble:
            print(f"{command}: {trouble}", file=sys.stderr)
            return 1
        facts = "".join(f"- {line}\n" for line in described(command, began, load))
        keep(title, f"{facts}\n{told}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
