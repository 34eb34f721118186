"""When a seat may settle how its vote will be cast, without casting it: from settlement to the close."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from common.words import Moment
from councils.models import Round, Window

from .entrance import Entrance
from .models import Ballot


def why_not_unfinished(ballot: Ballot, entrance: Entrance) -> DomainError | None:
    """The ballot is neither over nor cancelled, and the settlement of its round has begun."""
    if entrance.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    is_unfinished = entrance.state in (Ballot.State.PROVISIONAL, Ballot.State.OPEN)
    if not is_unfinished or entrance.is_over:
        return Conflict("closed", _("Voting closed on %(closed_at)s."), data={"closed_at": Moment(entrance.closes_at)})
    if entrance.suspended:
        return entrance.suspended
    return why_not_settling(ballot.round, entrance.opens_at, entrance.instant)


def why_not_settling(round_: Round, opens_at: datetime, at: datetime) -> DomainError | None:
    """Before its settlement a round is not known well enough: texts and rolls are still made."""
    if at >= opens_at:
        return None
    first = round_.windows.filter(kind=Window.Kind.SETTLEMENT).order_by("opens_at").first()
    begins_at = first.opens_at if first else opens_at
    if at >= begins_at:
        return None
    return Conflict("not_open_yet", _("This opens on %(opens_at)s."), data={"opens_at": Moment(begins_at)})


def is_secret(ballot: Ballot) -> bool:
    """Whether nobody is to learn how any seat voted."""
    return bool(ballot.terms.get("is_secret"))
