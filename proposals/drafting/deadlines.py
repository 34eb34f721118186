"""*Can it now?* for every verb that a stage opens and closes: one question, asked with the locks held."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from common.words import Moment
from councils.rounds.models import Round
from councils.rounds.queries import Entrance, enter_stage, glance_at_stage
from proposals import stages


def enter(round_: Round, verb: str) -> Entrance:
    """Hold the windows in which `verb` is open as they are, and read the instant that decides."""
    return enter_stage(round_, stages.OPEN[verb])


def glance(round_: Round, verb: str, at: datetime) -> Entrance:
    """The same for a page that only shows whether it can be done."""
    return glance_at_stage(round_, stages.OPEN[verb], at)


def why_not_open(entrance: Entrance) -> DomainError | None:
    """None inside a window; else whether it is suspended, has closed, is yet to open, or is not in this round's
    calendar.
    """
    if entrance.open:
        return None
    if entrance.suspended:
        return entrance.suspended
    if entrance.coming:
        return Conflict(
            "not_open_yet",
            _("This opens on %(opens_at)s."),
            data={"opens_at": Moment(entrance.coming.opens_at)},
        )
    if entrance.last:
        return Conflict(
            "closed", _("This closed on %(closed_at)s."), data={"closed_at": Moment(entrance.last.closes_at)}
        )
    return Conflict("not_in_calendar", _("The calendar of this round has no stage for this."))
