"""What the tests of flows share: who signs in, and many at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.models import User
from tests.factories.people import make_rosa


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=12) as executor:
        yield executor


@pytest.fixture
def rosa(db: None) -> User:
    """Who signs in by `ADDRESS` and `PASSWORD` of the factories."""
    return make_rosa()
