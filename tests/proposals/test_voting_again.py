"""Who votes again and again, which everybody may, costs nobody else anything."""

import json
import secrets
from copy import copy

import pytest
from django.db import connection
from django.db.models import QuerySet

from common import clock
from proposals.models import Vote
from proposals.voting.queries import counted_votes, voters_of
from tests.factories.scenes import Scene

from .test_casting import INSIDE, scene, vote

__all__ = ["scene"]
pytestmark = pytest.mark.django_db

# A table of a few rows is read as a whole, so that some are there to begin with.
SOME, MANY = 500, 5_000
# Ten times as many rows are read through an index, and it is a level deeper.
DEEPER = 3
LOOK = "SELECT * FROM minga_look_at_ballot(%s, %s, %s)"


def blocks(sql: str, params: tuple) -> int:
    """How many blocks the database reads for the answer, in its memory or on its disk."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def read(scene: Scene) -> dict[str, int]:
    """What a cast, a page and a count read of the votes of this ballot."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE proposals_vote, proposals_rollentry")
    asked: dict[str, QuerySet] = {"page": voters_of(scene.ballot), "count": counted_votes(scene.ballot)}
    seats = {f"cast of {country}": (scene.ballot.pk, scene.seats[country].pk, INSIDE) for country in ("BR", "AR")}
    questions = {name: (LOOK, params) for name, params in seats.items()}
    questions |= {name: rows.query.sql_with_params() for name, rows in asked.items()}
    for question in questions.values():
        blocks(*question)  # what a connection reads once: of which columns a table is
    return {name: blocks(*question) for name, question in questions.items()}


def repeat(cast: Vote, serials: range) -> None:
    """The same vote once more under each of these serials, by rows alone, which is faster than to cast it."""
    again = []
    for serial in serials:
        another = copy(cast)
        another.pk, another.serial, another.receipt = None, serial, secrets.token_hex(9)
        again.append(another)
    with clock.travel(INSIDE):
        Vote.objects.bulk_create(again, batch_size=500)


def test_ten_times_as_many_votes_of_a_seat_are_not_read(scene: Scene) -> None:
    for country in ("BR", "AR", "UY"):
        vote(scene, country=country)
    last = vote(scene, "alternate", country="BO")
    repeat(last, range(2, SOME))
    before = read(scene)
    repeat(last, range(SOME, MANY))
    # Who has not voted yet is asked about as well: the titular of the seat that voted so often.
    assert vote(scene, "titular", "no", country="BO").serial == MANY
    after = read(scene)
    assert {name: (before[name], after[name]) for name in after if after[name] > DEEPER * before[name]} == {}
    assert [v.answer for v in counted_votes(scene.ballot) if v.roll_entry.seat == scene.seats["BO"]] == [{"no": "1"}]
    assert voters_of(scene.ballot).count() == len(("BR", "AR", "UY", "BO"))
