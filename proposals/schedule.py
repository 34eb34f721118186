"""The conductor: takes one due row, does one step of it, and says whether there was work.

It decides no deadline; it only carries out consequences. A row is taken under SKIP LOCKED, so that several conductors
share the work, and every step looks again with its own lock held, so that doing it twice does nothing more. A step
that raises is set aside with its reason and its next try; it blocks no other row.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from common.clock import CouncilNow
from common.clocks import why_in_doubt
from common.errors import DomainError
from councils.models import Window
from councils.rounds.models import Round, standing_now
from councils.rounds.outages import hold_after_outage, unheld
from ledger.record import record
from notices.reminding import remind_once
from proposals.answering.rating import rate_one_answer
from proposals.answering.sending import send_one_transmittal
from proposals.consulting.closing import count_consultation
from proposals.consulting.models import Consultation
from proposals.letters.closing import close_letter
from proposals.letters.models import Letter
from proposals.positions.counting import count_ballot
from proposals.positions.lots import decide_by_lot
from proposals.positions.plenary import decide_amendment
from proposals.positions.publishing import publish_position
from proposals.positions.signing import sign_one_position
from proposals.voting.closing import close_ballot
from proposals.voting.lots import Lot
from proposals.voting.models import Ballot
from proposals.voting.opening import open_ballot, prepare_ballots
from proposals.voting.plenary import FINISHED, earlier_unfinished, prepare_plenary, undecided_of
from proposals.voting.secrecy.closing import destroy_spent_key

log = structlog.get_logger(__name__)

State = Ballot.State
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=10)
FAILURE_LIMIT = 2_000

# state → the step that a ballot in it takes next, when it is due.
STEPS: dict[str, Callable[[Ballot], bool]] = {
    State.PROVISIONAL: open_ballot,
    State.OPEN: close_ballot,
    State.CLOSED: count_ballot,
    State.TALLIED: publish_position,
}
# The same for a ballot of the plenary, which has no position of its own.
PLENARY_STEPS: dict[str, Callable[[Ballot], bool]] = {
    State.PROVISIONAL: open_ballot,
    State.OPEN: close_ballot,
    State.CLOSED: decide_amendment,
}


def close_one_due_window() -> bool:
    """Carry out one due consequence: the opening or closing of a window, one step of one ballot, the count of one
    consultation, the close of one letter, one signature, one position or letter on its way to an addressee, one step of
    the vote on an answer, one reminder, or the end of a key that a secret ballot has left behind. False: nothing is
    due.
    """
    return (
        destroy_spent_key()
        or sign_one_position()
        or _take(due_windows(), _turn_window)
        or _take(due_ballots(), _step_ballot)
        or _take(_due_lots(), decide_by_lot, locked="ballot")
        or _take(due_consultations(), count_consultation)
        or _take(due_letters(), close_letter)
        or send_one_transmittal()
        or rate_one_answer()
        or remind_once()
    )


def failures(round_filter: Q) -> list[Window | Ballot]:
    """What is set aside, for the desk: windows and ballots of rounds that `round_filter` (on `round__…`) selects."""
    windows = Window.objects.filter(round_filter).exclude(failure="").select_related("round__council")
    ballots = Ballot.objects.filter(round_filter).exclude(failure="").select_related("round__council")
    return [*windows, *ballots]


def _due(rows: QuerySet[Any], council: str = "round__council") -> QuerySet[Any]:
    """Rows whose next try has come, with the clock of their council, to which `council` leads.

    A try that is further away than any is set was set by a clock that was ahead, and has since been put back.
    """
    never_set, came = Q(next_try_at__isnull=True), Q(next_try_at__lte=F("instant"))
    beyond = Q(next_try_at__gt=F("instant") + LONGEST_RETRY)
    return (
        rows.annotate(instant=CouncilNow(F(f"{council}_id"))).filter(never_set | came | beyond).select_related(council)
    )


def due_windows() -> QuerySet[Window]:
    """Windows that have opened or closed, and of which that is not recorded."""
    stands_at = standing_now("round")
    opens = Q(opening_done_at__isnull=True, opens_at__lte=stands_at)
    closes = Q(unheld(), opening_done_at__isnull=False, closing_done_at__isnull=True, closes_at__lte=stands_at)
    unfinished = _due(Window.objects.filter(closing_done_at__isnull=True))
    return unfinished.filter(opens | closes).order_by("opens_at", "id")


def due_ballots() -> QuerySet[Ballot]:
    """Ballots of which a step is due. A text is not voted on while the plenary has still to decide on it, and what the
    plenary decides is counted in its published order: a ballot that waits for another is not due.
    """
    before_the_text = ~Q(amendment__isnull=True) | ~Exists(undecided_of(OuterRef("proposal")))
    stands_at = standing_now("round")
    opens = Q(before_the_text, state=State.PROVISIONAL, window__opens_at__lte=stands_at)
    closes = Q(unheld("window__"), state=State.OPEN, window__closes_at__lte=stands_at)
    in_turn = Q(amendment__isnull=True) | ~Exists(earlier_unfinished(OuterRef("proposal"), OuterRef("number")))
    counted = Q(in_turn, state__in=[State.CLOSED, State.TALLIED])
    unfinished = Ballot.objects.exclude(state__in=FINISHED)
    return (
        _due(unfinished)
        .filter(opens | closes | counted)
        .select_related("round__council", "window", "proposal")
        .order_by("window__closes_at", "id")
    )


def _due_lots() -> QuerySet[Lot]:
    """Lots that were drawn, of ties that are published."""
    drawn = Lot.objects.filter(decided_at__isnull=True, ballot__state=State.PUBLISHED).exclude(seed="")
    return _due(drawn, "ballot__round__council").order_by("drawn_at", "id")


def due_consultations() -> QuerySet[Consultation]:
    """Consultations that have closed and are not counted."""
    open_ones = Consultation.objects.filter(state=Consultation.State.OPEN)
    due = _due(open_ones).filter(closes_at__lte=standing_now("round"))
    return due.select_related("round__council", "ballot", "seat__movement").order_by("closes_at", "id")


def due_letters() -> QuerySet[Letter]:
    """Letters that have closed for signatures, and of which it is not said what becomes of them."""
    due = _due(Letter.objects.filter(state=Letter.State.OPEN), "council").filter(closes_at__lte=F("instant"))
    return due.order_by("closes_at", "id")


def _take(due: QuerySet[Any], step: Callable[[Any], object], *, locked: str = "self") -> bool:
    """Do the step of the first of the rows that no other conductor has; `locked` leads to the row that every act on it
    takes first. The lock leaves key shares alone: a cast takes one on its ballot, and must not wait for a conductor
    that waits for it.
    """
    with transaction.atomic():
        row = due.select_for_update(skip_locked=True, of=(locked,), no_key=True).first()
        if row is None:
            return False
        # Nothing is noted on the row: its next try would be reckoned by the clock that is in doubt.
        if doubt := why_in_doubt():
            log.warning("step_postponed", row=str(row), reason=doubt.code)
            return False
        try:
            with transaction.atomic():
                step(row)
                _clear(row)
        except Exception as error:  # whatever a step raises is set aside; the other rows go on
            _set_aside(row, error)
    return True


def _step_ballot(ballot: Ballot) -> None:
    steps = PLENARY_STEPS if ballot.amendment_id else STEPS
    steps[ballot.state](ballot)


def _turn_window(window: Window) -> None:
    """Record that a window opened or closed; prepare the ballots of the texts when settlement opens, and those of the
    plenary when it closes.
    """
    opening = window.opening_done_at is None
    instant = window.instant  # type: ignore[attr-defined] # annotated by _due
    if not opening and hold_after_outage(window, instant):
        return
    if opening and window.kind == Window.Kind.SETTLEMENT:
        prepare_ballots(Round.objects.select_related("council").get(pk=window.round_id))
    if not opening and window.kind == Window.Kind.SETTLEMENT:
        prepare_plenary(Round.objects.select_related("council").get(pk=window.round_id))
    done = "opening_done_at" if opening else "closing_done_at"
    setattr(window, done, instant)
    window.save(update_fields=[done])
    record(
        "open_window" if opening else "close_window",
        council=window.round.council,
        actor=None,
        subject=window.round.get_absolute_url(),
        data={
            "window": window.kind,
            "opens_at": window.opens_at.isoformat(),
            "closes_at": window.closes_at.isoformat(),
        },
        at=instant,
    )


def _clear(row: Any) -> None:
    if row.attempts:
        row.attempts, row.next_try_at, row.failure = 0, None, ""
        row.save(update_fields=["attempts", "next_try_at", "failure"])


def _set_aside(row: Any, error: Exception) -> None:
    row.attempts += 1
    row.next_try_at = row.instant + min(FIRST_RETRY * 2 ** min(row.attempts - 1, 20), LONGEST_RETRY)
    # A refusal is a sentence for people; whatever else is raised is for whoever mends it.
    words = error.sentence if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
    row.failure = words[:FAILURE_LIMIT]
    type(row).objects.filter(pk=row.pk).update(attempts=row.attempts, next_try_at=row.next_try_at, failure=row.failure)
    told = log.warning if isinstance(error, DomainError) else log.error
    told("step_failed", row=str(row), kind=type(row).__name__, attempts=row.attempts, exc_info=error)
