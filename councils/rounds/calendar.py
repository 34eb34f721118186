"""Is this a calendar? What a round's windows must be before it is convened. Pure: no database, the clock is given.

A calendar has one drafting, discussion, settlement and voting window, and may have a plenary before the vote and a
response window after it, in that order. From drafting to voting each window opens at the instant at which the one
before closes; between vote and response time may pass, in which positions are published.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.words import Moment

ORDER = ("drafting", "discussion", "settlement", "plenary", "voting", "response")
REQUIRED = ("drafting", "discussion", "settlement", "voting")
LABELS: Mapping[str, Promise] = {
    "drafting": _("drafting"),
    "discussion": _("discussion"),
    "settlement": _("settlement"),
    "plenary": _("plenary"),
    "voting": _("voting"),
    "response": _("response"),
}
LONGEST = timedelta(days=366 * 3)


@dataclass(frozen=True)
class Stretch:
    """One window as it is asked for, open while `opens_at <= t < closes_at`."""

    kind: str
    opens_at: datetime
    closes_at: datetime

    @property
    def length(self) -> timedelta:
        return self.closes_at - self.opens_at

    @property
    def lasts(self) -> bool:
        return self.closes_at > self.opens_at


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a calendar: a code, the kind of window that it is about, and a sentence with its data."""

    code: str
    kind: str
    sentence: Promise
    data: Mapping[str, object]

    def __str__(self) -> str:
        return str(self.sentence) % self.data


def problems(
    windows: Sequence[Stretch], now: datetime, minimum_hours: Mapping[str, int] | None = None
) -> list[Problem]:
    """Everything wrong with the calendar at `now`, in the order of the river; empty when it can be convened.

    All instants carry a zone. `minimum_hours` is the rulebook's: the least that each kind of window lasts.
    """
    known = sorted((w for w in windows if w.kind in ORDER), key=lambda w: ORDER.index(w.kind))
    found = [
        *(_unknown(w) for w in windows if w.kind not in ORDER),
        *_missing_or_twice(windows),
        *(problem for window in known for problem in _alone(window, now, minimum_hours or {})),
    ]
    single = {window.kind: window for window in known}
    return [*found, *_between([single[kind] for kind in ORDER if kind in single and single[kind].lasts])]


def _problem(code: str, kind: str, sentence: Promise, **data: object) -> Problem:
    return Problem(code, kind, sentence, {"window": LABELS.get(kind, kind), **data})


def _unknown(window: Stretch) -> Problem:
    return _problem("unknown", str(window.kind)[:40], _("There is no stage called %(window)s."))


def _missing_or_twice(windows: Iterable[Stretch]) -> list[Problem]:
    count = Counter(window.kind for window in windows)
    found = []
    for kind in ORDER:
        if kind in REQUIRED and not count[kind]:
            found.append(_problem("missing", kind, _("The window for %(window)s is missing.")))
        elif count[kind] > 1:
            found.append(_problem("twice", kind, _("There is more than one window for %(window)s.")))
    return found


def _alone(window: Stretch, now: datetime, minimum_hours: Mapping[str, int]) -> list[Problem]:
    """What is wrong with one window whatever stands beside it."""
    found = []
    if not window.lasts:
        sentence = _("The window for %(window)s has no length: it closes before or when it opens.")
        return [_problem("no_length", window.kind, sentence)]
    if window.opens_at < now:
        sentence = _("The window for %(window)s would open in the past, on %(opens_at)s.")
        found.append(_problem("past", window.kind, sentence, opens_at=Moment(window.opens_at)))
    hours = minimum_hours.get(window.kind, 0)
    if window.length < timedelta(hours=hours):
        sentence = _("The window for %(window)s is too short: the rulebook asks for at least %(hours)s hours.")
        found.append(_problem("too_short", window.kind, sentence, hours=hours))
    if window.length > LONGEST:
        found.append(_problem("too_long", window.kind, _("The window for %(window)s is longer than three years.")))
    return found


def _between(windows: Sequence[Stretch]) -> list[Problem]:
    """What is wrong between each window and the next in the order of the river."""
    found = []
    for earlier, later in pairwise(windows):
        other = LABELS[earlier.kind]
        if later.opens_at < earlier.opens_at:
            sentence = _("The window for %(window)s opens before the one for %(other)s, which comes first.")
            found.append(_problem("order", later.kind, sentence, other=other))
        elif later.opens_at < earlier.closes_at:
            sentence = _("The window for %(window)s opens before the one for %(other)s has closed.")
            found.append(_problem("overlap", later.kind, sentence, other=other))
        elif later.opens_at > earlier.closes_at and later.kind != "response":
            sentence = _("Between the windows for %(other)s and %(window)s there is a gap.")
            found.append(_problem("gap", later.kind, sentence, other=other))
    return found
