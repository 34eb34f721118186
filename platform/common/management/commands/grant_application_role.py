"""Gives the application's role what it needs and no more: it reads and writes, and cannot rewrite what is append-only.

Run after each `migrate`. It changes nothing that is already so.
"""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from common.owner import as_owner


def append_only_tables() -> list[str]:
    """Of every model that says `append_only = True`."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if getattr(model, "append_only", False)})


def changeable_columns() -> dict[str, list[str]]:
    """Of append-only tables, by table: what may be changed all the same, as the model's `append_only_but` says."""
    models = [model for model in apps.get_models() if getattr(model, "append_only", False)]
    named = {model._meta.db_table: getattr(model, "append_only_but", ()) for model in models}
    return {table: sorted(columns) for table, columns in named.items() if columns}


class Command(BaseCommand):
    help = "Grant the application's database role its rights (by default the user of DATABASE_URL)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", help="the role, when it is not the user of DATABASE_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        application = settings.DATABASES["default"]
        role, password = options["role"] or application["USER"], application["PASSWORD"]
        with as_owner() as connection:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                (owner,) = cursor.fetchone()
            if role == owner:
                self.stdout.write(
                    f"{role} owns the tables and serves the application: set DATABASE_OWNER_URL for two roles"
                )
                return
            with transaction.atomic():
                self._ensure(connection, role, password if role == application["USER"] else "")
                self._grant(connection, role)
        self.stdout.write(f"{role} may read and write, and only add to: {', '.join(append_only_tables()) or 'nothing'}")

    def _ensure(self, connection: BaseDatabaseWrapper, role: str, password: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found and found[0]:
                raise CommandError(
                    f"{role} is a superuser, whom no right can be denied: give the application another role"
                )
            if not found:
                create = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role))
                if password:
                    create += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
                cursor.execute(create)

    def _grant(self, connection: BaseDatabaseWrapper, role: str) -> None:
        statements = [
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ]
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
            for table in [*append_only_tables(), MigrationRecorder.Migration._meta.db_table]:
                revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}, PUBLIC")
                cursor.execute(revoke.format(table=sql.Identifier(table), role=sql.Identifier(role)))
            for table, columns in changeable_columns().items():
                grant = sql.SQL("GRANT UPDATE ({columns}) ON {table} TO {role}")
                named = sql.SQL(", ").join(map(sql.Identifier, columns))
                cursor.execute(grant.format(columns=named, table=sql.Identifier(table), role=sql.Identifier(role)))
