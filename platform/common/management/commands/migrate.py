"""Django's `migrate`, as the owner of the tables, since the application's role may not change a schema; and one that
waits for no lock while everybody else waits behind it.
"""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError
from psycopg.errors import LockNotAvailable

from common.owner import as_owner

# A change of a table waits for whoever uses it, and all who come after wait for the change: so it gives up soon, lets
# them pass, and comes again.
LOCK_SECONDS, PAUSE_SECONDS, TRIES = 3, 2, 30


class Command(Migrate):
    """Django's own. A migration that got no lock was undone whole; the next try begins with it."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        with as_owner(options["database"]) as self.owner:
            try:
                self._wait_for_locks(LOCK_SECONDS)
                return self._try(*args, **options)
            finally:
                with self.owner.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Before each migration: one that is in no transaction builds beside everybody and waits in nobody's way, for
        whatever has begun, be it the dump of a whole night. Interrupted, it would leave half an index.
        """
        if action in ("apply_start", "unapply_start"):
            self._wait_for_locks(LOCK_SECONDS if migration.atomic else 0)
        super().migration_progress_callback(action, migration, fake)

    def _wait_for_locks(self, seconds: float) -> None:
        with self.owner.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{round(seconds * 1000)}ms"])

    def _try(self, *args: Any, **options: Any) -> str | None:
        for left in reversed(range(TRIES)):
            try:
                return super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                words = f"a table is in use for longer than {LOCK_SECONDS} s"
                if not left:
                    raise CommandError(
                        f"{words}, {TRIES} times: look for a long transaction, and migrate again"
                    ) from error
                self.stderr.write(f"{words}; the others pass first, and the migration is tried again")
                time.sleep(PAUSE_SECONDS)
        return None
