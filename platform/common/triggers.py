"""The triggers of an application, made in one operation of a migration.

django-pgtrigger writes one operation per trigger, and Django builds every model that is related to the table anew for
each: half of the time of a migration, in which nothing is asked of the database. A compiled trigger needs no model.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger


class AddTriggers(Operation):
    """Make triggers on tables that were made before: `{model: [compiled trigger, …]}`, models of the same application.

    What comes after (`RemoveTrigger`, another `AddTrigger`) is written by `makemigrations` as ever: the state that it
    compares with holds these triggers like any other.
    """

    reduces_to_sql = True

    def __init__(self, triggers: Mapping[str, Sequence[Trigger]]) -> None:
        self.triggers = triggers

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for model, triggers in self.triggers.items():
            options = state.models[app_label, model].options
            options["triggers"] = [*options.get("triggers", []), *triggers]

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in self._all():
            # Without parameters: a percent sign in the body of a function is one.
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in self._all():
            schema_editor.execute(trigger.uninstall_sql, params=None)

    def describe(self) -> str:
        return f"Create {len(self._all())} triggers on {len(self.triggers)} tables"

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {"triggers": self.triggers}

    def _all(self) -> list[Trigger]:
        return [trigger for triggers in self.triggers.values() for trigger in triggers]
