"""A migration that meets a long transaction lets everybody pass and comes again."""

import threading
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connection, migrations, models, transaction
from django.db.migrations.state import ModelState, ProjectState

from common.indexes import STANDS, AddIndexBeside
from common.management.commands import migrate

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "councils_country"


def change(*args: Any, **options: Any) -> str:
    """What a migration does to a table: it wants it for itself."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    return "done"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LOCK_SECONDS": 0.2, "PAUSE_SECONDS": 0.1, "TRIES": 3}.items():
        monkeypatch.setattr(migrate, name, value)
    monkeypatch.setattr(Migrate, "handle", change)


def other() -> psycopg.Connection:
    facts = connection.settings_dict
    return psycopg.connect(host=facts["HOST"], user=facts["USER"], dbname=facts["NAME"])


def test_it_gives_way_and_comes_again(hurried: None) -> None:
    told, long = StringIO(), other()
    long.execute(f"SELECT count(*) FROM {TABLE}")
    ending = threading.Timer(0.5, long.close)
    ending.start()
    call_command("migrate", stderr=told, skip_checks=True)
    ending.join()
    assert "the others pass first" in told.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",), "nobody else hurries after it"


def test_readers_pass_between_its_tries(hurried: None) -> None:
    longest: list[float] = []
    with other() as long, other() as reader:
        long.execute(f"SELECT count(*) FROM {TABLE}")

        def read() -> None:
            until = time.monotonic() + 0.9
            while time.monotonic() < until:
                began = time.monotonic()
                reader.execute(f"SELECT count(*) FROM {TABLE}")
                reader.commit()
                longest.append(time.monotonic() - began)

        reading = threading.Thread(target=read)
        reading.start()
        with pytest.raises(CommandError, match=r"3 times: look for a long transaction"):
            call_command("migrate", stderr=StringIO(), skip_checks=True)
        reading.join()
    assert len(longest) > 10, "they went on"


def test_whatever_else_fails_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = mock.Mock(side_effect=CommandError("conflicting migrations"))
    monkeypatch.setattr(Migrate, "handle", failing)
    with pytest.raises(CommandError, match="conflicting"):
        call_command("migrate", skip_checks=True)
    assert failing.call_count == 1


class Beside(migrations.Migration):
    """An index on the table, as a migration that has a second one still to build."""

    atomic = False
    operations = [AddIndexBeside("country", models.Index(fields=["name", "code"], name="country_by_name"))]

    @classmethod
    def run(cls, *_args: Any, **_options: Any) -> str:
        before = ProjectState()
        fields = [("code", models.CharField(max_length=2, primary_key=True)), ("name", models.TextField())]
        before.add_model(ModelState("councils", "Country", fields))
        with connection.schema_editor(atomic=False) as editor:
            cls("0009_beside", "councils").apply(before, editor)
        return "done"


def stands() -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute(STANDS, ["country_by_name"])
        row = cursor.fetchone()
    return row and row[0]


@pytest.fixture
def no_index() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX country_by_name")


def test_an_index_that_was_interrupted_is_made_anew_and_one_that_stands_is_left(no_index: None) -> None:
    with other() as dump, connection.cursor() as cursor:
        dump.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        dump.execute(f"SELECT count(*) FROM {TABLE}")
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(OperationalError):
            Beside.run()
        cursor.execute("RESET lock_timeout")
    assert stands() is False
    Beside.run()
    assert stands() is True
    Beside.run()
    assert stands() is True


def test_what_is_built_beside_everybody_waits_for_the_dump_of_a_night(
    hurried: None, no_index: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(command: migrate.Command, *args: Any, **options: Any) -> str:
        command.verbosity = 0
        command.migration_progress_callback("apply_start", Beside("0009_beside", "councils"))
        return Beside.run()

    monkeypatch.setattr(Migrate, "handle", build)
    told, dump = StringIO(), other()
    dump.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    dump.execute(f"SELECT count(*) FROM {TABLE}")
    ending = threading.Timer(3 * migrate.LOCK_SECONDS, dump.close)
    ending.start()
    call_command("migrate", stderr=told, skip_checks=True)
    ending.join()
    assert told.getvalue() == ""
    assert stands() is True
