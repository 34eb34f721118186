"""Fixtures for every test. The servers themselves are started by the plugin `tests/servers.py`."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from common.catalogues import compile_catalogues
from proposals.positions.shelf import SHELF

# These machines are shared and noisy: how long an example takes to draw says nothing about the code that it tests.
hypothesis.settings.register_profile("noisy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("noisy")


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


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_record() -> Iterator[None]:
    """A test with real transactions empties every table after it, which the record's own triggers refuse.

    So the emptying alone, and nothing that a test does, runs with these triggers off.
    """
    plain = DatabaseOperations.sql_flush
    tables = [model._meta.db_table for model in apps.get_models() if getattr(model._meta, "triggers", None)]

    def unguarded(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        off = [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables]
        on = [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables]
        return [*off, *plain(self, *args, **kwargs), *on]

    DatabaseOperations.sql_flush = unguarded  # type: ignore[method-assign] # for the run of the tests
    yield
    DatabaseOperations.sql_flush = plain  # type: ignore[method-assign] # as it was
