"""Notices: the walk of an audience, whose worker dies on the way, and what it holds in memory."""

from collections.abc import Iterator

from bench.stage import Stage
from bench.table import Row, Target

# A chunk of a thousand people and their two notices each is a few megabytes; a hundred thousand would be hundreds.
FEW, DEATHS, FLAT = 5_000, 3, 40


def measure(stage: Stage) -> Iterator[Row]:
    """The same for few people and for many: memory is that of one chunk."""
    few = stage.small.call("bench.inside.telling:tell", people=FEW, deaths=0)
    many = stage.small.call("bench.inside.telling:tell", people=stage.sizes.told, deaths=DEATHS)
    rate = many["told"] / many["seconds"]
    what = f"{many['told']:,} people told once each, the worker killed {DEATHS} times"
    yield Row(what, f"{many['seconds']:.1f} s", "", f"{rate:,.0f} people/s")
    grown = many["highest"] / 2**20
    yield Row.judged(
        "… memory that the walk took",
        grown,
        Target(FLAT, form="{:.0f} MB"),
        subject=f"{grown:.1f} MB",
        yardstick=f"{few['highest'] / 2**20:.1f} MB for {FEW:,} people",
    )
