"""Calling a ballot that is no motion: who may and when (the matrix of `call_ballot`), and what cannot be put."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Office, Theme, Window
from ledger.models import Entry
from proposals.models import Ballot
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.closing import cancel_ballot
from tests.factories.choosing import KINDS, TERMS, call, choices_of, kind_of
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, prepared, signed_in, text
from tests.factories.scenes import FOUNDED, Scene, person
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


@pytest.fixture
def scene() -> Scene:
    return kept(prepared)


def someone(scene: Scene, who: str) -> User:
    if who in ("secretary", "titular", "alternate"):
        people = {"secretary": scene.secretary, "titular": scene.titulars["BR"], "alternate": scene.alternates["BR"]}
        return people[who]
    found = person()
    if who == "member":
        scene.seats["BR"].movement.memberships.create(person=found, starts_at=FOUNDED)
    if who in Office.Kind.values:
        Office.objects.create(council=scene.council, person=found, kind=who, starts_at=FOUNDED)
    return found


@pytest.mark.parametrize("kind", ["ranking", "approval", "election"])
@pytest.mark.parametrize(
    ("who", "at", "refusal", "code"),
    [
        ("secretary", BEFORE, None, None),
        ("secretary", OPENS - TICK, None, None),
        ("secretary", OPENS, Conflict, "no_coming_vote"),
        ("secretary", INSIDE, Conflict, "no_coming_vote"),
        ("secretary", CLOSES, Conflict, "no_coming_vote"),
        ("moderator", BEFORE, Forbidden, None),
        ("titular", BEFORE, Forbidden, None),
        ("titular", CLOSES, Forbidden, None),
        ("alternate", BEFORE, Forbidden, None),
        ("member", BEFORE, Forbidden, None),
        ("bystander", BEFORE, Forbidden, None),
    ],
)
def test_who_calls_when(
    scene: Scene, kind: str, who: str, at: datetime, refusal: type[DomainError] | None, code: str | None
) -> None:
    actor = someone(scene, who)
    scene.secretary = actor
    with clock.travel(at):
        if refusal is None:
            ballot = call(scene, kind)
            assert Entry.objects.get(verb="call_ballot").data["ballot"] == ballot.number
            return
        with pytest.raises(refusal) as raised:
            call(scene, kind)
    assert code is None or raised.value.code == code
    assert raised.value.sentence
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("stage", [kind for kind in Window.Kind.values if kind != Window.Kind.VOTING])
def test_without_a_coming_vote_none_is_called(scene: Scene, stage: str) -> None:
    """Whatever the stage is: what decides is whether the vote is yet to open."""
    Window.objects.filter(pk=scene.window.pk).update(kind=stage)
    with clock.travel(BEFORE), pytest.raises(Conflict) as raised:
        call(scene, "ranking")
    assert raised.value.code == "no_coming_vote"


def ask(scene: Scene, asked: str, **facts: Any) -> Ballot:
    kind = kind_of(asked)
    told = {
        "kind": kind,
        "title": {"es": "¿Qué va primero?"},
        "terms": TERMS[asked],
        "choices": () if kind == "election" else choices_of(asked),
        **facts,
    }
    with clock.travel(BEFORE):
        return call_ballot(person=scene.secretary, round_=scene.round, **told)


ONE = [Choice("agua", {"es": "Agua"}, cost=Decimal(1))]
MALFORMED: list[tuple[str, dict[str, Any], str]] = [
    ("ranking", {"kind": "motion"}, "kind"),
    ("ranking", {"kind": ""}, "kind"),
    ("ranking", {"kind": "a\x00"}, "kind"),
    ("ranking", {"title": {}}, "title"),
    ("ranking", {"title": {"es": "  "}}, "title"),
    ("ranking", {"title": {"es": "x" * 201}}, "title"),
    ("ranking", {"title": {"es": "a\x00b"}}, "title"),
    ("ranking", {"title": {"xx": "agua"}}, "title"),
    ("ranking", {"choices": []}, "options"),
    ("ranking", {"choices": [Choice("agua", {"es": "Agua"})]}, "options"),
    ("ranking", {"choices": [Choice("agua", {"es": "Agua"})] * 2}, "options"),
    ("ranking", {"choices": [Choice(f"o{n}", {"es": "x"}) for n in range(201)]}, "options"),
    ("ranking", {"choices": [Choice("a b", {"es": "A"}), Choice("b", {"es": "B"})]}, "options"),
    ("ranking", {"choices": [Choice("<b>", {"es": "A"}), Choice("b", {"es": "B"})]}, "options"),
    ("ranking", {"choices": [Choice("x" * 41, {"es": "A"}), Choice("b", {"es": "B"})]}, "options"),
    ("ranking", {"choices": [Choice("a", {}), Choice("b", {"es": "B"})]}, "options"),
    ("ranking", {"choices": choices_of("approval")}, "options"),
    ("ranking", {"terms": {"status_quo": "nada"}}, "status_quo"),
    ("ranking", {"terms": {"budget": "5"}}, "terms"),
    ("approval", {"choices": []}, "options"),
    ("approval", {"choices": [Choice("agua", {"es": "Agua"})]}, "options"),
    ("approval", {"choices": [Choice("agua", {"es": "Agua"}, cost=Decimal(0))]}, "options"),
    ("approval", {"choices": [Choice("agua", {"es": "Agua"}, cost=Decimal(-1))]}, "options"),
    ("approval", {"choices": [Choice("agua", {"es": "Agua"}, cost=Decimal("NaN"))]}, "options"),
    ("approval", {"choices": [Choice("agua", {"es": "Agua"}, cost=Decimal("1e400"))]}, "options"),
    ("approval", {"terms": {}}, "budget"),
    ("approval", {"terms": {"budget": "0"}}, "budget"),
    ("approval", {"terms": {"budget": "-5"}}, "budget"),
    ("approval", {"terms": {"budget": "1" + "0" * 400}}, "budget"),
    ("approval", {"terms": {"budget": "1.005"}}, "budget"),
    ("approval", {"terms": {"budget": "5", "currency": "usd"}}, "currency"),
    ("approval", {"terms": {"budget": "5", "input": "shout"}}, "input"),
    ("approval", {"terms": {"budget": "5", "most": 0}}, "most"),
    ("approval", {"terms": {"budget": "5", "most": "3"}}, "most"),
    ("approval", {"terms": {"budget": "5", "caps": {"city": {"LP": "1"}}}}, "caps"),
    ("approval", {"terms": {"budget": "5", "caps": {"country": {"ZZ": "1"}}}}, "caps"),
    ("approval", {"terms": {"budget": "5", "caps": {"country": {"BO": "much"}}}}, "caps"),
    ("approval", {"terms": {"budget": "5", "floors": {"theme": {"nada": "1"}}}}, "floors"),
    ("approval", {"terms": {"budget": "5", "floors": {"country": {"BO": "3", "BR": "3"}}}}, "floors"),
    (
        "approval",
        {"terms": {"budget": "5", "floors": {"country": {"BO": "3"}}, "caps": {"country": {"BO": "2"}}}},
        "floors",
    ),
    ("election", {"choices": ONE}, "options"),
    ("election", {"terms": {"places": 0}}, "places"),
    ("election", {"terms": {"places": 101}}, "places"),
    ("election", {"terms": {"places": "2"}}, "places"),
    ("election", {"terms": {"places": 2, "minimum_places": "BO"}}, "minimum_places"),
    ("election", {"terms": {"places": 2, "minimum_places": ["BO"]}}, "minimum_places"),
    (
        "election",
        {"terms": {"places": 2, "minimum_places": [{"group": "country", "value": "ZZ", "places": 1}]}},
        "minimum_places",
    ),
    (
        "election",
        {"terms": {"places": 1, "minimum_places": [{"group": "expertise", "value": "agua", "places": 2}]}},
        "minimum_places",
    ),
    (
        "election",
        {
            "terms": {
                "places": 3,
                "minimum_places": [
                    {"group": "country", "value": "BO", "places": 1},
                    {"group": "expertise", "value": "agua", "places": 1},
                ],
            }
        },
        "minimum_places",
    ),
]


@pytest.mark.parametrize(("asked", "facts", "field"), MALFORMED)
def test_what_could_not_be_counted_is_not_called(scene: Scene, asked: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        ask(scene, asked, **facts)
    assert field in raised.value.fields
    assert str(raised.value.fields[field])
    assert Ballot.objects.count() == 1


def test_all_that_is_wrong_is_told_at_once(scene: Scene) -> None:
    with pytest.raises(Invalid) as raised:
        ask(scene, "approval", title={}, choices=[], terms={"budget": "0", "currency": "x", "input": "y"})
    assert set(raised.value.fields) == {"title", "options", "budget", "currency", "input"}


def test_a_budget_is_the_envelope_where_none_is_told(scene: Scene) -> None:
    scene.round.envelope, scene.round.currency = Decimal("700.00"), "BOB"
    scene.round.save(update_fields=["envelope", "currency"])
    ballot = ask(scene, "approval", terms={})
    assert ballot.terms == {"budget": "700.00", "currency": "BOB", "input": "approval"}


def test_only_admitted_proposals_of_the_round_are_put(scene: Scene) -> None:
    proposal = scene.ballot.motion
    chosen = [Choice("1", {}, proposal=proposal, cost=Decimal(5))]
    ask(scene, "approval", choices=chosen)
    with pytest.raises(Invalid):
        ask(scene, "approval", choices=[*chosen, Choice("2", {}, proposal=proposal, cost=Decimal(6))])
    other = prepared()
    with pytest.raises(Invalid) as raised:
        ask(other, "approval", choices=chosen)
    assert "options" in raised.value.fields


@pytest.mark.parametrize("asked", KINDS)
def test_what_was_called_can_be_cancelled_before_the_vote(scene: Scene, asked: str) -> None:
    with clock.travel(BEFORE):
        ballot = call(scene, asked)
        cancelled = cancel_ballot(person=scene.secretary, ballot=ballot, reason="Faltaba una opción.")
        assert cancelled.state == Ballot.State.CANCELLED
        page = text(signed_in(None).get(ballot.get_absolute_url()))
    assert "This ballot was cancelled." in page
    assert "Faltaba una opción." in page


def sending(scene: Scene, who: User | None, kind: str, at: datetime = BEFORE, **fields: Any) -> Any:
    address = reverse("call_ballot", args=[scene.council.slug, 1, kind])
    with clock.travel(at):
        client = signed_in(who)
        return client.post(address, fields) if fields else client.get(address)


@pytest.mark.parametrize("kind", ["ranking", "allocation", "election"])
def test_the_pages_are_for_the_secretariat_until_the_vote_opens(scene: Scene, kind: str) -> None:
    assert sending(scene, scene.secretary, kind).status_code == 200
    assert sending(scene, None, kind).status_code == 302
    for who in ("titular", "alternate", "member", "moderator", "bystander"):
        assert sending(scene, someone(scene, who), kind).status_code == 403
    assert sending(scene, scene.secretary, kind, OPENS - TICK).status_code == 200
    assert sending(scene, scene.secretary, kind, OPENS).status_code == 409
    assert sending(scene, scene.secretary, kind, CLOSES).status_code == 409
    assert sending(scene, scene.secretary, "motion").status_code == 404
    assert sending(scene, scene.secretary, "nothing").status_code == 404


def test_a_ranking_is_called_from_its_lines(scene: Scene) -> None:
    fields = {"title__es": "¿Qué va primero?", "options__es": "Riego\n\n  Caminos \nRiego", "status_quo__es": "Nada"}
    answer = sending(scene, scene.secretary, "ranking", **fields)
    assert answer.status_code == 302, text(answer)
    ballot = Ballot.objects.latest("pk")
    assert answer["Location"] == ballot.get_absolute_url()
    assert ballot.terms == {"status_quo": "nada"}
    assert [(o.code, o.title["es"]) for o in ballot.choices.all()] == [
        ("riego", "Riego"),
        ("caminos", "Caminos"),
        ("riego-3", "Riego"),
        ("nada", "Nada"),
    ]


def test_an_allocation_is_called_from_the_admitted_proposals(scene: Scene) -> None:
    Theme.objects.create(round=scene.round, slug="agua", name={"es": "Agua"})
    proposal = scene.ballot.motion
    proposal.amount, proposal.currency = Decimal("60.00"), "USD"
    proposal.save(update_fields=["amount", "currency"])
    page = text(sending(scene, scene.secretary, "allocation"))
    assert "1. Soberanía alimentaria · 60 USD" in page.replace("\xa0", " ").replace("&nbsp;", " ")
    fields = {
        "title__es": "¿A qué va el dinero?",
        "options": ["1"],
        "budget": "100",
        "input": "approval",
        "caps": "BO 50\r\nagua 80.5",
        "floors": "br 10",
    }
    answer = sending(scene, scene.secretary, "allocation", **fields)
    assert answer.status_code == 302, text(answer)
    ballot = Ballot.objects.latest("pk")
    assert ballot.terms == {
        "budget": "100.00",
        "currency": "USD",
        "input": "approval",
        "most": None,
        "caps": {"country": {"BO": "50.00"}, "theme": {"agua": "80.50"}},
        "floors": {"country": {"BR": "10.00"}},
    }
    assert [(o.code, o.cost) for o in ballot.choices.all()] == [("1", Decimal("60.00"))]
    with clock.travel(BEFORE):
        shown = text(signed_in(None).get(ballot.get_absolute_url())).replace("\xa0", " ")
    for told in ("To be divided 100 USD", "BO: 50 USD", "Agua: 80.50 USD", "BR: 10 USD"):
        assert told in shown, told


def test_an_election_is_called_with_its_places(scene: Scene) -> None:
    fields = {"title__es": "Junta", "places": "3", "minimum_places": "bo 1\nBR 1", "is_secret": "no"}
    answer = sending(scene, scene.secretary, "election", **fields)
    assert answer.status_code == 302, text(answer)
    assert Ballot.objects.latest("pk").terms == {
        "places": 3,
        "minimum_places": [
            {"group": "country", "value": "BO", "places": 1},
            {"group": "country", "value": "BR", "places": 1},
        ],
        "is_secret": False,
    }


@pytest.mark.parametrize(
    ("kind", "fields", "kept"),
    [
        ("ranking", {"title__es": "", "options__es": "Riego"}, "Riego"),
        ("ranking", {"title__es": "Agua <b>", "options__es": "Riego"}, "Agua &lt;b&gt;"),
        ("ranking", {"title__es": "x" * 300, "options__es": "Riego\nCaminos"}, "x" * 300),
        ("allocation", {"title__es": "Agua", "budget": "mucho", "input": "approval"}, "mucho"),
        ("allocation", {"title__es": "Agua", "budget": "-1", "input": "approval"}, "-1"),
        ("allocation", {"title__es": "Agua", "budget": "5", "input": "approval", "caps": "BO"}, "Agua"),
        ("allocation", {"title__es": "Agua", "budget": "5", "input": "approval", "caps": "ZZ 5"}, "ZZ 5"),
        ("allocation", {"title__es": "Agua", "budget": "5", "options": ["99"], "input": "approval"}, "Agua"),
        ("allocation", {"title__es": "Agua", "budget": "5", "most": "1" + "0" * 400, "input": "approval"}, "Agua"),
        ("election", {"title__es": "Junta", "places": "-1", "is_secret": "no"}, "Junta"),
        ("election", {"title__es": "Junta", "places": "1", "minimum_places": "BO uno", "is_secret": "no"}, "BO uno"),
        ("election", {"title__es": "Junta", "places": "1", "minimum_places": "BO 2", "is_secret": "no"}, "BO 2"),
        ("election", {"title__es": "Junta", "places": "1", "is_secret": "perhaps"}, "Junta"),
        ("election", {"title__es": "Junta\x00", "places": "1", "is_secret": "no"}, "Junta"),
    ],
)
def test_a_call_that_is_wrong_is_shown_again(scene: Scene, kind: str, fields: dict[str, Any], kept: str) -> None:
    answer = sending(scene, scene.secretary, kind, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "error-summary" in page
    assert kept in page
    assert Ballot.objects.count() == 1


def test_the_desk_and_the_round_lead_to_it(scene: Scene) -> None:
    address = reverse("call_ballots", args=[scene.council.slug, 1])
    desk = reverse("desk", args=[scene.council.slug])
    with clock.travel(BEFORE):
        client = signed_in(scene.secretary)
        assert address in client.get(desk).content.decode()
        assert address in client.get(reverse("desk_round", args=[scene.council.slug, 1])).content.decode()
        ballot = call(scene, "ranking")
        page = text(signed_in(None).get(scene.round.get_absolute_url()))
    assert "Rankings, budgets, elections and votes on answers" in page
    assert "¿Qué va primero?" in page
    assert f"Ballot {ballot.number}" in page
    with clock.travel(OPENS + timedelta(minutes=1)):
        assert address not in signed_in(scene.secretary).get(desk).content.decode()
