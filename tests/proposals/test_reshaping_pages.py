"""Merging and splitting on their pages: planned, read, agreed to; links both ways; comments keep their place."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from proposals.models import Proposal, Reshaping
from tests.factories.proposals import Table, table

from .test_reshaping import ROADS, SEEDS, TEXT, WATER, WHEN, agree, merge, split, two

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_table() -> Iterator[Table]:
    with clock.travel(WHEN):
        yield table()


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_a_merge_through_its_pages(client: Client, at_table: Table) -> None:
    proposal, other = two(at_table)
    at_table.comment(other, paragraph="p1")
    at = proposal.get_absolute_url()
    client.force_login(at_table.people["coordinator"])
    assert f"{at}merge/" in read(client, at)
    assert "2. Caminos" in read(client, f"{at}merge/")
    form = read(client, f"{at}merge/?other=2")
    assert WATER in form
    assert ROADS in form
    sent = {"reason": "Lo mismo.", "language": "es", "title": "Ambas", "summary": "", "text": f"{TEXT}\n\n{ROADS}"}
    refused = client.post(f"{at}merge/?other=2", {**sent, "title": ""})
    assert refused.status_code == 422
    assert "Lo mismo." in refused.content.decode()
    assert client.post(f"{at}merge/?other=2", sent).status_code == 302
    plan = Reshaping.objects.get()
    client.force_login(at_table.people["sponsor"])
    assert plan.get_absolute_url() in read(client, at)
    assert 'href="accept/"' in read(client, plan.get_absolute_url())
    assert plan.get_absolute_url() in read(client, "/")
    read(client, f"{plan.get_absolute_url()}accept/")
    assert client.post(f"{plan.get_absolute_url()}accept/", {}).status_code == 302
    client.logout()
    page = read(client, at)
    assert "Proposal 2 was merged into this one." in page
    assert "1 comment on paragraph p1 of proposal 2" in page
    assert 'href="#p3"' in page
    absorbed = read(client, other.get_absolute_url())
    assert "This proposal was merged into proposal 1, which goes on." in absorbed
    assert "De acuerdo." in absorbed
    read(client, plan.get_absolute_url())


def test_a_split_through_its_pages(client: Client, at_table: Table) -> None:
    proposal = at_table.admitted()
    at = proposal.get_absolute_url()
    client.force_login(at_table.people["coordinator"])
    assert WATER in read(client, f"{at}split/")
    sent = {"reason": "Dos.", "language": "es", "title": "Semillas", "text": SEEDS}
    new = {"new_language": "es", "new_title": "Riego", "new_text": WATER}
    assert client.post(f"{at}split/", {**sent, **new}).status_code == 302
    made = Proposal.objects.get(number=2)
    assert "A part of this proposal became proposal 2." in read(client, at)
    assert "This proposal was a part of proposal 1." in read(client, made.get_absolute_url())


def test_a_plan_is_declined_and_taken_back(client: Client, at_table: Table) -> None:
    plan = merge(at_table, *two(at_table))
    at = plan.get_absolute_url()
    client.force_login(at_table.people["coordinator"])
    assert 'href="withdraw/"' in read(client, at)
    assert client.post(f"{at}withdraw/", {}).status_code == 302
    assert client.post(f"{at}withdraw/", {}).status_code == 409
    client.force_login(at_table.people["bystander"])
    assert client.post(f"{at}decline/", {}).status_code in (403, 409, 422)


def test_a_plan_is_read_by_everybody_and_answered_by_nobody_else(client: Client, at_table: Table) -> None:
    plan = merge(at_table, *two(at_table))
    page = read(client, plan.get_absolute_url())
    assert "has not answered yet" in page
    assert 'href="accept/"' not in page
    read(client, f"{plan.get_absolute_url()}accept/", 302)
    read(client, plan.get_absolute_url().replace(f"plans/{plan.pk}", f"plans/{plan.pk + 1}"), 404)
    client.force_login(at_table.people["bystander"])
    read(client, f"{plan.get_absolute_url()}accept/", 403)


def test_the_api_says_what_became_of_what(client: Client, at_table: Table) -> None:
    proposal, other = two(at_table)
    agree(at_table, merge(at_table, proposal, other))
    council = at_table.council.slug
    expected = [{"kind": "merge", "proposal": 1, "other": 2, "anchors": [{"from": [2, "p1"], "to": [1, "p3"]}]}]
    for number in (1, 2):
        assert client.get(f"/api/v1/proposals/{council}/1/{number}/").json()["reshapings"] == expected
    assert client.get("/api/v1/proposals/?stage=merged").json()["results"][0]["number"] == 2


def test_the_page_of_a_proposal_costs_no_query_more(client: Client, at_table: Table) -> None:
    proposal = at_table.admitted()
    read(client, proposal.get_absolute_url())
    with CaptureQueriesContext(connection) as before:
        read(client, proposal.get_absolute_url())
    split(at_table, proposal)
    with CaptureQueriesContext(connection) as after:
        read(client, proposal.get_absolute_url())
    assert len(after) == len(before) <= 10
