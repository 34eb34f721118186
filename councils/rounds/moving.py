"""Moving the windows of a round that stands: extending one, shortening one that has yet to open, and opening a second
for a second call.

What people act in only ever moves later. Whoever moves a window holds the locks of all windows of its round alone, so
that no vote, comment or draft is compared with a deadline that is about to change.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock, exclude
from common.words import Moment
from councils.lastword import last_word
from councils.mandates.models import Council, Office
from councils.mandates.permissions import why_not_hold
from councils.rulebook.models import Rulebook
from councils.rulebook.rules import read_rulebook
from councils.wellformed import Fields
from ledger.record import record

from .models import Round, Window
from .queries import why_suspended

LONGEST_EXTENSION = timedelta(days=366)


def hold_windows(round_: Round) -> tuple[list[Window], datetime]:
    """All windows of the round, locked alone in the order of their ids, as they are now; and the instant after that."""
    # The rows first: a conductor has its window's row before it waits for the round, so nobody else may hold the round
    # and then wait for a row.
    list(round_.windows.select_for_update(no_key=True).order_by("id").values_list("id"))
    held: set[int] = set()
    # One that was added while this waited for the round is seen only now, and held as well.
    for _turn in range(2):
        for identifier in round_.windows.exclude(pk__in=held).order_by("id").values_list("id", flat=True):
            exclude(Lock.WINDOW, identifier)
            held.add(identifier)
        exclude(Lock.ROUND, round_.pk)
    round_.refresh_from_db(fields=["suspended_at", "suspension_reason"])
    return list(round_.windows.order_by("opens_at", "id")), clock.now(round_.council_id)


def why_not_extend(window: Window, at: datetime) -> DomainError | None:
    """What has closed stays closed."""
    if at < window.closes_at:
        return None
    return Conflict(
        "closed", gettext_lazy("This closed on %(closed_at)s."), data={"closed_at": Moment(window.closes_at)}
    )


def why_not_leave_following(window: Window, closes_at: datetime, windows: Iterable[Window]) -> DomainError | None:
    """A window does not run into those after it, unless they move too."""
    hit = [w for w in following_of(window, windows) if w.opens_at < closes_at]
    if not hit:
        return None
    names = ", ".join(str(Window.Kind(w.kind).label) for w in hit)
    sentence = gettext_lazy("It would run into what follows: %(windows)s. Shift those too, or choose an earlier close.")
    return Conflict("overlap", sentence, data={"windows": names})


def following_of(window: Window, windows: Iterable[Window]) -> list[Window]:
    """The stages after a window. A vote on an answer is none: nothing runs into it, and it moves with nothing."""
    alone = Window.Kind.ADEQUACY
    if window.kind == alone:
        return []
    return [w for w in windows if w.pk != window.pk and w.kind != alone and w.opens_at >= window.closes_at]


def extend_window(
    *, window: Window, closes_at: datetime | str, reason: str, actor: User, shift_following: bool = False
) -> Window:
    """Let a window close later, before it closes, with a reason. With `shift_following` all later ones move by as much.

    Refused: all but secretaries, a window that has closed, a round that is suspended, a close that is not later or more
    than a year away, and one that runs into the next window while that stays.
    """
    with transaction.atomic():
        round_ = window.round
        windows, now = hold_windows(round_)
        window = next(w for w in windows if w.pk == window.pk)
        refuse(
            why_not_hold(actor, round_.council, Office.Kind.SECRETARY, at=now),
            why_suspended(round_),
            why_not_extend(window, now),
        )
        fields = Fields()
        words = fields.reason(reason)
        close = fields.instant("closes_at", closes_at, required=True)
        if close and close <= window.closes_at:
            fields.note("closes_at", _("The new close has to be later than the present one."))
        elif close and close > window.closes_at + LONGEST_EXTENSION:
            fields.note("closes_at", _("A window is extended by one year at most."))
        close = fields.needed(close)
        following = following_of(window, windows)
        refuse(None if shift_following else why_not_leave_following(window, close, windows))
        old, window.closes_at = window.closes_at, close
        moved = _shift(following, close - old) if shift_following else []
        write([window, *moved])
        told = {
            "round": round_.number,
            "window": window.kind,
            "old": old.isoformat(),
            "new": close.isoformat(),
            "reason": words,
            "moved": told_of(moved),
        }
        subject = round_.get_absolute_url()
        record("extend_window", council=round_.council, actor=actor, subject=subject, data=told, at=now)
    return window


def why_not_shorten(window: Window, at: datetime) -> DomainError | None:
    """Whoever could act until a close was promised it: only what has yet to open closes sooner."""
    if at < window.opens_at:
        return None
    sentence = gettext_lazy("This opened on %(opened_at)s: from then on it only closes later.")
    return Conflict("opened_already", sentence, data={"opened_at": Moment(window.opens_at)})


def shorten_window(*, window: Window, closes_at: datetime | str, reason: str, actor: User) -> Window:
    """Let a window that has yet to open close sooner, with a reason. Those after it stay where they are.

    Refused: all but secretaries (403); a window that has opened, and a round that is suspended (409); a close that is
    not sooner, or sooner after the opening than the rulebook allows, and no reason (422).
    """
    with transaction.atomic():
        round_ = window.round
        windows, now = hold_windows(round_)
        window = next(w for w in windows if w.pk == window.pk)
        refuse(
            why_not_hold(actor, round_.council, Office.Kind.SECRETARY, at=now),
            why_suspended(round_),
            why_not_shorten(window, now),
        )
        fields = Fields()
        words = fields.reason(reason)
        close = fields.instant("closes_at", closes_at, required=True)
        if close and close >= window.closes_at:
            fields.note("closes_at", _("The new close has to be sooner than the present one."))
        elif close and close < window.opens_at + (least := shortest(round_.council, window.kind, now)):
            hours = {"hours": int(least.total_seconds()) // 3600}
            fields.note("closes_at", _("This stage is too short then: it lasts at least %(hours)s hours.") % hours)
        close = fields.needed(close)
        old, window.closes_at = window.closes_at, close
        write([window])
        told = {"round": round_.number, "window": window.kind, "old": old.isoformat(), "new": close.isoformat()}
        data, subject = {**told, "reason": words}, round_.get_absolute_url()
        record("shorten_window", council=round_.council, actor=actor, subject=subject, data=data, at=now)
    return window


def _shift(windows: list[Window], by: timedelta) -> list[Window]:
    for window in windows:
        window.opens_at += by
        window.closes_at += by
    return windows


def told_of(windows: list[Window]) -> list[dict[str, str]]:
    """Windows with their bounds, as an entry tells them."""
    return [
        {"window": w.kind, "opens_at": w.opens_at.isoformat(), "closes_at": w.closes_at.isoformat()} for w in windows
    ]


def write(windows: list[Window]) -> None:
    """Latest first: two windows of one kind that move together never overlap on the way."""
    for window in sorted(windows, key=lambda w: w.opens_at, reverse=True):
        window.save(update_fields=["opens_at", "closes_at"])


def open_second_call_window(
    *, round_: Round, opens_at: datetime | str, closes_at: datetime | str, actor: User
) -> Window:
    """Add a voting window for ballots of the round that are called a second time.

    A response window that has not closed then closes so much later that whoever answers has as long after the second
    vote as it had after the first. Refused: all but secretaries, an opening before the first vote has closed or in the
    past, a vote shorter than the rulebook allows, and another voting window at the same time.
    """
    with transaction.atomic():
        windows, now = hold_windows(round_)
        refuse(why_not_hold(actor, round_.council, Office.Kind.SECRETARY, at=now), why_suspended(round_))
        fields = Fields()
        start = fields.instant("opens_at", opens_at, required=True)
        close = fields.instant("closes_at", closes_at, required=True)
        first = next(w for w in windows if w.kind == Window.Kind.VOTING)
        if start and start < max(now, first.closes_at):
            fields.note("opens_at", _("The second call cannot open in the past, nor before the first vote has closed."))
        if start and close and close < start + (least := shortest(round_.council, Window.Kind.VOTING, now)):
            hours = {"hours": int(least.total_seconds()) // 3600}
            fields.note("closes_at", _("The second call is too short: it lasts at least %(hours)s hours.") % hours)
        start, close = fields.needed(start), fields.needed(close)
        taken = Conflict("overlap", gettext_lazy("Another vote of this round is open at that time."))
        with last_word({"one_open_window_of_a_kind": taken}):
            window = Window.objects.create(round=round_, kind=Window.Kind.VOTING, opens_at=start, closes_at=close)
        moved = _give_time_to_answer(windows, first.closes_at, close, now)
        told = {"round": round_.number, "opens_at": start.isoformat(), "closes_at": close.isoformat()}
        verb, subject = "open_second_call_window", round_.get_absolute_url()
        record(
            verb, council=round_.council, actor=actor, subject=subject, data={**told, "moved": told_of(moved)}, at=now
        )
    return window


def shortest(council: Council, kind: str, at: datetime) -> timedelta:
    """How long a window of this kind lasts at least, by the rulebook in force; one hour where it says nothing."""
    rules = Rulebook.objects.filter(council=council, effective_at__lte=at).order_by("-effective_at", "-version").first()
    return timedelta(hours=max(1, read_rulebook(rules.data).minimum_hours.get(kind, 0) if rules else 0))


def _give_time_to_answer(
    windows: list[Window], first_close: datetime, second_close: datetime, now: datetime
) -> list[Window]:
    """Opening later would cut what was adopted at the first vote off from an answer, so only the close moves."""
    answers = [w for w in windows if w.kind == Window.Kind.RESPONSE and w.closes_at > now]
    for response in answers[-1:]:
        close = second_close + (response.closes_at - first_close)
        if close > response.closes_at:
            response.closes_at = close
            write([response])
            return [response]
    return []
