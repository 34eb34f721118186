"""The inbox as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.functional import Promise

from accounts.models import User
from common.pages import newest_first

from .models import Bounce, Device, Notice
from .registry import KINDS, marks_of, words_of


@dataclass(frozen=True)
class Line:
    """One notice: what happened, under which kind, whether it was read, and the `mark` of a council that counts for
    nothing.
    """

    number: int
    at: datetime
    words: str
    kind: str | Promise
    is_read: bool
    mark: str = ""


@dataclass(frozen=True)
class Inbox:
    """A page of lines, the newest first, and the keys of the pages beside it."""

    lines: list[Line]
    newer: int | None
    older: int | None


def inbox_page(person: User, asked: QueryDict) -> Inbox:
    """What the person was told on the site: one query, one that says which of it is of no account, and those that put
    it into words."""
    page = newest_first(Notice.objects.inbox(person).select_related("entry"), asked)
    marks = marks_of({notice.entry.council_id for notice in page.rows})
    words = words_of([notice.entry for notice in page.rows])
    lines = [_line(notice, told, marks) for notice, told in zip(page.rows, words, strict=True)]
    return Inbox(lines, page.previous, page.next)


def _line(notice: Notice, words: str, marks: Mapping[int, str]) -> Line:
    kind = KINDS.get(notice.kind)
    label = kind.label if kind else ""
    mark = marks.get(notice.entry.council_id or 0, "")
    return Line(notice.pk, notice.entry.at, words, label, notice.read_at is not None, mark)


def dropped_lately(person: User) -> list[Notice]:
    """The letters to the person that were given up, the newest first, for their settings' page."""
    gone = Notice.objects.filter(person=person, channel=Notice.Channel.EMAIL, dropped_at__isnull=False)
    told = [Notice.Dropped.REFUSED, Notice.Dropped.EXHAUSTED]
    return list(gone.filter(dropped__in=told).select_related("entry").order_by("-id")[:5])


def returned_lately(person: User) -> list[Bounce]:
    """The letters that came back from the person's mailbox, the newest first."""
    return list(Bounce.objects.filter(person=person).order_by("-id")[:5])


@dataclass(frozen=True)
class Told:
    """A device as its person sees it: since when, and whose server it is reached by."""

    number: int
    since: datetime
    server: str


def devices_of(person: User) -> list[Told]:
    """The devices on which the person is told, the newest first."""
    found = Device.objects.filter(person=person).order_by("-made_at", "-pk")
    return [Told(device.pk, device.made_at, urlsplit(device.endpoint).hostname or "") for device in found]
