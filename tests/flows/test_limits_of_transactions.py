"""A refused act leaves no alarm behind: PostgreSQL would end a later vote of the same connection by it."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> Iterator[psycopg.Connection]:
    """One connection, as a pool hands it from request to request."""
    facts = connection.settings_dict
    with psycopg.connect(host=facts["HOST"], user=facts["USER"], dbname=facts["NAME"]) as opened:
        yield opened


def limit(line: psycopg.Connection, seconds: str) -> None:
    line.execute("SELECT minga_limit_transaction(%s)", [seconds])


def test_an_act_that_was_taken_back_ends_no_later_one(line: psycopg.Connection) -> None:
    line.execute("SAVEPOINT an_act")
    limit(line, "600ms")
    line.execute("ROLLBACK TO SAVEPOINT an_act")
    line.commit()
    time.sleep(0.3)
    limit(line, "5s")
    line.execute("SELECT pg_sleep(0.6)")
    line.commit()


def test_an_act_that_stalls_is_ended(line: psycopg.Connection) -> None:
    limit(line, "300ms")
    with pytest.raises(psycopg.errors.TransactionTimeout):
        line.execute("SELECT pg_sleep(2)")


def test_every_act_that_holds_a_close_is_limited_so() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE prosrc LIKE '%advisory_xact_lock%' ORDER BY proname")
        entering = dict(cursor.fetchall())
    assert {name for name in entering if name.startswith("minga_enter")} == {
        "minga_enter_ballot",
        "minga_enter_consultation",
        "minga_enter_stage",
    }
    for name, source in entering.items():
        if name.startswith("minga_enter"):
            assert "minga_limit_transaction(" in source and "set_config('transaction_timeout'" not in source, name
