"""Related rows made once and handed to every row that points to them.

Of a hundred thousand comments each would bring a council, a round, a movement and a proposal of its own, built anew
from the same columns; that took longer than all that was told of them. Only for reading: what is shared is nobody's.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

# So many of each kind are kept, so that memory stays flat whatever there is; the next then begins anew.
KEPT = 1_000


def sharing(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows; those that stand for one row of the database in a link are one object."""
    shared = queryset.all()
    shared._iterable_class = SharedRows  # as `values()` does
    return shared


class SharedRows(ModelIterable):
    """The rows of a query, as the framework makes them but for their links."""

    def __iter__(self) -> Iterator[Model]:
        queryset = self.queryset
        compiler = queryset.query.get_compiler(using=queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        about, select = compiler.klass_info, compiler.select
        own = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in select[own]]
        # The stubs are those of a later version of the framework than ours.
        links = [Link(one) for one in get_related_populators(about, select, queryset.db)]  # type: ignore[call-arg]
        annotated = list((compiler.annotation_col_map or {}).items())
        for row in compiler.results_iter(results):
            made = about["model"].from_db(queryset.db, names, row[own])
            for link in links:
                link.populate(row, made)
            for name, column in annotated:
                setattr(made, name, row[column])
            yield made


class Link:
    """One link: what it led to already, by key, and the links that go on from there."""

    def __init__(self, populator: Any) -> None:
        self.make, self.known = populator, dict[Any, Model]()
        self.key = populator.cols_start + populator.pk_idx
        self.set, populator.local_setter = populator.local_setter, self.keep
        populator.related_populators = [Link(one) for one in populator.related_populators]

    def populate(self, row: tuple, origin: Model) -> None:
        """Set the link of `origin`, to what another row was given before if there is such."""
        found = self.known.get(row[self.key])
        if found is not None:
            self.set(origin, found)
        else:
            self.make.populate(row, origin)

    def keep(self, origin: Model, found: Model | None) -> None:
        """Set the link to what was just made, and remember it. None: it leads nowhere."""
        if found is not None:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[found.pk] = found
        self.set(origin, found)
