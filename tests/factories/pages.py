"""Asking a ballot's pages through HTTP, at an instant, as a person; and what an answer costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from proposals.models import Ballot
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote

from .scenes import Scene, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE = OPENS + timedelta(hours=5)
BEFORE = OPENS - timedelta(hours=1)
TICK = timedelta(microseconds=1)


def prepared(**rules: object) -> Scene:
    """A scene an hour before its vote opens."""
    with clock.travel(BEFORE):
        return voting_scene(opens_at=OPENS, closes_at=CLOSES, **rules)


def signed_in(person: User | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(person)
    return client


def address(scene: Scene, name: str = "ballot", *args: object, ballot: Ballot | None = None) -> str:
    return reverse(name, args=[scene.council.slug, 1, (ballot or scene.ballot).number, *args])


def get(scene: Scene, who: User | None, at: datetime, name: str = "ballot", *args: object) -> HttpResponse:
    with clock.travel(at):
        return signed_in(who).get(address(scene, name, *args))


def text(response: HttpResponse) -> str:
    """The page as a person reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(scene: Scene, who: User | None, at: datetime, name: str, *args: object, **fields: object) -> HttpResponse:
    with clock.travel(at):
        return signed_in(who).post(address(scene, name, *args), fields)


def slug(scene: Scene, country: str = "BR") -> str:
    return scene.seats[country].movement.slug


def cast(scene: Scene, at: datetime = INSIDE, **choices: str) -> None:
    with clock.travel(at):
        for country, choice in choices.items():
            ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
            cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, choice=choice)


def conduct(at: datetime) -> None:
    with clock.travel(at):
        sweep()


@contextmanager
def counted(most: int) -> Iterator[CaptureQueriesContext]:
    """At most so many queries; what begins and ends a transaction is not one."""
    with CaptureQueriesContext(connection) as queries:
        yield queries
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
    assert len(asked) <= most, "\n".join(asked)
    queries.number = len(asked)  # type: ignore[attr-defined]
