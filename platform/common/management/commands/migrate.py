"""Django's `migrate`, as the owner of the tables: the application's role may not change a schema."""

from typing import Any

from django.core.management.commands import migrate

from common.owner import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner(options["database"]):
            super().handle(*args, **options)
