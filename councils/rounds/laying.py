"""Laying out a calendar from the day on which it begins: so many days to each stage, one after the other. Pure.

A stage gives way to the next at one hour of the council's clock, whatever that clock is set to meanwhile: a vote that
closes at noon closes at noon on the other side of a change to summer time too.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .calendar import ORDER, Stretch

# What a first round takes where nobody asked for anything else, in days. Without a plenary: it is for those who know.
USUAL_DAYS: Mapping[str, int] = {
    "drafting": 21,
    "discussion": 21,
    "settlement": 7,
    "plenary": 0,
    "voting": 7,
    "response": 90,
}
NOON = 12
LONGEST_DAYS = 366


def lay_out(starts_on: date, days: Mapping[str, int], zone: tzinfo, *, hour: int = NOON) -> list[Stretch]:
    """The windows of a round whose first stage opens on `starts_on` at `hour` in `zone`; a stage of no days is left
    out. Raises `OverflowError` for days beyond the end of the calendar.
    """
    windows, day = [], starts_on
    for kind in ORDER:
        length = days.get(kind, 0)
        if length > 0:
            until = day + timedelta(days=length)
            windows.append(Stretch(kind, _at(day, hour, zone), _at(until, hour, zone)))
            day = until
    return windows


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
