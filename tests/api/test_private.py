"""Nothing private is reachable: not by an address, not by a filter, not by the size of a list."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db.models import EmailField, FileField
from django.test import Client

from accounts.models import User
from common import clock
from proposals.models import Ballot, Vote
from proposals.voting.closing import cancel_ballot
from tests.api.conftest import AFTER, CLOSES, FOUNDED, SECRET, Record, revised, routes, settle, voted

pytestmark = pytest.mark.usefixtures("ground")

Read = Callable[..., Any]


# What is in no public answer under any name. A column that points to a person, an address of mail and a stored file are
# found by what they are (`private_columns`); these are private by what they mean.
PRIVATE = {
    *("password", "last_login", "is_active", "date_joined", "token_hash", "is_named"),
    *("receipt", "roll_entry", "mandate", "mandate_id", "box", "draw", "payload"),
    *("hidden_passages", "hidden_ground", "hidden_reason", "held_at", "likeness", "text_sha256"),
    *("failure", "attempts", "next_try_at", "opening_done_at", "closing_done_at", "clock_offset", "transaction_id"),
    *("revocation_reason", "granted_at", "revoked_at", "joining_url"),
}
# Whoever acted is told by a pseudonym, which stands under the name of the column that the person stands in.
TOLD_OTHERWISE = {"actor"}
# What is no data.
NOT_REACHED = {"schema", "docs"}
APPS = ("accounts", "ledger", "councils", "proposals", "following")


def private_columns() -> set[str]:
    """The names of all columns, of every model of ours, that no answer may have."""
    found = set(PRIVATE)
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        for column in model._meta.concrete_fields:
            if column.related_model is User or isinstance(column, EmailField | FileField):
                found |= {column.name, column.attname}
    return found - TOLD_OTHERWISE


def names(value: Any) -> Iterator[str]:
    """The name of every field, however deep."""
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names(part)


def walk(
    client: Client, record: Record, told: set[str] | None = None, reached: set[str] | None = None
) -> Iterator[str]:
    """The text of everything that can be reached from the root by following addresses, page by page. The names of all
    fields are added to `told`, those of the addresses to `reached`.
    """
    told, reached = set() if told is None else told, set() if reached is None else reached
    waiting, seen = [f"http://testserver/api/v1/{start}" for start in ("",)], set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.endswith(("/schema/", "/docs/")):
            continue
        seen.add(address)
        if len(seen) % 400 == 0:
            pytest.fail("the walk does not end")
        response = client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200, address
        reached.add(response.resolver_match.url_name)
        if response["Content-Type"] == "application/zip":
            yield unpacked(response.content)
            continue
        text = response.content.decode()
        yield text
        told.update(names(json.loads(text)))
        waiting += [value for value in strings(json.loads(text)) if value.startswith("http://testserver/api/")]


def unpacked(content: bytes) -> str:
    """The texts of the files of a package."""
    with ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.mark.django_db(transaction=True)
def test_nothing_private_can_be_walked_to(client: Client, record: Record) -> None:
    settle()
    everything = "\n".join(walk(client, record))
    assert "cast_vote" in everything
    assert SECRET not in everything
    for user in User.objects.all():
        assert user.email not in everything
        assert user.name not in everything
        assert user.salt not in everything
    for vote in Vote.objects.all():
        assert vote.receipt not in everything
        assert (vote.salt in everything) == (vote.ballot_id == record.closed.ballot.pk)


@pytest.mark.django_db(transaction=True)
def test_no_field_of_any_answer_is_named_after_a_private_column(client: Client, record: Record) -> None:
    """Every list and every single thing is crawled; a column that points to a person is private from its first day."""
    settle()
    told: set[str] = set()
    reached: set[str] = set()
    for _text in walk(client, record, told, reached):
        pass
    private = private_columns()
    assert {"cast_by", "email", "author", "author_id", "file", "evidence"} <= private
    assert told & private == set()
    lists = {str(pattern.name) for pattern in routes() if not pattern.pattern.converters}
    assert lists - reached <= NOT_REACHED


def test_how_a_seat_voted_is_not_said_before_the_close(read: Read, record: Record) -> None:
    address = f"ballots/{record.opened.council.slug}/1/1/"
    shown = read(address)
    assert shown["state"] == "open"
    assert len(shown["roll"]["seats"]) == 7
    for name in ("votes", "counts", "group_results", "results", "statements", "outcome", "binding_rule"):
        assert shown[name] is None
    # A worker that is early, or a state that was written by hand, does not open them: the deadline is the clock's.
    Ballot.objects.filter(pk=record.opened.ballot.pk).update(state="tallied")
    assert read(address)["votes"] is None
    with clock.travel(AFTER + timedelta(days=4)):
        assert len(read(address)["votes"]) == 4


def test_a_cancelled_ballot_stays_sealed(read: Read, record: Record) -> None:
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=record.opened.ballot.pk)
    cancel_ballot(person=record.opened.secretary, ballot=ballot, reason="Error de forma.")
    with clock.travel(AFTER + timedelta(days=4)):
        shown = read(f"ballots/{record.opened.council.slug}/1/1/")
    assert (shown["state"], shown["votes"]) == ("cancelled", None)


def test_a_provisional_roll_is_public(read: Read, record: Record) -> None:
    with clock.travel(CLOSES):
        ballot = record.opened.put()
    shown = read(f"ballots/{record.opened.council.slug}/1/{ballot.number}/")
    assert shown["state"] == "provisional"
    assert len(shown["roll"]["seats"]) == 7
    assert shown["roll"]["contributions"][0] == {"country": "AR", "amount": "2000.00"}
    assert shown["rules"]["binding"] == "seats"
    assert shown["roll_sha256"] == ""


def test_a_draft_and_what_is_said_of_it_are_not_there(client: Client, read: Read, record: Record) -> None:
    council = record.opened.council.slug
    assert client.get(f"/api/v1/proposals/{council}/1/90/").status_code == 404
    comment = record.draft.comments.get()
    assert client.get(f"/api/v1/comments/{comment.pk}/").status_code == 404
    assert read("proposals/", council=council)["results"][0]["number"] == 1
    assert read("comments/", council=council)["results"] == []
    assert read("comments/", council=council, proposal=90)["results"] == []


def test_what_was_tried_out_before_the_admission_is_not_there(read: Read, record: Record) -> None:
    proposal = record.closed.ballot.proposal
    revised(proposal, 2, proposal.admitted_at, "Como fue admitida")
    revised(proposal, 3, proposal.admitted_at + timedelta(days=1), "Revisada")
    shown = read(f"proposals/{record.closed.council.slug}/1/1/")
    assert [revision["title"] for revision in shown["revisions"]] == ["Como fue admitida", "Revisada"]


@pytest.mark.parametrize("name", ["answer", "votes__answer", "author", "cast_by", "state__in", "q", "fields", "order"])
def test_no_filter_reaches_further(client: Client, record: Record, name: str) -> None:
    for address in ("ballots", "comments", "proposals", "ledger", "seats"):
        assert client.get(f"/api/v1/{address}/", {name: "1"}).status_code == 400


def test_a_recast_is_published_as_it_counted(read: Read, record: Record) -> None:
    with clock.travel(AFTER + timedelta(hours=2)):
        voted(record.opened, "y")
    Ballot.objects.filter(pk=record.opened.ballot.pk).update(state="closed")
    with clock.travel(AFTER + timedelta(days=4)):
        votes = read(f"ballots/{record.opened.council.slug}/1/1/")["votes"]
    seat = record.opened.seats["BR"].movement.slug
    assert [(vote["serial"], vote["answer"]) for vote in votes if vote["seat"] == seat] == [(2, {"yes": "1"})]
    assert FOUNDED < AFTER
