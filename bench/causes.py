"""Why a target is missed where it is: written by whoever looked into it, told on the page only while it is missed."""

from collections.abc import Sequence

from .table import Row

# By how the line begins.
CAUSES = {
    "casting a vote": "A vote is six statements, with the locks of ballot and seat, a receipt and an entry in the "
    "ledger in one transaction; the bare view is one insertion after the same session.",
    "seeding": "Two processes write at once and need both cores for it: beside other work, which the load above tells "
    "of, it takes up to twice as long as alone.",
}


def told(rows: Sequence[Row]) -> str:
    """A list of what was missed and why, or nothing."""
    missed = [row for row in rows if row.verdict == "MISSED"]
    lines = [f"- {row.what}: {row.ratio or row.subject} for {row.target}. {_cause(row.what)}\n" for row in missed]
    return "\nMissed, and why:\n\n" + "".join(lines) if lines else ""


def _cause(what: str) -> str:
    return next((cause for start, cause in CAUSES.items() if what.startswith(start)), "The cause is not known yet.")
