"""What sections measure in, made once by whichever of them comes first."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from .remote import Remote, share_out
from .stage import Stage, World
from .table import Row, Target

FIVE_MINUTES = Target(300, form="{:g} s")
# So many at once by one process.
PROPOSALS, COMMENTS = 1_000, 10_000


def seed(stage: Stage) -> Iterator[Row]:
    """A world in each database, its parts by two processes at once: what takes the time is PostgreSQL's, on a core
    for each.
    """
    for world in stage.worlds:
        began = time.perf_counter()
        fill(stage, world)
        seconds = time.perf_counter() - began
        yield Row.judged(
            f"seeding {world.comments:,} comments, as many acts and {world.proposals:,} proposals",
            seconds,
            FIVE_MINUTES,
            subject=f"{seconds:.1f} s",
            ratio=f"{world.comments / seconds:,.0f} comments/s",
        )


def fill(stage: Stage, world: World) -> None:
    """Comments, acts and proposals into one database, and where they are into its `places`."""
    with stage.helper(world) as other:
        _fill(world, (world.remote, other))


def _fill(world: World, hands: Sequence[Remote]) -> None:
    made = world.remote.call("bench.seed.world:world", comments=world.comments, proposals=world.proposals)
    chores = [
        (f"bench.seed.parts:{part}", {"ground": made["ground"], "start": start, "stop": min(start + size, number)})
        for part, number, size in (
            ("found", world.proposals, PROPOSALS),
            ("comments", world.comments, COMMENTS),
            ("acts", world.comments, COMMENTS),
        )
        for start in range(0, number, size)
    ]
    share_out(hands, chores)
    world.remote.call("bench.seed.world:settle", index=made["index"])
    world.places |= made["places"]
    world.places["recent"] = f"{datetime.now(UTC) - timedelta(minutes=2):%Y-%m-%dT%H:%M:%SZ}"


def open_booth(stage: Stage) -> Iterator[Row]:
    """A ballot that is open, in the small database."""
    places = stage.small.call("bench.seed.booth:booth", seats=stage.sizes.seats)
    stage.places.update(places)
    return iter(())


def serve(stage: Stage) -> Iterator[Row]:
    """The web server, on the small database."""
    stage.start_web()
    return iter(())
