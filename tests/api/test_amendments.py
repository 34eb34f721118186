"""Amendments in the public API, the provenance of a text, and ballots that say their amendment."""

import json

import pytest
from django.test import Client

from common import clock
from tests.factories.amending import PLENARY, SETTLING, TALK, assembly, conduct, replacing
from tests.factories.pages import counted
from tests.factories.proposals import ENDS, HOUR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def get(path: str, **query: str) -> dict:
    answer = Client().get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_an_amendment_says_all_that_its_page_says() -> None:
    here = assembly()
    amendment = here.propose([*replacing("p1", "Otras."), {"op": "move", "paragraph": "p3", "after": ""}])
    here.propose(replacing("p1", "Rival."), by=1)
    here.accept(amendment)
    conduct(PLENARY)
    with clock.travel(PLENARY + HOUR):
        rows = get("amendments/", council=here.table.council.slug, proposal=str(here.proposal.number))["results"]
        one = get(f"amendments/{here.table.council.slug}/1/{here.proposal.number}/1/")
        proposal = get(f"proposals/{here.table.council.slug}/1/{here.proposal.number}/")
        ballots = get("ballots/", council=here.table.council.slug)["results"]
    assert [row["state"] for row in rows] == ["accepted", "sent"]
    assert rows[1]["state_reason"].startswith("La conciliación cerró sin decisión")
    assert one["on_behalf_of"] == here.seats[0].movement.slug
    assert one["changes"] == [
        {"op": "replace", "paragraph": "p1", "text": "Otras.", "language": None, "after": None},
        {"op": "move", "paragraph": "p3", "text": None, "language": None, "after": ""},
    ]
    assert [text["number"] for text in one["texts"]] == [1]
    revision = proposal["revisions"][-1]
    assert revision["source"] == "amendment"
    assert {name: told["amendment"] for name, told in revision["provenance"].items()} == {"p1": 1, "p3": 1}
    assert sorted(ballot["amendment"] or 0 for ballot in ballots) == [0, 2]
    assert here.people["mover"].email not in json.dumps([rows, one])


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"state": "open"}, 3),
        ({"state": "moot"}, 0),
        ({"on_behalf_of": "nobody"}, 0),
        ({"round": "1"}, 3),
        ({"proposal": "99"}, 0),
        ({"modified_since": TALK.isoformat()}, 3),
        ({"modified_since": ENDS.isoformat()}, 0),
    ],
)
def test_the_filters(query: dict[str, str], number: int) -> None:
    here = assembly()
    for place in range(3):
        here.propose(replacing("p1", f"Otras {place}."), by=place)
    assert len(get("amendments/", **query)["results"]) == number
    assert Client().get("/api/v1/amendments/?state=nothing").status_code == 400
    assert Client().post("/api/v1/amendments/").status_code == 405


def test_what_a_list_costs_does_not_grow() -> None:
    here = assembly()
    costs = []
    for _turn in range(2):
        for place in range(3):
            here.propose(replacing("p1", f"Otras {place}."), by=place)
        with clock.travel(SETTLING), counted(3) as found:
            get("amendments/")
        costs.append(found.number)
    assert costs[0] == costs[1]


def test_amendments_of_what_is_not_public_are_not_told() -> None:
    here = assembly()
    assert Client().get(f"/api/v1/amendments/{here.table.council.slug}/1/1/1/").status_code == 404
