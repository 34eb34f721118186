"""Rows without the cost of a query that is put together anew each time, for the few places where that cost is felt."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import NOT_PROVIDED, Field, Model

M = TypeVar("M", bound=Model)


def known(model: type[M], facts: Mapping[str, Any]) -> M:
    """The row of which a query of our own read these columns; whatever else is asked of it is fetched then."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in facts]
    return model.from_db(DEFAULT_DB_ALIAS, names, [facts[name] for name in names])


def add(row: M) -> M:
    """Insert the row, as `save` would, and take over what the database filled in."""
    statement, written, filled = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in written])
        for field, value in zip(filled, cursor.fetchone(), strict=True):
            setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, connection.alias
    return row


@lru_cache(maxsize=16)
def _insertion(model: type[Model]) -> tuple[str, list[Field], list[Field]]:
    filled = [field for field in model._meta.concrete_fields if _is_filled(field)]
    written = [field for field in model._meta.concrete_fields if not _is_filled(field)]
    quote, names = connection.ops.quote_name, [field.column for field in written]
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) "  # noqa: S608 - names of our own
        f"VALUES ({', '.join(['%s'] * len(names))}) RETURNING {', '.join(quote(field.column) for field in filled)}"
    )
    return statement, written, filled


def _is_filled(field: Field) -> bool:
    """Whether the database says what it is."""
    return field.primary_key or field.db_default is not NOT_PROVIDED
