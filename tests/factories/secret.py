"""A secret election among movements, made of rows, and casts on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.crypto import get_random_string

from accounts.models import User
from common import clock
from councils.rulebook.choices import ElectionClauses
from proposals.models import Ballot, Option, Participation
from proposals.voting.calling import call_ballot
from proposals.voting.casting import cast_vote
from tests.factories.scenes import Scene, person, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
BEFORE, INSIDE = OPENS - timedelta(hours=1), OPENS + timedelta(hours=5)
NAMES = ("ana", "bruno", "carla", "dario")


def election_scene(**rules: Any) -> Scene:
    """Seven seats before the opening; `rules` are clauses of the rulebook's section on elections."""
    clauses = {name: getattr(ElectionClauses(), name) for name in ElectionClauses.__dataclass_fields__}
    with clock.travel(BEFORE):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES, elections={**clauses, **rules})


def secret_election(scene: Scene, *, is_secret: bool = True, names: tuple[str, ...] = NAMES, places: int = 1) -> Ballot:
    """An election of the scene's round among accepted candidates of these names."""
    with clock.travel(BEFORE):
        ballot = call_ballot(
            person=scene.secretary,
            round_=scene.round,
            kind="election",
            title={"es": "¿Quién nos representa?"},
            terms={"places": places, "is_secret": is_secret},
        )
        for place, name in enumerate(names, 1):
            stand(scene, ballot, name, place)
    return ballot


def stand(scene: Scene, ballot: Ballot, name: str, place: int = 1, who: User | None = None, **facts: Any) -> Option:
    """A candidate who accepted."""
    return Option.objects.create(
        ballot=ballot,
        code=name,
        place=place,
        name=name.title(),
        candidate=who or person(name.title()),
        nominated_for=scene.seats["BR"],
        put_by=scene.titulars["BR"],
        put_at=BEFORE - timedelta(minutes=1),
        decided_at=BEFORE,
        **{"state": Option.State.ACCEPTED, **facts},
    )


def choose(scene: Scene, ballot: Ballot, country: str, *order: str, at: datetime = INSIDE) -> Participation:
    """One seat ranks these candidates."""
    with clock.travel(at):
        cast = cast_vote(
            person=scene.titulars[country],
            seat=scene.seats[country],
            ballot=Ballot.objects.get(pk=ballot.pk),
            answer={"ranking": [[name] for name in order]},
        )
    assert isinstance(cast, Participation)
    return cast


def unguessable() -> str:
    """A name that stands nowhere else."""
    return get_random_string(12, "abcdefghijklmnopqrstuvwxyz")
