"""Rankings, allocations and elections from the call to the position, each counted side by side under every rule."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from common import clock
from common.errors import Invalid
from councils.models import Window
from proposals.models import Ballot, Position
from proposals.schedule import close_one_due_window
from proposals.tally.choices import recount_choice
from proposals.tasks import sweep
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.casting import cast_vote
from proposals.voting.closing import call_again
from tests.factories.scenes import Scene, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
BEFORE, INSIDE = OPENS - timedelta(hours=1), OPENS + timedelta(hours=5)
ROADS, WATER, SEEDS = (Choice(code, {"es": code}) for code in ("caminos", "riego", "semillas"))

pytestmark = pytest.mark.django_db


def called(kind: str, terms: dict[str, Any], choices: tuple[Choice, ...], **rules: object) -> tuple[Scene, Ballot]:
    with clock.travel(BEFORE):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES, **rules)
        ballot = call_ballot(
            person=scene.secretary,
            round_=scene.round,
            kind=kind,
            title={"es": "¿Qué va primero?"},
            terms=terms,
            choices=choices,
        )
    return scene, ballot


def cast(scene: Scene, ballot: Ballot, **answers: Any) -> None:
    with clock.travel(INSIDE):
        for country, answer in answers.items():
            cast_vote(
                person=scene.titulars[country],
                seat=scene.seats[country],
                ballot=Ballot.objects.get(pk=ballot.pk),
                answer=answer,
            )


def published(ballot: Ballot) -> dict[str, Any]:
    with clock.travel(CLOSES):
        sweep()
        assert not close_one_due_window()
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.PUBLISHED, ballot.failure
    return json.loads(bytes(Position.objects.get(ballot=ballot).document))


def test_a_ranking_is_published_with_its_order() -> None:
    scene, ballot = called("ranking", {"status_quo": "semillas"}, (ROADS, WATER, SEEDS))
    first = {"ranking": [["riego"], ["caminos"]]}
    cast(scene, ballot, BR=first, AR=first, VE={"ranking": [["caminos"], ["riego", "semillas"]]})
    document = published(ballot)
    assert (document["outcome"], document["binding_rule"]) == ("selected", "schulze")
    by_rule = {result["rule"]: result["result"] for result in document["results"]}
    assert by_rule["schulze"]["selected"] == ["riego"]
    assert set(by_rule) >= {"irv", "schulze/capital", "schulze_quorum/countries"}
    again = recount_choice(document)
    assert [tally.as_json() for tally in again.tallies] == [
        {name: value for name, value in result["result"].items() if name != "pivots"} for result in document["results"]
    ]


def test_an_allocation_divides_the_budget() -> None:
    choices = tuple(Choice(c.code, c.title, cost=Decimal(cost)) for c, cost in ((ROADS, 60), (WATER, 50), (SEEDS, 40)))
    scene, ballot = called("allocation", {"budget": "100.00", "currency": "USD", "input": "approval"}, choices)
    cast(
        scene,
        ballot,
        BR={"approved": ["caminos", "semillas"]},
        AR={"approved": ["caminos"]},
        VE={"approved": ["riego"]},
    )
    document = published(ballot)
    assert (document["outcome"], document["binding_rule"]) == ("selected", "equal_shares")
    assert document["options"][0] == {"id": "caminos", "name": {"es": "caminos"}, "cost": "60.00"}
    assert all(Decimal(r["result"]["total_cost"]) <= 100 for r in document["results"])


@pytest.mark.parametrize(
    "answer", [{}, {"ranking": []}, {"ranking": [["nada"]]}, {"ranking": [["riego"], ["riego"]]}, {"yes": "1"}]
)
def test_what_cannot_be_counted_is_not_cast(answer: dict[str, Any]) -> None:
    scene, ballot = called("ranking", {}, (ROADS, WATER, SEEDS))
    with pytest.raises(Invalid) as refusal:
        cast(scene, ballot, BR=answer)
    assert refusal.value.code == "unknown_answer"
    assert not ballot.votes.exists()


def test_a_second_call_asks_the_same_question() -> None:
    quorum = [{"kind": "seats_present", "share": "1/2"}]
    scene, ballot = called("ranking", {"status_quo": "riego"}, (ROADS, WATER), quorum=quorum)
    cast(scene, ballot, BR={"ranking": [["caminos"]]})
    assert published(ballot)["outcome"] == "no_quorum"
    with clock.travel(CLOSES + timedelta(hours=1)):
        bounds = {"opens_at": CLOSES + timedelta(days=1), "closes_at": CLOSES + timedelta(days=2)}
        window = Window.objects.create(round=scene.round, kind="voting", **bounds)
        again = call_again(person=scene.secretary, ballot=ballot, window=window)
    with clock.travel(CLOSES + timedelta(days=1)):
        sweep()
    again.refresh_from_db()
    ballot.refresh_from_db()
    assert (again.kind, again.title, again.terms) == (ballot.kind, ballot.title, ballot.terms)
    assert (again.state, again.options) == ("open", ballot.options)


def test_a_ballot_with_nothing_to_choose_ends_in_words() -> None:
    _scene, ballot = called("election", {"places": 2}, ())
    with clock.travel(INSIDE):
        sweep()
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.CANCELLED
    assert ballot.cancellation_reason
