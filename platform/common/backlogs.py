"""What is to be done and is not done yet, and how much happens: rooms say it, whoever watches the site reads it.

An app's module `backlogs` registers functions `(now) -> Backlog` with `register`, and `(since) -> int` with
`register_pace`. Nothing in them says whose row it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Backlog:
    """`waiting` rows are due, the oldest of them since `since`; of `failed` the last try failed."""

    waiting: int = 0
    since: datetime | None = None
    failed: int = 0

    def lateness(self, now: datetime) -> float:
        """Seconds that the oldest row has been due for."""
        return max(0.0, (now - self.since).total_seconds()) if self.since else 0.0


REGISTRY: dict[str, Callable[[datetime], Backlog]] = {}
PACES: dict[str, Callable[[datetime], int]] = {}


def register(name: str) -> Callable[[Callable[[datetime], Backlog]], Callable[[datetime], Backlog]]:
    """Add a backlog under `name`: lower case, one word or several with an underscore."""

    def add(read: Callable[[datetime], Backlog]) -> Callable[[datetime], Backlog]:
        REGISTRY[name] = read
        return read

    return add


def register_pace(name: str) -> Callable[[Callable[[datetime], int]], Callable[[datetime], int]]:
    """Add under `name` how often something has happened since an instant."""

    def add(count: Callable[[datetime], int]) -> Callable[[datetime], int]:
        PACES[name] = count
        return count

    return add


def backlog_of(due: QuerySet[Any], since: Any, *, failed: int = 0) -> Backlog:
    """The backlog of these rows; `since` is the column, or the expression, that says when a row fell due."""
    found = due.order_by().aggregate(waiting=Count("pk"), since=Min(since))
    return Backlog(found["waiting"], found["since"], failed)


def discover() -> None:
    """Import the module `backlogs` of every app."""
    autodiscover_modules("backlogs")
