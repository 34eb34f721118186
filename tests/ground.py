"""A scene that many tests of a module want is made once, and each of them finds it as it was made.

A module says that its tests stand on a ground (`pytest.mark.usefixtures("ground")`), and each of its tests asks for its
scene by `kept(make, …)` instead of `make(…)`. The ground is a transaction around those of the tests. The scene lies in
it, below the savepoint to which each test is taken back, and every test has objects of its own. One scene lies there at
a time, and only for those that ask for it: a test that asks for another, or begins without one, finds a bare ground.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from django.core.cache import cache
from django.db import connection, transaction

P = ParamSpec("P")
Made = TypeVar("Made")
BARE = "bare_ground"


class Ground:
    """The one of this process; closed wherever nobody asked for it."""

    def __init__(self) -> None:
        self.is_open = self.is_wanted = False
        self.is_untouched = False
        self.key: object = None
        self.scene = b""

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The transaction; whatever is in it goes with it."""
        with transaction.atomic():
            _say(f"SAVEPOINT {BARE}")
            self.is_open, self.key = True, None
            try:
                yield
            finally:
                self.is_open = False
                transaction.set_rollback(True)

    @contextmanager
    def under_a_test(self) -> Iterator[None]:
        """Until the test asks the database for something it may still say which scene it wants."""
        cache.clear()  # what is counted there is counted of rows that are the next test's as well
        self.is_untouched = True
        with connection.execute_wrapper(self._watch):
            yield
        self.is_untouched = False

    def _watch(self, execute: Callable[..., Any], *asked: Any) -> Any:
        # The first savepoint is the test's own, and is only then one of the connection's.
        if self.is_untouched and connection.savepoint_ids:
            self.is_untouched = False
            self._lay(None, lambda: None)
        return execute(*asked)

    def _lay(self, key: object, make: Callable[[], Any]) -> None:
        if key != self.key:
            # The test's own savepoint goes with what lay there, and is set again on top.
            _say(f"ROLLBACK TO SAVEPOINT {BARE}")
            self.key, self.scene = None, pickle.dumps(make())
            connection.check_constraints()
            _say(f'SAVEPOINT "{connection.savepoint_ids[-1]}"')
            self.key = key
        # A cast gives its transaction fifteen seconds, which a savepoint does not take back.
        _say("SELECT set_config('transaction_timeout', '0', true)")

    def keep(self, key: object, make: Callable[[], Any]) -> Any:
        """A copy of what the function made, here or under an earlier test."""
        assert self.is_untouched, "a scene that is kept comes before all else that a test asks of the database"
        self.is_untouched = False
        self._lay(key, make)
        return pickle.loads(self.scene)


GROUND = Ground()


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def kept(make: Callable[P, Made], *args: P.args, **facts: P.kwargs) -> Made:
    """What `make` returns, and the rows that it writes; the same for the same arguments. A test with real transactions
    has its rows made for it alone.
    """
    if not GROUND.is_open:
        return make(*args, **facts)
    kept: Made = GROUND.keep((make, args, facts), lambda: make(*args, **facts))
    return kept
