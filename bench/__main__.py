"""`python -m bench` (quick), `FULL=1 python -m bench` (long). Prints the table and writes `docs/benchmarks.md`.

With names of sections, only those: `FULL=1 python -m bench consulting`. At full size they too are kept on that page.
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from embedded.places import Trouble

from . import paper
from .machine import busy, described
from .measures import (
    casting,
    consulting,
    deciding,
    dividing,
    dumping,
    fronting,
    growth,
    lastminute,
    pages,
    queries,
    rankings,
    searching,
    serving,
    telling,
    weight,
)
from .remote import Unmeasured
from .stage import FULL, QUICK, Sizes, Stage
from .table import Row, as_markdown

INTRODUCTION = """\
# Benchmarks

Written by `make bench` itself; nothing here is typed by hand. Each figure stands beside a yardstick measured in
the same minutes on the same machine, in turns, and a ratio is the median of several rounds with the lowest and the
highest. What each yardstick is stands in `bench/yardsticks.py`; the targets are the project's own. `small` is a
database with {small}, the other has {large}.
PostgreSQL runs without fsync, so that no disk hides what our code costs.

"""
SECTIONS: list[tuple[str, Callable[[Stage], Iterator[Row]]]] = [
    ("casting", casting.measure),
    ("lastminute", lastminute.measure),
    ("positions", serving.measure),
    ("files", fronting.measure),
    ("dump", dumping.measure),
    ("pages", pages.measure),
    ("growth", growth.measure),
    ("queries", queries.measure),
    ("search", searching.measure),
    ("weight", weight.measure),
    ("counting", deciding.measure),
    ("consulting", consulting.measure),
    ("budgets", dividing.measure),
    ("rankings", rankings.measure),
    ("notices", telling.measure),
]
# These make what they measure themselves, so that each can be run alone in a minute or two, at full size too.
ALONE = frozenset({"lastminute", "consulting", "budgets", "rankings", "notices"})


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def seed(stage: Stage) -> Iterator[Row]:
    """Both databases; and the positions, which come of closing ballots for real."""
    sizes, now = stage.sizes, datetime.now(UTC)
    for remote, comments, proposals in zip((stage.small, stage.large), sizes.comments, sizes.proposals, strict=True):
        say(f"Seeding {comments:,} comments and {proposals:,} proposals …")
        places = remote.call("bench.seed.world:world", comments=comments, proposals=proposals)
        places["recent"] = f"{now - timedelta(minutes=2):%Y-%m-%dT%H:%M:%SZ}"
        stage.places |= {"large": places} if remote is stage.large else places
    try:
        yield from deciding.close(stage)
    except Unmeasured as trouble:
        yield Row.error("closing ballots", trouble)
    stage.places |= stage.small.call("bench.seed.booth:booth", seats=sizes.seats)
    stage.start_web()


def run(stage: Stage, wanted: list[str]) -> Iterator[Row]:
    """Every section that is wanted, and what they need before; one that fails is a line, and the others go on."""
    if not wanted or not ALONE.issuperset(wanted):
        yield from seed(stage)
    for name, measure in SECTIONS:
        if wanted and name not in wanted:
            continue
        say(f"Measuring: {name} …")
        try:
            yield from measure(stage)
        except KeyError as missing:
            yield Row.error(name, f"{missing} was not seeded")
        except (Unmeasured, OSError) as trouble:
            yield Row.error(name, trouble)


def report(rows: list[Row], sizes: Sizes, facts: list[str]) -> str:
    """The page."""
    counts = [
        f"{comments:,} comments and {proposals:,} proposals"
        for comments, proposals in zip(sizes.comments, sizes.proposals, strict=True)
    ]
    lines = "".join(f"- {line}\n" for line in facts)
    return INTRODUCTION.format(small=counts[0], large=counts[1]) + lines + "\n" + as_markdown(rows) + "\n"


def _command(wanted: list[str], is_full: bool) -> str:
    if wanted:
        return " ".join(["FULL=1 python -m bench" if is_full else "python -m bench", *wanted])
    return "make bench FULL=1" if is_full else "make bench"


def main(wanted: list[str]) -> int:
    """0, unless something could not be measured: a missed target is a figure, not a failure."""
    began, load, is_full = datetime.now(UTC), busy(), os.environ.get("FULL", "") not in ("", "0")
    sizes = FULL if is_full else QUICK
    rows: list[Row] = []
    try:
        with Stage(sizes) as stage:
            for row in run(stage, wanted):
                rows.append(row)
    except (Trouble, Unmeasured) as trouble:
        print(f"make bench: {trouble}", file=sys.stderr)
        return 1
    facts = described(_command(wanted, is_full), began, load)
    page = report(rows, sizes, facts)
    print(page)
    if not wanted:
        paper.keep(page)
    elif is_full:
        paper.keep_alone(wanted, facts, as_markdown(rows))
    return 1 if any(row.verdict == "ERROR" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
