"""Many rows at once, through COPY, from unsaved objects: a column that a model gains later has its default here too."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    DecimalField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)
from psycopg import sql

from common.owner import as_owner


def copy_in(model: type[Model], objects: Iterable[Model]) -> None:
    """Write the objects. They bring their own ids, from `reserve`, when others point to them."""
    one_by_one = iter(objects)
    first = next(one_by_one, None)
    if first is None:
        return
    brings_id = first.pk is not None
    fields = [f for f in model._meta.concrete_fields if not f.has_db_default() and (brings_id or not f.primary_key)]
    writers = [_writer(field) for field in fields]
    names = sql.SQL(",").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for one in chain([first], one_by_one):
            copy.write_row([write(one) for write in writers])


def copy_like(same: Model, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows that are like one unsaved object but for the attributes that are named: a million objects would take
    longer to make than their rows.
    """
    fields = [field for field in same._meta.concrete_fields if not field.has_db_default()]
    changing = {field.attname: field for field in fields if field.attname in names}
    fixed = [f for f in fields if f.attname not in changing and not f.primary_key]
    values = [_writer(field)(same) for field in fixed]
    prepared = [None if isinstance(changing[name], PLAIN) else changing[name].get_db_prep_save for name in names]
    columns = sql.SQL(",").join(sql.Identifier(f.column) for f in (*fixed, *(changing[name] for name in names)))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(same._meta.db_table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            told = [save(value, connection) if save else value for save, value in zip(prepared, row, strict=True)]
            copy.write_row([*values, *told])


def drop_index(name: str) -> str:
    """Take an index away, and answer with the statement that makes it again: filled row by row, one of words takes
    many times as long, the longer the more it holds.
    """
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        statement = str(cursor.fetchone()[0])
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return statement


def make_index(statement: str) -> None:
    """Make it again, on as many cores as there are."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(statement)


def unchecked() -> None:
    """For the rest of this transaction, of the owner: no trigger asks of each row what the acts that it stands for
    would have asked, links included.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")


# Written by psycopg as they stand; asking Django for each would take longer than PostgreSQL needs for the row.
PLAIN = (BooleanField, CharField, DateTimeField, DecimalField, ForeignKey, IntegerField, TextField)


def _writer(field: Field) -> Callable[[Model], object]:
    """How a column has its value: the attribute itself, unless the field prepares it (JSON, an instant of its own)."""
    if isinstance(field, PLAIN) and not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False):
        return attrgetter(field.attname)
    return lambda one: field.get_db_prep_save(field.pre_save(one, add=True), connection)


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
