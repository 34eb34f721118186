"""Pages of a list that grows at one end: by key and not by number, so that the thousandth costs what the first does."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

T = TypeVar("T", bound=Model)
SIZE = 30
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Slice(Generic[T]):
    """Some rows, the newest first; `previous` is the key for `?before=` (newer rows), `next` that for `?after=`
    (older ones).
    """

    rows: list[T]
    previous: int | None = None
    next: int | None = None


def newest_first(rows: QuerySet[T], asked: QueryDict, size: int = SIZE) -> Slice[T]:
    """What stands after the row `?after=`, or before the row `?before=`, else the newest rows: one query.

    What is no key is not heeded.
    """
    after, before = _key(asked.get("after")), _key(asked.get("before"))
    if before is not None and after is None:
        found: list[Any] = list(rows.filter(pk__gt=before).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        return Slice(shown, shown[0].pk if len(found) > size else None, shown[-1].pk if shown else before + 1)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    newer = None if after is None else shown[0].pk if shown else after - 1
    return Slice(shown, newer, shown[-1].pk if len(found) > size else None)


def _key(written: str | None) -> int | None:
    if not written or not written.isascii() or not written.isdigit() or len(written) > 19:
        return None
    return key if (key := int(written)) < LARGEST_KEY else None
