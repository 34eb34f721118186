"""Schulze beside pref-voting, the library of its field."""

from collections.abc import Iterator

from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Row, Spread, Target

OPTIONS, ROUNDS = 50, 3


def measure(stage: Stage) -> Iterator[Row]:
    """Seconds of one core, for ballots that are all different."""
    ballots, rivalled = stage.sizes.ranked, stage.sizes.rivalled
    facts = {"ballots": ballots, "options": OPTIONS, "rounds": ROUNDS, "rivalled": rivalled}
    what = f"Schulze, {ballots:,} ballots over {OPTIONS} options"
    try:
        seconds = stage.small.call("bench.inside.rankings:beside", **facts)
    except Unmeasured as trouble:
        yield Row.error(what, trouble)
        return
    ours, theirs = Spread.of(seconds["minga"]), Spread.of(seconds["pref_voting"])
    ratio = Spread.of([their / our for their in seconds["pref_voting"] for our in seconds["minga"]])
    yield Row.judged(
        what,
        ours.middle,
        Target(1.0, form="{:g} s"),
        subject=f"{ours.middle:.2f} s",
        yardstick=f"pref-voting {theirs.middle:.2f} s",
        ratio=f"{ratio.text('{:.1f}')} × faster",
    )
