"""A migration runs while people vote and the release before still answers: it rewrites no table, holds no long lock,
and takes nothing away that the release before reads or leaves out.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

pytestmark = pytest.mark.django_db
OURS = frozenset({"accounts", "common", "councils", "following", "ledger", "notices", "proposals", "watching"})
RELEASED = frozenset(
    line for line in (Path(__file__).parent / "released.txt").read_text().splitlines() if not line.startswith("#")
)
# What the linter does not look for, and is as long a lock: to compute a stored column, and to go through all rows.
REWRITES = re.compile(r'ALTER TABLE ("\w+") .*(?:GENERATED ALWAYS AS .* STORED|SET (?:UN)?LOGGED|SET ACCESS METHOD)')
SCANS = re.compile(r'ALTER TABLE ("\w+") ADD (?:CONSTRAINT .*)?(?:CHECK|FOREIGN KEY|EXCLUDE)(?!.*NOT VALID)')


@cache
def loader() -> MigrationExecutor:
    return MigrationExecutor(connection)


def troubles(statements: Sequence[str]) -> list[str]:
    """What stands against running these beside the release before; whatever they do to a table of their own is fine."""
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, list(statements))
    found = [f"{issue.code}: {issue.message}" for issue in (*errors, *warnings)]
    made = {name for sql in statements for name in re.findall(r'CREATE TABLE ("\w+")', sql)}
    for sql in statements:
        for code, pattern in (("REWRITE", REWRITES), ("SCAN", SCANS)):
            if (match := pattern.search(sql)) and match[1] not in made:
                found.append(f"{code}: {sql[:120]}")
    return found


def statements_of(migration: migrations.Migration, before: ProjectState) -> list[str]:
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(before, editor, collect_sql=True)
    lines = [line for line in editor.collected_sql if not line.startswith("--")]
    return ["BEGIN;", *lines, "COMMIT;"] if migration.atomic else lines


def test_what_is_released_is_still_there() -> None:
    there = {f"{app}.{name}" for app, name in loader().loader.disk_migrations}
    assert not RELEASED - there, "a server that holds them could not be upgraded"


# What is made beside the votes refuses to be asked for within a transaction, which a test would else be.
@pytest.mark.django_db(transaction=True)
def test_no_new_migration_stands_in_the_way_of_a_vote() -> None:
    graph = loader().loader.graph
    for app, name in loader().loader.disk_migrations:
        if app in OURS and f"{app}.{name}" not in RELEASED:
            plain = [o for o in graph.nodes[app, name].operations if type(o) is AddIndexConcurrently]
            assert not plain, f"{app}.{name}: it could not be begun again: take common.indexes.AddIndexBeside"
            before = loader().loader.project_state((app, name), at_end=False)
            found = troubles(statements_of(graph.nodes[app, name], before))
            assert not found, f"{app}.{name}: {found}; see docs/operations.md, Upgrades"


def one(*operations: Operation, atomic: bool = True) -> list[str]:
    """The statements of a migration with these operations on a table that is there."""
    before = ProjectState()
    before.add_model(
        ModelState(
            "councils", "Thing", [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField())]
        )
    )
    migration = migrations.Migration("0009_new", "councils")
    migration.operations, migration.atomic = list(operations), atomic
    return statements_of(migration, before)


@pytest.mark.parametrize(
    ("code", "operation"),
    [
        ("ALTER_COLUMN", migrations.AlterField("thing", "size", models.BigIntegerField())),
        ("DROP_COLUMN", migrations.RemoveField("thing", "size")),
        ("RENAME_COLUMN", migrations.RenameField("thing", "size", "weight")),
        ("RENAME_TABLE", migrations.RenameModel("Thing", "Other")),
        ("DROP_TABLE", migrations.DeleteModel("Thing")),
        ("NOT_NULL", migrations.AddField("thing", "weight", models.IntegerField(default=1))),
        ("CREATE_INDEX", migrations.AddIndex("thing", models.Index(fields=["size"], name="sized"))),
        ("SCAN", migrations.AddConstraint("thing", models.CheckConstraint(condition=models.Q(size=1), name="one"))),
        (
            "REWRITE",
            migrations.AddField(
                "thing",
                "double",
                models.GeneratedField(
                    expression=models.F("size") * 2, output_field=models.IntegerField(), db_persist=True
                ),
            ),
        ),
    ],
)
def test_what_would_is_refused(code: str, operation: Operation) -> None:
    assert code in {found.partition(":")[0] for found in troubles(one(operation))}


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("thing", "weight", models.IntegerField(null=True)),
        migrations.AddField("thing", "weight", models.IntegerField(db_default=1)),
        migrations.CreateModel(
            "Other",
            [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField(db_index=True))],
            options={"constraints": [models.CheckConstraint(condition=models.Q(size=1), name="one")]},
        ),
    ],
)
def test_what_would_not_is_let_through(operation: Operation) -> None:
    assert troubles(one(operation)) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_beside_the_votes() -> None:
    operation = AddIndexConcurrently("thing", models.Index(fields=["size"], name="sized"))
    assert troubles(one(operation, atomic=False)) == []
