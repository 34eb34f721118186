"""A council's small year, published, signed and sealed; and a command that reads it without a network."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from common import clock
from proposals.positions.shelf import SHELF
from proposals.schedule import close_one_due_window
from proposals.tasks import seal
from proposals.verifying.cli import main
from proposals.verifying.site import Site
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from tests.api.conftest import settle
from tests.factories.scenes import Scene, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
HOST = "http://testserver"


@pytest.fixture
def year(transactional_db: None) -> Scene:
    """Two proposals voted on, counted, published, signed; and the ledger sealed."""
    with clock.travel(OPENS - timedelta(hours=1)):
        scene = voting_scene(opens_at=OPENS, closes_at=CLOSES)
        ballots = [scene.ballot, scene.put()]
    for ballot, choices in zip(ballots, ("yyn", "nay"), strict=True):
        with clock.travel(OPENS + timedelta(hours=1)):
            open_ballot(ballot)
            for country, letter in zip(scene.seats, choices, strict=False):
                choice = {"y": "yes", "n": "no", "a": "abstain"}[letter]
                cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, choice=choice)
                ballot.refresh_from_db()
    with clock.travel(CLOSES + timedelta(minutes=1)):
        while close_one_due_window():
            pass
        settle()
        seal()
    SHELF.clear()
    return scene


@pytest.fixture
def _by_the_test_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is read through Django's client: every byte as a reader gets it, without a server."""
    client = Client()

    def read(self: Site, path: str, **query: object) -> bytes:
        parts = urlsplit(path)
        answer = client.get(f"{parts.path}?{parts.query or urlencode(query)}")
        if answer.status_code == 404:
            raise LookupError(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    monkeypatch.setattr(Site, "read", read)


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], _by_the_test_client: None) -> Callable[..., tuple[int, str]]:
    """Run `minga-verify`: its exit code, and the line of what failed or all that holds."""

    def run(*arguments: object) -> tuple[int, str]:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert bool(said.err) == bool(code)
        assert said.err.count("\n") <= 1, "one line"
        return code, said.err or said.out

    return run
