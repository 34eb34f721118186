"""What waits on the secretariat's desk. Rooms say it, the desk shows it; it knows none of them.

An app's module `desk` registers functions `(council, person, now) -> Panel | None`, each with a constant number of
queries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.models import User
from councils.models import Council


@dataclass(frozen=True)
class PanelRow:
    """One thing that waits: where it is dealt with, what it is about, until when, and how urgent (a badge's tone)."""

    title: str | Promise
    url: str
    detail: str | Promise = ""
    until: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class Panel:
    """Things of one kind. `order` places it on the desk, smallest first."""

    title: str | Promise
    rows: Sequence[PanelRow]
    order: int = 50
    empty: str | Promise = ""


Source = Callable[[Council, User, datetime], Panel | None]
SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; usable as a decorator."""
    SOURCES.append(source)
    return source


def panels(council: Council, person: User, now: datetime) -> list[Panel]:
    """The panels of all sources that have something to say."""
    found = [panel for source in SOURCES if (panel := source(council, person, now)) is not None]
    return sorted(found, key=lambda panel: panel.order)
