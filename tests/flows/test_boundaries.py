"""Each verb one microsecond before, at and after each boundary, where a secretary typed the calendar in their own zone:
five zones, each across a change of its clocks or its absence.

The instants in UTC are written by hand from the zones' published offsets.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common import clock
from councils.forms import InstantField
from councils.models import Round, Window
from proposals.drafting.deadlines import enter, glance, why_not_open
from proposals.stages import OPEN, STAGES
from tests.factories.scenes import council_of

TICK = timedelta(microseconds=1)

# zone → what is typed, in the order of the stages' boundaries, and what it is in UTC.
CALENDARS = {
    # Summer time ends on 5 April 2026: from UTC-3 to UTC-4.
    "America/Santiago": (
        ("2026-04-01T12:00", "2026-04-01T15:00"),
        ("2026-04-03T23:30", "2026-04-04T02:30"),
        ("2026-04-04T22:59", "2026-04-05T01:59"),
        ("2026-04-05T00:00", "2026-04-05T04:00"),
        ("2026-04-05T12:00", "2026-04-05T16:00"),
        ("2026-04-08T12:00", "2026-04-08T16:00"),
        ("2026-09-06T12:00", "2026-09-06T15:00"),
    ),
    # Summer time begins on 8 March 2026 at midnight, from UTC-5 to UTC-4, and ends on 1 November at one.
    "America/Havana": (
        ("2026-03-06T12:00", "2026-03-06T17:00"),
        ("2026-03-07T23:59", "2026-03-08T04:59"),
        ("2026-03-08T01:00", "2026-03-08T05:00"),
        ("2026-03-08T12:00", "2026-03-08T16:00"),
        ("2026-03-10T12:00", "2026-03-10T16:00"),
        ("2026-10-31T23:59", "2026-11-01T03:59"),
        ("2026-11-01T12:00", "2026-11-01T17:00"),
    ),
    # Before 2024: summer time from 1 October 2023 (UTC-4 to UTC-3) to 24 March 2024.
    "America/Asuncion": (
        ("2023-09-29T12:00", "2023-09-29T16:00"),
        ("2023-09-30T23:59", "2023-10-01T03:59"),
        ("2023-10-01T01:00", "2023-10-01T04:00"),
        ("2023-10-01T12:00", "2023-10-01T15:00"),
        ("2023-10-05T12:00", "2023-10-05T15:00"),
        ("2024-03-23T12:00", "2024-03-23T15:00"),
        ("2024-03-24T12:00", "2024-03-24T16:00"),
    ),
    # No change of clocks, and a half hour until 1 May 2016: from UTC-4:30 to UTC-4.
    "America/Caracas": (
        ("2016-04-28T12:00", "2016-04-28T16:30"),
        ("2016-04-30T23:59", "2016-05-01T04:29"),
        ("2016-05-01T02:29", "2016-05-01T06:59"),
        ("2016-05-01T03:00", "2016-05-01T07:00"),
        ("2016-05-01T12:00", "2016-05-01T16:00"),
        ("2016-05-03T12:00", "2016-05-03T16:00"),
        ("2016-06-03T12:00", "2016-06-03T16:00"),
    ),
    "America/La_Paz": (
        ("2026-02-01T12:00", "2026-02-01T16:00"),
        ("2026-02-28T23:59", "2026-03-01T03:59"),
        ("2026-03-01T12:00", "2026-03-01T16:00"),
        ("2026-03-08T12:00", "2026-03-08T16:00"),
        ("2026-03-31T23:59", "2026-04-01T03:59"),
        ("2026-04-05T12:00", "2026-04-05T16:00"),
        ("2026-12-31T23:59", "2027-01-01T03:59"),
    ),
}
SKIPPED = {
    "America/Santiago": "2026-09-06T00:30",
    "America/Havana": "2026-03-08T00:30",
    "America/Asuncion": "2023-10-01T00:30",
    "America/Caracas": "2016-05-01T02:45",
}
TWICE = {
    "America/Santiago": "2026-04-04T23:30",
    "America/Havana": "2026-11-01T00:30",
    "America/Asuncion": "2024-03-23T23:30",
}


def typed(zone: str, text: str) -> datetime:
    with timezone.override(ZoneInfo(zone)):
        return InstantField().clean(text)


def in_utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", CALENDARS)
def test_each_verb_at_each_boundary(zone: str) -> None:
    calendar = CALENDARS[zone]
    bounds = [typed(zone, text) for text, _utc in calendar]
    assert [bound.astimezone(UTC) for bound in bounds] == [in_utc(utc) for _text, utc in calendar]
    round_ = Round.objects.create(council=council_of(), number=1, title={"es": "R"}, call={}, convened_at=bounds[0])
    for kind, opens_at, closes_at in zip(STAGES, bounds, bounds[1:], strict=False):
        Window.objects.create(round=round_, kind=kind, opens_at=opens_at, closes_at=closes_at)
    expected_utc = [in_utc(utc) for _text, utc in calendar]
    for boundary in range(len(calendar)):
        for tick, place in ((-TICK, boundary - 1), (timedelta(), boundary), (TICK, boundary)):
            at = expected_utc[boundary] + tick
            stage = STAGES[place] if 0 <= place < len(STAGES) else None
            with clock.travel(at):
                for verb, stages in OPEN.items():
                    is_open = why_not_open(enter(round_, verb)) is None
                    assert is_open is (stage in stages), (zone, verb, at)
                    assert (why_not_open(glance(round_, verb, at)) is None) is is_open


@pytest.mark.parametrize(("zone", "text"), [*SKIPPED.items(), *TWICE.items()])
def test_an_hour_that_is_skipped_or_comes_twice_is_asked_again(zone: str, text: str) -> None:
    with pytest.raises(ValidationError):
        typed(zone, text)
