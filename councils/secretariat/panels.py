"""What waits on the secretariat's desk. Rooms say it, the desk shows it; it knows none of them.

An app's module `desk` registers functions `(council, person, now) -> Panel | None`, each with a constant number of
queries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Council


class Group(StrEnum):
    """What kind of care a panel asks for, in the order of the page."""

    FAILED = "failed"
    DUE = "due"
    WAITS = "waits"
    REPORTED = "reported"
    PEOPLE = "people"
    OPEN = "open"


# The heading of each group, and what is said when there is nothing in it; without such words it is left out.
HEADINGS: dict[Group, tuple[Promise, str | Promise]] = {
    Group.FAILED: (_("What failed"), _("Nothing failed.")),
    Group.DUE: (_("What is due"), _("Nothing opens, closes or ends in the next days.")),
    Group.WAITS: (_("What waits for you"), _("Nothing waits for the secretariat.")),
    Group.REPORTED: (_("What was reported"), _("Nothing that was reported waits for a decision.")),
    Group.PEOPLE: (
        _("Mandates and mailboxes"),
        _("Every seat has somebody who holds its mandate, and every mailbox takes our letters."),
    ),
    Group.OPEN: (_("In progress, or to be begun"), ""),
}
URGENT = {"bad": 0, "warn": 1}
LAST = datetime.max.replace(tzinfo=UTC)


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
    """Things of one kind. `order` places it in its group, smallest first; `total` is how many there are where not all
    are shown.
    """

    title: str | Promise
    rows: Sequence[PanelRow]
    order: int = 50
    group: Group = Group.WAITS
    total: int = 0

    @property
    def count(self) -> int:
        """How many things there are."""
        return max(self.total, len(self.rows))

    @property
    def hidden(self) -> int:
        """How many of them are not shown."""
        return self.count - len(self.rows)

    @property
    def by_urgency(self) -> list[PanelRow]:
        """What failed before what waits, and what ends first before what ends later."""
        return sorted(self.rows, key=lambda row: (URGENT.get(row.tone, 2), row.until or LAST))


@dataclass(frozen=True)
class Section:
    """One group of the page: its heading, its panels, and what is said when there are none."""

    group: Group
    panels: Sequence[Panel]

    @property
    def heading(self) -> Promise:
        return HEADINGS[self.group][0]

    @property
    def empty(self) -> str | Promise:
        return HEADINGS[self.group][1]

    @property
    def count(self) -> int:
        return sum(panel.count for panel in self.panels)

    @property
    def is_bad(self) -> bool:
        """Whether something in it failed."""
        return any(row.tone == "bad" for panel in self.panels for row in panel.rows)


Source = Callable[[Council, User, datetime], Panel | None]
SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; usable as a decorator."""
    SOURCES.append(source)
    return source


def sections(council: Council, person: User, now: datetime) -> list[Section]:
    """What all sources have to say, by groups; a group without anything is there to say so."""
    found = [panel for source in SOURCES if (panel := source(council, person, now)) is not None and panel.rows]
    found.sort(key=lambda panel: panel.order)
    groups = [Section(group, [panel for panel in found if panel.group is group]) for group in Group]
    return [section for section in groups if section.panels or section.empty]
