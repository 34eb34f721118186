"""Results and positions of rankings, allocations and elections through HTTP, from the call to the position."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from common.errors import Invalid
from proposals.models import Ballot, Position, Recusal, Statement
from proposals.positions.envelopes import read_amount
from tests.factories.choices import allocated, answer, call, choices, elected, publish, put, ranked, scene_of
from tests.factories.pages import CLOSES, INSIDE, counted, get, signed_in, slug, text
from tests.factories.scenes import Scene
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

SAID = {
    "ranking": (
        ranked,
        "Chosen: Agua, by the rule that binds: Schulze.",
        ["Agua stands before Caminos: 5 is more than 4.", "Semillas → Caminos : 5 : 2 , strength 5"],
    ),
    "allocation": (
        allocated,
        "To be paid for: Agua",
        ["The budget is divided equally: each of 6 has 20 USD to spend.", "What was bought from the shares", "Spent:"],
    ),
    "election": (
        elected,
        "Elected: Ana Quispe, Beto Rojas, by the rule that binds: single transferable vote.",
        [
            "Ana Quispe has 4, which is 1 more than the quota of 3.",
            "paper moves at 1 / 4 = 1/4",
            "Dina Flores drops out",
        ],
    ),
}


def sent(scene: Scene, query: str, at: Any = CLOSES) -> Any:
    return signed_in(None).get(f"{scene.ballot.get_absolute_url()}?{query}")


@pytest.mark.parametrize("kind", SAID)
def test_from_the_call_to_the_position(kind: str) -> None:
    make, sentence, working = SAID[kind]
    scene = make()
    before = text(get(scene, None, INSIDE, "roll"))
    assert "Agua" not in before
    assert "Ana" not in before, "how anybody votes is not shown before the close"
    position = publish(scene)
    result, published = get(scene, None, CLOSES), signed_in(None).get(position.get_absolute_url())
    for page in (result, published):
        assert page.status_code == 200
        shown = text(page)
        assert sentence in shown
        assert "¿Qué va primero?" in shown
        for said in working:
            assert said in shown, shown
        assert position.reference in shown
    for listing in (
        reverse("position_list"),
        reverse("council_positions", args=[scene.council.slug]),
        scene.council.get_absolute_url(),
        "/",
    ):
        assert "¿Qué va primero?" in text(signed_in(None).get(listing)), listing
    roll = text(get(scene, None, CLOSES, "roll"))
    assert roll.count("opens") >= 6
    assert "does not open" not in roll


def test_each_rule_shows_its_working() -> None:
    scene = ranked()
    publish(scene)
    shown = text(sent(scene, "rule=irv"))
    assert "Whoever has more than half of the votes that still count wins." in shown
    assert "Round 1" in shown
    shown = text(sent(scene, "rule=schulze_quorum/capital"))
    assert "What each seat weighs here" in shown
    assert "2,000" in shown
    assert "The strongest paths" in text(sent(scene, "rule=%00nothing")), "what is no rule shows the binding one"


def test_a_rule_that_does_not_apply_says_why() -> None:
    scene = ranked(status_quo=None)
    publish(scene)
    shown = text(get(scene, None, CLOSES))
    assert "This rule measures each option against the status quo, and none was named among them." in shown
    assert "This rule fills one place, and there are more." in text(_published(elected()))


def _published(scene: Scene) -> Any:
    publish(scene)
    return get(scene, None, CLOSES)


def test_a_tie_says_between_whom() -> None:
    scene = kept(scene_of)
    call(scene, "ranking", {}, choices({"agua": "Agua", "riego": "Riego"}))
    answer(scene, {"BR": {"ranking": [["agua"]]}, "AR": {"ranking": [["riego"]]}})
    shown = text(_published(scene))
    assert "Tied by the rule that binds, Schulze, between: Agua, Riego. Only a lot could tell them apart." in shown
    assert "There is no path." in shown


@pytest.mark.parametrize("make", [ranked, allocated, elected])
def test_nobody_voted(make: Callable[..., Scene]) -> None:
    scene = kept(scene_of)
    terms: dict[str, Any] = {elected: {"places": 1}, allocated: {"budget": "50", "currency": "USD"}}.get(make, {})
    kind = {ranked: "ranking", allocated: "allocation", elected: "election"}[make]
    names = {"agua": "Agua", "riego": "Riego"}
    put(scene, kind, terms, names, dict.fromkeys(names, "30"))
    position = publish(scene)
    page = get(scene, None, CLOSES)
    assert page.status_code == 200
    assert position.outcome == "none"
    assert "Nothing was counted here." in text(page)
    assert signed_in(None).get(position.get_absolute_url()).status_code == 200


def test_without_its_quorum_nothing_is_decided() -> None:
    scene = kept(scene_of, quorum=[{"kind": "seats_present", "share": "1"}])
    call(scene, "ranking", {}, choices({"agua": "Agua", "riego": "Riego"}))
    answer(scene, {"BR": {"ranking": [["agua"]]}})
    shown = text(_published(scene))
    assert "No decision: the quorum of the rule that binds, Schulze, was not met." in shown
    assert "✗ Quorum, seats present" in shown
    assert "This is what the votes that were cast would have chosen." in shown


def test_the_roll_call_statements_and_recusals() -> None:
    scene = ranked()
    entry = scene.ballot.roll.get(movement=slug(scene, "BO"))
    Statement.objects.create(
        roll_entry=entry, kind="dissent", text="Falta el mar.", language="es", made_by=scene.secretary, made_at=INSIDE
    )
    Recusal.objects.create(
        ballot=scene.ballot, seat=scene.seats["PY"], reason="Soy parte.", recused_by=scene.secretary, recused_at=INSIDE
    )
    shown = text(_published(scene))
    for said in ("Falta el mar.", "Soy parte.", "1. Agua, 2. Semillas, 3. Caminos, 4. Nada : 2"):
        assert said in shown, shown
    assert "1. Agua, 2. Semillas, 3. Caminos" in text(get(scene, None, CLOSES, "roll"))


def test_what_if_the_envelope_were_another() -> None:
    scene = allocated()
    publish(scene)
    assert "What if there were more to spend" in text(get(scene, None, CLOSES))
    page = sent(scene, "envelope=1000,00")
    assert page.status_code == 200
    shown = text(page)
    assert "binds nobody: it was counted with 1,000 USD instead of 120 USD." in shown
    assert page.content == sent(scene, "envelope=1000,00").content, "the second comes from the cache"
    assert "To be paid for: Agua" in shown, "the result itself stays what it is"
    refused = sent(scene, "envelope=1201")
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.content.decode()
    assert 'value="1201"' in refused.content.decode(), "what was typed is not lost"


UNREADABLE = ["", "x", "-1", "1e3", "1.234", "0.1234", "1.50.000", "1201", "9" * 30, "١٠٠", "NaN", "1.2.3", "\x00", "."]


@pytest.mark.parametrize("typed", UNREADABLE)
def test_an_envelope_is_an_amount_within_limits(typed: str) -> None:
    with pytest.raises(Invalid):
        read_amount(typed, Fraction(120))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0", "0.00"),
        (" 75,5 ", "75.50"),
        ("1200", "1200.00"),
        (".5", "0.50"),
        ("1.200", "1200.00"),
        ("1,000.25", "1000.25"),
    ],
)
def test_an_envelope_is_read_to_the_cent(typed: str, read: str) -> None:
    assert str(read_amount(typed, Fraction(120))) == read


def test_another_kind_asks_for_no_envelope() -> None:
    ranking = ranked()
    publish(ranking)
    assert sent(ranking, "envelope=x").status_code == 200
    assert "What if there were more" not in text(sent(ranking, "envelope=5"))


HOSTILE = {
    "a": "<script>alert(1)</script>" + "x" * 175,
    "b": "\u202egirotsih\u2066 & <b>",
    "c": "W" * 200,
    "d": "%(names)s {{ x }} %s",
    "e": "\u202e\u2067",
}


@pytest.mark.parametrize("kind", ["ranking", "allocation"])
def test_hostile_names_are_words_and_nothing_else(kind: str) -> None:
    scene = kept(scene_of)
    costs = dict.fromkeys(HOSTILE, "30")
    terms = {"budget": "70", "currency": "USD"} if kind == "allocation" else {}
    call(scene, kind, terms, choices(HOSTILE, costs if terms else None), title={"es": "<b>\u202e" + "y" * 190})
    given = {"approved": list("abcde")} if terms else {"ranking": [["d"], ["a", "b"], ["c"], ["e"]]}
    answer(scene, dict.fromkeys(["BR", "AR", "VE"], given))
    position = publish(scene)
    for page in (get(scene, None, CLOSES), signed_in(None).get(position.get_absolute_url())):
        assert page.status_code == 200
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<b>" not in html
        assert "\u202egir" not in html, "what turns the words around it is taken off a name"
    assert "%(names)s {{ x }} %s" in text(get(scene, None, CLOSES))


@pytest.mark.parametrize("make", [ranked, allocated, elected])
def test_as_many_queries_for_many_options_and_seats(make: Callable[..., Scene]) -> None:
    scene = make()
    position = publish(scene)
    with counted(20) as few:
        get(scene, None, CLOSES)
    with counted(10):
        signed_in(None).get(position.get_absolute_url())
    many = scene_of()
    names = {f"o{n}": f"Opción {n}" for n in range(40)}
    kind = scene.ballot.kind
    budget = {"budget": "100", "currency": "USD"}
    terms = {"allocation": budget, "ranking": {}, "election": {"places": 2}}[kind]
    put(many, kind, terms, names, dict.fromkeys(names, "20"))
    given = {"approved": list(names)} if kind == "allocation" else {"ranking": [[name] for name in names]}
    answer(many, dict.fromkeys(["BR", "AR", "VE", "EC", "UY"], given))
    publish(many)
    with counted(few.number):  # type: ignore[attr-defined] # set by counted
        get(many, None, CLOSES)


def test_a_position_of_another_version_is_still_read() -> None:
    scene = ranked()
    position = publish(scene)
    document = json.loads(bytes(position.document))
    for result in document["results"]:
        for step in result["result"].get("working", ()):
            for key in ("paths", "matrix", "threshold", "transfers"):
                step.pop(key, None)
    council, year = position.council, position.year
    other = Position.objects.create(
        council=council,
        ballot=Ballot.objects.get(pk=scene.ballot.pk),
        year=year,
        number=99,
        outcome="selected",
        document=json.dumps(document).encode(),
        sha256="0" * 64,
        previous_sha256=position.sha256,
        published_at=position.published_at,
        supersedes=position,
    )
    page = signed_in(None).get(other.get_absolute_url())
    assert page.status_code == 200
    assert "Chosen: Agua" in text(page)


@pytest.mark.parametrize("make", [ranked, elected])
def test_a_position_on_no_proposal_is_found(make: Callable[..., Scene]) -> None:
    scene = make()
    position = publish(scene)
    for words in ("primero", position.reference, "Agua" if make is ranked else "Mamani", "decidida", "chosen"):
        page = signed_in(None).get("/search/", {"q": words, "kind": "position"})
        assert page.status_code == 200
        assert f"Position {position.reference}" in text(page), words
        assert position.get_absolute_url() in page.content.decode()
    page = text(signed_in(None).get("/search/", {"q": "primero"}))
    assert "An observer" not in page
    [hit] = signed_in(None).get("/api/v1/search/", {"q": "primero"}).json()["results"]
    assert (hit["proposal"], hit["position"], hit["title"]) == (None, position.reference, "¿Qué va primero?")
