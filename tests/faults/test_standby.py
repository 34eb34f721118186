"""The standby of the tests is a real one: it follows, stands still, falls and comes back."""

from collections.abc import Iterator

import psycopg
import pytest

from embedded.servers import OWNER, Cluster, Postgres
from embedded.standby import Standby


@pytest.fixture
def standby(cluster: Cluster) -> Iterator[Standby]:
    made = Standby(cluster.folder / "standby", cluster.postgres)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def write(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute(statement.encode())


def acts(server: Postgres) -> list[int]:
    with psycopg.connect(server.url(OWNER)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM acts ORDER BY 1").fetchall()]


def test_a_standby_follows_stands_still_falls_and_comes_back(cluster: Cluster, standby: Standby) -> None:
    primary = cluster.postgres
    write(primary, "CREATE TABLE acts (number int)")
    write(primary, "INSERT INTO acts VALUES (1)")
    standby.catch_up()
    assert acts(standby) == [1]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        write(standby, "INSERT INTO acts VALUES (2)")

    standby.pause()
    write(primary, "INSERT INTO acts VALUES (3)")
    assert acts(standby) == [1]
    standby.resume()
    standby.catch_up()
    assert acts(standby) == [1, 3]

    standby.kill()
    write(primary, "INSERT INTO acts VALUES (4)")
    standby.start()
    standby.catch_up()
    primary.stop()
    standby.restart()
    assert acts(standby) == [1, 3, 4], "it starts without its primary too"
    primary.start()
    write(primary, "INSERT INTO acts VALUES (5)")
    standby.catch_up()
    assert acts(standby) == [1, 3, 4, 5]
