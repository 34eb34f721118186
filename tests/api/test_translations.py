"""Translations in the public API: their states, and never a person nor a draft."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from proposals.models import Proposal, Translation
from proposals.translating.queries import originals_of
from tests.api.conftest import FOUNDED, SECRET, Record
from tests.factories.scenes import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def translated(proposal: Proposal, passage: str, text: str, **facts: object) -> Translation:
    seat = facts.pop("seat", proposal.seat)
    given = {
        "language": "qu",
        "serial": 1,
        "source_sha256": "0" * 64,
        "origin": "human",
        "made_by": proposal.begun_by,
        "made_at": FOUNDED + timedelta(days=1),
        **facts,
    }
    return Translation.objects.create(proposal=proposal, passage=passage, text=text, seat=seat, **given)


def read(client: Client, address: str = "translations/") -> list[dict]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"] if "results" in answer.json() else [answer.json()]


@pytest.fixture
def proposal(record: Record) -> Proposal:
    return record.closed.ballot.proposal


def test_each_says_its_state_and_its_movement_and_no_person(client: Client, proposal: Proposal):
    sources = {one.passage: one.sha256 for one in originals_of(proposal.revision)}
    reviewer = person("Nobody may read this name")
    at = FOUNDED + timedelta(days=2)
    translated(proposal, "title", "Mikhuy.", source_sha256=sources["title"], reviewed_by=reviewer, reviewed_at=at)
    translated(proposal, "p1", "Muju.", source_sha256=sources["p1"], origin="machine", made_by=None, seat=None)
    translated(proposal, "p2", "Yaku.")
    translated(proposal, "p9", "Ripun.")
    rows = {row["passage"]: row for row in read(client)}
    states = {passage: (row["state"], row["is_stale"]) for passage, row in rows.items()}
    assert states == {
        "title": ("reviewed", False), "p1": ("machine", False), "p2": ("human", True), "p9": ("human", True),
    }  # fmt: skip
    assert rows["p1"]["on_behalf_of"] is None
    assert rows["title"]["on_behalf_of"] == proposal.seat.movement.slug
    said = json.dumps(list(rows.values()))
    assert "Nobody may read" not in said
    assert reviewer.email not in said
    assert [row["passage"] for row in read(client, "translations/?state=reviewed&language=qu")] == ["title"]
    assert [row["passage"] for row in read(client, "translations/?state=machine&passage=p1")] == ["p1"]
    assert read(client, "translations/?language=ay") == []
    assert client.get("/api/v1/translations/?state=stale").status_code == 400
    [one] = read(client, rows["p2"]["url"].split("/api/v1/")[1])
    assert one == rows["p2"]


def test_a_draft_and_what_was_tried_out_in_it_stay_there(client: Client, record: Record, proposal: Proposal):
    hidden = translated(record.draft, "title", SECRET)
    early = translated(proposal, "title", SECRET, made_at=FOUNDED - timedelta(days=1))
    assert SECRET not in json.dumps(read(client))
    for made in (hidden, early):
        assert client.get(f"/api/v1/translations/{made.pk}/").status_code == 404


def test_a_paragraph_says_a_language_of_its_own(client: Client, record: Record, proposal: Proposal):
    council = record.closed.council.slug
    [shown] = read(client, f"proposals/{council}/1/{proposal.number}/")
    assert {row["language"] for row in shown["revisions"][0]["paragraphs"]} == {None}
