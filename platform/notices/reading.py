"""The inbox as a page shows it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.functional import Promise

from accounts.models import User
from common.pages import newest_first

from .models import Bounce, Device, Notice
from .registry import KINDS, words_of


@dataclass(frozen=True)
class Line:
    """One notice: what happened, under which kind, whether it was read, and what became of its letter."""

    number: int
    at: datetime
    words: str
    kind: str | Promise
    is_read: bool


@dataclass(frozen=True)
class Inbox:
    """A page of lines, the newest first, and the keys of the pages beside it."""

    lines: list[Line]
    newer: int | None
    older: int | None


def inbox_page(person: User, asked: QueryDict) -> Inbox:
    """What the person was told on the site: one query."""
    page = newest_first(Notice.objects.inbox(person).select_related("entry"), asked)
    return Inbox([_line(notice) for notice in page.rows], page.previous, page.next)


def _line(notice: Notice) -> Line:
    kind = KINDS.get(notice.kind)
    label = kind.label if kind else ""
    return Line(notice.pk, notice.entry.at, words_of(notice.entry), label, notice.read_at is not None)


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
