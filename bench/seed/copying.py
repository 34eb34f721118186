"""Many rows at once, through COPY, from unsaved objects: a column that a model gains later has its default here too."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

from common.owner import as_owner


def copy_in(model: type[Model], objects: Sequence[Model]) -> None:
    """Write the objects. They bring their own ids, from `reserve`, when others point to them."""
    if not objects:
        return
    brings_id = objects[0].pk is not None
    fields = [f for f in model._meta.concrete_fields if not f.has_db_default() and (brings_id or not f.primary_key)]
    names = sql.SQL(",").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for one in objects:
            copy.write_row([_stored(field, one) for field in fields])


def _stored(field: Field, one: Model) -> object:
    return field.get_db_prep_save(field.pre_save(one, add=True), connection)


def reserve(model: type[Model], number: int) -> range:
    """So many ids that nobody else will be given."""
    numbers = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id), max(id) FROM ({numbers})", [model._meta.db_table, number])
        first, last = cursor.fetchone()
    assert last - first == number - 1, "somebody else writes into this database"
    return range(first, last + 1)


def analyze() -> None:
    """What autovacuum would have done by the time that so many rows have come together.

    The visibility map counts too: a table that was never vacuumed is read at another price than any in use.
    """
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
