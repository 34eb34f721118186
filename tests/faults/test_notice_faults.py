"""Workers killed by SIGKILL, one after the other, and Redis emptied, while two thousand notices go out."""

import os
import signal
import socket
from collections.abc import Iterator

import pytest
import redis

from tests.notices.conftest import Postman

from .conftest import Site, wait_until

PEOPLE, KILLS = 1_000, 3
THREADS = 2


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


def test_each_notice_once_whoever_dies(site: Site, postman: Postman) -> None:
    site.stage("crowd", str(PEOPLE))
    with site.beat():
        for kill in range(KILLS):
            with site.worker() as worker:
                enough = (kill + 1) * PEOPLE // (KILLS + 1)
                wait_until(lambda: len(postman.taken) >= enough, f"{enough} letters", 120)  # noqa: B023 - called at once
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
            redis.from_url(site.cluster.redis.url()).flushall()
        with site.worker():
            left = "SELECT count(*) FROM notices_notice WHERE channel = 'email' AND sent_at IS NULL"
            wait_until(lambda: site.ask(left) == [(0,)], "the last letter", 180)
    rows = site.ask("SELECT channel, count(*), count(DISTINCT person_id) FROM notices_notice GROUP BY channel")
    assert sorted(rows) == [("email", PEOPLE, PEOPLE), ("inbox", PEOPLE, PEOPLE)]
    assert site.ask("SELECT count(*) FROM notices_walk WHERE done_at IS NULL") == [(0,)]
    names = [letter["Message-ID"] for letter in postman.taken]
    assert len(set(names)) == PEOPLE
    assert {letter["To"] for letter in postman.taken} == {f"many{n}@example.org" for n in range(PEOPLE)}
    # What the server had taken when its worker died, before that was written down, comes again under the same name.
    assert len(names) - PEOPLE <= KILLS * THREADS
