"""A consultation of many members, timed inside the process that opens, answers and counts it."""

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection

from bench.rounds import in_turns
from bench.seed.booth import ballots
from bench.seed.copying import analyze
from common.clock import travel
from common.models import ClockPermit
from common.owner import as_owner
from proposals.consulting.answering import answer_consultation
from proposals.consulting.closing import count_consultation
from proposals.consulting.counting import answers_of
from proposals.consulting.opening import open_consultation
from proposals.models import Consultation, ConsultationAnswer
from tests.factories.consulting import crowd, crowd_answers
from tests.factories.scenes import council_of

MOVEMENTS, ANSWERS, ROUNDS, CHUNK = 200, 60, 3, 10_000
PLAIN = "SELECT answer, count(*) FROM proposals_consultationanswer WHERE consultation_id = %s GROUP BY answer"
CHECKED = "ALTER TABLE proposals_consultationanswer {} TRIGGER USER"


def consult(*, members: int) -> dict[str, Any]:
    """Seconds of opening one on a motion, of an answer among as many as there are members, and of the count; and of
    the count alone beside two others of the same rows, which have to come to the same.
    """
    now = datetime.now(UTC)
    council = council_of()
    bounds = {"opens_at": now + timedelta(hours=1), "closes_at": now + timedelta(days=1)}
    [ballot], house = ballots(council, MOVEMENTS, **bounds)
    secretary = house.people[0]
    council.offices.create(person=secretary, kind="secretary", starts_at=now - timedelta(days=9))
    Authenticator.objects.create(user=secretary, type=Authenticator.Type.TOTP, data={})  # an office asks for one
    crowd(house.seats, members)
    analyze()
    closes_at = now + timedelta(hours=6)
    opening, consultation = _timed(open_consultation, person=secretary, ballot=ballot, closes_at=closes_at)
    _everybody_answers(consultation)
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
    facts = {"opening": opening, "answer": median(spent), "counting": counting, "answered": result["answered"]}
    return {**facts, **_beside(found)}


def _everybody_answers(consultation: Consultation) -> None:
    """In one statement. The triggers that would ask of each row what the act has asked are off for that long: they cost
    more than the rows.
    """
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(CHECKED.format("DISABLE"))
    crowd_answers(consultation, consultation.opens_at + timedelta(seconds=1))
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(CHECKED.format("ENABLE"))


def _beside(found: Consultation) -> dict[str, Any]:
    """Seconds of the product's grouped query, of the plainest one in SQL, in turns, and of a loop over all rows."""
    ours: Counter[str] = Counter()
    for counts in answers_of(found, "choices")[0].values():
        ours.update(counts)
    looped, by_loop = _timed(_count_in_a_loop, found)
    assert _plainly(found) == by_loop == dict(ours), by_loop
    pairs = in_turns(ROUNDS, lambda: _timed(answers_of, found, "choices")[0], lambda: _timed(_plainly, found)[0])
    return {"pairs": pairs, "looped": looped}


def _plainly(found: Consultation) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [found.pk])
        return {choice: number for answer, number in cursor.fetchall() for choice in json.loads(answer)}


def _count_in_a_loop(found: Consultation) -> dict[str, int]:
    rows = ConsultationAnswer.objects.filter(consultation=found).order_by().values_list("answer", flat=True)
    return dict(Counter(choice for answer in rows.iterator(CHUNK) for choice in answer))


def _timed(act: Any, *args: Any, **facts: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    done = act(*args, **facts)
    return time.perf_counter() - began, done
