"""What is said around a proposal, counted in one question to the database: it is asked on every view of the page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from accounts.models import User
from proposals.drafting.hiding import TOLD_OF
from proposals.drafting.models import Proposal

# A paragraph with a hundred comments is shown as one with many: to count them all would take as long as they are many.
MANY = 100
# So many movements stand in the list of a filter; every other is reached from its name, or from the page of stances.
SPEAKERS = 40

# What waits for review is counted nowhere. Of the paragraphs it is taken off, since there is an index of nothing else.
# Who spoke is found by jumping from seat to seat through the index: as long as they are many, however much they said.
AROUND = """
WITH RECURSIVE speaker(seat_id, place) AS (
    (SELECT seat_id, 1 FROM proposals_comment WHERE proposal_id = %(proposal)s AND amendment_id IS NULL
        AND seat_id IS NOT NULL ORDER BY seat_id LIMIT 1)
    UNION ALL
    SELECT (SELECT c.seat_id FROM proposals_comment c WHERE c.proposal_id = %(proposal)s AND c.amendment_id IS NULL
        AND c.seat_id > speaker.seat_id ORDER BY c.seat_id LIMIT 1), place + 1
    FROM speaker WHERE speaker.seat_id IS NOT NULL AND place < %(speakers)s
), endorsing AS (
    SELECT e.seat_id, m.country_id FROM proposals_endorsement e
    JOIN councils_seat s ON s.id = e.seat_id JOIN councils_movement m ON m.id = s.movement_id
    WHERE e.proposal_id = %(proposal)s AND e.withdrawn_at IS NULL AND NOT EXISTS (
        SELECT FROM proposals_sponsorship sponsor WHERE sponsor.proposal_id = e.proposal_id
        AND sponsor.seat_id = e.seat_id AND sponsor.state = 'accepted')
)
SELECT jsonb_build_object(
    'counts', (SELECT jsonb_object_agg(wanted.paragraph, (SELECT count(*) FROM (
            SELECT FROM proposals_comment c WHERE c.proposal_id = %(proposal)s AND c.paragraph = wanted.paragraph
            LIMIT %(many)s) AS counted) - (SELECT count(*) FROM proposals_comment h WHERE h.proposal_id = %(proposal)s
            AND h.held_at IS NOT NULL AND h.paragraph = wanted.paragraph))
        FROM unnest(%(paragraphs)s::text[]) AS wanted(paragraph)),
    'movements', (SELECT jsonb_agg(jsonb_build_object('slug', m.slug, 'name', m.name) ORDER BY m.name, m.slug)
        FROM speaker JOIN councils_seat s ON s.id = speaker.seat_id JOIN councils_movement m ON m.id = s.movement_id),
    'countries', (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) ORDER BY c.code)
        FROM councils_country c WHERE EXISTS (
            SELECT FROM councils_accession a WHERE a.council_id = %(council)s AND a.country_id = c.code)),
    'endorsed_by', (SELECT count(*) FROM endorsing),
    'endorsed_in', (SELECT count(DISTINCT country_id) FROM endorsing),
    'endorsed_for', (SELECT jsonb_agg(seat_id) FROM endorsing WHERE seat_id = ANY(%(seats)s)),
    'waiting', (SELECT count(*) FROM (SELECT FROM proposals_comment c WHERE c.proposal_id = %(proposal)s
        AND c.parent_id IS NULL AND c.amendment_id IS NULL AND c.stance = 'question' AND c.answer_id IS NULL
        AND c.held_at IS NULL LIMIT %(many)s) AS counted),
    'answered', (SELECT count(*) FROM (SELECT FROM proposals_comment c WHERE c.proposal_id = %(proposal)s
        AND c.parent_id IS NULL AND c.amendment_id IS NULL AND c.stance = 'question' AND c.answer_id IS NOT NULL
        AND c.held_at IS NULL LIMIT %(many)s) AS counted),
    'evaluations', (SELECT jsonb_agg(jsonb_build_object('number', v.number, 'body', b.name, 'slug', b.slug,
            'technical', v.technical, 'risks', v.risks, 'cost', v.cost::text, 'currency', v.currency,
            'name', u.name, 'office', v.office, 'at', v.evaluated_at, 'revision', r.number, 'veil', {veil},
            'comments', (
                SELECT count(*) FROM (SELECT FROM proposals_comment c WHERE c.proposal_id = v.proposal_id
                    AND c.paragraph = 'e' || v.number AND c.held_at IS NULL LIMIT %(many)s) AS counted)
        ) ORDER BY v.number)
        FROM proposals_evaluation v JOIN councils_council b ON b.id = v.body_id
        JOIN accounts_user u ON u.id = v.evaluated_by_id JOIN proposals_revision r ON r.id = v.revision_id
        WHERE v.proposal_id = %(proposal)s),
    'is_evaluator', EXISTS (SELECT FROM councils_office o
        JOIN councils_round_addressees a ON a.council_id = o.council_id
        WHERE a.round_id = %(round)s AND o.person_id = %(person)s AND o.kind = 'respondent'
        AND o.starts_at <= minga_now(%(council)s) AND (o.ends_at IS NULL OR o.ends_at > minga_now(%(council)s)))
)::text
""".replace("{veil}", TOLD_OF.format("v"))

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Around:
    """How many comments each paragraph has (a hundred at most), who spoke, the council's countries, how many movements
    of how many countries endorse the proposal and which of the reader's own, the questions to its sponsors, the
    evaluations of the bodies that it is addressed to, and whether the reader answers for one of these.
    """

    counts: dict[str, int] = field(default_factory=dict)
    movements: Rows = field(default_factory=list)
    countries: Rows = field(default_factory=list)
    endorsed_by: int = 0
    endorsed_in: int = 0
    endorsed_for: list[int] = field(default_factory=list)
    waiting: int = 0
    answered: int = 0
    evaluations: Rows = field(default_factory=list)
    is_evaluator: bool = False


def around(
    proposal: Proposal, paragraphs: Sequence[str], seats: Sequence[int] = (), person: User | None = None
) -> Around:
    """One query. `person` is the reader."""
    values = {"proposal": proposal.pk, "council": proposal.round.council_id, "many": MANY, "speakers": SPEAKERS}
    values |= {"round": proposal.round_id, "person": person.pk if person else 0}
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {**values, "paragraphs": list(paragraphs), "seats": list(seats)})
        told = json.loads(cursor.fetchone()[0])
    return Around(**{name: value for name, value in told.items() if value is not None})


def at_most(count: int) -> str:
    """A count as it is shown; nothing for none."""
    return f"{MANY - 1}+" if count >= MANY else str(count or "")
