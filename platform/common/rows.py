"""Rows without the cost of a query that is put together anew each time, for the few places where that cost is felt."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import NOT_PROVIDED, Field, Model

M = TypeVar("M", bound=Model)


def known(model: type[M], facts: Mapping[str, Any]) -> M:
    """The row of which a query of our own read these columns; whatever else is asked of it is fetched then."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in facts]
    return model.from_db(DEFAULT_DB_ALIAS, names, [facts[name] for name in names])


def columns(**models: type[Model]) -> str:
    """Every column of these models, by the names that their tables have in a query: what `read` takes apart again."""
    quote = connection.ops.quote_name
    return ", ".join(f"{alias}.{quote(str(f.column))}" for alias, model in models.items() for f in _fields(model))


def read(values: Sequence[Any], *models: type[Model]) -> list[Any]:
    """The rows whose columns stand in `values` one after the other; None for one that an outer join did not find."""
    rows: list[Any] = []
    for model in models:
        converters, length = _converters(model), len(_fields(model))
        mine, values = list(values[:length]), values[length:]
        for place, convert in converters:
            mine[place] = convert(mine[place], None, connection)
        is_found = mine[_fields(model).index(model._meta.pk)] is not None
        rows.append(model.from_db(DEFAULT_DB_ALIAS, [f.attname for f in _fields(model)], mine) if is_found else None)
    return rows


def _fields(model: type[Model]) -> Sequence[Any]:
    return model._meta.concrete_fields


@lru_cache(maxsize=16)
def _converters(model: type[Model]) -> list[tuple[int, Callable[..., Any]]]:
    return [
        (place, convert)
        for place, field in enumerate(_fields(model))
        for convert in field.get_db_converters(connection)
    ]


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
    fields = model._meta.concrete_fields
    filled, written = [f for f in fields if _is_filled(f)], [f for f in fields if not _is_filled(f)]
    names, back = ([connection.ops.quote_name(str(f.column)) for f in some] for some in (written, filled))
    statement = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)}) "  # noqa: S608 - our names
        f"VALUES ({', '.join(['%s'] * len(names))}) RETURNING {', '.join(back)}"
    )
    return statement, written, filled


def _is_filled(field: Field) -> bool:
    """Whether the database says what it is."""
    return field.primary_key or field.db_default is not NOT_PROVIDED
