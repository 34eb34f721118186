"""What the site holds of a person: each app names its rows, a page says so in words, a file carries them away.

An app's module `holdings` calls `hold` once for each kind. A house test goes through every table: a column that names
a person, or holds an address, stands in a kind or is excused with its reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True)
class Rows:
    """Rows of `table` (`app.Model`) that name the person in one of the columns `by`, or one of their addresses in
    `address`; and what is shown of each: names of columns in one text, `name=column` where the file says another word
    (Popolo's, where it has one).
    """

    table: str
    by: str = ""
    shown: str = ""
    address: str = ""
    when: Q | None = None

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.table)

    def of(self, person: "AbstractBaseUser", addresses: Iterable[str]) -> QuerySet[Any]:
        """The rows that are about the person."""
        about = Q(pk__in=[])
        for column in self.by.split():
            about |= Q(**{column: person.pk})
        found = self.model._default_manager.all()
        if self.address:
            found = found.alias(_address=Lower(self.address))
            about |= Q(_address__in=list(addresses))
        return found.filter(about, self.when or Q()).order_by("pk")

    def read(self, person: "AbstractBaseUser", addresses: Iterable[str]) -> Iterable[dict[str, Any]]:
        """Each row: its table, in what part the person stands in it (`as`), and what is shown of it."""
        names = {one.partition("=")[0]: one.rpartition("=")[2] for one in self.shown.split()}
        parts = [column for column in self.by.split() if column != "pk"]
        for row in self.of(person, addresses).values(*{*names.values(), *parts}):
            told = {"table": self.table, "as": [part for part in parts if row[part] == person.pk]}
            yield told | {name: row[column] for name, column in names.items()}


@dataclass(frozen=True)
class Kind:
    """One kind of what is held, in words, with the rows that it is made of; and what of them is not in the file."""

    name: str
    title: str | Promise
    words: str | Promise
    rows: tuple[Rows, ...]
    left_out: str | Promise = ""


KINDS: list[Kind] = []


def hold(name: str, title: str | Promise, words: str | Promise, *rows: Rows, left_out: str | Promise = "") -> None:
    """Say what an app holds. A name means one kind, so a second registration is a mistake."""
    if any(kind.name == name for kind in KINDS):
        raise ValueError(f"registered twice: {name}")
    KINDS.append(Kind(name, title, words, rows, left_out))


def discover() -> None:
    """Import the module `holdings` of every app."""
    autodiscover_modules("holdings")


def counted(person: "AbstractBaseUser", addresses: Iterable[str]) -> Mapping[str, int]:
    """How many rows there are of each kind, in one query; kinds of which there is nothing are left out."""
    first, *others = (
        rows.of(person, addresses).order_by().values(held=Value(kind.name)).annotate(rows_held=Count("pk"))
        for kind in KINDS
        for rows in kind.rows
    )
    found: dict[str, int] = {}
    for row in first.union(*others, all=True):
        found[row["held"]] = found.get(row["held"], 0) + row["rows_held"]
    return found
