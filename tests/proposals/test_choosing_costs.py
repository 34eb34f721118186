"""What the pages of rankings, budgets and elections cost: as much for sixty options as for four."""

import gzip
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from common import clock
from proposals.models import Vote
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.opening import open_ballot
from tests.factories.choosing import KINDS, SENT, TERMS, choosing_scene
from tests.factories.pages import BEFORE, CLOSES, INSIDE, address, conduct, counted, prepared, signed_in, slug, text
from tests.factories.scenes import Scene

pytestmark = pytest.mark.django_db

MOST = {"coming": 27, "open": 27, "confirm": 12, "receipt": 8, "roll": 9, "roll result": 9}


def steps(scene: Scene, asked: str) -> dict[str, int]:
    """The queries of each page, as a titular meets them."""
    found: dict[str, int] = {}
    client = signed_in(scene.titulars["BR"])
    fields = {"acting_for": slug(scene), **SENT[asked]}
    found["coming"] = cost(client, scene, "coming", BEFORE, "ballot")
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
    found["open"] = cost(client, scene, "open", INSIDE, "ballot")
    found["confirm"] = cost(client, scene, "confirm", INSIDE, "vote", **fields)
    with clock.travel(INSIDE), counted(9) as queries:
        assert client.post(address(scene, "vote"), {**fields, "confirm": "1"}).status_code == 302
    found["cast"] = queries.number
    found["receipt"] = cost(client, scene, "receipt", INSIDE, "receipt", slug(scene))
    found["roll"] = cost(client, scene, "roll", INSIDE, "roll")
    conduct(CLOSES)
    found["roll result"] = cost(client, scene, "roll result", CLOSES, "roll")
    return found


def cost(client: Client, scene: Scene, name: str, at: Any, page: str, *args: str, **fields: Any) -> int:
    with clock.travel(at), counted(MOST[name]) as queries:
        place = address(scene, page, *args)
        shown = client.post(place, fields) if fields else client.get(place)
    assert shown.status_code == 200, text(shown)
    assert len(gzip.compress(shown.content)) < 15_000
    return queries.number


@pytest.mark.parametrize("asked", KINDS)
def test_pages_cost_the_same_with_four_options_and_with_sixty(asked: str) -> None:
    few = ("caminos", "riego", "semillas", "escuelas")
    many = (*few, *(f"proyecto-{n}" for n in range(56)))
    assert steps(choosing_scene(asked, few), asked) == steps(choosing_scene(asked, many), asked)
    assert Vote.objects.count() == 2


def test_projects_that_are_proposals_cost_the_same() -> None:
    costs = []
    for number in (2, 20):
        scene = prepared()
        with clock.travel(BEFORE):
            proposals = [scene.ballot.motion, *(scene.put().motion for _ in range(number - 1))]
            scene.ballot = call_ballot(
                person=scene.secretary,
                round_=scene.round,
                kind="allocation",
                title={"es": "¿A qué va el dinero?"},
                terms=TERMS["approval"],
                choices=[Choice(str(p.number), {}, proposal=p, cost=Decimal(10)) for p in proposals],
            )
        client = signed_in(scene.titulars["BR"])
        costs.append(cost(client, scene, "coming", BEFORE, "ballot"))
        with clock.travel(INSIDE):
            open_ballot(scene.ballot)
        costs.append(cost(client, scene, "open", INSIDE, "ballot"))
    assert costs[:2] == costs[2:]
