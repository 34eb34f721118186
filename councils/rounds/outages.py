"""When the site was down over the last minutes of a vote, its ballots are held uncounted for a time, and may be
extended although they have closed. The gap in the heartbeat is the evidence.

Source: design §2, deadlines. A gap that nobody could see past says that nobody can show that voting was possible. It
permits an extension and makes none: that is an act of a named person, and without it what was cast is counted.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.heartbeat import Silence, silences
from councils.mandates.models import Office
from councils.mandates.permissions import why_not_hold
from councils.mandates.queries import rulebook_at
from councils.rulebook.rules import Rulebook, RulebookError, default_rulebook, read_rulebook
from councils.wellformed import Fields
from ledger.record import record

from .models import Window
from .moving import LONGEST_EXTENSION, following_of, hold_windows, told_of, write
from .queries import why_suspended

VOTES = (Window.Kind.VOTING, Window.Kind.PLENARY, Window.Kind.ADEQUACY)


def unheld(path: str = "") -> Q:
    """Windows that are not held at the annotated `instant`; `path` leads to the window."""
    return Q(**{f"{path}held_until__isnull": True}) | Q(**{f"{path}held_until__lte": F("instant")})


def hold_after_outage(window: Window, now: datetime) -> bool:
    """Hold the ballots of a window that has closed over an outage, or go on holding them. False: nothing is held.

    Asked by the conductor, which has the window's row, before anything of the window is counted. What was held once,
    and not extended, is not held again.
    """
    if window.held_until is not None:
        return window.is_held(now)
    found = outage_of(window, now)
    if found is None:
        return False
    hours = _rules(window).outage_hold_hours
    window.outage_began_at, window.outage_ended_at = found.began_at, found.ended_at
    window.held_until = now + timedelta(hours=hours)
    window.save(update_fields=["outage_began_at", "outage_ended_at", "held_until"])
    round_ = window.round
    told = {**_evidence(window), "hours": hours, "until": window.held_until.isoformat()}
    record("hold_window", council=round_.council, actor=None, subject=round_.get_absolute_url(), data=told, at=now)
    return True


def outage_of(window: Window, now: datetime) -> Silence | None:
    """The latest time within the last minutes of a vote in which nothing shows that the site was up."""
    if window.kind not in VOTES or window.round.council.is_rehearsal:
        return None
    last = timedelta(minutes=_rules(window).outage_minutes)
    found = silences(max(window.opens_at, window.closes_at - last), now)
    return next((silence for silence in reversed(found) if silence.began_at < window.closes_at), None)


def why_not_extend_after(window: Window, at: datetime) -> DomainError | None:
    """Only what is held because of an outage is extended after its close."""
    if window.is_held(at):
        return None
    return Conflict("not_held", gettext_lazy("Only a vote that closed while the site was down is extended afterwards."))


def extend_after_outage(*, window: Window, closes_at: datetime | str, reason: str, actor: User) -> Window:
    """Let a vote that closed over an outage go on until a later close; the calendar after it moves by as much.

    A stage after it that has begun already only closes later. Refused: all but secretaries (403); a window that is not
    held, and a round that is suspended (409); a close in the past or more than a year away, and no reason (422).
    """
    with transaction.atomic():
        round_ = window.round
        windows, now = hold_windows(round_)
        window = next(w for w in windows if w.pk == window.pk)
        refuse(
            why_not_hold(actor, round_.council, Office.Kind.SECRETARY, at=now),
            why_suspended(window.round),
            why_not_extend_after(window, now),
        )
        fields = Fields()
        words = fields.reason(reason)
        close = fields.instant("closes_at", closes_at, required=True)
        if close and close <= now:
            fields.note("closes_at", _("The new close has to be in the future."))
        elif close and close > window.closes_at + LONGEST_EXTENSION:
            fields.note("closes_at", _("A window is extended by one year at most."))
        close = fields.needed(close)
        evidence = _evidence(window)
        moved = _later(following_of(window, windows), close - window.closes_at, now)
        window.closes_at = close
        window.outage_began_at = window.outage_ended_at = window.held_until = None
        window.save(update_fields=["outage_began_at", "outage_ended_at", "held_until", "closes_at"])
        write(moved)
        told = {**evidence, "new": close.isoformat(), "reason": words, "moved": told_of(moved)}
        subject = round_.get_absolute_url()
        record("extend_after_outage", council=round_.council, actor=actor, subject=subject, data=told, at=now)
    return window


def _later(windows: list[Window], by: timedelta, now: datetime) -> list[Window]:
    for window in windows:
        if window.opens_at > now:
            window.opens_at += by
        window.closes_at += by
    return windows


def _evidence(window: Window) -> dict[str, object]:
    return {
        "round": window.round.number,
        "window": window.kind,
        "old": window.closes_at.isoformat(),
        "began_at": window.outage_began_at.isoformat() if window.outage_began_at else None,
        "ended_at": window.outage_ended_at.isoformat() if window.outage_ended_at else None,
    }


def _rules(window: Window) -> Rulebook:
    """The rulebook in force when the window opened; the defaults where none was, or where it cannot be read: of that
    whoever opens a ballot is told, and a hold must not fail.
    """
    found = rulebook_at(window.round.council, window.opens_at)
    try:
        return read_rulebook(found.data) if found else default_rulebook()
    except RulebookError:
        return default_rulebook()
