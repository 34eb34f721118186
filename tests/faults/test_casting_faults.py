"""PostgreSQL goes away while people cast, and comes back: a receipt is a vote, and everybody else reads a sentence."""

import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import gettext

from bench.crowd import Arrival, Outcome, crowd
from bench.measures.casting import vote
from bench.stage import HOST
from bench.wire import Line, request
from embedded.process import Process

from .conftest import ROOT, Site, wait_until

PEOPLE, SECONDS = 60, 4.0
CAST, AWAY = 302, 503


@pytest.fixture
def port(site: Site) -> Iterator[int]:
    """The web server as a deployment starts it, with a deployment's settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    site.environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only-for-a-test-of-faults-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": HOST,
        "EMAIL_URL": "memorymail://",
        "HOST": "127.0.0.1",
        "PORT": str(number),
        "STATIC_ROOT": str(site.folder / "static"),
    }
    site.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"])
    web = Process(
        "web",
        [sys.executable, "-m", "config.serve"],
        run=site.folder / "run",
        log=site.folder / "web.log",
        environment=site.environment,
        cwd=ROOT,
    )
    web.launch()
    yield number
    web.stop()


def is_there(port: int) -> bool:
    try:
        with Line(port) as line:
            return line.ask(request("/healthz")).status == 200
    except OSError:
        return False


def test_postgres_restarted_under_casting(site: Site, port: int) -> None:
    places = site.stage("booth", str(PEOPLE))
    voters: list[tuple[str, str]] = places["voters"]  # type: ignore[assignment] # as it was staged
    path = str(places["path"])
    wait_until(lambda: is_there(port), "the web server")
    outcomes: list[Outcome] = []
    sent = [Arrival(SECONDS * number / PEOPLE, vote(path, *voter)) for number, voter in enumerate(voters)]
    casting = threading.Thread(target=lambda: outcomes.extend(crowd(port, sent)))
    casting.start()
    wait_until(lambda: site.ask("SELECT count(*) > 5 FROM proposals_vote") == [(True,)], "the first votes")
    site.cluster.postgres.stop()
    try:
        with Line(port) as line:
            answer = line.ask(vote(path, *voters[-1]))
    finally:
        site.cluster.postgres.start()
    assert answer.status == AWAY
    assert answer.header("Retry-After")
    with translation.override("es"):
        sentence = gettext(
            "The site cannot reach its records for a moment. What was kept is safe. Try again in half a minute."
        )
    assert sentence in answer.body.decode()
    casting.join()
    answers = Counter(one.status for one in outcomes)
    assert set(answers) <= {CAST, AWAY}, f"a receipt or a sentence: {answers}"
    assert site.ask("SELECT count(*) FROM proposals_vote") == [(answers[CAST],)], "a receipt is a vote"
    # Who read the sentence sends the same again, and who had voted after all loses nothing by it.
    again = crowd(port, [Arrival(0, one.sent) for one, came in zip(sent, outcomes, strict=True) if came.status == AWAY])
    assert {one.status for one in again} <= {CAST}
    assert site.ask("SELECT count(*), count(DISTINCT roll_entry_id) FROM proposals_vote") == [(PEOPLE, PEOPLE)]
    assert site.ask("SELECT count(*) FROM ledger_entry WHERE verb = 'cast_vote'") == [(PEOPLE,)]
