"""The first round's calendar as it is shown before it is made: each window with its weekdays, in the council's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.functional import Promise

from councils.rounds.calendar import LABELS, Stretch


@dataclass(frozen=True)
class Row:
    """One window: the stage, both bounds on the council's clock, and for how many days it is open."""

    stage: str | Promise
    opens_at: datetime
    closes_at: datetime
    days: int


def rows_of(windows: Sequence[Stretch], zone: tzinfo) -> list[Row]:
    """The windows in their order, as the council's clock shows them."""
    return [
        Row(
            LABELS[w.kind],
            w.opens_at.astimezone(zone),
            w.closes_at.astimezone(zone),
            round(w.length.total_seconds() / 86_400),
        )
        for w in windows
    ]
