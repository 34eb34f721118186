"""Nothing private is reachable: not by an address, not by a filter, not by the size of a list."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from proposals.models import Ballot, Vote
from proposals.voting.closing import cancel_ballot
from tests.api.conftest import AFTER, CLOSES, FOUNDED, SECRET, Record, revised, settle, voted

Read = Callable[..., Any]


def walk(client: Client, record: Record) -> Iterator[str]:
    """The text of everything that can be reached from the root by following addresses, page by page."""
    waiting, seen = ["http://testserver/api/v1/"], set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.endswith(("/schema/", "/docs/")):
            continue
        seen.add(address)
        if len(seen) % 400 == 0:
            pytest.fail("the walk does not end")
        response = client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200, address
        if response["Content-Type"] == "application/zip":
            yield unpacked(response.content)
            continue
        text = response.content.decode()
        yield text
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
