"""What a world has much of, written in parts, by two processes at the same time: comments, acts, and what is found of
proposals and comments. Every part is the same in every run, whoever writes it.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction

from common.owner import as_owner
from ledger.models import Entry
from proposals.models import Comment

from .copying import copy_like, unchecked
from .ground import Ground
from .prose import Writer

BATCH = 100
STANCES = Comment.Stance.values


def found(ground: Ground, start: int, stop: int) -> None:
    """What the search knows of these proposals."""
    _find("minga_find('proposal', id)", "proposals_proposal", ground.proposals[start:stop])


def comments(ground: Ground, start: int, stop: int) -> None:
    """These comments, and what the search knows of them."""
    names = ("id", "proposal_id", "revision_id", "paragraph", "parent_id", "root_id", "stance", "text", "seat_id")
    same = Comment(language="es", author_id=ground.author)
    with as_owner(), transaction.atomic():
        unchecked()
        copy_like(same, (*names, "created_at"), _comments(ground, start, stop))
    _find("minga_find_comment(id)", "proposals_comment", ground.comments[start:stop])


def _comments(ground: Ground, start: int, stop: int) -> Iterator[tuple[object, ...]]:
    writer, first = Writer(f"comments {start}"), ground.now - timedelta(seconds=len(ground.comments) + 60)
    for step in range(start, stop):
        place, thread = ground.proposal_of(step), ground.thread_of(step)
        yield (
            *(ground.comments[step], ground.proposals[place], ground.revisions[place]),
            *("" if step % 3 else "p1", thread, thread, STANCES[step % len(STANCES)]),
            *(writer.prose(3), ground.seats[step % len(ground.seats)], first + timedelta(seconds=step)),
        )


def acts(ground: Ground, start: int, stop: int) -> None:
    """These acts, in transactions of a hundred: readers of the ledger go by the transaction."""
    same = Entry(
        council_id=ground.council, verb="cast_vote", actor_id=ground.author, actor_mark=ground.mark, on_behalf_of="b1"
    )
    for batch in range(start, stop, BATCH):
        copy_like(same, ("subject", "data", "at"), _acts(ground, range(batch, min(stop, batch + BATCH))))


def _acts(ground: Ground, steps: range) -> Iterator[tuple[object, ...]]:
    first = ground.now - timedelta(days=1)
    for step in steps:
        proposal = ground.proposals[step % len(ground.proposals)]
        data = {"seat": "b1", "serial": 1, "commitment": f"{step:064x}"}
        yield f"/bench/{proposal}/", data, first + timedelta(milliseconds=step)


def _find(function: str, table: str, ids: range) -> None:
    """What the triggers of the table would have done, had they not been off."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count({function}) FROM {table} WHERE id BETWEEN %s AND %s", [ids[0], ids[-1]])
