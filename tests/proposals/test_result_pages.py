"""Results and positions through HTTP."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from proposals.models import Ballot, Position, Statement, Vote
from tests.factories.pages import (
    CLOSES,
    INSIDE,
    cast,
    conduct,
    get,
    prepared,
    send,
    signed_in,
    slug,
    text,
)
from tests.factories.scenes import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return prepared()


def test_the_result_shows_all_rules_and_who_made_the_difference(scene: Scene) -> None:
    cast(scene, BR="no", AR="no", VE="block", EC="yes", UY="yes", PY="yes", BO="yes")
    with clock.travel(INSIDE):
        entry = scene.ballot.roll.get(movement=slug(scene, "VE"))
    Statement.objects.create(
        roll_entry=entry, kind="dissent", text="Falta el agua.", language="es", made_by=scene.secretary, made_at=INSIDE
    )
    conduct(CLOSES)
    page = get(scene, None, CLOSES)
    shown = text(page)
    for said in (
        "Adopted, by the rule that binds: one seat, one vote.",
        "The rules disagree.",
        "By capital contribution: rejected",
        "Consensus: rejected",
        "✗ At least one seat says yes. These stand in the way",
        "The fewest seats that change it by changing sides",
        "Falta el agua.",
        Position.objects.get().reference,
        "Seats on the roll: 7. Voted: 7. Absent: 0.",
    ):
        assert said in shown
    assert page.content.decode().count('<svg class="bar"') == 8, "seven rules, of which one counts twice"
    roll = text(get(scene, None, CLOSES, "roll"))
    assert roll.count("opens") >= 7
    assert "does not open" not in roll
    assert Vote.objects.first().salt in roll  # type: ignore[union-attr]


def test_the_pictures_say_what_they_show_and_what_if_another_rule_bound(scene: Scene) -> None:
    cast(scene, BR="no", AR="no", VE="block", EC="yes", UY="yes", PY="yes", BO="yes")
    conduct(CLOSES)
    page = get(scene, None, CLOSES)
    shown, html = text(page), page.content.decode()
    for said in (
        "The same votes, counted in three ways",
        "Yes: 4. No: 2. Block: 1.",
        "Yes: 4 (BO, EC, PY, UY). No: 3 (AR, BR, VE).",
        "No: 3 (AR 28.6\N{NO-BREAK SPACE}%, BR 28.6\N{NO-BREAK SPACE}%, VE 28.6\N{NO-BREAK SPACE}%).",
        "This rule binds.",
        "If it bound, the outcome would be “rejected”.",
        "If it bound, nothing would change.",
    ):
        assert said.replace("\N{NO-BREAK SPACE}", " ") in shown.replace("\N{NO-BREAK SPACE}", " "), said
    # Seven marks of seats, one on each tile, in each block that has room, and beside each country of two tables.
    assert html.count('href="#mark-block"') == 1
    assert html.count("<svg") == html.count("</svg>")


def test_the_pictures_of_a_vote_in_which_nobody_voted(scene: Scene) -> None:
    conduct(CLOSES)
    shown = text(get(scene, None, CLOSES))
    assert "Absent: 7." in shown
    assert "Absent: 7 (AR, BO, BR, EC, PY, UY, VE)." in shown


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"BR": "no"}, "Not adopted, by the rule that binds"),
        ({"BR": "yes", "AR": "no"}, "Tied by the rule that binds"),
        ({}, "Tied by the rule that binds"),
    ],
)
def test_the_outcome_is_one_sentence(scene: Scene, choices: dict[str, str], sentence: str) -> None:
    cast(scene, **choices)
    conduct(CLOSES)
    assert sentence in text(get(scene, None, CLOSES))


def test_a_quorum_that_all_rules_share_is_said_once() -> None:
    scene = prepared(quorum=[{"kind": "seats_present", "share": "2/3"}])
    cast(scene, BO="yes", BR="yes", AR="yes", EC="yes", UY="no")
    conduct(CLOSES)
    table = text(get(scene, None, CLOSES)).split("What made the difference")[0]
    assert "The quorum is the same under every rule:" in table
    assert table.count("✓ Quorum, seats present: at least 4 2/3 of 7 (seats) needed, 5 there.") == 1


def test_a_second_call_through_the_pages() -> None:
    quorum = [{"kind": "seats_present", "share": "1/2"}]
    scene = prepared(quorum=quorum, second_call=True, second_call_quorum=[])
    cast(scene, BO="yes")
    page = text(get(scene, None, INSIDE))
    assert "At least half of the seats vote" in page
    assert "Missing:" in page
    conduct(CLOSES)
    assert "the quorum of the rule that binds" in text(get(scene, None, CLOSES))
    opens = CLOSES + timedelta(days=1)
    times = {"opens_at": f"{opens:%Y-%m-%dT%H:%M}", "closes_at": f"{opens + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    assert send(scene, scene.titulars["BO"], CLOSES, "call_again", **times).status_code == 403
    assert send(scene, scene.secretary, CLOSES, "call_again", opens_at="x", closes_at="").status_code == 422
    backwards = {"opens_at": times["closes_at"], "closes_at": times["opens_at"]}
    assert send(scene, scene.secretary, CLOSES, "call_again", **backwards).status_code == 422
    assert send(scene, scene.secretary, CLOSES, "call_again", **times).status_code == 302
    again = Ballot.objects.get(second_call_of=scene.ballot)
    assert (again.window.opens_at, again.window.closes_at) == (opens, opens + timedelta(days=2))
    assert "a second time" in text(get(scene, scene.secretary, CLOSES))
    assert send(scene, scene.secretary, CLOSES, "call_again", **times).status_code == 409


def test_a_position_is_read_from_its_bytes(scene: Scene) -> None:
    assert "No position has been published yet" in text(signed_in(None).get(reverse("position_list")))
    cast(scene, BR="yes", AR="yes")
    conduct(CLOSES)
    position = Position.objects.get()
    page = text(signed_in(None).get(position.get_absolute_url()))
    for said in (
        position.reference,
        position.sha256,
        "Soberanía alimentaria",
        "Semillas propias.",
        "Adopted, by the rule",
    ):
        assert said in page
    for listing in (reverse("position_list"), reverse("council_positions", args=[scene.council.slug])):
        assert position.reference in text(signed_in(None).get(listing))
    assert signed_in(None).get(reverse("position", args=[scene.council.slug, 2026, 99])).status_code == 404
    assert signed_in(None).get(reverse("council_positions", args=["nobody"])).status_code == 404
