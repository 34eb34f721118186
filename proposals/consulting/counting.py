"""Counting a consultation: the roll in one grouped query and the answers in another, however many there are.

A million answers are first grouped as they stand, into a profile; only the distinct ones are then taken apart.
"""

from collections import defaultdict
from typing import Any

from django.db import connection

from councils.rulebook.rules import CHOICES
from proposals.tally.terms import read_terms
from proposals.voting.models import Ballot

from .disclosing import Counted, published
from .models import Consultation

# What an answer says of each option, as rows of option and value; a row without an option stands for the answer itself.
MEASURES = {
    "choices": "SELECT jsonb_object_keys(a.answer), 1",
    "approvals": "SELECT jsonb_array_elements_text(a.answer -> 'approved'), 1",
    "points": "SELECT p.key, p.value::int FROM jsonb_each_text(a.answer -> 'points') p",
    "first_ranks": "SELECT jsonb_array_elements_text(a.answer -> 'ranking' -> 0), 1",
}
ANSWERS = """
WITH a AS MATERIALIZED (SELECT asked_id, answer, count(*) AS number FROM proposals_consultationanswer
    WHERE consultation_id = %s GROUP BY asked_id, answer)
SELECT a.asked_id, told.option, sum(told.value * a.number) FROM a
CROSS JOIN LATERAL (SELECT NULL::text, 1 UNION ALL {measure}) AS told(option, value)
GROUP BY a.asked_id, told.option
"""
ROLL = """
SELECT asked.id, count(DISTINCT member.person_id) FROM proposals_consultedmovement asked
JOIN councils_seat seat ON seat.id = asked.seat_id
JOIN councils_membership member ON member.movement_id = seat.movement_id
    AND member.starts_at < %(at)s AND (member.ends_at IS NULL OR member.ends_at > %(at)s)
WHERE asked.consultation_id = %(consultation)s GROUP BY GROUPING SETS ((asked.id), ())
"""


def measure_of(consultation: Consultation) -> str:
    """What is counted of each option: the choices of a motion, approvals, points, or how often it stands first."""
    kind = consultation.ballot.kind
    if kind == Ballot.Kind.MOTION:
        return "choices"
    if kind != Ballot.Kind.ALLOCATION:
        return "first_ranks"
    wished = read_terms(consultation.terms).input
    return {"approval": "approvals", "ranked": "first_ranks"}.get(wished, "points")


def options_of(consultation: Consultation) -> list[str]:
    """The options by which answers are counted, in their order."""
    if consultation.ballot.kind == Ballot.Kind.MOTION:
        return list(CHOICES)
    return [option["id"] for option in consultation.options or ()]


def result_of(consultation: Consultation) -> dict[str, Any]:
    """The published form of what was answered so far; the caller excludes whoever is still answering."""
    measure = measure_of(consultation)
    members, total = _roll(consultation)
    counts, answered = answers_of(consultation, measure)
    movements = [
        Counted(asked.movement, asked.name, members.get(asked.pk, 0), answered.get(asked.pk, 0), counts[asked.pk])
        for asked in consultation.movements.order_by("movement")
    ]
    return published(movements, options_of(consultation), measure=measure, members=total)


def _roll(consultation: Consultation) -> tuple[dict[int, int], int]:
    """How many members each movement has on the roll, and how many persons the roll has."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL, {"consultation": consultation.pk, "at": consultation.opens_at})
        rows = dict(cursor.fetchall())
    return rows, rows.pop(None, 0)


def answers_of(consultation: Consultation, measure: str) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """What each movement (by the id of its row) answered, option by option, and how many answers it has: one query."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    answered: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS.format(measure=MEASURES[measure]), [consultation.pk])
        for asked, option, value in cursor.fetchall():
            if option is None:
                answered[asked] = int(value)
            else:
                counts[asked][option] = int(value)
    return counts, answered
