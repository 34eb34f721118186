"""Those who would carry a proposal out evaluate it before the vote, and movements comment on that."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from councils.models import Council, Office, Window
from ledger.models import Entry
from proposals.deliberation.actions import comment_proposal
from proposals.drafting.actions import withdraw_proposal
from proposals.evaluating.actions import evaluate_proposal
from proposals.models import Comment, Evaluation, Proposal
from tests.factories.answering import board_of
from tests.factories.proposals import DISCUSSION, DRAFTING, ENDS, HOUR, SETTLEMENT, TICK, VOTING, Table, official, table
from tests.factories.scenes import person
from tests.proposals.test_answering import at_once, code_of

pytestmark = pytest.mark.django_db

INSIDE = DISCUSSION + HOUR
PLENARY = VOTING - timedelta(days=1)
ADMITTED = DRAFTING + 4 * HOUR
WORDS: dict[str, Any] = {
    "technical": {"es": "Es factible en *dos* temporadas.", "en": "It can be done in two seasons."},
    "risks": {"es": "Sequía."},
    "cost": "310000.50",
    "currency": "USD",
    "office": "Gerencia de obras rurales",
}


class Scene:
    """An admitted proposal of a round that is addressed to a board, with a plenary."""

    def __init__(self) -> None:
        self.table: Table = table()
        self.board: Council = board_of()
        self.table.round.addressees.add(self.board)
        self.proposal: Proposal = self.table.admitted()
        former = official(self.board, Office.Kind.RESPONDENT)
        Office.objects.filter(person=former).update(ends_at=DRAFTING)
        self.people: dict[str, User] = {
            "respondent": official(self.board, Office.Kind.RESPONDENT),
            "former respondent": former,
            "secretary of the board": official(self.board, Office.Kind.SECRETARY),
            "respondent elsewhere": official(board_of("Otro"), Office.Kind.RESPONDENT),
            "secretary": self.table.people["secretary"],
            "observer": official(self.table.council, Office.Kind.OBSERVER),
            "member": self.table.people["member"],
            "stranger": person(),
        }

    def facts(self, role: str = "respondent", **facts: Any) -> dict[str, Any]:
        return {"person": self.people[role], "body": self.board, "proposal": self.proposal, **WORDS, **facts}

    def evaluate(self, **facts: Any) -> Evaluation:
        with clock.travel(INSIDE):
            return evaluate_proposal(**self.facts(**facts))


STAGES = {
    "before the discussion": (DISCUSSION - TICK, ""),
    "discussion": (DISCUSSION, ""),
    "before the settlement": (SETTLEMENT - TICK, ""),
    "settlement": (SETTLEMENT, ""),
    "plenary": (PLENARY, ""),
    "before the vote": (VOTING - TICK, ""),
    "at the vote": (VOTING, "409 closed"),
    "in the vote": (VOTING + HOUR, "409 closed"),
    "after the vote": (ENDS, "409 closed"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_who_evaluates_and_until_when(stage: str) -> None:
    scene, (at, refusal) = Scene(), STAGES[stage]
    Window.objects.filter(round=scene.table.round, kind="settlement").update(closes_at=PLENARY)
    Window.objects.create(round=scene.table.round, kind="plenary", opens_at=PLENARY, closes_at=VOTING)
    for role in sorted(scene.people.keys() - {"respondent"}):
        assert code_of(evaluate_proposal, at, **scene.facts(role)) == "403 not_your_office", role
    assert code_of(evaluate_proposal, at, **scene.facts()) == refusal
    assert Evaluation.objects.count() == (0 if refusal else 1)


def test_a_body_to_which_the_round_is_not_addressed_evaluates_nothing() -> None:
    scene, other = Scene(), board_of("Otro")
    who = official(other, Office.Kind.RESPONDENT)
    assert code_of(evaluate_proposal, INSIDE, **scene.facts(person=who, body=other)) == "403 not_addressed"


def test_what_nobody_may_read_is_not_evaluated() -> None:
    scene = Scene()
    draft = scene.table.begin()
    assert code_of(evaluate_proposal, ADMITTED, **scene.facts(proposal=draft)) == "409 not_admitted"
    with clock.travel(INSIDE):
        withdraw_proposal(
            person=scene.table.people["coordinator"],
            seat=scene.table.author,
            proposal=scene.proposal,
            reason="Otra la recoge.",
        )
    assert code_of(evaluate_proposal, INSIDE, **scene.facts()) == "409 not_admitted"


BAD = {
    "no text": {"technical": {}},
    "an empty text": {"technical": {"es": "  "}},
    "no table": {"technical": "Es factible."},
    "another language": {"technical": {"tlh": "x"}},
    "control signs": {"technical": {"es": "a\x00b"}},
    "half a character": {"risks": {"es": "a\ud800"}},
    "too long": {"technical": {"es": "x" * 20_001}},
    "a list": {"risks": ["x"]},
    "no office": {"office": " "},
    "a long office": {"office": "x" * 121},
    "a cost that is none": {"cost": "much"},
    "a float": {"cost": 1.5},
    "less than nothing": {"cost": "-1"},
    "three decimals": {"cost": "1.005"},
    "a huge cost": {"cost": "9" * 30},
    "no currency": {"currency": ""},
    "another currency": {"currency": "dólares"},
}


def test_what_is_no_evaluation() -> None:
    scene = Scene()
    for name, wrong in BAD.items():
        assert code_of(evaluate_proposal, INSIDE, **scene.facts(**wrong)).startswith("422 "), name
    assert not Evaluation.objects.exists()


def test_a_later_one_takes_its_place_and_nothing_is_changed() -> None:
    scene = Scene()
    first = scene.evaluate()
    assert (first.number, first.anchor, first.cost, first.currency) == (1, "e1", Decimal("310000.50"), "USD")
    later = scene.evaluate(cost=None, currency="USD")
    assert (later.number, later.cost, later.currency) == (2, None, "")
    told = Entry.objects.filter(verb="evaluate_proposal").earliest("id")
    assert told.data == {
        "proposal": 1,
        "body": scene.board.slug,
        "evaluation": 1,
        "revision": 1,
        "cost": "310000.50",
        "currency": "USD",
    }
    for statement in (
        "UPDATE proposals_evaluation SET cost = 1",
        "DELETE FROM proposals_evaluation",
        "TRUNCATE proposals_evaluation CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_comment_points_at_an_evaluation_that_is_there() -> None:
    scene = Scene()
    scene.evaluate()
    at_table = scene.table
    said = {"person": at_table.people["bystander"], "seat": at_table.bystander, "proposal": scene.proposal}
    said |= {"stance": "concern", "text": "¿Y la sequía?", "language": "es"}
    for anchor in ("e2", "e0", "e01", "e", "e-1", "ee1", "e1 ", "e99999", "e¹"):
        assert code_of(comment_proposal, INSIDE, **said, paragraph=anchor).startswith("422 "), anchor
    assert code_of(comment_proposal, INSIDE, **said, paragraph="e1") == ""
    assert Comment.objects.get().paragraph == "e1"


def test_it_is_written_shown_and_commented_on_through_http() -> None:
    scene, client = Scene(), Client(headers={"accept-language": "es"})
    place = scene.proposal.get_absolute_url()
    form = {"body": scene.board.slug, "office": "Obras", "cost": "12.5", "currency": "", "technical__es": "Sí."}
    with clock.travel(INSIDE):
        assert f"{place}evaluation/" not in client.get(place).content.decode()
        assert client.get(f"{place}evaluation/").status_code == 302
        client.force_login(scene.people["stranger"])
        assert client.get(f"{place}evaluation/").status_code == 403
        client.force_login(scene.people["respondent"])
        assert f"{place}evaluation/" in client.get(place).content.decode()
        assert client.get(f"{place}evaluation/").status_code == 200
        assert client.post(f"{place}evaluation/", {**form, "body": "otro"}).status_code == 422
        refused = client.post(f"{place}evaluation/", form)
        assert refused.status_code == 422 and "Obras" in refused.content.decode()
        made = client.post(f"{place}evaluation/", {**form, "currency": "USD"})
        assert made["Location"] == f"{place}#e1"
        scene.evaluate(technical={"es": "Ya no."})
        page = client.get(place).content.decode()
        assert "Ya no." in page and 'id="e1"' in page and scene.people["respondent"].name in page
        client.force_login(scene.table.people["bystander"])
        answered = {"stance": "question", "text": "¿Quién paga?", "language": "es", "paragraph": "e2"}
        assert client.get(f"{place}comments/?paragraph=e2").status_code == 200
        assert client.post(f"{place}comments/", answered).status_code == 302
        assert f'href="{place}#e2"' in client.get(place).content.decode()
    with clock.travel(VOTING):
        client.force_login(scene.people["respondent"])
        assert client.get(f"{place}evaluation/").status_code == 409


def test_the_api_says_it_with_name_and_office() -> None:
    scene, client = Scene(), Client()
    made = scene.evaluate()
    [row] = client.get("/api/v1/evaluations/", {"body": scene.board.slug, "proposal": 1}).json()["results"]
    assert (row["cost"], row["currency"], row["anchor"]) == ("310000.50", "USD", "e1")
    assert (row["name"], row["office"]) == (scene.people["respondent"].name, WORDS["office"])
    assert row["technical"] == WORDS["technical"]
    assert client.get(f"/api/v1/evaluations/{made.pk}/").json() == row
    assert client.get("/api/v1/evaluations/999999/").status_code == 404
    assert client.get("/api/v1/evaluations/", {"office": "x"}).status_code == 400


def test_the_page_costs_the_same_with_many() -> None:
    scene, client = Scene(), Client()
    place = scene.proposal.get_absolute_url()
    client.force_login(scene.people["respondent"])

    def costs() -> list[int]:
        counts = []
        for address in (place, "/api/v1/evaluations/"):
            with clock.travel(INSIDE), CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    scene.evaluate()
    few = costs()
    for _number in range(12):
        scene.evaluate()
    assert costs() == few
    assert few[0] <= 10 and few[1] == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once() -> None:
    scene = Scene()
    assert at_once(*[scene.evaluate] * 2) == ["", ""]
    assert sorted(Evaluation.objects.values_list("number", flat=True)) == [1, 2]
