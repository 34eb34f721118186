"""The shape of Popolo, held against the rules of its published JSON schemas.

The rules below are facts of the schemas at popoloproject.com/schemas (organization, membership, motion, vote_event,
vote, count, group_result, link, identifier, other_name; draft 3 of JSON Schema, in which nothing is required unless it
says so): which properties there are, of which types, in which form.
"""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from councils.models import Movement, Seat, Standing
from proposals.models import Proposal, Vote
from tests.api.conftest import AFTER, FOUNDED, SECRET, Record, commented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

SITE = "http://testserver"
API = f"{SITE}/api/v1/"
TEXT, TIME, DAY, WHOLE, MUST = "text or null", "an instant or null", "a day or null", "whole number", "text"
LISTS = {
    "links": "link",
    "sources": "link",
    "identifiers": "identifier",
    "other_names": "other_name",
    "group_results": "group_result",
    "counts": "count",
    "votes": "vote",
}
RULES: dict[str, dict[str, str]] = {
    "organization": {
        **dict.fromkeys(("id", "name", "classification", "parent_id", "area_id"), TEXT),
        **dict.fromkeys(("founding_date", "dissolution_date"), DAY),
        **{name: LISTS[name] for name in ("other_names", "identifiers", "links", "sources")},
    },
    "membership": {
        **dict.fromkeys(("id", "label", "role", "person_id", "organization_id", "post_id", "on_behalf_of_id"), TEXT),
        **{"area_id": TEXT, "start_date": DAY, "end_date": DAY, "links": "link", "sources": "link"},
    },
    "motion": {
        **dict.fromkeys(("id", "organization_id", "legislative_session_id", "creator_id", "text"), TEXT),
        **dict.fromkeys(("classification", "requirement", "result"), TEXT),
        **{"date": TIME, "sources": "link"},
    },
    "vote_event": {
        **dict.fromkeys(("id", "organization_id", "legislative_session_id", "identifier", "motion_id"), TEXT),
        **{"classification": TEXT, "result": TEXT, "start_date": TIME, "end_date": TIME, "sources": "link"},
        **{name: LISTS[name] for name in ("group_results", "counts", "votes")},
    },
    "vote": {**dict.fromkeys(("vote_event_id", "voter_id", "option", "group_id", "role", "pair_id"), TEXT)},
    "count": {"option": MUST, "value": WHOLE, "group_id": TEXT},
    "group_result": {"group_id": TEXT, "result": MUST},
    "link": {"url": MUST, "note": TEXT},
    "identifier": {"identifier": MUST, "scheme": TEXT},
    "other_name": {"name": MUST, "note": TEXT, "start_date": DAY, "end_date": DAY},
}
KINDS = {
    "organizations": "organization",
    "memberships": "membership",
    "motions": "motion",
    "vote_events": "vote_event",
}


def faults(kind: str, thing: dict[str, Any], path: str = "") -> list[str]:
    """What the schema of this kind of thing has against it."""
    rules, found = RULES[kind], [f"{path}{name}: unknown" for name in thing if name not in RULES[kind]]
    found += [f"{path}{name}: missing" for name, rule in rules.items() if rule in (MUST, WHOLE) and name not in thing]
    for name, value in thing.items():
        rule = rules.get(name)
        if rule is None:
            continue
        if rule in RULES:
            for part in value:
                found += faults(rule, part, f"{path}{name}.")
        elif not fits(rule, value):
            found.append(f"{path}{name}: {value!r} is not {rule}")
    return found


def fits(rule: str, value: Any) -> bool:
    if rule == WHOLE:
        return type(value) is int
    if value is None:
        return rule != MUST
    if not isinstance(value, str):
        return False
    if rule == DAY:
        return bool(re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value))
    return rule != TIME or bool(datetime.fromisoformat(value).tzinfo)


def read(council: str, **query: Any) -> dict[str, Any]:
    answer = Client().get(f"/api/v1/popolo/{council}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_rules_find_what_is_wrong() -> None:
    wrong = {"option": None, "value": "3", "extra": 1}
    assert len(faults("count", wrong)) == 3
    assert faults("membership", {"start_date": "2026-01-01T00:00:00Z"})
    assert faults("vote_event", {"counts": [{"option": "yes"}]}) == ["counts.value: missing"]


def test_every_document_keeps_to_the_schemas(record: Record) -> None:
    for one in Client().get("/api/v1/popolo/").json()["results"]:
        told = read(one["council"])
        assert {name: told[name] for name in one} == one
        for name, kind in KINDS.items():
            assert told[name], name
            for thing in told[name]:
                assert faults(kind, thing) == []
                assert set(thing) == {key for key in thing if key in RULES[kind]}


def test_a_movement_sits_in_the_council_and_nobody_is_named(record: Record) -> None:
    slug = record.closed.council.slug
    told = read(slug)
    movement = record.closed.seats["BR"].movement
    council, *movements = told["organizations"]
    assert (council["id"], council["name"]) == (f"{API}councils/{slug}/", str(record.closed.council))
    assert len(movements) == len(told["memberships"]) == 7
    [body] = [one for one in movements if one["id"] == f"{API}movements/{movement.slug}/"]
    assert (body["name"], body["area_id"]) == (movement.name, f"{API}countries/BR/")
    [seat] = [one for one in told["memberships"] if one["on_behalf_of_id"] == body["id"]]
    assert seat["organization_id"] == council["id"]
    assert "person_id" not in seat
    assert (seat["start_date"], seat["end_date"]) == ("2025-01-01", None)


def test_who_left_has_an_end_and_who_applied_is_not_in(record: Record) -> None:
    seats = record.closed.seats
    for code, status in (("BR", "left"), ("AR", "suspended"), ("UY", "applied")):
        Standing.objects.create(
            seat=seats[code], status=status, effective_at=AFTER, recorded_at=AFTER, recorded_by=record.closed.secretary
        )
    found = {one["on_behalf_of_id"].split("/")[-2]: one for one in read(record.closed.council.slug)["memberships"]}
    assert seats["UY"].movement.slug not in found
    for code in ("BR", "AR"):
        seat = found[seats[code].movement.slug]
        assert (seat["start_date"], seat["end_date"]) == (None, "2026-03-04")


def test_a_closed_vote_says_what_the_ballot_says(record: Record) -> None:
    slug = record.closed.council.slug
    told = read(slug)
    ballot = Client().get(f"/api/v1/ballots/{slug}/1/1/").json()
    [motion], [event] = told["motions"], told["vote_events"]
    assert motion["text"] == record.closed.ballot.proposal.revision.title
    assert (motion["classification"], motion["requirement"]) == ("proposal", ballot["binding_rule"])
    assert motion["result"] == event["result"] == "tied"
    assert (event["id"], event["motion_id"]) == (ballot["url"], motion["id"])
    assert (event["start_date"], event["end_date"]) == (ballot["opens_at"], ballot["closes_at"])
    assert [{**one, "value": str(one["value"])} for one in event["counts"]] == ballot["counts"]
    assert [(one["group_id"].split("/")[-2], one["result"]) for one in event["group_results"]] == [
        (one["group"], one["value"]) for one in ballot["group_results"]
    ]
    assert [(one["voter_id"].split("/")[-2], one["option"], one["role"]) for one in event["votes"]] == [
        (one["seat"], next(iter(one["answer"])), one["capacity"]) for one in ballot["votes"]
    ]


def test_a_divided_vote_is_not_rounded(record: Record) -> None:
    # What is written is never changed: the votes of this test are made of rows, before any was counted.
    vote = Vote.objects.filter(ballot=record.opened.ballot).order_by("id").first()
    assert vote
    Vote.objects.create(
        ballot=vote.ballot,
        roll_entry=vote.roll_entry,
        serial=vote.serial + 1,
        answer={"yes": "1/2", "no": "1/2"},
        capacity=vote.capacity,
        mandate=vote.mandate,
        cast_by=vote.cast_by,
        cast_at=vote.cast_at,
        salt="0" * 32,
        commitment="1" * 64,
        receipt="r" * 20,
    )
    type(vote.ballot).objects.filter(pk=vote.ballot_id).update(state="closed")
    with clock.travel(record.opened.window.closes_at):
        [event] = read(record.opened.council.slug)["vote_events"]
    [divided] = [one for one in event["votes"] if one["voter_id"].endswith(f"/{vote.roll_entry.movement}/")]
    assert divided["option"] is None
    assert event["counts"] == []
    assert faults("vote_event", event) == []


def test_an_open_vote_says_nothing_and_nothing_hidden_is_said(record: Record) -> None:
    proposal = record.opened.ballot.proposal
    commented(proposal, record.opened.seats["AR"], SECRET)
    Proposal.objects.filter(pk=proposal.pk).update(hidden_at=FOUNDED, hidden_ground="insult", moderated_at=FOUNDED)
    told = read(record.opened.council.slug)
    [motion], [event] = told["motions"], told["vote_events"]
    assert (motion["result"], motion["requirement"], motion["text"]) == (None, None, "")
    assert (event["result"], event["counts"], event["votes"], event["group_results"]) == (None, [], [], [])
    assert proposal.revision.title not in json.dumps(told)


def test_the_pages_joined_are_one_document(record: Record) -> None:
    slug, seen = record.closed.council.slug, []
    for _number in range(4):
        record.closed.put()
    told = read(slug, page_size=2)
    pages = [told]
    while told["next"]:
        told = Client().get(told["next"].removeprefix(SITE)).json()
        pages.append(told)
    assert [len(page["motions"]) for page in pages] == [2, 2, 1]
    assert [len(page["organizations"]) for page in pages] == [8, 0, 0]
    seen = [motion["id"] for page in pages for motion in page["motions"]]
    assert len(set(seen)) == 5
    back = Client().get(pages[1]["previous"].removeprefix(SITE)).json()
    assert back["motions"] == pages[0]["motions"]


@pytest.mark.parametrize("query", ["page_size=0", "cursor=none", "fields=votes", "page_size="])
def test_what_cannot_be_asked_is_refused(record: Record, query: str) -> None:
    assert Client().get(f"/api/v1/popolo/{record.closed.council.slug}/?{query}").status_code == 400
    assert Client().get("/api/v1/popolo/nowhere/").status_code == 404
    assert Client().post(f"/api/v1/popolo/{record.closed.council.slug}/").status_code == 405


def test_what_it_costs_does_not_grow(record: Record) -> None:
    costs = []
    for start in (100, 200):
        movements = Movement.objects.bulk_create(
            Movement(slug=f"m-{n}", name=f"M {n}", kind="union", country_id="BO", founded_at=FOUNDED)
            for n in range(start, start + 30)
        )
        Seat.objects.bulk_create(Seat(council=record.closed.council, movement=movement) for movement in movements)
        for _number in range(5):
            record.closed.put()
        with CaptureQueriesContext(connection) as queries:
            read(record.closed.council.slug, page_size=100)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 7
