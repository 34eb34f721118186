"""What a page costs when there is much more than it shows."""

from collections.abc import Iterator
from typing import Any

from bench.remote import Remote, Unmeasured
from bench.rounds import in_turns, middles
from bench.stage import Stage
from bench.table import Row, Spread, Target

ROUNDS, SECONDS, MOST = 8, 0.12, 40
STEADY = Target(1.5, form="{:g} ×")
PAGES: list[tuple[str, str, str, str]] = [
    ("council", "council", "council", ""),
    ("round with its proposals", "round", "round", ""),
    ("proposal with 50 comments", "proposal", "proposal", ""),
    ("proposal with a tenth of all comments", "proposal", "busy", ""),
    ("the same, most supported first", "proposal", "busy", "?sort=supported"),
    ("the same, of one movement", "proposal", "busy", "?movement={movement}"),
    ("the same, by stance, paragraph and language", "proposal", "busy", "?stance=question&paragraph=p1&language=es"),
    ("proposal whose one thread has a fiftieth of all comments", "proposal", "long", ""),
    ("public ledger", "ledger", "council", ""),
    ("API proposals", "api:proposals", "", ""),
    ("API proposals of a council", "api:proposals", "", "?council={council}"),
    ("API comments", "api:comments", "", ""),
    ("API comments of a council", "api:comments", "", "?council={council}"),
    ("API comments of a proposal", "api:comments", "", "?council={council}&round=1&proposal=2"),
    ("API comments since a minute ago", "api:comments", "", "?modified_since={recent}"),
    ("API ledger", "api:ledger", "", ""),
]


def measure(stage: Stage) -> Iterator[Row]:
    """The same page in both databases, in turns."""
    for what, name, place, query in PAGES:
        try:
            yield _beside(stage, f"growth: {what}", *(_path(stage, size, name, place, query) for size in SIZES))
        except Unmeasured as trouble:
            yield Row.error(f"growth: {what}", trouble)


SIZES = ("small", "large")


def _path(stage: Stage, size: str, name: str, place: str, query: str) -> str:
    places = stage.places if size == "small" else stage.places["large"]
    remote: Remote = getattr(stage, size)
    path = remote.call("bench.inside.asking:address", name=name, args=places[place] if place else [])
    return path + query.format(council=places["council"][0], movement=places["movement"][0], recent=places["recent"])


def _beside(stage: Stage, what: str, small: str, large: str) -> Row:
    def seconds(remote: Remote, path: str, **how: Any) -> float:
        return remote.call("bench.inside.asking:spent", path=path, **how)[0]

    first = [seconds(remote, path, times=2) for remote, path in ((stage.small, small), (stage.large, large))]
    times = max(1, min(MOST, int(SECONDS / max(first))))
    pairs = in_turns(
        ROUNDS, lambda: seconds(stage.large, large, times=times), lambda: seconds(stage.small, small, times=times)
    )
    ratio, (grown, before) = Spread.ratio(pairs), middles(pairs)
    return Row.judged(
        what,
        ratio.middle,
        STEADY,
        subject=f"{1000 * grown:.2f} ms",
        yardstick=f"{1000 * before:.2f} ms, small",
        ratio=ratio.text("{:.2f} ×"),
    )
