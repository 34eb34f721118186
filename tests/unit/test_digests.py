"""When the next digest goes out: by the reader's own calendar, whatever their clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.digests import next_digest

SANTIAGO, HAVANA, ASUNCION = ZoneInfo("America/Santiago"), ZoneInfo("America/Havana"), ZoneInfo("America/Asuncion")
CARACAS = ZoneInfo("America/Caracas")


def at(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[arg-type] # year, month, day, hour


@pytest.mark.parametrize(
    ("zone", "after", "hour", "weekday", "expected"),
    [
        # 26 November 2026 is a Thursday.
        (CARACAS, (2026, 11, 26, 6), 7, None, (2026, 11, 26, 7)),
        (CARACAS, (2026, 11, 26, 7), 7, None, (2026, 11, 27, 7)),
        (CARACAS, (2026, 11, 26, 6), 7, 0, (2026, 11, 30, 7)),
        (CARACAS, (2026, 11, 26, 6), 7, 3, (2026, 11, 26, 7)),
        (CARACAS, (2026, 11, 26, 8), 7, 3, (2026, 12, 3, 7)),
        # Chile's clocks went forward in the night to 6 September 2026, at 24:00 to 1:00: a day of 23 hours.
        (SANTIAGO, (2026, 9, 5, 7), 7, None, (2026, 9, 6, 7)),
        # Cuba's went back on 1 November 2026 at 1:00: midnight to one came twice, and a day had 25 hours.
        (HAVANA, (2026, 10, 31, 7), 7, None, (2026, 11, 1, 7)),
        # Paraguay had summer time until 2024: forward on 1 October 2023.
        (ASUNCION, (2023, 9, 30, 7), 7, None, (2023, 10, 1, 7)),
    ],
)
def test_it_is_that_hour_by_the_clock_on_the_wall(
    zone: ZoneInfo, after: tuple[int, ...], hour: int, weekday: int | None, expected: tuple[int, ...]
) -> None:
    found = next_digest(at(zone, *after), zone=zone, hour=hour, weekday=weekday)
    assert found == at(zone, *expected)
    assert found.tzinfo is UTC


def test_an_hour_that_the_clocks_leave_out_comes_once_and_in_its_day() -> None:
    # In Santiago there was no midnight on 6 September 2026.
    found = next_digest(at(SANTIAGO, 2026, 9, 5, 12), zone=SANTIAGO, hour=0, weekday=None)
    assert found == datetime(2026, 9, 6, 4, tzinfo=UTC)
    assert next_digest(found, zone=SANTIAGO, hour=0, weekday=None) == at(SANTIAGO, 2026, 9, 7, 0)


def test_an_hour_that_comes_twice_is_kept_the_first_time_alone() -> None:
    found = next_digest(at(HAVANA, 2026, 10, 31, 12), zone=HAVANA, hour=0, weekday=None)
    assert found == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert next_digest(found, zone=HAVANA, hour=0, weekday=None) == datetime(2026, 11, 2, 5, tzinfo=UTC)


@given(
    zone=st.sampled_from(["America/Santiago", "America/Havana", "America/Asuncion", "America/La_Paz", "Asia/Kolkata"]),
    after=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    hour=st.integers(0, 23),
    weekday=st.none() | st.integers(0, 6),
)
def test_it_lies_ahead_within_a_week_and_comes_once_a_day(
    zone: str, after: datetime, hour: int, weekday: int | None
) -> None:
    here = ZoneInfo(zone)
    found = next_digest(after, zone=here, hour=hour, weekday=weekday)
    longest = timedelta(days=1 if weekday is None else 7, hours=1)
    assert after < found <= after + longest
    day = found.astimezone(here).date()
    assert weekday is None or day.weekday() == weekday
    later = next_digest(found, zone=here, hour=hour, weekday=weekday)
    assert (later.astimezone(here).date() - day).days == (1 if weekday is None else 7)
