"""A council's rounds and a round's river, as pages show them: where we are, what is next, when, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import CouncilNow
from councils.models import Council, Round, Window
from proposals.models import Position
from proposals.positions.queries import as_listed, positions_to_list
from proposals.positions.words import TONES, outcome_word

ROUNDS, POSITIONS = 20, 5
OPEN_TO: dict[str, Promise] = {
    "drafting": _("Movements write proposals, find sponsors and submit them; the secretariat admits or returns them."),
    "discussion": _("Members comment, observers too; the sponsors revise their text."),
    "settlement": _("The ballots are prepared with provisional rolls, which mandate holders may challenge."),
    "plenary": _("Mandate holders vote on the amendments that were sent to the plenary."),
    "voting": _("Mandate holders vote, and may vote again until the close. Then it is counted and published."),
    "response": _("The bodies to which positions are addressed answer."),
}
# For whom it is, in a word: said of every stage, also of those that are far.
FOR: dict[str, Promise] = {
    "drafting": pgettext_lazy("for whom", "movements"),
    "discussion": pgettext_lazy("for whom", "members and observers"),
    "settlement": pgettext_lazy("for whom", "mandate holders"),
    "plenary": pgettext_lazy("for whom", "mandate holders"),
    "voting": pgettext_lazy("for whom", "mandate holders"),
    "response": pgettext_lazy("for whom", "the bodies that are asked"),
}


@dataclass(frozen=True)
class Step:
    """One window in the river as it is at an instant; of those to come, the first `is_next`."""

    window: Window
    is_past: bool
    is_current: bool
    is_next: bool

    @property
    def open_to(self) -> Promise | str:
        """Who does what in it."""
        return OPEN_TO.get(self.window.kind, "")

    @property
    def whom(self) -> Promise | str:
        """For whom it is, in a word."""
        return FOR.get(self.window.kind, "")


@dataclass(frozen=True)
class River:
    """A round with its windows in order; `current` is the open one, `coming` the next."""

    round: Round
    steps: tuple[Step, ...]
    current: Window | None
    coming: Window | None


def river_of(round_: Round, windows: Iterable[Window], at: datetime) -> River:
    """The river of a round at an instant, by the bounds of its windows alone: a worker that is late moves no stage. The
    votes on answers are no stages: they come when an answer has come. While the round is suspended nothing moves.
    """
    at = round_.standing(at)
    stages = (window for window in windows if window.kind != Window.Kind.ADEQUACY)
    ordered = sorted(stages, key=lambda window: (window.opens_at, window.pk))
    coming = next((window for window in ordered if window.opens_at > at), None)
    steps = tuple(Step(w, w.closes_at <= at, w.opens_at <= at < w.closes_at, w is coming) for w in ordered)
    return River(round_, steps, next((step.window for step in steps if step.is_current), None), coming)


def council_at(slug: str) -> Council | None:
    """The council with `instant`, its clock."""
    return Council.objects.filter(slug=slug).annotate(instant=CouncilNow(F("pk"))).first()


def rivers_of(council: Council, at: datetime) -> list[River]:
    """The council's rounds, the latest first, with their rivers: two queries."""
    windows = Prefetch("windows", Window.objects.order_by("opens_at", "id"))
    rounds = council.rounds.order_by("-number").prefetch_related(windows)[:ROUNDS]
    return [river_of(round_, round_.windows.all(), at) for round_ in rounds]


def latest_positions(council: Council) -> list[tuple[Position, str, str]]:
    """The council's last positions, each with its outcome in words and as the tone of a badge."""
    rows = positions_to_list(council.slug).order_by("-id")[:POSITIONS]
    return [(as_listed(row), outcome_word(row.outcome), TONES.get(row.outcome, "")) for row in rows]
