"""A migration that meets a long transaction lets everybody pass and comes again."""

import threading
import time
from io import StringIO
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction

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
