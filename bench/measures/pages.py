"""The CPU of a page beside that of the framework's own list of twenty rows."""

from collections.abc import Iterator

from bench.remote import Unmeasured
from bench.rounds import middles
from bench.stage import Stage
from bench.table import Row, Spread, Target

ROUNDS, TIMES, WARM, BARE = 6, 25, 5, "/bare/list/"
THREEFOLD = Target(3, form="{:g} ×")
PAGES = [
    ("round with its proposals", "round", "round", ""),
    ("proposal with 50 comments", "proposal", "proposal", ""),
    ("proposal with 50 comments, signed in", "proposal", "proposal", "member"),
    ("API list of proposals", "api:proposals", "", ""),
    ("API list of comments", "api:comments", "", ""),
]


def measure(stage: Stage) -> Iterator[Row]:
    """In one process without a server, so that nothing else is counted, and page and yardstick request by request in
    turns: what slows the machine for a second slows both. Who reads a page signed in
    reads the list signed in.
    """
    for what, name, place, cookies in PAGES:
        try:
            args = stage.places[place] if place else []
            path = stage.small.call("bench.inside.asking:address", name=name, args=args)
            yield _beside(stage, f"CPU: {what}", path, stage.places[cookies] if cookies else "")
        except Unmeasured as trouble:
            yield Row.error(f"CPU: {what}", trouble)


def _beside(stage: Stage, what: str, path: str, cookies: str) -> Row:
    sides = [(path, cookies), (BARE, cookies)]
    stage.small.call("bench.inside.asking:alternating", sides=sides, times=WARM)
    pairs = [stage.small.call("bench.inside.asking:alternating", sides=sides, times=TIMES) for _round in range(ROUNDS)]
    times, (ours, bare) = Spread.ratio(pairs), middles(pairs)
    return Row.judged(
        what,
        times.middle,
        THREEFOLD,
        subject=f"{1000 * ours:.2f} ms",
        yardstick=f"{1000 * bare:.2f} ms, bare list of 20" + (", signed in" if cookies else ""),
        ratio=times.text("{:.2f} ×"),
    )
