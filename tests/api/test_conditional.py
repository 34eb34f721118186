"""Who has read something already is told so, and is told when it changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.utils.http import http_date

from ledger.models import SigningKey
from proposals.deliberation.api import CommentFilter
from proposals.models import Comment, Endorsement, Position
from proposals.positions.shelf import SHELF
from proposals.positions.signing import sign_one_position
from tests.api.conftest import Record, address_of, routes
from tests.api.test_translations import translated

pytestmark = pytest.mark.usefixtures("ground")


def parts(record: Record) -> dict:
    """The parts of the addresses of what the record holds."""
    council = record.closed.council.slug
    return {
        "slug": council,
        "council": council,
        "movement": record.closed.seats["BR"].movement.slug,
        "code": "BR",
        "round": 1,
        "number": 1,
        "version": 1,
        "year": 2026,
        "id": record.comment.pk,
    }


# The ledger grows by every reading; the others have records of their own in their rooms' tests.
ELSEWHERE = (
    *("ledger", "entry", "series_position", "series_package", "ballot_votes"),
    *("seal", "inclusion", "consistency", "transmittal", "transmittal_again", "follow_up"),
    *("letter", "letter_transmittal", "evaluation", "referral", "meeting"),
)


@pytest.mark.parametrize("pattern", [p for p in routes() if p.name not in ELSEWHERE], ids=lambda p: p.name)
def test_unchanged_is_304_with_nothing_in_it(client: Client, record: Record, pattern: URLPattern) -> None:
    values = parts(record)
    if pattern.name == "movement":
        values["slug"] = values["movement"]
    if pattern.name == "endorsement":
        values["id"] = Endorsement.objects.get().pk
    if pattern.name == "key":
        values["name"] = SigningKey.objects.get().name
    if pattern.name == "translation":
        values["id"] = translated(record.closed.ballot.proposal, "title", "Sutin").pk
    address = address_of(pattern, values)
    first = client.get(address)
    assert first.status_code == 200, address
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    assert again["RateLimit-Policy"]
    weak = client.get(address, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert weak.status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content
    assert client.get(address, headers={"If-Match": '"other"'}).status_code == 412


@pytest.mark.parametrize("name", ["comments", "positions", "rulebooks"])
def test_by_date_where_the_instant_is_known(client: Client, record: Record, name: str) -> None:
    address = f"/api/v1/{name}/"
    first = client.get(address)
    assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": http_date(0)}).status_code == 200


def test_a_retraction_changes_tag_and_date(client: Client, record: Record) -> None:
    addresses = ["/api/v1/comments/", f"/api/v1/comments/{record.comment.pk}/"]
    before = [client.get(address) for address in addresses]
    later = record.comment.created_at + timedelta(days=1)
    Comment.objects.filter(pk=record.comment.pk).update(retracted_at=later)
    for address, old in zip(addresses, before, strict=True):
        new = client.get(address, headers={"If-None-Match": old["ETag"]})
        assert new.status_code == 200
        assert new["Last-Modified"] == http_date(later.timestamp())


def test_a_list_that_a_row_can_leave_has_no_date(client: Client, record: Record) -> None:
    assert client.get("/api/v1/comments/").has_header("Last-Modified")
    assert not client.get("/api/v1/comments/", {"stance": "support"}).has_header("Last-Modified")


def test_who_has_a_position_costs_one_query_that_leaves_the_document_where_it_is(
    client: Client, record: Record
) -> None:
    address = f"/api/v1/positions/{record.closed.council.slug}/2026/1/"
    etag = client.get(address)["ETag"]
    SHELF.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert len(queries) == 1
    assert "CASE" in queries[0]["sql"]


def test_a_position_is_served_from_memory_once_it_was_asked_for(client: Client, record: Record) -> None:
    address = f"/api/v1/positions/{record.closed.council.slug}/2026/1/"
    first = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address)
        assert (again.status_code, again.content, again.headers.keys()) == (200, first.content, first.headers.keys())
        assert {name: again[name] for name in ("ETag", "Cache-Control", "Content-Type")} == {
            name: first[name] for name in ("ETag", "Cache-Control", "Content-Type")
        }
        head = client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert client.get(address, headers={"If-Match": '"other"'}).status_code == 412
        assert client.post(address).status_code == 405
    assert not queries


def test_a_position_can_be_read_from_its_publication_on(client: Client, record: Record) -> None:
    """What was not there before is not remembered as missing."""
    address = f"/api/v1/positions/{record.closed.council.slug}/2026/2/"
    missing = client.get(address)
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")
    first = record.closed.ballot.positions.get()
    Position.objects.create(
        **{name: getattr(first, name) for name in ("council", "ballot", "year", "outcome", "document", "published_at")},
        number=2,
        supersedes=first,
        sha256="b" * 64,
        previous_sha256=first.sha256,
    )
    unsigned = client.get(address)
    assert (unsigned["ETag"], unsigned["Cache-Control"]) == (f'"{"b" * 64}-unsigned"', "no-cache")
    assert unsigned.json()["signatures"] == []
    assert sign_one_position()
    signed = client.get(address, headers={"If-None-Match": unsigned["ETag"]})
    assert (signed.status_code, signed["ETag"]) == (200, f'"{"b" * 64}"')
    assert len(signed.json()["signatures"]) == 1


@pytest.mark.django_db
def test_what_changed_since_is_read_through_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = CommentFilter({"modified_since": "2026-01-01T00:00:00Z"}, Comment.objects.order_by()).qs.explain()
    assert "comment_changed" in plan, plan
