"""The discussion of a proposal, or of an amendment, in pages: as much work for a hundred thousand comments as for
fifty.

Unfiltered, a page is of threads, each with its first replies. Filtered, it is of single comments, replies among them,
because whoever asks what a movement said wants all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from proposals.amending.models import Amendment
from proposals.drafting.hiding import TOLD
from proposals.drafting.models import Proposal

from .asked import NEWEST, OLDEST, SUPPORTED, Asked
from .models import Comment

THREADS = 50
REPLIES = 10
# Several filters at once look at so many comments of a page, one after the other; the rest is looked through from the
# next page on, so that no address takes longer than this.
LOOKED_AT = 5_000


class Said(NamedTuple):
    """A comment as it is shown, and nothing that would not be. `movement` is None for an observer; `mentions` are pairs
    of what is written and of the movement to whose page it leads; `is_supported` by a seat of the reader's; `assembly`
    is whose words they are, where the movement said so.
    """

    id: int
    root: int | None
    parent: int | None
    paragraph: str
    stance: str
    text: str
    language: str
    author: int
    seat: int | None
    movement: str | None
    name: str | None
    created_at: datetime
    edited_at: datetime | None
    retracted_at: datetime | None
    note: str
    support_count: int
    answer: int | None
    is_supported: bool
    assembly: str | None
    mentions: tuple[tuple[str, str], ...]
    veil: str | None = None  # the columns of moderation as JSON, for the few texts over which something lies


@dataclass
class Thread:
    """A comment that began a thread, and what followed, in the order in which it was said; `has_more` beyond these."""

    root: Said
    replies: list[Said] = field(default_factory=list)
    has_more: bool = False


@dataclass(frozen=True)
class Discussion:
    """A page of threads, and the key after which the next one begins, if there is one."""

    threads: list[Thread]
    more: tuple[int, int] | None = None

    def everything(self) -> Iterable[Said]:
        """Every comment of the page."""
        for thread in self.threads:
            yield thread.root
            yield from thread.replies


@dataclass(frozen=True)
class Reader:
    """Who reads: when, and with which seats. A visitor has none."""

    at: datetime
    seats: tuple[int, ...] = ()


# A person is linked while they show that name in a movement of this council, and no longer.
MENTIONS = """
CASE WHEN c.text LIKE '%%@%%' THEN ARRAY(
    SELECT ARRAY['@' || named.slug, named.slug] FROM proposals_mention mention
    JOIN councils_seat of_named ON of_named.id = mention.seat_id
    JOIN councils_movement named ON named.id = of_named.movement_id WHERE mention.comment_id = c.id
    UNION ALL
    SELECT ARRAY['@"' || person.name || '"', min(home.slug)] FROM proposals_mention mention
    JOIN accounts_user person ON person.id = mention.person_id AND person.is_active
    JOIN councils_membership shown ON shown.person_id = person.id AND shown.is_named AND shown.starts_at <= %(at)s
        AND (shown.ends_at IS NULL OR shown.ends_at > %(at)s)
    JOIN councils_movement home ON home.id = shown.movement_id
    JOIN councils_seat here ON here.movement_id = home.id AND here.council_id = %(council)s
    WHERE mention.comment_id = c.id GROUP BY person.id
) END"""
# As one text, for it is only shown: the day and the number of people stand behind the last two commas.
ASSEMBLY = "a.name || ', ' || a.place || ', ' || a.held_on || ', ' || a.people"
SAID = f"""
SELECT c.id, c.root_id, c.parent_id, c.paragraph, c.stance, c.text, c.language, c.author_id, c.seat_id, m.slug, m.name,
    c.created_at, c.edited_at, c.retracted_at, c.retraction_note, c.support_count, c.answer_id,
    c.support_count > 0 AND EXISTS (SELECT FROM proposals_commentsupport given WHERE given.comment_id = c.id
        AND given.seat_id = ANY(%(seats)s) AND given.withdrawn_at IS NULL), {ASSEMBLY}, {MENTIONS}, {TOLD}
FROM shown JOIN proposals_comment c ON c.id = shown.id
LEFT JOIN councils_seat s ON s.id = c.seat_id LEFT JOIN councils_movement m ON m.id = s.movement_id
LEFT JOIN proposals_assemblyword a ON a.comment_id = c.id
ORDER BY shown.place, c.id
"""  # noqa: S608 - nothing of what anybody sent is in it
# Every thread's first replies are found through the index of threads: a long one costs no more than a short one.
PAGE = """
WITH roots AS (
    SELECT id, row_number() OVER () AS place FROM (
        SELECT id FROM proposals_comment c WHERE {scope} AND parent_id IS NULL {after} ORDER BY {order} LIMIT %(page)s
    ) AS first
), shown AS (
    SELECT id, place FROM roots UNION ALL SELECT reply.id, place FROM roots
    CROSS JOIN LATERAL (SELECT id FROM proposals_comment WHERE root_id = roots.id ORDER BY id LIMIT %(replies)s) reply
) {said}
"""
LOOKED_FOR = "c.id, c.support_count, c.paragraph, c.stance, c.language"
SCANNED = """
SELECT {columns} FROM proposals_comment c WHERE {scope} {narrow} {after} ORDER BY {order} LIMIT %(looked_at)s
"""
# What one movement says of one proposal is never much: its comments are all looked at, seat by seat.
BY_SEAT = """
SELECT c.* FROM (
    SELECT s.id FROM councils_seat s JOIN councils_movement m ON m.id = s.movement_id WHERE s.council_id = %(council)s
    {of_country} {of_movement}
) seat CROSS JOIN LATERAL (
    SELECT {columns} FROM proposals_comment c WHERE {scope} AND c.seat_id = seat.id {narrow} {after}
    ORDER BY {order} LIMIT %(page)s
) c
"""
FILTERED = """
WITH scanned AS ({scanned}), shown AS (
    SELECT id, row_number() OVER () AS place FROM (
        SELECT id FROM scanned c WHERE true {rest} ORDER BY {order} LIMIT %(page)s
    ) AS first
) {said}
"""
LAST_LOOKED_AT = "SELECT c.support_count, c.id FROM ({scanned}) c ORDER BY {order} OFFSET %(looked_at)s - 1"
THREAD = f"""
WITH shown AS (
    SELECT %(root)s::bigint AS id, 0 AS place UNION ALL
    (SELECT id, 1 FROM proposals_comment WHERE root_id = %(root)s AND id >= %(first)s ORDER BY id LIMIT %(page)s)
) {SAID}
"""  # noqa: S608 - as above
OF_TEXT = "c.proposal_id = %(proposal)s AND c.amendment_id IS NULL"
OF_AMENDMENT = "c.amendment_id = %(amendment)s"
ORDERS = {OLDEST: "c.id", NEWEST: "c.id DESC", SUPPORTED: "c.support_count DESC, c.id DESC"}
AFTER = {
    OLDEST: "AND c.id > %(after)s",
    NEWEST: "AND c.id < %(after)s",
    SUPPORTED: "AND (c.support_count, c.id) < (%(support)s, %(after)s)",
}
# In this order: the first of them leaves the least to look through.
COLUMNS = {
    "paragraph": "AND c.paragraph = %(paragraph)s",
    "stance": "AND c.stance = %(stance)s",
    "language": "AND c.language = %(language)s",
}


def _rows(query: str, values: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _said(query: str, values: dict[str, Any]) -> list[Said]:
    rows = _rows(query, values)
    return [Said._make((*told, tuple(map(tuple, mentions or ())), veil)) for *told, mentions, veil in rows]


def _values(proposal: Proposal, reader: Reader, **more: Any) -> dict[str, Any]:
    council = proposal.round.council_id
    told = {"proposal": proposal.pk, "council": council, "at": reader.at, "seats": list(reader.seats)}
    return {**told, "page": THREADS + 1, "replies": REPLIES + 1, "looked_at": LOOKED_AT, **more}


def discussion_of(
    proposal: Proposal, reader: Reader, asked: Asked | None = None, *, amendment: Amendment | None = None
) -> Discussion:
    """A page of what is said of the proposal's text, or of one of its amendments. One query; two where a filter found
    less than a page.
    """
    asked = asked or Asked()
    told = {name: getattr(asked, name) for name in ("country", "movement", *COLUMNS)}
    support, after = asked.after or (0, 0)
    values = _values(proposal, reader, **told, support=support, after=after, amendment=amendment and amendment.pk)
    parts = {
        "scope": OF_AMENDMENT if amendment else OF_TEXT,
        "columns": LOOKED_FOR,
        "after": AFTER[asked.sort] if asked.after else "",
        "order": ORDERS[asked.sort],
        "said": SAID,
    }
    return _filtered(asked, parts, values) if asked.is_filtered else _threads(parts, values)


def _threads(parts: dict[str, str], values: dict[str, Any]) -> Discussion:
    threads: dict[int, Thread] = {}
    for said in _said(PAGE.format(**parts), values):
        if said.root is None:
            threads[said.id] = Thread(said)
        elif len(threads[said.root].replies) < REPLIES:
            threads[said.root].replies.append(said)
        else:
            threads[said.root].has_more = True
    return _page(list(threads.values()))


def _filtered(asked: Asked, parts: dict[str, str], values: dict[str, Any]) -> Discussion:
    """Single comments. Where many were looked at without a full page, the next one goes on from the last of them."""
    conditions = [condition for name, condition in COLUMNS.items() if values[name]]
    if asked.country or asked.movement:
        of_country = "AND m.country_id = %(country)s" if asked.country else ""
        of_movement = "AND m.slug = %(movement)s" if asked.movement else ""
        narrow = {"narrow": " ".join(conditions), "of_country": of_country, "of_movement": of_movement}
        scanned, conditions = BY_SEAT.format(**parts, **narrow), []
    else:
        by_index = asked.sort != SUPPORTED
        narrow = {"narrow": conditions[0] if by_index else ""}
        scanned, conditions = SCANNED.format(**parts, **narrow), conditions[by_index:]
    found = _said(FILTERED.format(**parts, scanned=scanned, rest=" ".join(conditions)), values)
    page = _page([Thread(said) for said in found])
    if page.more or not conditions:
        return page
    last = _rows(LAST_LOOKED_AT.format(**parts, scanned=scanned), values)
    return Discussion(page.threads, last[0] if last else None)


def _page(found: list[Thread]) -> Discussion:
    if len(found) <= THREADS:
        return Discussion(found)
    last = found[THREADS - 1].root
    return Discussion(found[:THREADS], (last.support_count, last.id))


def thread_from(proposal: Proposal, reader: Reader, root: int, first: int) -> tuple[Thread, int | None]:
    """One thread, its replies from the id `first` on, and the id with which the next page begins. One query."""
    begun, *replies = _said(THREAD, _values(proposal, reader, root=root, first=first))
    more = replies[THREADS].id if len(replies) > THREADS else None
    return Thread(begun, replies[:THREADS]), more


def comments_of(proposal: Proposal) -> QuerySet[Comment]:
    """The comments of a proposal with whom they are of."""
    return Comment.objects.filter(proposal=proposal).select_related(
        "proposal__round__council", "seat__movement", "seat__council", "amendment"
    )
