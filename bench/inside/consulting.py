"""A consultation of many members, timed inside the process that opens, answers and counts it."""

import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from bench.seed.booth import ballots
from bench.seed.copying import analyze
from common.clock import travel
from common.models import ClockPermit
from proposals.consulting.answering import answer_consultation
from proposals.consulting.closing import count_consultation
from proposals.consulting.opening import open_consultation
from proposals.models import Consultation
from tests.factories.consulting import crowd, crowd_answers
from tests.factories.scenes import council_of

MOVEMENTS, ANSWERS = 200, 60


def consult(*, members: int) -> dict[str, Any]:
    """Seconds of opening one, of an answer among as many as there are members, and of the count."""
    now = datetime.now(UTC)
    council = council_of()
    bounds = {"opens_at": now + timedelta(hours=1), "closes_at": now + timedelta(days=1)}
    [ballot], house = ballots(council, MOVEMENTS, **bounds)
    secretary = house.people[0]
    council.offices.create(person=secretary, kind="secretary", starts_at=now - timedelta(days=9))
    crowd(house.seats, members)
    analyze()
    closes_at = now + timedelta(hours=6)
    opening, consultation = _timed(open_consultation, person=secretary, ballot=ballot, closes_at=closes_at)
    crowd_answers(consultation, consultation.opens_at + timedelta(seconds=1))
    analyze()
    found = Consultation.objects.select_related("round__council", "ballot").get(pk=consultation.pk)
    spent = [
        _timed(answer_consultation, person=who, consultation=found, choice="block")[0] for who in house.people[:ANSWERS]
    ]
    with travel(closes_at):
        counting, is_counted = _timed(count_consultation, consultation=found)
    ClockPermit.objects.all().delete()
    assert is_counted
    result = found.result
    assert result["answered"] == result["members"] == members + MOVEMENTS, result["answered"]
    return {"opening": opening, "answer": median(spent), "counting": counting, "answered": result["answered"]}


def _timed(act: Any, **facts: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    done = act(**facts)
    return time.perf_counter() - began, done
