"""Ballots that are no motions in the public API: what is asked always, what was answered after the close."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from proposals.tally.choices import recount_choice
from tests.api.conftest import settle
from tests.factories.choices import TITLE, allocated, call, choices, elected, publish, ranked, scene_of
from tests.factories.pages import BEFORE, CLOSES, INSIDE
from tests.factories.scenes import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
Read = Callable[..., Any]
MAKE: dict[str, Callable[[], Scene]] = {"ranking": ranked, "allocation": allocated, "election": elected}
COUNTS = {
    "ranking": {"agua": "3", "semillas": "2", "caminos": "2", "nada": "0"},
    "allocation": {"agua": "4", "semillas": "2", "caminos": "3", "nada": "0"},
    "election": {"ana": "4", "beto": "1", "cruz": "1", "dina": "1"},
}


def address(scene: Scene) -> str:
    return f"ballots/{scene.council.slug}/1/{scene.ballot.number}/"


@pytest.mark.parametrize("kind", MAKE)
def test_before_the_close_it_says_what_is_asked_and_nothing_of_the_answers(read: Read, kind: str) -> None:
    scene = MAKE[kind]()
    with clock.travel(INSIDE):
        shown = read(address(scene))
        listed = read("ballots/", kind=kind)["results"]
    assert shown["kind"] == kind
    assert (shown["title"], shown["terms"]) == (TITLE, scene.ballot.terms)
    assert [option["id"] for option in shown["options"]] == list(COUNTS[kind])
    for name in ("proposal", "proposal_url", "amendment", "amendment_url", "revision"):
        assert shown[name] is None
    for name in ("votes", "counts", "group_results", "results", "outcome", "statements"):
        assert shown[name] is None
    assert [row["number"] for row in listed] == [scene.ballot.number]
    assert {name: shown[name] for name in listed[0]} == listed[0]


def test_what_can_be_chosen_is_told_before_the_opening(read: Read) -> None:
    scene = scene_of()
    call(scene, "ranking", {}, choices({"agua": "Agua", "riego": "Riego"}))
    with clock.travel(BEFORE):
        shown = read(address(scene))
    assert shown["state"] == "provisional"
    assert shown["options"] == [{"id": "agua", "name": {"es": "Agua"}}, {"id": "riego", "name": {"es": "Riego"}}]


@pytest.mark.parametrize("kind", MAKE)
def test_after_it_anybody_can_recount(read: Read, kind: str) -> None:
    scene = MAKE[kind]()
    position = publish(scene)
    with clock.travel(CLOSES):
        shown = read(address(scene))
    assert {count["option"]: count["value"] for count in shown["counts"]} == COUNTS[kind]
    assert shown["group_results"] is None
    assert shown["outcome"] == "selected"
    again = recount_choice(shown)
    assert {tally.rule: tally.outcome for tally in again.tallies} == {r["rule"]: r["outcome"] for r in shown["results"]}
    assert again.binding.rule == shown["binding_rule"]
    assert len(shown["votes"]) == scene.ballot.votes.count()
    [listed] = read("positions/", kind=kind)["results"]
    assert (listed["reference"], listed["kind"], listed["title"]) == (position.reference, kind, TITLE)
    [motion] = read("positions/", kind="motion")["results"]
    assert (motion["kind"], motion["title"]) == ("motion", {})
    document = read(listed["url"].removeprefix("http://testserver/api/v1/"))["position"]
    assert document["proposal"] is None
    assert document["ballot"]["title"] == TITLE


@pytest.mark.parametrize("of", ["ballots/", "positions/"])
def test_a_kind_that_there_is_not_is_refused(client: Client, of: str) -> None:
    assert client.get(f"/api/v1/{of}", {"kind": "plebiscite"}).status_code == 400
    assert client.get(f"/api/v1/{of}", {"kind": "election"}).json()["results"] == []


@pytest.mark.django_db(transaction=True)
def test_every_list_survives_a_ballot_on_no_proposal(client: Client) -> None:
    scene = allocated()
    publish(scene)
    settle()
    root = client.get("/api/v1/").json()
    for name, url in root.items():
        if name in ("url", "schema", "docs", "search"):
            continue
        page = client.get(url)
        assert page.status_code == 200, name
        for row in page.json()["results"][:5]:
            assert client.get(row["url"]).status_code == 200, row["url"]


@pytest.mark.parametrize("kind", MAKE)
def test_one_ballot_costs_no_more_queries_than_a_motion(client: Client, kind: str) -> None:
    scene = MAKE[kind]()
    motion = f"ballots/{scene.council.slug}/1/1/"
    publish(scene)
    asked = []
    for place in (motion, address(scene)):
        with CaptureQueriesContext(connection) as queries, clock.travel(CLOSES):
            assert client.get(f"/api/v1/{place}").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0], asked
