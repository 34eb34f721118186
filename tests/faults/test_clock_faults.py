"""A clock is set wrong in the middle of a vote: nothing is bent that could not be bent back, and nobody is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.servers import open_passage

from .conftest import Site, wait_until
from .stepping import WallClock
from .test_conductor_faults import assert_decided_once, state_of

HOUR = 3_600


def a_clock(folder: Path) -> WallClock:
    folder.mkdir()
    return WallClock(folder)


@pytest.fixture
def databases(site: Site, tmp_path: Path) -> Iterator[WallClock]:
    """The clock of the machine on which PostgreSQL runs."""
    clock, process = a_clock(tmp_path / "databases"), site.cluster.postgres.process
    open_passage(tmp_path / "databases")  # as root, PostgreSQL runs as another user
    before = process.environment
    process.environment = {**(before or {}), **clock.environment}
    site.cluster.postgres.restart()
    yield clock
    process.environment = before
    site.cluster.postgres.restart()


def test_a_databases_clock_that_runs_ahead_ends_nothing(site: Site, databases: WallClock, tmp_path: Path) -> None:
    made = site.stage("scenes", "600", "BR")
    workers = a_clock(tmp_path / "workers")
    site.environment |= workers.environment
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "open", "the opening")
        databases.set(HOUR)
        doubt = "SELECT count(*) FROM common_clockcomparison WHERE application < -3000"
        wait_until(lambda: site.ask(doubt) == [(1,)], "the worker's doubt")
        told = site.stage("knock", str(made["later"]))
        assert told == {"refused": "clock_in_doubt"}, "who comes opens what is due, and not by this clock"
        assert state_of(site, made["ballot"]) == "open"
        databases.set(0)
        site.stage("vote", str(made["ballot"]), "BO")
        # Time goes by on all machines.
        workers.set(700)
        databases.set(700)
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
        assert state_of(site, made["later"]) == "provisional"
    assert_decided_once(site, made["ballot"], yes="2")


def test_a_beat_that_is_set_back_and_a_worker_that_is_ahead_delay_nothing(site: Site, tmp_path: Path) -> None:
    made = site.stage("scene", "5", "BR")
    beats, workers = a_clock(tmp_path / "beats"), a_clock(tmp_path / "workers")
    workers.set(2 * HOUR)
    site.environment |= beats.environment
    with site.beat():
        site.environment |= workers.environment
        with site.worker():
            wait_until(lambda: state_of(site, made["ballot"]) == "open", "the opening")
            beats.set(-HOUR)
            workers.set(3 * HOUR)
            wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
    assert_decided_once(site, made["ballot"], yes="1")
