"""The CPU of a page beside that of the framework's own list of twenty rows."""

from collections.abc import Iterator
from typing import Any

from bench.remote import Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread, Target

ROUNDS, BATCH, WARM = 10, 12, 5
THREEFOLD = Target(3, form="{:g} ×")
PAGES = [
    ("round with its proposals", "round", "round", ""),
    ("proposal with 50 comments", "proposal", "proposal", ""),
    ("proposal with 50 comments, signed in", "proposal", "proposal", "member"),
    ("API list of proposals", "api:proposals", "", ""),
    ("API list of comments", "api:comments", "", ""),
]


def measure(stage: Stage) -> Iterator[Row]:
    """In one process without a server, so that nothing else is counted."""
    for what, name, place, cookies in PAGES:
        try:
            args = stage.places[place] if place else []
            path = stage.small.call("bench.inside.asking:address", name=name, args=args)
            yield _beside(stage, f"CPU: {what}", path, stage.places[cookies] if cookies else "")
        except Unmeasured as trouble:
            yield Row.error(f"CPU: {what}", trouble)


def _beside(stage: Stage, what: str, path: str, cookies: str) -> Row:
    def cpu(where: str, times: int = BATCH, **more: Any) -> float:
        return stage.small.call("bench.inside.asking:spent", path=where, times=times, **more)[1]

    cpu(path, WARM, cookies=cookies)
    cpu("/bare/list/", WARM)
    pairs = in_turns(ROUNDS, lambda: cpu(path, cookies=cookies), lambda: cpu("/bare/list/"))
    times, (ours, bare) = Spread.ratio(pairs), middles(pairs)
    return Row.judged(
        what,
        times.middle,
        THREEFOLD,
        subject=f"{1000 * ours:.2f} ms",
        yardstick=f"{1000 * bare:.2f} ms, bare list of 20",
        ratio=times.text("{:.2f} ×"),
    )
