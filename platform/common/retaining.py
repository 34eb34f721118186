"""How long what only serves the running is kept: each app says it, one task drops it, the pages say it in words.

An app's module `holdings` calls `retain`. What was said, voted and decided is no such thing, and is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.functional import Promise

CHUNK = 1_000
Forget = Callable[[datetime], int]


@dataclass(frozen=True)
class Retained:
    """`forget` drops what is older than an instant, at most `CHUNK` rows at a time, and says how many it dropped."""

    words: str | Promise
    days: int
    forget: Forget

    @property
    def sentence(self) -> str:
        """For the page."""
        return str(self.words) % {"days": self.days}


RETAINED: dict[str, Retained] = {}


def retain(name: str, words: str | Promise, days: int, forget: Forget) -> None:
    """Say how long something is kept. A name means one thing, so a second registration is a mistake."""
    if name in RETAINED:
        raise ValueError(f"registered twice: {name}")
    RETAINED[name] = Retained(words, days, forget)


def older(table: str, column: str, when: Q | None = None) -> Forget:
    """Drops rows of `table` by the instant in `column`, those alone that `when` says.

    Rows are looked at in the order in which they were made, and no further than one chunk: nothing is looked for in a
    table of millions in which nothing is old.
    """

    def forget(before: datetime) -> int:
        manager: Any = apps.get_model(table)._default_manager
        first = manager.filter(when or Q()).order_by("pk").values("pk")[:CHUNK]
        old = manager.filter(**{f"{column}__lt": before}, pk__in=list(first.values_list("pk", flat=True)))
        return sum(n for label, n in old.delete()[1].items() if label == table)

    return forget


def forget_all(now: datetime) -> int:
    """Drop everything that is older than it may be. Returns how many rows."""
    dropped = 0
    for retained in RETAINED.values():
        last = CHUNK
        while last >= CHUNK:
            last = retained.forget(now - timedelta(days=retained.days))
            dropped += last
    return dropped
