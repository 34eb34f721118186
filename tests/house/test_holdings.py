"""Whatever names a person, or holds an address, stands on the page that tells the person what is held of them."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models

from accounts.models import User
from common.holdings import KINDS, Rows

ROWS = [rows for kind in KINDS for rows in kind.rows]
# Columns that are held of nobody, each with its reason.
EXCUSED: dict[tuple[str, str], str] = {}


def naming() -> list[tuple[str, str]]:
    """Every column that leads to a person or holds an address, many-to-many tables included."""
    return sorted(
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is User or isinstance(field, models.EmailField)
    )


def told() -> set[tuple[str, str]]:
    """The columns that a kind goes by, or shows."""
    columns = {(rows.table, column) for rows in ROWS for column in rows.by.split()}
    return columns | {(rows.table, rows.address) for rows in ROWS if rows.address} | {("accounts.User", "email")}


def test_there_is_something_to_look_at() -> None:
    assert {("proposals.Vote", "cast_by"), ("councils.Invitation", "email"), ("ledger.Entry", "actor")} <= {*naming()}


@pytest.mark.parametrize("column", naming(), ids=".".join)
def test_a_column_that_names_a_person_is_told_or_excused(column: tuple[str, str]) -> None:
    known = told() | {("account.EmailAddress", "email")}
    assert (column in known) != (column in EXCUSED), f"{column} is in no module `holdings`: say what is held"


def test_nothing_names_anything_by_a_generic_key() -> None:
    """Such a column would be seen by no test."""
    private = [(model._meta.label, field) for model in apps.get_models() for field in model._meta.private_fields]
    assert [label for label, field in private if type(field).__name__ == "GenericForeignKey"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", ROWS, ids=lambda rows: rows.table)
def test_what_is_shown_of_a_row_is_there_and_is_no_secret(rows: Rows) -> None:
    shown = [one.rpartition("=")[2] for one in rows.shown.split()]
    try:
        rows.model._default_manager.values(*shown)
    except FieldError as error:  # pragma: no cover - a name that was misspelt
        pytest.fail(str(error))
    secret = ("password", "token", "secret", "hash", "salt", "session_key", "p256dh", "auth", "data_", "code_hash")
    assert [name for name in shown if any(part in name for part in secret)] == []
