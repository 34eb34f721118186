"""A council's rounds and a round's river, in the shape that pages show: where we are, what is next, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from councils.models import Council, Round, Window
from proposals.models import Ballot, Position, Proposal

PAGE = 20


@dataclass(frozen=True)
class Step:
    """One window in the river, as it is at an instant: past, current or coming."""

    window: Window
    is_past: bool
    is_current: bool


@dataclass(frozen=True)
class River:
    """A round with its windows in order; `current` is the open one, `coming` the next."""

    round: Round
    steps: tuple[Step, ...]
    current: Window | None
    coming: Window | None


def river_of(round_: Round, windows: Iterable[Window], at: datetime) -> River:
    """The river of a round at an instant."""
    ordered = sorted(windows, key=lambda window: (window.opens_at, window.pk))
    steps = tuple(Step(w, w.closes_at <= at, w.opens_at <= at < w.closes_at) for w in ordered)
    current = next((step.window for step in steps if step.is_current), None)
    coming = next((step.window for step in steps if not step.is_past and not step.is_current), None)
    return River(round_, steps, current, coming)


def rivers_of(council: Council, at: datetime) -> list[River]:
    """The council's rounds, the latest first, with their rivers: two queries."""
    windows = Prefetch("windows", Window.objects.order_by("opens_at", "id"))
    rounds = council.rounds.order_by("-number").prefetch_related(windows)[:PAGE]
    return [river_of(round_, round_.windows.all(), at) for round_ in rounds]


def latest_positions(council: Council) -> QuerySet[Position]:
    """The council's last positions, with what a list shows of them, without their documents."""
    shown = Position.objects.filter(council=council).select_related("council", "ballot__revision").defer("document")
    return shown.order_by("-id")[:5]


def public_proposals(round_: Round, *, theme: str = "", after: int = 0) -> tuple[list[Proposal], int | None]:
    """A page of the round's public proposals by number, and the number after which the next page begins."""
    proposals = Proposal.objects.filter(round=round_, admitted_at__isnull=False, number__gt=after)
    if theme:
        proposals = proposals.filter(themes__slug=theme)
    rows = list(proposals.select_related("revision", "seat__movement__country").order_by("number")[: PAGE + 1])
    for proposal in rows:
        proposal.round = round_
    return rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None


def ballots_of(round_: Round, *, after: int = 0) -> tuple[list[Ballot], int | None]:
    """A page of the round's ballots by number, and the number after which the next page begins."""
    ballots = round_.ballots.filter(number__gt=after).select_related("window", "proposal__revision", "revision")
    rows = list(ballots.order_by("number")[: PAGE + 1])
    for ballot in rows:
        ballot.round = round_
    return rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None
