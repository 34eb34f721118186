"""Workers and beats killed by SIGKILL, one after the other, Redis gone with all that it knew, PostgreSQL restarted, the
mail server refusing: while two thousand notices go out, and a vote closes.
"""

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from tests.notices.conftest import Postman

from .conftest import Site, wait_until

PEOPLE, KILLS = 1_000, 3
THREADS = 2
REDIS_AWAY_SECONDS, MAIL_AWAY_SECONDS = 12, 3


@pytest.fixture
def postman(site: Site) -> Iterator[Postman]:
    """A mail server on this machine, to which the site's processes send."""
    made = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made.port = probe.getsockname()[1]
    site.environment |= {"DJANGO_SETTINGS_MODULE": "tests.faults.mailing", "POSTMAN_PORT": str(made.port)}
    made.comes()
    yield made
    made.goes()


# Most of it is five starts of a worker on a machine that does much else.
@pytest.mark.timeout(900)
def test_each_notice_once_whoever_dies(site: Site, postman: Postman) -> None:
    vote = site.stage("crowd", str(PEOPLE), "35", "BR", "BO")
    with _killed_at_the_end(site):
        _goes_on(postman)
    with _killed_at_the_end(site):
        _goes_on(postman)
        postman.rcpt = lambda _address: "451 come back later"
        time.sleep(MAIL_AWAY_SECONDS)
        postman.rcpt = lambda _address: "250 OK"
        _goes_on(postman)
    with _killed_at_the_end(site):
        _goes_on(postman)
        site.cluster.postgres.restart()
        _goes_on(postman)
        site.cluster.redis.kill()
    with site.beat(), site.worker():
        # Neither of them has seen a Redis yet, and the one that comes knows nothing.
        time.sleep(REDIS_AWAY_SECONDS)
        shutil.rmtree(site.cluster.redis.data)
        site.cluster.redis.start()
        left = (
            "SELECT count(*) FROM notices_notice JOIN accounts_user u ON u.id = person_id "
            "WHERE channel = 'email' AND sent_at IS NULL AND u.email LIKE 'many%%'"
        )
        assert site.ask(left) != [(0,)], "the last worker had something left to do"
        wait_until(lambda: site.ask(left) == [(0,)], "the last letter", 180)
        state = "SELECT state FROM proposals_ballot WHERE id = %s"
        wait_until(lambda: site.ask(state, vote["ballot"]) == [("published",)], "the position", 120)
    _each_once(site, postman)
    windows = "SELECT verb, data->>'window', count(*) FROM ledger_entry WHERE verb LIKE '%%_window' GROUP BY 1, 2"
    once = {row[0] for row in site.ask(windows + " HAVING count(*) = 1")}
    assert {"open_window", "close_window"} <= once
    assert all(number == 1 for _verb, _window, number in site.ask(windows))
    stuck = "SELECT count(*) FROM {0} WHERE failure <> ''"
    for table in ("councils_window", "proposals_ballot", "notices_walk"):
        assert site.ask(stuck.format(table)) == [(0,)], table


def _each_once(site: Site, postman: Postman) -> None:
    rows = site.ask(
        "SELECT channel, count(*), count(DISTINCT person_id) FROM notices_notice "
        "JOIN accounts_user u ON u.id = person_id WHERE u.email LIKE 'many%%' GROUP BY channel"
    )
    assert sorted(rows) == [("email", PEOPLE, PEOPLE), ("inbox", PEOPLE, PEOPLE)]
    assert site.ask("SELECT count(*) FROM notices_walk WHERE done_at IS NULL") == [(0,)]
    names = [letter["Message-ID"] for letter in _arrived(postman)]
    assert len(set(names)) == PEOPLE
    assert {letter["To"] for letter in _arrived(postman)} == {f"many{n}@example.org" for n in range(PEOPLE)}
    # What the server had taken when its worker died, before that was written down, comes again under the same name.
    assert len(names) - PEOPLE <= KILLS * THREADS


def _arrived(postman: Postman) -> list[EmailMessage]:
    """The letters to the crowd: those who vote are told of other things besides."""
    return [letter for letter in list(postman.taken) if letter["To"].startswith("many")]


@contextmanager
def _killed_at_the_end(site: Site) -> Iterator[None]:
    """A worker and a beat, both killed while letters go out."""
    with site.beat() as beat, site.worker() as worker:
        yield
        for process in (worker, beat):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _goes_on(postman: Postman) -> None:
    """This worker, whom nobody has started anew, sends a tenth of the letters."""
    enough = len(_arrived(postman)) + PEOPLE // 10
    wait_until(lambda: len(_arrived(postman)) >= enough, f"{enough} letters", 90)
