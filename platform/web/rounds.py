"""What is in a round, for its page: as many queries for a hundred thousand proposals as for one.

They are written by hand. Through models, a page that anybody may read without signing in cost more to ask for than to
answer.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from common.rows import known
from councils.models import Council, Round, Window
from proposals.drafting.hiding import TOLD_OF, masked, told_veil
from proposals.drafting.veiling import block_words, unnamed

from .cards import Card

PAGE = 20
BOUNDS = ("id", "kind", "opens_at", "closes_at", "opening_done_at")

ROUND = """
SELECT minga_now(r.council_id), r.convened_at, r.envelope, r.suspended_at, jsonb_build_object(
    'round', jsonb_build_object('id', r.id, 'council_id', r.council_id, 'number', r.number, 'title', r.title,
        'call', r.call, 'currency', r.currency, 'suspension_reason', r.suspension_reason),
    'council', jsonb_build_object('id', c.id, 'slug', c.slug, 'code', c.code, 'name', c.name),
    'themes', (SELECT jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name) ORDER BY t.id)
        FROM councils_theme t WHERE t.round_id = r.id),
    'addressees', (SELECT jsonb_agg(jsonb_build_object('slug', body.slug, 'name', body.name) ORDER BY body.slug)
        FROM councils_round_addressees a JOIN councils_council body ON body.id = a.council_id
        WHERE a.round_id = r.id),
    'questions', (SELECT jsonb_agg(question.told ORDER BY question.number) FROM (
        SELECT b.number, jsonb_build_object('number', b.number, 'kind', b.kind, 'title', b.title, 'state', b.state,
            'outcome', t.outcome) AS told
        FROM proposals_ballot b LEFT JOIN proposals_tally t ON t.ballot_id = b.id AND t.is_binding
        WHERE b.round_id = r.id AND b.proposal_id IS NULL ORDER BY b.number DESC LIMIT 50) question),
    'referral', (SELECT jsonb_build_object('number', f.number, 'title', f.title, 'language', f.language,
        'body', asking.name, 'veil', {veil})
        FROM proposals_referral f JOIN councils_council asking ON asking.id = f.body_id
        WHERE f.round_id = r.id)
)::text FROM councils_round r JOIN councils_council c ON c.id = r.council_id WHERE c.slug = %s AND r.number = %s
""".replace("{veil}", TOLD_OF.format("f"))
WINDOWS = """
SELECT id, kind, opens_at, closes_at, opening_done_at FROM councils_window WHERE round_id = %s ORDER BY opens_at, id
"""
CARDS = f"""
SELECT p.number, m.name, m.country_id, nation.name::text, v.title, v.language, v.summary, p.stage, p.amount, p.currency,
    (SELECT jsonb_agg(jsonb_build_array(b.number, b.state, t.outcome) ORDER BY b.number)::text
        FROM proposals_ballot b LEFT JOIN proposals_tally t ON t.ballot_id = b.id AND t.is_binding
        WHERE b.proposal_id = p.id AND b.amendment_id IS NULL), {TOLD_OF.format("p")}
FROM proposals_proposal p JOIN councils_seat s ON s.id = p.seat_id JOIN councils_movement m ON m.id = s.movement_id
LEFT JOIN councils_country nation ON nation.code = m.country_id LEFT JOIN proposals_revision v ON v.id = p.revision_id
WHERE p.round_id = %s AND p.admitted_at IS NOT NULL AND p.number > %s AND (%s = '' OR EXISTS (
    SELECT FROM proposals_proposal_themes chosen JOIN councils_theme t ON t.id = chosen.theme_id
    WHERE chosen.proposal_id = p.id AND t.slug = %s))
ORDER BY p.number LIMIT %s
"""  # noqa: S608 - nothing of what anybody sent is in it

Named = list[dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """A round with its council, its windows in order, `instant`, its council's clock, and its themes and addressees
    (`slug`, `name` in several languages); and `questions`, the last ballots that are on no proposal (`number`, `kind`,
    `title` in several languages, `state`, binding `outcome`). `referral` is what it was opened from, if it was.
    """

    round: Round
    windows: list[Window]
    instant: datetime
    themes: Named
    addressees: Named
    questions: Named
    referral: dict[str, Any] | None = None


def round_at(slug: str, number: int) -> Found | None:
    """The round at an address, in two queries."""
    with connection.cursor() as cursor:
        cursor.execute(ROUND, [slug, number])
        row = cursor.fetchone()
        if row is None:
            return None
        instant, *own, told = row
        facts = json.loads(told)
        columns = dict(zip(("convened_at", "envelope", "suspended_at"), own, strict=True))
        round_ = known(Round, {**facts["round"], **columns})
        round_.council = known(Council, facts["council"])
        cursor.execute(WINDOWS, [round_.pk])
        windows = [known(Window, dict(zip(BOUNDS, bounds, strict=True))) for bounds in cursor.fetchall()]
    themes, addressees, questions = (facts[name] or [] for name in ("themes", "addressees", "questions"))
    return Found(round_, windows, instant, themes, addressees, questions, _asked(facts["referral"], instant))


def _asked(referral: dict[str, Any] | None, at: datetime) -> dict[str, Any] | None:
    """The referral with what the moderation left of its title."""
    if referral is None:
        return None
    veil = told_veil(referral["veil"], at)
    return {**referral, "title": masked(referral["title"], veil, "title", block_words) or unnamed()}


def proposals_of(found: Found, *, theme: str = "", after: int = 0) -> tuple[list[Card], int | None]:
    """A page of the round's public proposals by number, with their ballots, and the number to go on after."""
    with connection.cursor() as cursor:
        cursor.execute(CARDS, [found.round.pk, after, theme, theme, PAGE + 1])
        cards = [_left(Card(*row), told, found.instant) for *row, told in cursor.fetchall()]
    return cards[:PAGE], cards[PAGE - 1].number if len(cards) > PAGE else None


def _left(card: Card, told: str | None, at: datetime) -> Card:
    """What the moderation left of it to everybody: a card is remembered as it is, so what is hidden stands in none."""
    veil = told_veil(told, at)
    if veil is None:
        return card
    title = masked(card.title or "", veil, "title", block_words) or unnamed()
    return card._replace(title=title, summary=masked(card.summary or "", veil, "summary", block_words))
