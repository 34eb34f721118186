"""A council's rehearsals, and where the clock of one can be turned to."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, QuerySet

from common.clock import CouncilNow
from councils.mandates.models import REHEARSAL, Council
from councils.rounds.models import Window

MARK = re.compile(REHEARSAL)


def rehearsal_at(parts: Mapping[str, object]) -> Council | None:
    """The rehearsal that a part of an address names, with `instant`, what its clock says. An address of another council
    is told by its looks, without a question.
    """
    slugs = [part for part in parts.values() if isinstance(part, str) and MARK.search(part)]
    if not slugs:
        return None
    found = Council.objects.filter(slug__in=slugs, is_rehearsal=True).annotate(instant=CouncilNow(F("pk")))
    return found.first()


def rehearsals_of(council: Council) -> QuerySet[Council]:
    """The rehearsals of a council with `instant`, what the clock of each says; the latest first."""
    return council.rehearsals.annotate(instant=CouncilNow(F("pk"))).order_by("-id")


def next_boundary(council: Council, at: datetime) -> tuple[Window, datetime] | None:
    """The next instant at which a window of the council opens or closes, and that window; of two at one instant the one
    that closes. None: nothing is to come.
    """
    windows = Window.objects.filter(round__council=council, closes_at__gt=at).select_related("round")
    ends = [
        (instant, instant == window.opens_at, window.pk, window)
        for window in windows
        for instant in (window.opens_at, window.closes_at)
        if instant > at
    ]
    if not ends:
        return None
    instant, _opens, _pk, window = min(ends, key=lambda end: end[:3])
    return window, instant
