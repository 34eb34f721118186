"""What is published: everything of every council, and nothing of a rehearsal.

Every list of the public API, every file of a dump and the search read through `published`, which asks the model for the
way to its council. A model that does not say one is a mistake, so none of them can forget to ask.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)


def published(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows that belong to no rehearsal.

    `to_council` of a model is the way of its foreign keys to the council, "" of the council itself, and None where a
    row is no council's, or is one that no rehearsal can have. A model without it is refused with `LookupError`.
    """
    condition = of_no_rehearsal(rows.model)
    return rows.filter(condition) if condition else rows


def of_no_rehearsal(model: type[Model]) -> Q:
    """The same as a condition; an empty one for a model whose rows are no council's."""
    if not hasattr(model, "to_council"):
        raise LookupError(f"{model.__name__} does not say how it leads to a council")
    way: str | None = model.to_council
    if way is None:
        return Q()
    return Q(**{"__".join(filter(None, (way, "is_rehearsal"))): False})
