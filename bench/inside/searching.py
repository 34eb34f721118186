"""Words to look for, of every frequency; and comments written with and without the search."""

import time

from django.db import connection, transaction

from bench.seed.copying import copy_in, reserve
from bench.seed.prose import Writer
from common.owner import as_owner
from proposals.models import Comment

SAMPLE = 2_000
WRITER = Writer("searching")


def words() -> dict[str, str]:
    """A word that stands in a great part of all texts, one in few, two together, a phrase, and one without another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat('SELECT vector FROM proposals_searchentry ORDER BY id DESC LIMIT "
            f"{SAMPLE}') WHERE length(word) > 3 ORDER BY ndoc DESC, word"
        )
        found = [row[0] for row in cursor.fetchall()]
    common, other, rare = found[0], found[1], found[-1]
    return {
        "a word in very many texts": common,
        "a syllable in most texts": "ba or be or bi or bo or bu or ca or ce or ci or co or cu",
        "a word in few texts": rare,
        "a word in no text": "inexistente",
        "two words together": f"{common} {other}",
        "a phrase": f'"{common} {other}"',
        "all but a word": f"-{common}",
    }


def written(*, number: int, is_found: bool) -> float:
    """Seconds for so many comments, which are not kept."""
    last = Comment.objects.order_by("-id")[0]
    made = [
        Comment(
            pk=pk,
            proposal_id=last.proposal_id,
            revision_id=last.revision_id,
            stance="neutral",
            text=WRITER.prose(3),
            language="es",
            author_id=last.author_id,
            seat_id=last.seat_id,
            created_at=last.created_at,
        )
        for pk in reserve(Comment, number)
    ]
    with as_owner(), transaction.atomic():
        if not is_found:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE proposals_comment DISABLE TRIGGER USER")
        begun = time.perf_counter()
        copy_in(Comment, made)
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return spent
