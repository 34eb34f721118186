"""What of meetings is in the daily dump: all that the API says of them, and not how to join."""

import pytest
from django.test import Client

from api.dumping.reading import rows
from common import clock
from proposals.meetings.actions import Point, mark_attendance, publish_minutes
from tests.factories.meetings import AFTER, INSIDE, JOIN, gathered

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def test_a_meeting_its_agenda_who_was_there_and_its_minutes() -> None:
    found = gathered(agenda=[Point("Uno"), Point("Dos")])
    secretary = found.people["secretary"]
    with clock.travel(INSIDE):
        mark_attendance(person=secretary, meeting=found.meeting, seat=found.seat, is_present=True)
        publish_minutes(actor=secretary, meeting=found.meeting, text="Acta.", language="es")
    told: dict[str, list] = {}
    with clock.travel(AFTER):
        for name, row in rows(SITE):
            told.setdefault(name, []).append(row)
        shown = Client().get(f"/api/v1/meetings/{found.council.slug}/1/").json()
    place = {"council": found.council.slug, "meeting": 1}
    for part, number in (("agenda", 2), ("attendance", 1), ("minutes", 1)):
        assert told[part] == [{**place, **one} for one in shown.pop(part)], part
        assert len(told[part]) == number
    assert told["meetings"] == [shown]
    assert JOIN not in str(told)
