"""What the API promises whoever keeps a copy of it, claim by claim; what is not here stands in the files beside it."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from api.dumping.tables import TABLES
from common import clock
from common.api.conditional import FOR_GOOD
from proposals.models import Comment, Endorsement, Position, Proposal
from proposals.positions.annulling import annul_position
from proposals.positions.rendering.actions import render_one_position
from proposals.positions.shelf import SHELF
from proposals.positions.signing import sign_one_position
from tests.api.conftest import AFTER, Record, address_of, routes
from tests.api.test_conditional import parts
from tests.api.test_private import private_columns

pytestmark = pytest.mark.usefixtures("ground")

COPIED = AFTER + timedelta(days=1)
LATER = COPIED + timedelta(days=1)


@pytest.fixture(autouse=True)
def _all_is_signed(record: Record) -> None:
    while sign_one_position():
        pass


def since(name: str) -> dict[str, dict[str, Any]]:
    """What whoever has a copy is told to renew, by its address."""
    found = Client().get(f"/api/v1/{name}/", {"modified_since": COPIED.isoformat(), "page_size": 100}).json()
    return {row["url"]: row for row in found["results"]}


ENDS: dict[str, dict[str, Any]] = {
    "hidden": {"hidden_at": LATER, "hidden_ground": "insult", "moderated_at": LATER},
    "removed by law": {"removed_at": LATER, "removed_sha256": "0" * 64, "moderated_at": LATER, "text": ""},
}


@pytest.mark.parametrize("columns", ENDS.values(), ids=ENDS.keys())
def test_a_comment_that_is_gone_leaves_a_stone_with_nothing_under_it(record: Record, columns: dict[str, Any]) -> None:
    before = record.comment.text
    assert since("comments") == {}
    Comment.objects.filter(pk=record.comment.pk).update(**columns)
    with clock.travel(LATER):
        [stone] = since("comments").values()
        alone = Client().get(f"/api/v1/comments/{record.comment.pk}/")
    assert stone["url"].endswith(f"/comments/{record.comment.pk}/")
    assert alone.status_code == 200 and alone.json() == stone
    assert stone["text"] == "" and before not in str(stone)


def test_a_comment_that_is_retracted_says_so_and_one_that_is_held_comes_when_it_is_decided(record: Record) -> None:
    comment = Comment.objects.filter(pk=record.comment.pk)
    comment.update(retracted_at=LATER)
    [retracted] = since("comments").values()
    assert retracted["retracted_at"] and retracted["text"] == record.comment.text
    comment.update(retracted_at=None, edited_at=LATER, held_at=LATER)
    assert since("comments") == {}, "nobody is told of what waits for a moderator"
    comment.update(held_at=None, moderated_at=LATER)
    assert len(since("comments")) == 1


def test_an_endorsement_that_was_withdrawn_and_a_proposal_that_was_hidden_say_so(record: Record) -> None:
    endorsement, proposal = Endorsement.objects.get(), record.closed.ballot.proposal
    assert since("endorsements") == since("proposals") == {}
    Endorsement.objects.filter(pk=endorsement.pk).update(withdrawn_at=LATER)
    columns = {"hidden_at": LATER, "hidden_ground": "insult", "moderated_at": LATER, "changed_at": LATER}
    Proposal.objects.filter(pk=proposal.pk).update(**columns)
    with clock.travel(LATER):
        [gone] = since("endorsements").values()
        [hidden] = since("proposals").values()
    assert gone["withdrawn_at"]
    assert proposal.revision.title not in str(hidden)


def test_a_position_that_another_has_superseded_is_told_again(record: Record) -> None:
    position = Position.objects.select_related("council").get(council=record.closed.council)
    body = Client().get(position.data_url).content
    with clock.travel(LATER):
        annul_position(person=record.closed.secretary, position=position, reason="Padrón equivocado.")
        told = since("positions")
    later = Position.objects.select_related("council").get(supersedes=position)
    assert {f"http://testserver{one.data_url}" for one in (position, later)} == set(told)
    assert Client().get(position.data_url).content == body, "and its own bytes stay as they are"


LASTING = {"position", "series_position", "position_package", "series_package", "ballot_votes", "key", "seal"}
# Those of which the record of these tests holds none, or that are asked by keys of another kind.
ELSEWHERE = {
    *("entry", "seal", "inclusion", "consistency", "transmittal", "endorsement", "translation", "movement"),
    *("transmittal_again", "letter", "letter_transmittal", "evaluation", "referral", "follow_up"),
    "meeting",
}
SINGLE = [p for p in routes() if p.name not in ELSEWHERE | {"key", "series_position", "series_package", "ballot_votes"}]


@pytest.mark.parametrize("pattern", SINGLE, ids=lambda p: p.name)
def test_only_what_never_changes_is_kept_without_asking(client: Client, record: Record, pattern: URLPattern) -> None:
    answer = client.get(address_of(pattern, parts(record)))
    assert answer.status_code == 200
    lasts = answer["Cache-Control"]
    if pattern.name in LASTING:
        assert lasts == FOR_GOOD
    else:
        assert "no-cache" in lasts and "immutable" not in lasts and "max-age" not in lasts


def test_what_is_pressed_has_a_tag_that_is_known_again(client: Client, record: Record) -> None:
    for address in (
        "/api/v1/positions/",
        "/api/v1/comments/",
        f"/api/v1/positions/{record.closed.council.slug}/2026/1/",
    ):
        plain, pressed = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
        assert pressed["Content-Encoding"] == "gzip" and "Accept-Encoding" in pressed["Vary"], address
        assert gzip.decompress(pressed.content) == plain.content
        again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": pressed["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_who_has_a_position_pays_two_questions_at_the_most_at_each_of_its_addresses(record: Record) -> None:
    while render_one_position():
        pass
    position = Position.objects.select_related("council").get(council=record.closed.council)
    page = position.get_absolute_url().rstrip("/")
    for address in (
        position.data_url,
        f"{page}.json",
        f"{page}.pdf",
        f"{page}.es.pdf",
        f"{position.data_url}package.zip",
    ):
        tag = Client().get(address)["ETag"]
        SHELF.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(address, headers={"If-None-Match": tag})
        assert (answer.status_code, len(queries) <= 2) == (304, True), (address, len(queries))


@pytest.mark.parametrize("name", TABLES)
def test_no_column_of_a_dump_is_a_private_one(name: str) -> None:
    assert not private_columns() & set(TABLES[name].columns)


@pytest.mark.parametrize("table", ["position", "signature", "package", "rendition", "tally"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_that_was_published_is_changed_by_sql(record: Record, table: str, statement: str) -> None:
    while render_one_position():
        pass
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.format(f"proposals_{table}"))


def test_an_instant_with_any_zone_asks_for_the_same(record: Record) -> None:
    moment = record.comment.created_at
    zones = (UTC, datetime.fromisoformat("2026-01-01T00:00:00-04:00").tzinfo)
    found = [
        Client().get("/api/v1/comments/", {"modified_since": moment.astimezone(zone).isoformat()}).json()["results"]
        for zone in zones
    ]
    assert found[0] == found[1] and found[0]
