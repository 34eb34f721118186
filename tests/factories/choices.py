"""Ballots that are no motions, called, voted on and published, with the votes of a council of seven countries."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from common import clock
from proposals.models import Ballot, Position
from proposals.tasks import sweep
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.casting import cast_vote
from proposals.voting.options import Option

from .pages import BEFORE, CLOSES, INSIDE, OPENS
from .scenes import Scene, person, voting_scene

TITLE = {"es": "¿Qué va primero?"}
# Three that beat each other in a circle, and a fourth that loses to all: the winner needs a path and no defeat alone.
CIRCLE = {
    "BR": [["agua"], ["semillas"], ["caminos"], ["nada"]],
    "AR": [["agua"], ["semillas"], ["caminos"], ["nada"]],
    "VE": [["agua"], ["semillas"], ["caminos"]],
    "EC": [["semillas"], ["caminos"], ["agua"]],
    "UY": [["semillas"], ["caminos"], ["agua"]],
    "PY": [["caminos"], ["agua"], ["semillas"]],
    "BO": [["caminos"], ["agua"], ["semillas"]],
}
WISHES = {
    "BR": ["agua", "caminos"],
    "AR": ["agua", "caminos"],
    "VE": ["agua"],
    "EC": ["agua", "semillas"],
    "UY": ["semillas"],
    "PY": ["caminos"],
}
COSTS = {"agua": "60.00", "semillas": "25.00", "caminos": "50.00", "nada": "10.00"}
PAPERS = {
    "BR": [["ana"], ["beto"]],
    "AR": [["ana"], ["beto"]],
    "VE": [["ana"], ["beto"]],
    "EC": [["ana"], ["cruz"]],
    "UY": [["beto"], ["cruz"]],
    "PY": [["cruz"], ["beto"]],
    "BO": [["dina"]],
}
NAMES = {"ana": "Ana Quispe", "beto": "Beto Rojas", "cruz": "Cruz Mamani", "dina": "Dina Flores"}


def choices(names: dict[str, str], costs: dict[str, str] | None = None) -> tuple[Choice, ...]:
    """Options under these codes, in this order."""
    return tuple(
        Choice(code, {"es": name}, cost=Decimal(costs[code]) if costs else None) for code, name in names.items()
    )


def scene_of(opens_at: datetime = OPENS, closes_at: datetime = CLOSES, at: datetime = BEFORE, **rules: object) -> Scene:
    """A round whose vote is about to open."""
    with clock.travel(at):
        return voting_scene(opens_at=opens_at, closes_at=closes_at, **rules)


def call(
    scene: Scene,
    kind: str,
    terms: dict[str, Any],
    options: tuple[Choice, ...] = (),
    *,
    title: dict[str, str] | None = None,
    at: datetime | None = BEFORE,
) -> Ballot:
    """A ballot called by the secretariat, in place of the scene's motion."""
    asked = {"person": scene.secretary, "round_": scene.round, "title": title or TITLE}
    if at is None:
        ballot = call_ballot(**asked, kind=kind, terms=terms, choices=options)
    else:
        with clock.travel(at):
            ballot = call_ballot(**asked, kind=kind, terms=terms, choices=options)
    scene.ballot = ballot
    return ballot


def put(scene: Scene, kind: str, terms: dict[str, Any], names: dict[str, str], costs: dict[str, str]) -> None:
    """A ballot of this kind over these names: with costs where it divides a budget, nominated where it elects."""
    if kind == "election":
        call(scene, kind, terms)
        nominate(scene, names)
    else:
        call(scene, kind, terms, choices(names, costs if kind == "allocation" else None))


def nominate(scene: Scene, names: dict[str, str], at: datetime = BEFORE) -> None:
    """Candidates who accepted, of the seats in turn."""
    seats = list(scene.seats.items())
    for place, (code, name) in enumerate(names.items(), 1):
        country, seat = seats[place % len(seats)]
        Option.objects.create(
            ballot=scene.ballot,
            code=code,
            place=place,
            candidate=person(name),
            name=name,
            country=country,
            nominated_for=seat,
            put_by=scene.secretary,
            put_at=at,
        )


def answer(scene: Scene, answers: dict[str, Any], at: datetime = INSIDE) -> None:
    """The titulars of these countries vote."""
    with clock.travel(at):
        for country, given in answers.items():
            ballot = Ballot.objects.get(pk=scene.ballot.pk)
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, answer=given)


def publish(scene: Scene, at: datetime = CLOSES) -> Position:
    """Close, count and publish."""
    with clock.travel(at):
        sweep()
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == Ballot.State.PUBLISHED, scene.ballot.failure
    return Position.objects.select_related("council").get(ballot=scene.ballot)


def ranked(scene: Scene | None = None, **terms: Any) -> Scene:
    """A ranking whose three best beat each other in a circle, voted on and not yet closed."""
    scene = scene or scene_of()
    names = {"agua": "Agua", "semillas": "Semillas", "caminos": "Caminos", "nada": "Nada"}
    call(scene, "ranking", {"status_quo": "nada", **terms}, choices(names))
    answer(scene, {country: {"ranking": order} for country, order in CIRCLE.items()})
    return scene


def allocated(scene: Scene | None = None, **terms: Any) -> Scene:
    """A budget of 100 among four projects, voted on and not yet closed."""
    scene = scene or scene_of()
    names = {"agua": "Agua", "semillas": "Semillas", "caminos": "Caminos", "nada": "Nada"}
    asked = {"budget": "120.00", "currency": "USD", "input": "approval", **terms}
    call(scene, "allocation", asked, choices(names, COSTS))
    answer(scene, {country: {"approved": wished} for country, wished in WISHES.items()})
    return scene


def elected(scene: Scene | None = None, **terms: Any) -> Scene:
    """An election of two among four, voted on and not yet closed: the first has a surplus."""
    scene = scene or scene_of()
    call(scene, "election", {"places": 2, **terms})
    nominate(scene, NAMES)
    answer(scene, {country: {"ranking": order} for country, order in PAPERS.items()})
    return scene
