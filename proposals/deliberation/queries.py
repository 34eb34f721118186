"""The discussion of a proposal, in pages of threads: as much work for a hundred thousand comments as for fifty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from proposals.drafting.hiding import TOLD
from proposals.drafting.models import Proposal

from .models import Comment

THREADS = 50
REPLIES = 10
# A paragraph with a hundred comments is shown as one with many: to count them all would take as long as they are many.
MANY = 100


class Said(NamedTuple):
    """A comment as it is shown, and nothing that would not be. `movement` is None for an observer."""

    id: int
    root: int | None
    parent: int | None
    paragraph: str
    stance: str
    text: str
    language: str
    author: int
    movement: str | None
    name: str | None
    created_at: datetime
    edited_at: datetime | None
    retracted_at: datetime | None
    note: str
    veil: str | None = None  # the columns of moderation as JSON, for the few texts over which something lies


@dataclass
class Thread:
    """A comment that began a thread, and what followed, in the order in which it was said; `has_more` beyond these."""

    root: Said
    replies: list[Said] = field(default_factory=list)
    has_more: bool = False


@dataclass(frozen=True)
class Discussion:
    """A page of threads, and the id after which the next one begins, if there is one."""

    threads: list[Thread]
    more: int | None

    def everything(self) -> Iterable[Said]:
        """Every comment of the page."""
        for thread in self.threads:
            yield thread.root
            yield from thread.replies


SAID = f"""
SELECT c.id, c.root_id, c.parent_id, c.paragraph, c.stance, c.text, c.language, c.author_id, m.slug, m.name,
    c.created_at, c.edited_at, c.retracted_at, c.retraction_note, {TOLD}
FROM shown JOIN proposals_comment c ON c.id = shown.id
LEFT JOIN councils_seat s ON s.id = c.seat_id LEFT JOIN councils_movement m ON m.id = s.movement_id
ORDER BY coalesce(c.root_id, c.id), c.id
"""  # noqa: S608 - nothing of what anybody sent is in it
# Every thread's first replies are found through the index of threads: a long one costs no more than a short one.
PAGE = f"""
WITH roots AS (
    SELECT id FROM proposals_comment WHERE proposal_id = %s AND parent_id IS NULL AND id > %s ORDER BY id LIMIT %s
), shown AS (
    SELECT id FROM roots UNION ALL SELECT reply.id FROM roots
    CROSS JOIN LATERAL (SELECT id FROM proposals_comment WHERE root_id = roots.id ORDER BY id LIMIT %s) reply
) {SAID}
"""  # noqa: S608 - nothing of what anybody sent is in it
THREAD = f"""
WITH shown AS (
    SELECT %s::bigint AS id UNION ALL
    (SELECT id FROM proposals_comment WHERE root_id = %s AND id >= %s ORDER BY id LIMIT %s)
) {SAID}
"""  # noqa: S608 - as above
COUNTS = """
SELECT wanted.paragraph, (
    SELECT count(*) FROM (
        SELECT FROM proposals_comment c WHERE c.proposal_id = %s AND c.paragraph = wanted.paragraph LIMIT %s
    ) AS counted
) - (
    SELECT count(*) FROM proposals_comment h
    WHERE h.proposal_id = %s AND h.held_at IS NOT NULL AND h.paragraph = wanted.paragraph
) FROM unnest(%s::text[]) AS wanted(paragraph)
"""


def _said(query: str, *values: int) -> list[Said]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [Said(*row) for row in cursor.fetchall()]


def discussion_of(proposal: Proposal, *, after: int = 0) -> Discussion:
    """The threads that began after a comment, with their first replies. One query."""
    threads: dict[int, Thread] = {}
    for said in _said(PAGE, proposal.pk, after, THREADS + 1, REPLIES + 1):
        if said.root is None:
            threads[said.id] = Thread(said)
        elif len(threads[said.root].replies) < REPLIES:
            threads[said.root].replies.append(said)
        else:
            threads[said.root].has_more = True
    shown = list(threads.values())
    return Discussion(shown[:THREADS], shown[THREADS - 1].root.id if len(shown) > THREADS else None)


def thread_from(root: int, first: int) -> tuple[Thread, int | None]:
    """One thread, its replies from the id `first` on, and the id with which the next page begins. One query."""
    begun, *replies = _said(THREAD, root, root, first, THREADS + 1)
    more = replies[THREADS].id if len(replies) > THREADS else None
    return Thread(begun, replies[:THREADS]), more


def counted_by_paragraph(proposal: Proposal, paragraphs: Sequence[str]) -> dict[str, int]:
    """How many comments there are on each paragraph, at most a hundred. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [proposal.pk, MANY, proposal.pk, list(paragraphs)])
        return dict(cursor.fetchall())


def comments_of(proposal: Proposal) -> QuerySet[Comment]:
    """The comments of a proposal with whom they are of."""
    return Comment.objects.filter(proposal=proposal).select_related(
        "proposal__round__council", "seat__movement", "seat__council"
    )
