"""The public clock of an answer, in words: how long there is still, how long it has been late, who is silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from common.languages import say

from .models import ACCEPTING, OPEN_STATES, Response, Transmittal
from .rating_models import RUNNING, Rating

State = Transmittal.State
DAY = timedelta(days=1)
TONES: dict[str, str] = {
    Response.Kind.ACCEPTS: "good",
    Response.Kind.IN_PART: "warn",
    Response.Kind.REJECTS: "bad",
    Response.Kind.DEFERS: "info",
}
# What the seats think of an answer, and its tone.
RATED: dict[str, tuple[str | Promise, str]] = {
    RUNNING: (pgettext_lazy("answer", "the seats vote on it"), "info"),
    Rating.Outcome.ADEQUATE: (pgettext_lazy("answer", "found adequate"), "good"),
    Rating.Outcome.INADEQUATE: (pgettext_lazy("answer", "found inadequate"), "bad"),
    Rating.Outcome.UNDECIDED: (pgettext_lazy("answer", "the vote decided nothing"), ""),
    Rating.Outcome.VOID: (pgettext_lazy("answer", "the vote is void"), ""),
}
ASKED: dict[str, str | Promise] = {
    State.SENT: pgettext_lazy("addressee", "silent"),
    State.ACKNOWLEDGED: pgettext_lazy("addressee", "received, not answered"),
    State.SUPERSEDED: pgettext_lazy("addressee", "no longer asked"),
}


@dataclass(frozen=True)
class Reading:
    """One transmittal for a page. `word` is where it stands, `clock` how the time stands to it, `rated` what the seats
    think of the answer, each with its tone.
    """

    transmittal: Transmittal
    word: str
    tone: str
    clock: str
    clock_tone: str
    is_overdue: bool
    rated: str = ""
    rated_tone: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted, wholly or in part, so that there is something to follow up."""
        return self.transmittal.response is not None and self.transmittal.response.kind in ACCEPTING

    @property
    def name(self) -> str:
        """Of the body that is asked."""
        return say(self.transmittal.addressee.name)


def read_transmittal(transmittal: Transmittal, now: datetime) -> Reading:
    """How the transmittal stands at `now`. What is due at an instant is late from that instant on."""
    is_overdue = transmittal.state in OPEN_STATES and now >= transmittal.due_at
    clock, clock_tone = _clock(transmittal, now)
    response = transmittal.response
    if response is not None:
        word, tone = response.get_kind_display(), TONES[response.kind]
    else:
        word, tone = str(ASKED[transmittal.state]), "bad" if is_overdue else ""
    rating = getattr(transmittal, "rating", None)
    rated, rated_tone = RATED[rating.stands] if rating else ("", "")
    return Reading(transmittal, word, tone, clock, clock_tone, is_overdue, str(rated), rated_tone)


def _clock(transmittal: Transmittal, now: datetime) -> tuple[str, str]:
    if transmittal.state == State.SUPERSEDED:
        return "", ""
    if transmittal.answered_at is not None:
        return _answered(transmittal, transmittal.answered_at)
    if now >= transmittal.due_at:
        return overdue_words(now - transmittal.due_at), "bad"
    days = (transmittal.due_at - now) // DAY
    if not days:
        return _("less than a day left"), "warn"
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}, "info"


def overdue_words(late: timedelta) -> str:
    """How long an answer has been missing."""
    days = late // DAY
    if not days:
        return _("overdue since less than a day")
    return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}


def _answered(transmittal: Transmittal, answered_at: datetime) -> tuple[str, str]:
    """In how many days, counted from the sending, and how late that was."""
    days, late = (answered_at - transmittal.sent_at) // DAY, answered_at - transmittal.due_at
    within = ngettext("answered in %(n)d day", "answered in %(n)d days", days) % {"n": days}
    if not days:
        within = _("answered in less than a day")
    if late < timedelta(0):
        return within, "good"
    days_late = late // DAY
    if not days_late:
        return _("%(within)s, less than a day late") % {"within": within}, "warn"
    words = ngettext("%(within)s, %(n)d day late", "%(within)s, %(n)d days late", days_late)
    return words % {"within": within, "n": days_late}, "warn"
