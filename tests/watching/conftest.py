"""The mail server of the notices' tests serves here too; and a database that is away."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from tests.notices.conftest import postman

__all__ = ["away", "postman"]

PATIENCE = 0.4


@pytest.fixture
def away(db: None) -> Iterator[dict[str, Any]]:
    """In the database's place one that is not there, whose pool is asked for `PATIENCE` seconds; its settings."""
    here = connections["default"]
    facts = deepcopy(here.settings_dict)
    facts |= {"HOST": "127.0.0.1", "PORT": 1, "OPTIONS": {"pool": {"timeout": PATIENCE, "min_size": 1}}}
    connections["default"] = there = DatabaseWrapper(facts, "away")
    yield facts
    there.close_pool()
    connections["default"] = here
