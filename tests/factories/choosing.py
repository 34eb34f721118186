"""A council ready to rank, to divide a budget or to elect."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from common import clock
from proposals.models import Ballot
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.options import Option
from tests.factories.pages import BEFORE, CLOSES, OPENS
from tests.factories.scenes import Scene, persons, voting_scene

NAMES = ("caminos", "riego", "semillas", "escuelas")
COSTS = (60, 50, 40, 30)
TERMS: dict[str, dict[str, Any]] = {
    "ranking": {"status_quo": None},
    "approval": {"budget": "100.00", "currency": "USD", "input": "approval", "most": 3},
    "score": {"budget": "100.00", "currency": "USD", "input": "score", "most": 5},
    "cumulative": {"budget": "100.00", "currency": "USD", "input": "cumulative", "most": 10},
    "ranked": {"budget": "100.00", "currency": "USD", "input": "ranked"},
    "election": {"places": 2, "minimum_places": [], "is_secret": False},
}
# One answer for each, as fields and as it is kept.
SENT: dict[str, dict[str, Any]] = {
    "ranking": {"rank-riego": "1", "rank-caminos": "2", "rank-semillas": "2"},
    "approval": {"option": ["riego", "semillas"]},
    "score": {"points-riego": "5", "points-semillas": "1"},
    "cumulative": {"points-riego": "7", "points-semillas": "3"},
    "ranked": {"rank-riego": "1", "rank-semillas": "2"},
    "election": {"rank-riego": "1", "rank-caminos": "2"},
}
KEPT: dict[str, dict[str, Any]] = {
    "ranking": {"ranking": [["riego"], ["caminos", "semillas"]]},
    "approval": {"approved": ["riego", "semillas"]},
    "score": {"points": {"riego": 5, "semillas": 1}},
    "cumulative": {"points": {"riego": 7, "semillas": 3}},
    "ranked": {"ranking": [["riego"], ["semillas"]]},
    "election": {"ranking": [["riego"], ["caminos"]]},
}
KINDS = tuple(TERMS)


def kind_of(asked: str) -> str:
    """The kind of ballot that is called under a name of `TERMS`."""
    return asked if asked in ("ranking", "election") else "allocation"


def choices_of(asked: str, names: Sequence[str] = NAMES) -> list[Choice]:
    costs = {name: Decimal(cost) for name, cost in zip(NAMES, COSTS, strict=True)}
    costed = kind_of(asked) == "allocation"
    return [Choice(name, {"es": name.title()}, cost=costs.get(name, Decimal(10)) if costed else None) for name in names]


def call(scene: Scene, asked: str, names: Sequence[str] = NAMES, **terms: Any) -> Ballot:
    """Call a ballot as the scene's secretary; the candidates of an election are made of rows."""
    kind = kind_of(asked)
    ballot = call_ballot(
        person=scene.secretary,
        round_=scene.round,
        kind=kind,
        title={"es": "¿Qué va primero?"},
        terms={**TERMS[asked], **terms},
        choices=() if kind == "election" else choices_of(asked, names),
    )
    if kind == "election":
        stand(scene, ballot, names)
    return ballot


def stand(scene: Scene, ballot: Ballot, names: Sequence[str] = NAMES) -> None:
    """Candidates who have accepted."""
    named = [name.title() for name in names]
    Option.objects.bulk_create(
        Option(
            ballot=ballot,
            code=code,
            place=place,
            name=candidate.name,
            candidate=candidate,
            nominated_for=scene.seats["BR"],
            country="BR",
            expertise="agua",
            statement="Trabajo con la comunidad.",
            language="es",
            put_by=scene.secretary,
            put_at=ballot.prepared_at - timedelta(hours=1),
        )
        for place, (code, candidate) in enumerate(zip(names, persons(named), strict=True), 1)
    )


def choosing_scene(
    asked: str, names: Sequence[str] = NAMES, rules: Mapping[str, Any] | None = None, **terms: Any
) -> Scene:
    """A scene an hour before its vote opens, whose ballot is of this kind."""
    with clock.travel(BEFORE):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES, **(rules or {}))
        scene.ballot = call(scene, asked, names, **terms)
    return scene
