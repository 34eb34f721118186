"""A consultation of all members: its opening, one answer, and the count. These figures are only told."""

from collections.abc import Iterator

from bench.stage import Stage
from bench.table import Row


def measure(stage: Stage) -> Iterator[Row]:
    """Everybody answers. It comes last, because it fills the small database with people."""
    done = stage.small.call("bench.inside.consulting:consult", members=stage.sizes.members)
    what = f"a consultation of {done['answered']:,} members"
    yield Row(f"{what}: opening", f"{1000 * done['opening']:.0f} ms")
    yield Row("… one answer", f"{1000 * done['answer']:.1f} ms")
    rate = done["answered"] / done["counting"]
    yield Row("… roll and answers counted", f"{done['counting']:.2f} s", "", f"{rate:,.0f} answers/s")
