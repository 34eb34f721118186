"""The inbox as a page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.functional import Promise

from accounts.models import User
from common.pages import newest_first

from .models import Notice
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
