"""Readers of the API are answered by a real replica: wholly, only while it is near, and never to their harm."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Barrier
from typing import Any
from unittest import mock

import psutil
import psycopg
import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from accounts.models import User
from common.replica import watch
from common.replica.patience import Impatient
from common.replica.watch import REPLICA, WATCH
from config.settings.servers import database, replica_at
from embedded.servers import DATABASE, OWNER, Cluster, Postgres
from embedded.standby import Standby
from ledger.models import Seal
from proposals.positions.shelf import SHELF
from proposals.tasks import seal
from tests.api.conftest import address_of, recorded, routes
from tests.api.test_translations import translated
from tests.factories.answering import answered
from tests.factories.letters import opened
from tests.factories.meetings import gathered
from watching import cluster

from .conftest import FRESH

API = "http://testserver/api/v1/"
# What the record has nothing of: 404, whatever is asked for it.
NOTHING_OF = {
    *("series_position", "series_package", "position_package", "evaluation", "referral", "moderation_statistics"),
    *("letter_transmittal", "transmittal_again", "follow_up"),
}
LISTS = [f"{API}{name}/" for name in ("councils", "movements", "rounds", "proposals", "ledger")]
TOKEN = "of-these-tests-alone-0123456789"
READ = f"{DATABASE}_read"
LAG = 5.0


@dataclass
class Pair:
    """A primary with the record in it, and its standby, in place of the tests' own database."""

    primary: Postgres
    standby: Standby
    addresses: list[str] = field(default_factory=list)
    now: float = 1_000.0

    def rule(self, *statements: str) -> None:
        """Done on the primary by whom no guard holds, and in its log when it is done."""
        with psycopg.connect(self.primary.url("postgres", READ), autocommit=True) as superuser:
            superuser.execute("SET synchronous_commit = on")
            for statement in statements:
                superuser.execute(statement.encode())

    def later(self, seconds: float = watch.REST) -> None:
        """By the process's clock; by then somebody looks again."""
        self.now += seconds


@contextmanager
def in_place(pair: Pair) -> Iterator[None]:
    """The two are what every thread of this process takes for its databases."""
    former = connections.settings["default"]
    ours = {**connection.settings_dict, **database(pair.primary.url(OWNER, READ)), "OPTIONS": {}}
    connections.settings["default"] = ours
    connections.settings[REPLICA] = {**ours, **replica_at(pair.standby.url(OWNER, READ))}
    own = connections["default"]
    del connections["default"]
    try:
        yield
    finally:
        for alias in ("default", REPLICA):
            connections[alias].close()
        connections[REPLICA].close_pool()
        WATCH.forget()
        del connections[REPLICA], connections.settings[REPLICA]
        connections.settings["default"], connections["default"] = former, own


def furnish() -> None:
    """Something at nearly every address: the record, and beside it what was answered, written, met for and sealed."""
    with recorded() as record:
        translated(record.closed.ballot.proposal, "title", "Sutin")
    answered()
    opened()
    gathered()
    while seal():
        pass


@pytest.fixture(scope="module")
def pair(
    migrated: Cluster, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Pair]:
    """One for the module: what a test breaks, it mends."""
    made = Pair(migrated.postgres, Standby(migrated.folder / "standby", migrated.postgres))
    try:
        with psycopg.connect(migrated.postgres.url("postgres", "postgres"), autocommit=True) as superuser:
            superuser.execute(f"CREATE DATABASE {READ} TEMPLATE {FRESH} OWNER {OWNER}")  # constants
        with (
            django_db_blocker.unblock(),
            in_place(made),
            mock.patch.object(watch, "monotonic", lambda: made.now),
        ):
            furnish()
            made.addresses = found()
            made.standby.start()
            yield made
    finally:
        made.standby.leave()


def get(address: str, client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(address, headers=headers)


def found() -> list[str]:
    """The addresses of the API that answers name, from its root on, some of a route; and one of each that none does."""
    waiting, known = [API, f"{API}search/?q=agua", f"{API}search/?q=de&kind=comment"], dict[str, None]()
    of_route: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0).removeprefix("http://testserver")
        route = f"{resolve(address.partition('?')[0]).url_name} {'?' in address}"
        if address not in known and of_route[route] < 6:
            known[address] = None
            of_route[route] += 1
            answer = get(address)
            if "json" in answer["Content-Type"]:
                waiting += re.findall(rf'"({re.escape(API)}[^"]*)"', answer.content.decode())
    head = Seal.objects.latest("size").size
    known |= dict.fromkeys(f"/api/v1/seals/{head}/{proof}/" for proof in ("inclusion/1", f"consistency/{head}"))
    led_to = {resolve(address.partition("?")[0]).url_name for address in known}
    return [*known, *(address_of(route, {}) for route in routes() if route.name not in led_to)]


def answers(addresses: list[str]) -> dict[str, tuple]:
    """What a reader gets at each, and by which signs it would be known again."""
    SHELF.clear()
    cache.clear()
    got = {address: get(address) for address in addresses}
    told = ("ETag", "Last-Modified", "Content-Type", "Cache-Control", "Link", "Settled-Until")
    return {
        address: (answer.status_code, answer.content, *(answer.get(name) for name in told))
        for address, answer in got.items()
    }


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """How many statements readers put to each of the two."""
    asked = {"default": 0, REPLICA: 0}

    def counting(alias: str) -> Callable[..., Any]:
        def count(execute: Callable[..., Any], *args: Any) -> Any:
            asked[alias] += 1
            return execute(*args)

        return count

    with (
        connections["default"].execute_wrapper(counting("default")),
        connections[REPLICA].execute_wrapper(counting(REPLICA)),
    ):
        yield asked


@contextmanager
def without_tables(pair: Pair) -> Iterator[None]:
    """Whatever is asked of the primary now, but where its log ends, is an error."""
    pair.rule("ALTER SCHEMA public RENAME TO elsewhere", "CREATE SCHEMA public")
    try:
        yield
    finally:
        pair.rule("DROP SCHEMA public", "ALTER SCHEMA elsewhere RENAME TO public")


@contextmanager
def paused(pair: Pair) -> Iterator[None]:
    """The replica stands where the primary is now."""
    near(pair)
    pair.standby.pause()
    try:
        yield
    finally:
        pair.standby.resume()
        near(pair)


def near(pair: Pair) -> None:
    connections[REPLICA].close()  # as it is at the end of every request outside of tests
    pair.standby.catch_up()
    pair.later()
    assert WATCH.why_not == ""


def named(pair: Pair, name: str) -> None:
    pair.rule(f"UPDATE councils_movement SET name = '{name}'")


def names() -> set[str]:
    return {row["name"] for row in get(f"{API}movements/").json()["results"]}


def test_every_address_is_answered_of_the_replica_alone(pair: Pair) -> None:
    """With a primary that has gone on, and of which nothing can be read: body and ETag are of one database."""
    with mock.patch("common.replica.reading.has_replica", lambda: False):
        of_primary = answers(pair.addresses)
    routes_with_rows = {resolve(a.partition("?")[0]).url_name for a, told in of_primary.items() if told[0] == 200}
    assert {route.name for route in routes()} - routes_with_rows == NOTHING_OF
    with paused(pair):
        named(pair, "Another name")
        with without_tables(pair), counted() as asked:
            assert answers(pair.addresses) == of_primary
        assert asked["default"] == 0 and asked[REPLICA] > len(pair.addresses) / 2
    assert answers(pair.addresses) != of_primary


def test_what_is_known_already_is_told_by_the_same_database(pair: Pair) -> None:
    address = f"{API}movements/"
    with paused(pair):
        old = get(address)
        named(pair, "Newly named")
        assert get(address, **{"If-None-Match": old["ETag"]}).status_code == 304
    new = get(address, **{"If-None-Match": old["ETag"]})
    assert (new.status_code, names()) == (200, {"Newly named"})


def test_a_replica_that_is_behind_is_not_read_until_it_is_near_again(pair: Pair) -> None:
    named(pair, "Before")
    with paused(pair):
        named(pair, "After")
        pair.later(LAG - 0.1)
        assert names() == {"Before"}, "within the bound"
        pair.later(0.2)
        with counted() as asked:
            assert names() == {"After"}, "it has gone by"
        assert (asked["default"], asked[REPLICA]) == (1, 0)
        assert (WATCH.lag or 0) > LAG
    with counted() as asked:
        assert names() == {"After"}
    assert (asked["default"], asked[REPLICA]) == (0, 1)


def test_a_quiet_primary_leaves_the_replica_near(pair: Pair) -> None:
    near(pair)
    for _minute in range(3):
        pair.later(60)
        assert WATCH.why_not == ""
        assert WATCH.lag == 0


def test_a_replica_that_is_killed_costs_no_reader_an_answer_and_the_next_no_try(pair: Pair) -> None:
    near(pair)
    before = answers(pair.addresses[:9])
    pair.standby.kill()
    try:
        with mock.patch.object(connections[REPLICA], "connect", wraps=connections[REPLICA].connect) as tried:
            assert answers(pair.addresses[:9]) == before
        assert tried.call_count <= 1, "the first, at the end of its transaction"
        assert WATCH.state.replica
        pair.later()
        with counted() as asked:
            assert answers(pair.addresses[:9]) == before
        assert asked[REPLICA] == 0
    finally:
        pair.standby.start()
    near(pair)
    with counted() as asked:
        assert answers(pair.addresses[:9]) == before
    assert asked["default"] == 0, "it is back, and used"


def test_readers_of_many_threads_are_all_answered_while_it_dies_and_comes_back(pair: Pair) -> None:
    near(pair)
    halfway = Barrier(5)

    def reader() -> set[int]:
        try:
            first = {get(address).status_code for address in LISTS}
            halfway.wait(30)  # the killing begins
            second = {get(address).status_code for address in LISTS * 2}
            halfway.wait(30)
            return first | second
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(reader) for _ in range(4)]
        halfway.wait(30)
        pair.standby.kill()
        halfway.wait(30)
        assert [done.result(30) for done in reading] == [{200}] * 4
    pair.standby.start()
    near(pair)


def test_a_replica_that_froze_holds_nobody_up(pair: Pair) -> None:
    """It neither refuses nor hangs up: a connection that stands already is given up after a time."""
    near(pair)
    before = get(LISTS[0]).content
    server = psutil.Process(pair.standby.process.pid)
    frozen = [server, *server.children()]
    for process in frozen:
        process.suspend()
    try:
        with mock.patch.object(Impatient, "limit", 0.2), counted() as asked:
            assert get(LISTS[0]).content == before
            assert get(LISTS[0]).content == before
        assert asked[REPLICA] == 1, "one reader waited, and the next did not"
    finally:
        for process in frozen:
            process.resume()
    near(pair)


@pytest.mark.parametrize(
    ("end", "is_away"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$", False),
        ("INSERT INTO common_clockpermit (reason, granted_at) VALUES ('x', now())", False),
    ],
    ids=["ended", "conflict", "write"],
)
def test_what_fails_in_the_middle_is_asked_again_of_the_primary(pair: Pair, end: str, is_away: bool) -> None:
    near(pair)
    address = f"{API}rounds/"
    whole, tried = get(address), []

    def fail(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        tried.append(sql)
        return execute(end, None, *args[1:]) if len(tried) == 2 else execute(sql, *args)

    with connections[REPLICA].execute_wrapper(fail), counted() as asked:
        again = get(address)
    assert len(tried) == 2
    assert (again.status_code, again.content, again["ETag"]) == (200, whole.content, whole["ETag"])
    assert asked["default"] == 3, "all of it, and not what was left of it"
    assert bool(WATCH.state.replica) is is_away
    near(pair)


def test_the_api_outlives_the_primary_and_says_up_to_when_it_knows(pair: Pair) -> None:
    signed_in = Client()
    signed_in.force_login(User.objects.order_by("pk")[0])
    near(pair)
    before = answers(pair.addresses[::3])
    connections["default"].close()
    pair.primary.stop()
    try:
        pair.later()
        assert answers(pair.addresses[::3]) == before
        pair.later(10 * LAG)
        there = get(LISTS[0], signed_in)
        assert there.status_code == 200, "the API asks nobody who they are"
        until = parsedate_to_datetime(there["Complete-Until"])
        assert 0 <= (datetime.now(UTC) - until).total_seconds() < 120
        page = Client(raise_request_exception=False).get("/countries/")
        assert page.status_code in (404, 503), "and nothing else is read there"
    finally:
        pair.primary.start()
    near(pair)
    assert not get(LISTS[0]).has_header("Complete-Until")


def test_nobody_steps_over_an_entry_that_commits_late(pair: Pair) -> None:
    """An act that is still being written on the primary holds the horizon back on the replica too."""

    def written(verb: str, into: psycopg.Connection) -> None:
        into.execute(
            "INSERT INTO ledger_entry (verb, actor_mark, on_behalf_of, subject, data, at)"
            " VALUES (%s, '', '', '', '{}', now())",
            [verb],
        )

    def verbs() -> list[str]:
        return [row["verb"] for row in get(f"{API}ledger/").json()["results"]][:2]

    url = pair.primary.url("postgres", READ)
    with psycopg.connect(url) as slow, psycopg.connect(url) as quick:
        written("slow_act", slow)
        [late] = slow.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or [0]
        written("quick_act", quick)
        quick.commit()
        near(pair)
        with counted() as asked:
            answer = get(f"{API}ledger/").json()
        assert asked["default"] == 0
        assert answer["settled_until"] <= late
        assert "quick_act" not in verbs()
        slow.commit()
    near(pair)
    assert verbs() == ["quick_act", "slow_act"]
    later = get(f"{API}ledger/?after={answer['settled_until']}").json()
    assert [row["verb"] for row in later["results"]] == ["quick_act", "slow_act"]


def test_nothing_is_stepped_over_between_a_page_of_the_primary_and_the_next_of_the_replica(pair: Pair) -> None:
    many = (
        "INSERT INTO ledger_entry (verb, actor_mark, on_behalf_of, subject, data, at)"
        " SELECT 'many', '', '', '', '{}', now() FROM generate_series(1, 60)"
    )
    with paused(pair):
        pair.rule(many)
        with mock.patch("common.replica.reading.has_replica", lambda: False):
            first = get(f"{API}ledger/").json()
            whole = get(first["next"]).json()["results"]
        assert len(whole) == 20 and {row["verb"] for row in whole} == {"many"}
        assert {row["verb"] for row in get(f"{API}ledger/").json()["results"]} != {"many"}, "the replica is older"
        assert get(first["next"]).json()["results"] == whole
        assert WATCH.why_not == "", "and is read on by others"
    with counted() as asked:
        assert get(first["next"]).json()["results"] == whole
    assert asked["default"] == 0


def ill() -> list[tuple[str, str, str]]:
    return [(str(found.level), found.what, found.do) for found in cluster.replica()]


def metrics() -> str:
    return Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()


def test_whoever_watches_is_told_and_the_site_stays_ready(pair: Pair, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    near(pair)
    assert ill() == [("well", "the replica follows, and answers the readers of the API", "")]
    assert {"minga_replica_lag_seconds 0.0", "minga_replica_read 1.0"} <= set(metrics().splitlines())
    assert "replica: ready" in get("/readyz").content.decode()
    with paused(pair):
        named(pair, "Not replayed")
        pair.later(LAG + 1)
        with (
            mock.patch.object(cluster.time, "sleep", pair.later),
            mock.patch.object(settings, "DATABASE_REPLICA_LAG", 0),
        ):
            [(level, what, do)] = ill()
        assert (level, "behind" in what, "pg_wal_replay_resume" in do) == ("wrong", True, True)
        lag = re.search(r"^minga_replica_lag_seconds (.*)$", metrics(), re.MULTILINE)
        assert lag and float(lag[1]) > LAG
        assert "minga_replica_read 0.0" in metrics()
        ready = get("/readyz")
        assert (ready.status_code, b"s behind; the primary is read" in ready.content) == (200, True)
    pair.standby.kill()
    pair.later()
    assert ill()[0][0] == "wrong" and "does not answer" in ill()[0][1]
    assert get("/readyz").status_code == 200
    pair.standby.start()
    near(pair)


def test_a_server_that_takes_writes_is_no_replica(pair: Pair) -> None:
    near(pair)
    ours = connections.settings[REPLICA]
    with mock.patch.dict(ours, {"HOST": connections.settings["default"]["HOST"]}):
        WATCH.forget()
        assert "takes writes" in WATCH.why_not
        with counted() as asked:
            assert names()
        assert (asked["default"], asked[REPLICA]) == (1, 0)
    WATCH.forget()
    near(pair)
