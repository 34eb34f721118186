"""Fixtures for every test. The servers themselves are started by the plugin `tests/servers.py`."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from typing import Any

import hypothesis
import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from common.catalogues import compile_catalogues
from proposals.positions.shelf import SHELF

from .ground import GROUND
from .lanes import Lanes

# These machines are shared and noisy: how long an example takes to draw says nothing about the code that it tests.
hypothesis.settings.register_profile("noisy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("noisy")

# What Django itself writes of the models after every migration.
KEPT = {"django_content_type", "auth_permission"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    """How a run by several processes is divided, which `make test` is."""
    return Lanes(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and all that they import live as long as the run: the collector need not visit them again
    and again, neither while they are gathered nor in each of their tests.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _pages_speak_the_catalogues() -> None:
    """The compiled catalogues are not in the repository, and a test may run without the Makefile."""
    compile_catalogues()


@pytest.fixture(autouse=True)
def _every_test_speaks_the_language_of_the_settings() -> None:
    """The language that a request set stays in its thread after the request, and the next test runs in that thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _every_test_publishes_anew() -> None:
    """Published positions are kept in memory for good, and every test begins with a database that has none."""
    SHELF.clear()


def has_real_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


_grounds = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Django puts the tests with real transactions last, and they find no other around them."""
    GROUND.is_wanted = not has_real_transactions(item)
    if not GROUND.is_wanted:
        _grounds.close()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around those of the module's tests, in which `kept` leaves its scenes."""
    with _grounds:
        if GROUND.is_wanted:
            _grounds.enter_context(django_db_blocker.unblock())
            _grounds.enter_context(GROUND.opened())
        yield


@pytest.fixture(autouse=True)
def _every_test_finds_the_scene_that_it_wants(request: pytest.FixtureRequest) -> Iterator[None]:
    """As it was made; or none."""
    with GROUND.under_a_test() if GROUND.is_open else nullcontext():
        yield


def holding_rows(tables: Sequence[str]) -> list[str]:
    """Those of the tables that are not empty."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_record() -> Iterator[None]:
    """A test with real transactions empties every table after it, which the record's own triggers refuse.

    So the emptying alone, and nothing that a test does, runs with these triggers off. A test fills a few of a hundred
    tables, with a few rows each: to delete them is a fraction of the work of TRUNCATE, which makes every table anew.
    What migrating wrote of our models stays, so nobody has to write it again.
    """

    def unguarded(self: DatabaseOperations, _style: Any, tables: Sequence[str], **_kwargs: Any) -> list[str]:
        filled = holding_rows(sorted(set(tables) - KEPT))
        off = [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in filled]
        on = [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in filled]
        # A table whose references are still to be checked cannot be altered.
        return [*off, *(f'DELETE FROM "{table}"' for table in filled), "SET CONSTRAINTS ALL IMMEDIATE", *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", unguarded)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_kwargs: None)
        yield
