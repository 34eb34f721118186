"""Calendars for tests."""

from datetime import datetime

from councils.rounds.calendar import Stretch
from tests.factories.councils import DAY

DAYS = {"drafting": 10, "discussion": 10, "settlement": 4, "voting": 4, "response": 30}


def calendar(opens_at: datetime, days: dict[str, int] | None = None) -> list[Stretch]:
    """Windows end to end."""
    found = []
    for kind, length in (DAYS if days is None else days).items():
        found.append(Stretch(kind, opens_at, opens_at + length * DAY))
        opens_at += length * DAY
    return found
