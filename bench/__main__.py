"""`python -m bench` (quick), `FULL=1 python -m bench` (long). Prints the table and writes `docs/benchmarks.md`.

With names of sections, only those and what they need: `FULL=1 python -m bench growth search`. At full size they too are
kept on that page.
"""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

from embedded.places import Trouble

from . import causes, paper
from .machine import busy, described
from .remote import Unmeasured
from .sections import SECTIONS, Section, needed
from .sizes import FULL, QUICK, Sizes
from .stage import Stage
from .stopwatch import Stopwatch, say
from .table import Row, as_markdown

INTRODUCTION = """\
# Benchmarks

Written by `make bench` itself; nothing here is typed by hand. Each figure stands beside a yardstick measured in
the same minutes on the same machine, in turns, and a ratio is the median of several rounds with the lowest and the
highest. What each yardstick is stands in `bench/yardsticks.py`; the targets are the project's own. `small` is a
database with {small}; beside it: {others}.
PostgreSQL runs without fsync, so that no disk hides what our code costs. `make bench FULL=1` measures everything;
`make bench` measures it at smaller sizes, and leaves out {left_out}.

"""


def run(stage: Stage, sections: list[Section], watch: Stopwatch) -> Iterator[Row]:
    """Every section; one that fails is a line, and the others go on."""
    for section in sections:
        with watch.section(section.name):
            try:
                yield from section.measure(stage)
            except KeyError as missing:
                yield Row.error(section.name, f"{missing} was not seeded")
            except Exception as trouble:  # whatever it is, an hour of other figures is not lost to it
                traceback.print_exc()
                yield Row.error(section.name, trouble)


def report(rows: list[Row], sizes: Sizes, facts: list[str]) -> str:
    """The page."""
    worlds = [f"{comments:,} comments and {proposals:,} proposals" for comments, proposals in sizes.worlds]
    lines = "".join(f"- {line}\n" for line in facts)
    left_out = ", ".join(f"`{section.name}`" for section in SECTIONS if section.is_long)
    introduction = INTRODUCTION.format(small=worlds[0], others=", then ".join(worlds[1:]), left_out=left_out)
    return f"{introduction}{lines}\n{as_markdown(rows)}\n{causes.told(rows)}"


def _command(wanted: list[str], is_full: bool) -> str:
    if wanted:
        return " ".join(["FULL=1 python -m bench" if is_full else "python -m bench", *wanted])
    return "make bench FULL=1" if is_full else "make bench"


def main(wanted: list[str]) -> int:
    """0, unless something could not be measured: a missed target is a figure, not a failure."""
    began, load, is_full = datetime.now(UTC), busy(), os.environ.get("FULL", "") not in ("", "0")
    sizes, watch = FULL if is_full else QUICK, Stopwatch()
    rows: list[Row] = []
    try:
        sections = needed(wanted, is_full)
        with ExitStack() as until_the_end:
            with watch.section("servers"):
                stage = until_the_end.enter_context(Stage(sizes))
            for row in run(stage, sections, watch):
                say("  " + ", ".join(cell for cell in row.cells if cell))
                rows.append(row)
    except (Trouble, Unmeasured, ValueError) as trouble:
        print(f"make bench: {trouble}", file=sys.stderr)
        return 1
    facts = [*described(_command(wanted, is_full), began, load), watch.told()]
    page = report(rows, sizes, facts)
    print(page)
    if not wanted:
        paper.keep(page)
    elif is_full:
        paper.keep_alone(wanted, facts, f"{as_markdown(rows)}\n{causes.told(rows)}")
    return 1 if any(row.verdict == "ERROR" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
