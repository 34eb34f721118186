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
    """Some rows, the newest first; `previous` and `next` are the keys for `?after=` (newer) and `?before=` (older)."""

    rows: list[T]
    previous: int | None = None
    next: int | None = None


def newest_first(rows: QuerySet[T], asked: QueryDict, size: int = SIZE) -> Slice[T]:
    """The page that `?before=` or `?after=` asks for, else the newest rows; one query. What is no key is not heeded."""
    before, after = _key(asked.get("before")), _key(asked.get("after"))
    if after is not None and before is None:
        found: list[Any] = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        return Slice(shown, _first(shown) if len(found) > size else None, shown[-1].pk if shown else after + 1)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    newer = None if before is None else _first(shown) or before - 1
    return Slice(shown, newer, shown[-1].pk if len(found) > size else None)


def _key(written: str | None) -> int | None:
    if not written or not written.isascii() or not written.isdigit() or len(written) > 19:
        return None
    return key if (key := int(written)) < LARGEST_KEY else None


def _first(shown: list[Any]) -> int | None:
    return shown[0].pk if shown else None
