"""Finding, in two statements whatever is found: which texts and in what order, and then the few that are shown.

A word that stands in every comment is not ranked a million times: only the newest of what it finds are, and the page
says so. And no question may take longer than `SECONDS`, however it is put together.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQueryField
from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, F, FloatField, Func, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from common.errors import Conflict
from proposals.deliberation.models import Comment
from proposals.positions.words import TONES, outcome_word

from .asking import Asked
from .models import SearchEntry
from .words import PLAIN, as_tsquery

PAGE, CANDIDATES, SECONDS = 20, 1_000, 3
# How much of a long text is looked through for the passage to show.
LONGEST_LOOK = 30_000
# A match stands between two signs that no text of ours can hold, until the text around them has been escaped.
BEGIN, END = "\x02", "\x03"
EXCERPT = (
    f"StartSel={BEGIN}, StopSel={END}, ShortWord=0, MaxFragments=2, MaxWords=28, MinWords=12, FragmentDelimiter=' … '"
)
WHOLE = f"StartSel={BEGIN}, StopSel={END}, HighlightAll=true"
FOUND = """
SELECT entry.kind, entry.language, entry.stance, entry.at, council.slug, council.name, round.number, proposal.number,
    called.title, coalesce(revision.language, entry.language), movement.slug, movement.name, c.id, c.parent_id,
    c.paragraph, a.number, n.year, n.number, council.code, n.outcome,
    ts_headline(reading.config, translate(called.title, %s, ''), asked.query, %s),
    ts_headline(reading.config, translate(coalesce(left(told.words, %s), ''), %s, ''), asked.query, %s)
FROM unnest(%s::bigint[]) WITH ORDINALITY AS shown(id, place)
CROSS JOIN (SELECT %s::tsquery) asked(query)
JOIN proposals_searchentry entry ON entry.id = shown.id
JOIN councils_council council ON council.id = entry.council_id
JOIN councils_round round ON round.id = entry.round_id
LEFT JOIN proposals_proposal proposal ON proposal.id = entry.proposal_id
LEFT JOIN councils_movement movement ON movement.id = entry.movement_id
LEFT JOIN proposals_comment c ON entry.kind = 'comment' AND c.id = entry.object_id
LEFT JOIN proposals_amendment a ON entry.kind = 'amendment' AND a.id = entry.object_id
LEFT JOIN proposals_position n ON entry.kind = 'position' AND n.id = entry.object_id
LEFT JOIN proposals_ballot b ON b.id = n.ballot_id
LEFT JOIN proposals_revision revision ON revision.id = coalesce(b.revision_id, proposal.revision_id)
CROSS JOIN LATERAL (SELECT coalesce(revision.title, b.title->>entry.language, '') AS title) called
-- A text in the language that was asked in is read by its stems, any other by its plain words, as it was found.
CROSS JOIN LATERAL (SELECT CASE minga_search_config(entry.language)
    WHEN %s::regconfig THEN %s::regconfig ELSE %s::regconfig END) reading(config)
CROSS JOIN LATERAL (SELECT string_agg(piece.words, E'\\n\\n') FROM minga_pieces(entry.kind, entry.object_id) piece
    WHERE piece.grade <> 'A') told(words)
ORDER BY shown.place
"""


class Run(NamedTuple):
    """A stretch of an excerpt, and whether it is what was looked for."""

    text: str
    is_match: bool


class Hit(NamedTuple):
    """A text that was found, with what its line on the page says. `movement` is None for an observer, and with the
    proposal for a position on none."""

    kind: str
    language: str
    stance: str
    at: datetime
    council: str
    council_name: dict[str, str]
    round: int
    proposal: int | None
    title: str
    title_language: str
    movement: str | None
    movement_name: str | None
    comment: int | None
    parent: int | None
    paragraph: str | None
    amendment: int | None
    year: int | None
    position: int | None
    code: str
    outcome: str | None
    marked_title: list[Run]
    excerpt: list[Run]

    @property
    def reference(self) -> str | None:
        """The number of a position, as people cite it."""
        return f"{self.code}/{self.year}/{self.position:03d}" if self.position else None

    @property
    def stance_word(self) -> str:
        """What the stance of a comment is called."""
        return str(Comment.Stance(self.stance).label)

    @property
    def outcome_word(self) -> str:
        """What the outcome of a position is called."""
        return outcome_word(self.outcome or "")

    @property
    def tone(self) -> str:
        """How the outcome is coloured."""
        return TONES.get(self.outcome or "", "")


@dataclass(frozen=True)
class Findings:
    """One page of what was found. `count` is exact unless `is_cut`, when only the newest were ranked; `is_empty` when
    nothing was asked that could be looked for.
    """

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    page: int = 1
    is_cut: bool = False
    is_empty: bool = False

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page * PAGE < self.count else None

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None


def find(asked: Asked, page: int = 1) -> Findings:
    """The best of what is found, by rank and then the newest. Two statements beside the limit of time; a question
    without a word that could be looked for finds nothing. Refused when it takes too long (409).
    """
    if not asked.words:
        return Findings(is_empty=True)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{1_000 * SECONDS}ms"])
            query = as_tsquery(asked.words, asked.configuration)
            ranked = _candidates(asked, query) if query else []
            first = (page - 1) * PAGE
            hits = _shown(asked, query, [pk for _rank, pk in ranked[:CANDIDATES][first : first + PAGE]])
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise Conflict(
                "search_too_wide", _("This would take too long to find. Add a word, or narrow the search.")
            ) from error
        raise
    return Findings(hits, min(len(ranked), CANDIDATES), page, len(ranked) > CANDIDATES, not query)


class Matches(Func):
    """Whether a vector holds what a query asks for."""

    template, arg_joiner, output_field = "(%(expressions)s)", " @@ ", BooleanField()


class Rank(Func):
    """How well. A title counts most, reasons and paragraphs least; a long text is not better for being long."""

    template, output_field = "ts_rank('{0.2, 0.3, 0.6, 1.0}', %(expressions)s, 1)", FloatField()


def _candidates(asked: Asked, query: str) -> list[tuple[float, int]]:
    """Rank and id of the newest that are found, one more than are ranked, the best first."""
    both = F("vector"), Cast(Value(query), SearchQueryField())
    newest = SearchEntry.objects.filter(asked.narrows(), Matches(*both)).order_by("-id")
    return sorted(newest.values_list(Rank(*both), "id")[: CANDIDATES + 1], reverse=True)


def _shown(asked: Asked, query: str, ids: Sequence[int]) -> list[Hit]:
    if not ids:
        return []
    stems, signs = asked.configuration, BEGIN + END
    values: list[Any] = [signs, WHOLE, LONGEST_LOOK, signs, EXCERPT, list(ids), query, stems, stems, PLAIN]
    with connection.cursor() as cursor:
        cursor.execute(FOUND, values)
        return [_read(row) for row in cursor.fetchall()]


def _read(row: tuple[Any, ...]) -> Hit:
    hit = Hit(*row)
    return hit._replace(council_name=json.loads(row[5]), marked_title=runs(row[-2]), excerpt=runs(row[-1]))


def runs(marked: str) -> list[Run]:
    """A text with marked matches as stretches, none of which holds a mark."""
    plain, *rest = marked.split(BEGIN)
    found = [Run(plain, False)]
    for piece in rest:
        match, _end, after = piece.partition(END)
        found += [Run(match, True), Run(after, False)]
    return [run for run in found if run.text]
