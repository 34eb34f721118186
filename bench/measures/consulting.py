"""A consultation of all members on a motion: its opening, one answer, and the count beside the plainest one."""

from collections.abc import Iterator

from bench.rounds import middles
from bench.stage import Stage
from bench.table import Row, Spread


def measure(stage: Stage) -> Iterator[Row]:
    """Everybody answers. It comes late, because it fills the small database with people."""
    done = stage.small.call("bench.inside.consulting:consult", members=stage.sizes.members)
    what = f"a consultation of {done['answered']:,} members"
    yield Row(f"{what}: opening", f"{1000 * done['opening']:.0f} ms")
    yield Row("… one answer", f"{1000 * done['answer']:.1f} ms")
    rate = done["answered"] / done["counting"]
    yield Row("… roll and answers counted", f"{done['counting']:.2f} s", "", f"{rate:,.0f} answers/s")
    what = f"a motion of {done['answered']:,} votes grouped by movement and choice in one query"
    ours, plain = middles(done["pairs"])
    ratio = Spread.ratio(done["pairs"])
    yield Row(what, f"{ours:.2f} s", f"{plain:.2f} s, count(*) by answer", f"{ratio.text()} ×")
    faster = Spread.of([done["looped"] / seconds for seconds, _plain in done["pairs"]])
    yield Row(
        "… beside a loop over its rows", f"{ours:.2f} s", f"{done['looped']:.2f} s", f"{faster.text('{:.1f}')} × faster"
    )
