"""What stands around a proposal's text, gathered in one question to the database.

Seven tables know it. Asked one by one through models they cost more than everything else on the page, and a proposal is
what most people read here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from councils.rounds.queries import Bounds, Entrance
from proposals import stages

from .models import Proposal

FACTS = """
SELECT jsonb_build_object(
    'themes', (SELECT jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name) ORDER BY t.id)
        FROM proposals_proposal_themes chosen JOIN councils_theme t ON t.id = chosen.theme_id
        WHERE chosen.proposal_id = p.id),
    'countries', (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) ORDER BY c.code)
        FROM proposals_proposal_countries named JOIN councils_country c ON c.code = named.country_id
        WHERE named.proposal_id = p.id),
    'sponsors', (SELECT jsonb_agg(jsonb_build_object(
            'id', s.id, 'seat', s.seat_id, 'state', s.state, 'name', m.name, 'slug', m.slug) ORDER BY s.id)
        FROM proposals_sponsorship s JOIN councils_seat seat ON seat.id = s.seat_id
        JOIN councils_movement m ON m.id = seat.movement_id WHERE s.proposal_id = p.id),
    'files', (SELECT jsonb_agg(jsonb_build_object('id', a.public_id, 'name', a.name, 'size', a.size) ORDER BY a.id)
        FROM proposals_attachment a WHERE a.proposal_id = p.id AND a.removed_at IS NULL),
    'ballots', (SELECT jsonb_agg(jsonb_build_object('number', b.number, 'state', b.state) ORDER BY b.number)
        FROM proposals_ballot b WHERE b.proposal_id = p.id AND b.amendment_id IS NULL),
    'amended', (SELECT jsonb_agg(jsonb_build_object('paragraph', paragraph, 'count', number)) FROM (
        SELECT change->>'paragraph' AS paragraph, count(DISTINCT a.id) AS number FROM proposals_amendment a
        JOIN proposals_amendmenttext t ON t.id = a.text_id CROSS JOIN jsonb_array_elements(t.changes) AS change
        WHERE a.proposal_id = p.id AND a.state <> 'withdrawn' GROUP BY 1) AS counted),
    'amendments', (SELECT jsonb_agg(jsonb_build_object('state', state, 'count', number)) FROM (
        SELECT state, count(*) AS number FROM proposals_amendment WHERE proposal_id = p.id GROUP BY 1) AS counted),
    'languages', (SELECT jsonb_agg(DISTINCT t.language) FROM proposals_translation t WHERE t.proposal_id = p.id),
    'reshapings', (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'kind', x.kind, 'state', x.state,
            'proposal', whole.number, 'other', part.number) ORDER BY x.id)
        FROM proposals_reshaping x JOIN proposals_proposal whole ON whole.id = x.proposal_id
        LEFT JOIN proposals_proposal part ON part.id = x.other_id
        WHERE x.state IN ('proposed', 'done') AND (x.proposal_id = p.id OR x.other_id = p.id)),
    'moved', (SELECT jsonb_agg(jsonb_build_object('paragraph', anchor->'to'->>1, 'proposal', old.number,
            'was', anchor->'from'->>1, 'comments', (SELECT count(*) FROM (SELECT FROM proposals_comment c
                WHERE c.proposal_id = old.id AND c.paragraph = anchor->'from'->>1 LIMIT 100) counted))
            ORDER BY x.id, place)
        FROM proposals_reshaping x CROSS JOIN jsonb_array_elements(x.anchors) WITH ORDINALITY AS moved(anchor, place)
        JOIN proposals_proposal old ON old.round_id = p.round_id AND old.number = (anchor->'from'->>0)::int
        WHERE x.state = 'done' AND (x.proposal_id = p.id OR x.other_id = p.id)
            AND (anchor->'to'->>0)::int = p.number),
    'windows', (SELECT jsonb_agg(jsonb_build_array(w.kind, w.opens_at, w.closes_at) ORDER BY w.opens_at, w.id)
        FROM councils_window w WHERE w.round_id = p.round_id),
    'suspended_at', (SELECT r.suspended_at FROM councils_round r WHERE r.id = p.round_id)
)::text FROM proposals_proposal p WHERE p.id = %s
"""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Facts:
    """Themes and countries (`name` in several languages), sponsors (`id seat state name slug`), files (`id name size`),
    ballots (`number state`; those of the plenary are not among them), amendments by state (`state count`) and by
    paragraph (`paragraph count`), the languages into which something was translated, merges and splits (`id kind state
    proposal other`), paragraphs that came from elsewhere (`paragraph proposal was comments`, of these at most a
    hundred), the round's windows, earliest first, and since when its calendar stands still, if it does.
    """

    themes: Rows
    countries: Rows
    sponsors: Rows
    files: Rows
    ballots: Rows
    amended: Rows
    amendments: Rows
    languages: list[str]
    reshapings: Rows
    moved: Rows
    windows: tuple[Bounds, ...]
    suspended_at: datetime | None

    @property
    def accepted(self) -> Rows:
        """The sponsors that accepted."""
        return [sponsor for sponsor in self.sponsors if sponsor["state"] == "accepted"]

    @property
    def writers(self) -> set[int]:
        """The seats of the sponsors that accepted: they revise the text with its authors."""
        return {sponsor["seat"] for sponsor in self.accepted}

    def entrance(self, verb: str, at: datetime) -> Entrance:
        """Whether the verb is open at `at`, for a page, which decides nothing."""
        return self.entrance_of(stages.OPEN[verb], at)

    def entrance_of(self, kinds: Iterable[str], at: datetime) -> Entrance:
        """The same for windows of these kinds."""
        return Entrance(at, tuple(window for window in self.windows if window.kind in kinds), self.suspended_at)


def facts_of(proposal: Proposal) -> Facts:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [proposal.pk])
        told = json.loads(cursor.fetchone()[0])
    windows = told.pop("windows") or []
    bounds = (Bounds(kind, datetime.fromisoformat(a), datetime.fromisoformat(b)) for kind, a, b in windows)
    since = told.pop("suspended_at")
    suspended_at = datetime.fromisoformat(since) if since else None
    return Facts(**{name: rows or [] for name, rows in told.items()}, windows=tuple(bounds), suspended_at=suspended_at)
