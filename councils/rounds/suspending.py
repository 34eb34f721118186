"""Suspending a round over an outage, and resuming it: the calendar stands still meanwhile, and the time that was lost
is given back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.mandates.models import Office
from councils.mandates.permissions import why_not_hold
from councils.wellformed import Fields
from ledger.record import record

from .models import Round, Window
from .moving import hold_windows, told_of, write
from .queries import why_suspended


@dataclass(frozen=True)
class Within:
    """What of a round has a close of its own besides its windows. `hold` waits for whoever entered it in time;
    `give_back` lets what has not closed at the suspension close so much later.
    """

    hold: Callable[[Round], None]
    give_back: Callable[[Round, timedelta], None]


WITHIN: list[Within] = []


def register(within: Within) -> None:
    """Let the calendar of a round carry this along."""
    WITHIN.append(within)


def why_not_suspend(windows: list[Window], at: datetime) -> DomainError | None:
    """There has to be something that can stand still."""
    if any(at < window.closes_at for window in windows):
        return None
    return Conflict("closed", _("Every stage of this round has closed."))


def why_not_resume(round_: Round) -> DomainError | None:
    """Only what stands still goes on."""
    if round_.suspended_at is not None:
        return None
    return Conflict("not_suspended", _("This round is not suspended."))


def suspend_round(*, round_: Round, reason: str, actor: User) -> Round:
    """Let the calendar of a round stand still from now on, for a reason that everybody reads.

    Until it is resumed nothing opens, nothing closes, and nothing that a deadline ends can be done. Refused: all but
    secretaries (403); a round that is suspended, or all of whose stages have closed (409); no reason (422).
    """
    with transaction.atomic():
        windows, now = _hold(round_)
        refuse(
            why_not_hold(actor, round_.council, Office.Kind.SECRETARY, at=now),
            why_suspended(round_),
            why_not_suspend(windows, now),
        )
        fields = Fields()
        words = fields.reason(reason)
        fields.refuse()
        round_.suspended_at, round_.suspension_reason = now, words
        round_.save(update_fields=["suspended_at", "suspension_reason"])
        told = {"round": round_.number, "reason": words, "windows": told_of(_unfinished(windows, now))}
        record(
            "suspend_round", council=round_.council, actor=actor, subject=round_.get_absolute_url(), data=told, at=now
        )
    return round_


def resume_round(*, round_: Round, actor: User) -> Round:
    """Let the calendar go on. What was open closes later by the time that was lost; what comes, comes as much later.

    Refused: all but secretaries (403); a round that is not suspended (409).
    """
    with transaction.atomic():
        windows, now = _hold(round_)
        refuse(why_not_hold(actor, round_.council, Office.Kind.SECRETARY, at=now), why_not_resume(round_))
        since = round_.suspended_at or now
        lost = now - since
        moved = _unfinished(windows, since)
        for window in moved:
            if window.opens_at > since:
                window.opens_at += lost
            window.closes_at += lost
        write(moved)
        for within in WITHIN:
            within.give_back(round_, lost)
        round_.suspended_at, round_.suspension_reason = None, ""
        round_.save(update_fields=["suspended_at", "suspension_reason"])
        told = {
            "round": round_.number,
            "since": since.isoformat(),
            "minutes": -(-int(lost.total_seconds()) // 60),
            "moved": told_of(moved),
        }
        record(
            "resume_round", council=round_.council, actor=actor, subject=round_.get_absolute_url(), data=told, at=now
        )
    return round_


def _hold(round_: Round) -> tuple[list[Window], datetime]:
    """What has a close of its own comes before the windows: whoever counts it has it when they enter the ballot."""
    for within in WITHIN:
        within.hold(round_)
    return hold_windows(round_)


def _unfinished(windows: list[Window], at: datetime) -> list[Window]:
    return [window for window in windows if window.closes_at > at]
