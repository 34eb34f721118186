"""When the next digest goes out. Pure.

An hour that a change of the clocks leaves out is kept by the instant at which it would have been; one that comes twice
is kept the first time.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_digest(after: datetime, *, zone: ZoneInfo, hour: int, weekday: int | None) -> datetime:
    """The first instant after `after` at which it is `hour` o'clock in `zone`, on `weekday` (0 Monday, None any day).

    Returned in UTC. Counted by the calendar of the zone, not by 24 hours: a day of 23 or 25 hours is one day.
    """
    day = after.astimezone(zone).date()
    while True:
        if weekday is None or day.weekday() == weekday:
            instant = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if instant > after:
                return instant
        day += timedelta(days=1)
