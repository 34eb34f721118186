"""Counting, opening, closing and publishing. Without a yardstick of our own making: these figures are only told."""

from collections.abc import Iterator

from bench.stage import Stage
from bench.table import Row, Spread

COUNTS = (10, 50, 200, 1_000, 5_000)
SEATS = 50


def close(stage: Stage) -> Iterator[Row]:
    """In every world, so that each has as many ballots and positions; those of the small one others measure."""
    ballots, small = stage.sizes.due, 0.0
    for world in stage.worlds if stage.places else stage.worlds[:1]:
        done = world.remote.call("bench.inside.deciding:conduct", number=ballots, seats=SEATS)
        where = f", {world.comments:,} comments" if world.places else ""
        world.places["position"] = done["position"]
        steps, seconds = done["steps"], done["seconds"]
        cells = {"subject": f"{steps} steps in {seconds:.2f} s", "ratio": f"{steps / seconds:.0f} steps/s"}
        if small:
            cells |= {"yardstick": f"{small:.2f} s, small", "ratio": f"{seconds / small:.2f} ×"}
        small = small or seconds
        yield Row(f"closing {ballots} ballots of {SEATS} seats due at once{where}", **cells)


def measure(stage: Stage) -> Iterator[Row]:
    """The pure count by size, and the document of a position."""
    for seats in COUNTS:
        seconds = Spread.of(stage.small.call("bench.inside.deciding:compare", seats=seats))
        low, high = 1000 * seconds.low, 1000 * seconds.high
        yield Row(f"compare_rules, {seats:,} seats", f"{1000 * seconds.middle:.1f} ms", "", f"{low:.1f}–{high:.1f} ms")
    parts = stage.small.call("bench.inside.deciding:document", council=stage.places["position"][0])
    words = ", ".join(f"{name} {1000 * parts[name]:.2f} ms" for name in ("document", "canonical", "hash"))
    yield Row(f"a position of {SEATS} seats", words, "", f"{parts['bytes'] / 1000:.1f} kB")


def open_roll(stage: Stage) -> Iterator[Row]:
    """The roll of a large assembly, in the largest database."""
    seats = stage.sizes.roll
    seconds = stage.large.remote.call("bench.inside.deciding:open_roll", seats=seats)
    yield Row(f"opening a roll of {seats:,} seats", f"{seconds:.2f} s", "", f"{seats / seconds:,.0f} seats/s")
