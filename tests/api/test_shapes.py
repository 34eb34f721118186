"""What each address says, to the letter where others build on it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from common.proof.canonical import canonical, sha256
from common.proof.commitment import commit
from ledger.models import Entry
from proposals.models import Comment, Position, Signature
from proposals.tally.recount import recount
from tests.api.conftest import Record, settle

pytestmark = pytest.mark.usefixtures("ground")

Read = Callable[..., Any]
SITE = "http://testserver"
API = f"{SITE}/api/v1/"


def test_the_root_names_every_list(read: Read, record: Record) -> None:
    root = read("")
    assert root["url"] == API
    for name, url in root.items():
        if name not in ("url", "schema", "docs"):
            assert set(read(url.removeprefix(API))) >= {"results", "next", "previous"}


def test_every_listed_thing_says_where_it_is_and_is_there(read: Read, record: Record) -> None:
    for name, url in read("").items():
        if name in ("url", "schema", "docs", "search"):  # what is searched is listed elsewhere
            continue
        for thing in read(url.removeprefix(API), page_size=3)["results"]:
            assert thing["url"].startswith(API)
            assert thing.get("html_url") is None or thing["html_url"].startswith(SITE)
            detail = read(thing["url"].removeprefix(API))
            if name != "positions":
                assert {key: detail[key] for key in thing} == thing


def test_a_council_shows_who_belongs_to_it_and_its_rules(read: Read, record: Record) -> None:
    slug = record.closed.council.slug
    council = read(f"councils/{slug}/")
    assert council["countries"] == ["AR", "BO", "BR", "EC", "PY", "UY", "VE"]
    assert council["rulebook"] == 1
    assert read(council["rulebook_url"].removeprefix(API))["data"]["binding"] == "seats"
    assert council["founded_at"] == "2025-01-01T00:00:00Z"


def test_a_country_has_its_contributions_as_exact_text(read: Read, record: Record) -> None:
    assert read("countries/EC/")["contributions"] == [
        {
            "kind": "subscribed",
            "amount": "400.00",
            "currency": "USD",
            "effective_at": "2025-01-01T00:00:00Z",
            "recorded_at": "2025-01-01T00:00:00Z",
            "source": "",
        }
    ]


def test_a_seat_has_the_standing_in_force(read: Read, record: Record) -> None:
    seat = record.closed.seats["BR"]
    shown = read(f"seats/{record.closed.council.slug}/{seat.movement.slug}/")
    assert (shown["status"], shown["status_since"]) == ("admitted", "2025-01-01T00:00:00Z")
    assert read("seats/", status="suspended")["results"] == []


def test_a_round_has_its_calendar_and_to_whom_it_speaks(read: Read, record: Record) -> None:
    council = record.opened.council.slug
    shown = read(f"rounds/{council}/1/")
    assert shown["stage"] == "voting"
    assert [window["kind"] for window in shown["windows"]] == ["settlement", "voting"]
    assert shown["rulebook"] == 1
    assert read(f"rounds/{record.closed.council.slug}/1/")["addressees"] == [record.closed.council.slug]


def test_a_proposal_has_its_revisions_sponsors_and_files(read: Read, record: Record) -> None:
    shown = read(f"proposals/{record.closed.council.slug}/1/1/")
    assert shown["amount"] == "1234567.50"
    assert (shown["themes"], shown["countries"]) == (["agua"], ["AR", "BO"])
    assert shown["sponsors"] == [record.closed.seats["UY"].movement.slug]
    assert [revision["number"] for revision in shown["revisions"]] == [1]
    assert shown["revisions"][0]["paragraphs"][0] == {"id": "p1", "text": "Semillas propias.", "language": None}
    assert [attachment["name"] for attachment in shown["attachments"]] == ["plan.pdf"]
    assert shown["attachments"][0]["url"].startswith(f"{shown['html_url']}files/")


def test_a_comment_speaks_for_its_movement(read: Read, record: Record) -> None:
    shown = read(f"comments/{record.comment.pk}/")
    assert shown["on_behalf_of"] == record.closed.seats["BR"].movement.slug
    assert shown["proposal_url"] == f"{API}proposals/{record.closed.council.slug}/1/1/"
    assert shown["html_url"].endswith(f"#c{record.comment.pk}")


def test_a_published_ballot_is_enough_to_recount_it(read: Read, record: Record) -> None:
    ballot = read(f"ballots/{record.closed.council.slug}/1/1/")
    comparison = recount(ballot)
    assert comparison.binding.outcome == ballot["outcome"] == "tied"
    assert {tally.rule: tally.outcome for tally in comparison.tallies} == {
        result["rule"]: result["outcome"] for result in ballot["results"]
    }
    assert {count["option"]: count["value"] for count in ballot["counts"]} == {
        "yes": "2",
        "no": "2",
        "abstain": "1",
        "block": "0",
    }
    assert {group["group"]: group["value"] for group in ballot["group_results"]} == {
        "AR": "yes",
        "BR": "yes",
        "EC": "abstain",
        "PY": "no",
        "UY": "absent",
        "VE": "no",
    }
    assert ballot["positions"][0]["url"] == read("positions/")["results"][0]["url"]


def test_every_published_vote_opens_its_commitment(read: Read, record: Record) -> None:
    ballot = read(f"ballots/{record.closed.council.slug}/1/1/")
    address = ballot["html_url"].removeprefix(SITE)
    for vote in ballot["votes"]:
        opened = commit(
            ballot=address, seat=vote["seat"], serial=vote["serial"], answer=vote["answer"], salt=vote["salt"]
        )
        assert opened == vote["commitment"]


def test_a_position_is_its_stored_bytes(client: Client, record: Record) -> None:
    position = Position.objects.get()
    address = f"/api/v1/positions/{record.closed.council.slug}/2026/1/"
    response = client.get(address)
    stored = bytes(position.document)
    signature = Signature.objects.select_related("key").get()
    key = {"key": signature.key.name, "public_key": signature.key.public_key}
    beside = canonical([{"algorithm": "Ed25519", **key, "signature": signature.value}])
    expected = b'{"position":' + stored + f',"sha256":"{sha256(stored)}","signatures":'.encode() + beside + b"}"
    assert response.content == expected
    assert response["ETag"] == f'"{sha256(stored)}"'
    assert "immutable" in response["Cache-Control"]
    body = json.loads(response.content)
    assert recount(body["position"]).binding.outcome == body["position"]["outcome"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_the_ledger_names_movement_and_mark(read: Read, record: Record) -> None:
    settle()
    page = read("ledger/", council=record.closed.council.slug, verb="cast_vote")
    entry = page["results"][-1]
    assert entry["on_behalf_of"] == record.closed.seats["BR"].movement.slug
    assert len(entry["actor"]) == 16
    assert entry["html_url"] == f"{SITE}/councils/{record.closed.council.slug}/rounds/1/ballots/1/"


@pytest.mark.django_db(transaction=True)
def test_the_ledger_says_how_far_it_is_settled(client: Client) -> None:
    def write(verb: str) -> None:
        Entry.objects.create(verb=verb, at="2026-01-01T00:00:00Z")

    write("first")
    settle()
    first = client.get("/api/v1/ledger/")
    write("second")
    write("third")
    settle()
    since = client.get("/api/v1/ledger/", {"after": first.json()["settled_until"]}).json()
    assert first["Settled-Until"] == str(first.json()["settled_until"])
    assert [entry["verb"] for entry in first.json()["results"]] == ["first"]
    assert [entry["verb"] for entry in since["results"]] == ["third", "second"]


def test_the_comments_of_one_proposal_and_of_none(read: Read, record: Record) -> None:
    place = {"council": record.closed.council.slug, "round": 1, "proposal": 1}
    comments = read("comments/", **place)["results"]
    assert record.comment.pk in [comment["id"] for comment in comments]
    assert {comment["proposal"] for comment in comments} == {1}
    assert read("comments/", **place, stance="question")["results"] == []
    for wrong in ({"council": "nowhere"}, {"round": 0}, {"round": 99}, {"proposal": 0}, {"proposal": 4_000}):
        assert read("comments/", **{**place, **wrong})["results"] == []


@pytest.mark.parametrize("instant", ["created_at", "edited_at", "retracted_at"])
def test_a_comment_changed_when_it_changed_last(read: Read, record: Record, instant: str) -> None:
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    Comment.objects.filter(pk=record.comment.pk).update(**{instant: at})

    def since(moment: datetime) -> bool:
        found = read("comments/", modified_since=f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}")["results"]
        return record.comment.pk in [comment["id"] for comment in found]

    assert since(at)
    assert not since(at + timedelta(microseconds=1))
