"""Votes of each kind counted by every rule that applies, from one profile, as a vote that was held elsewhere is."""

from collections.abc import Iterator
from typing import Any

from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Row

KINDS = (
    "rankings",
    "budget, one choice",
    "budget, approvals",
    "budget, scores",
    "budget, points to share",
    "budget, rankings",
    "election of persons",
)


def measure(stage: Stage) -> Iterator[Row]:
    """In seconds of CPU, beside a loop over the votes that only sums up; of a consultation's votes in the database
    there is more under `consulting`.
    """
    votes = stage.sizes.votes
    yield _row(stage, "motion", votes, "motion", {})
    for kind in KINDS:
        yield _row(stage, kind, votes, "choice", {"kind": kind})


def _row(stage: Stage, what: str, votes: int, function: str, facts: dict[str, Any]) -> Row:
    what = f"{votes:,} votes: {what}"
    try:
        done = stage.small.call(f"bench.inside.tallying:{function}", votes=votes, **facts)
    except Unmeasured as trouble:
        return Row.error(what, trouble)
    rules: dict[str, float] = done["rules"]
    slowest, whole = max(rules, key=lambda rule: rules[rule]), done["reading"] + sum(rules.values())
    counted = f"{len(rules)} rules {sum(rules.values()):.2f} s, of that {slowest} {rules[slowest]:.2f} s"
    return Row(
        what,
        f"reading {done['reading']:.2f} s, {counted}",
        f"{done['plain']:.2f} s, a loop that sums up",
        f"{whole / done['plain']:.1f} ×",
    )
