"""What a visitor may do now, and until when: rooms say it, the first page lists it.

An app's module `todo` registers functions `(person, now) -> list[Item]`; `person` is None for whoever is not signed in.
What waits for one person has a kind of `Kind.WAITS`; what is open to all eyes has one of the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Kind(StrEnum):
    """Where the item stands on the page, in this order."""

    WAITS = "waits"
    VOTE = "vote"
    DISCUSSION = "discussion"
    CALL = "call"
    LETTER = "letter"
    POSITION = "position"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Item:
    """One thing to do or to read. `until` is when it can no longer be done, `at` when it happened, `detail` where it
    belongs.
    """

    title: str | Promise
    url: str
    kind: Kind
    until: datetime | None = None
    at: datetime | None = None
    detail: str | Promise = ""


Source = Callable[["AbstractBaseUser | None", datetime], Iterable[Item]]
SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; usable as a decorator."""
    SOURCES.append(source)
    return source


def discover() -> None:
    """Import the module `todo` of every app."""
    autodiscover_modules("todo")


def items(person: "AbstractBaseUser | None", now: datetime) -> dict[Kind, list[Item]]:
    """All items by kind: what ends first stands first, and of what happened the latest."""
    found: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
    for source in SOURCES:
        for item in source(person, now):
            found[item.kind].append(item)
    last = datetime.max.replace(tzinfo=UTC)
    for of_kind in found.values():
        of_kind.sort(key=lambda item: (item.until or last, -item.at.timestamp() if item.at else 0))
    return found
