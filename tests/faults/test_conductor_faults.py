"""The worker and Redis, killed in the middle: nothing lost, nothing twice."""

import os
import signal
import time
from pathlib import Path

import psycopg

from common.locks import Lock, key
from embedded.servers import OWNER

from .conftest import Site, wait_until


def state_of(site: Site, ballot: object) -> str:
    return site.ask("SELECT state FROM proposals_ballot WHERE id = %s", ballot)[0][0]


def assert_decided_once(site: Site, ballot: object, *, yes: str) -> None:
    """One position, seven tallies, each step once in the ledger, and the votes that were cast."""
    assert site.ask("SELECT count(*) FROM proposals_position WHERE ballot_id = %s", ballot) == [(1,)]
    assert site.ask("SELECT count(*) FROM proposals_tally WHERE ballot_id = %s", ballot) == [(7,)]
    counted = site.ask(
        "SELECT result -> 'counts' ->> 'yes' FROM proposals_tally WHERE ballot_id = %s AND is_binding", ballot
    )
    assert counted == [(yes,)]
    steps = site.ask(
        "SELECT verb, count(*) FROM ledger_entry WHERE verb IN "
        "('open_ballot', 'close_ballot', 'count_ballot', 'publish_position') GROUP BY verb"
    )
    assert sorted(steps) == [("close_ballot", 1), ("count_ballot", 1), ("open_ballot", 1), ("publish_position", 1)]


def test_a_worker_killed_between_count_and_publish(site: Site) -> None:
    made = site.stage("scene", "8", "BR")
    with psycopg.connect(site.cluster.postgres.url(OWNER)) as holder:
        # Whoever publishes waits for the council's chain, which this test holds: so the count commits and the
        # publication cannot, for as long as we like.
        holder.execute("SELECT pg_advisory_lock(%s)", [key(Lock.CHAIN, int(str(made["council"])))])
        holder.commit()
        with site.beat(), site.worker() as worker:
            wait_until(lambda: state_of(site, made["ballot"]) == "tallied", "the count")
            wait_until(
                lambda: bool(site.ask("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")),
                "the publication waits",
            )
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert site.ask("SELECT count(*) FROM proposals_position") == [(0,)]
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication by another worker")
        time.sleep(2)
    assert_decided_once(site, made["ballot"], yes="1")


def test_redis_killed_during_the_vote_and_started_again(site: Site) -> None:
    made = site.stage("scene", "15")
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "open", "the opening")
        site.cluster.redis.kill()
        site.stage("vote", str(made["ballot"]), "BR", "BO")
        wait_until(
            lambda: (
                site.ask("SELECT count(*) FROM councils_window WHERE kind = 'voting' AND closes_at <= now()") == [(1,)]
            ),
            "the close",
        )
        time.sleep(1)
        assert state_of(site, made["ballot"]) == "open", "no doorbell rings while Redis is away"
        site.cluster.redis.start()
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication after Redis is back", 150)
        time.sleep(2)
    assert_decided_once(site, made["ballot"], yes="2")


def test_two_beats_and_four_workers_do_it_once(site: Site, tmp_path: Path) -> None:
    made = site.stage("scene", "6", "BR")
    second = ("beat", "--schedule", str(tmp_path / "beat2"), "--loglevel=INFO")
    with site.beat(), site.process(*second), site.worker(), site.worker(), site.worker(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
        time.sleep(2)
    assert_decided_once(site, made["ballot"], yes="1")
