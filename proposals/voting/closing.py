"""Closing a ballot at its deadline, cancelling it, and calling it a second time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Invalid, refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import why_not_hold
from councils.models import Office, Window
from councils.rounds.outages import hold_after_outage
from councils.rulebook.rules import read_rulebook
from ledger.record import record

from .delegating.resolving import resolve_at_close
from .holding import hold
from .models import Ballot
from .opening import cancel
from .paper import put_again
from .queries import presence
from .secrecy.closing import open_envelopes

REASON_LIMIT = 2_000
NO_QUORUM = "no_quorum"


def close_ballot(ballot: Ballot) -> bool:
    """Close the ballot once its window has closed. False when it is not due, is closed already, or is held uncounted
    because the site was down over the last minutes.

    The exclusive lock waits for every vote that entered in time, and whoever comes later reads the clock after it.
    Whose vote counts for whom by delegation is worked out here, once. The envelopes of a secret ballot are opened in
    the same transaction; its key is destroyed after it.
    """
    with transaction.atomic():
        hold(ballot)
        instant = clock.now(ballot.round.council_id)
        if ballot.state != Ballot.State.OPEN or ballot.round.standing(instant) < ballot.window.closes_at:
            return False
        if hold_after_outage(ballot.window, instant):
            return False
        ballot.state, ballot.closed_at = Ballot.State.CLOSED, instant
        ballot.delegations = resolve_at_close(ballot)
        ballot.save(update_fields=["state", "closed_at", "delegations"])
        if ballot.is_secret:
            open_envelopes(ballot)
        record(
            "close_ballot",
            council=ballot.round.council,
            actor=None,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "votes": len(presence(ballot).present)},
            at=instant,
        )
    return True


def cancel_ballot(*, person: User, ballot: Ballot, reason: str) -> Ballot:
    """End a ballot before its close, uncounted, for a reason that everybody reads.

    Refused: to who is not a secretary (403); once it has closed, or was cancelled (409); without a reason (422).
    """
    with transaction.atomic():
        hold(ballot)
        instant = clock.now(ballot.round.council_id)
        refuse(
            why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=instant),
            why_not_cancel(ballot, instant),
            why_no_reason(reason),
        )
        cancel(ballot, actor=person, reason=reason.strip(), at=instant)
    return ballot


def why_not_cancel(ballot: Ballot, at: datetime) -> DomainError | None:
    """What has closed is counted, whatever anybody thinks of the result."""
    if ballot.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    is_over = ballot.round.standing(at) >= ballot.window.closes_at
    if is_over or ballot.state not in (Ballot.State.PROVISIONAL, Ballot.State.OPEN):
        return Conflict("ballot_closed", _("This ballot has closed: it is counted and cannot be cancelled."))
    return None


def call_again(*, person: User, ballot: Ballot, window: Window) -> Ballot:
    """Put the question of a ballot that lacked its quorum to the vote once more, in a later voting window of the round.

    Refused: to who is not a secretary (403); unless the published outcome is a missing quorum, the rulebook allows a
    second call, there was none yet, and the window is a coming voting window of the round (409).
    """
    with transaction.atomic():
        exclude(Lock.ROUND, ballot.round_id)
        instant = clock.now(ballot.round.council_id)
        ballot.refresh_from_db()
        refuse(
            why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=instant),
            why_not_call_again(ballot),
            _why_not_in(ballot, window, instant),
        )
        number = ballot.round.ballots.aggregate(last=Max("number"))["last"] + 1
        again = Ballot.objects.create(
            round=ballot.round,
            number=number,
            kind=ballot.kind,
            proposal=ballot.proposal,
            title=ballot.title,
            terms=ballot.terms,
            window=window,
            second_call_of=ballot,
            decision_class=ballot.decision_class,
            prepared_at=instant,
        )
        put_again(ballot, again)
        record(
            "call_again",
            council=ballot.round.council,
            actor=person,
            subject=again.get_absolute_url(),
            data={"ballot": again.number, "first": ballot.number},
            at=instant,
        )
    return again


def why_not_call_again(ballot: Ballot) -> DomainError | None:
    """A second call follows a published lack of quorum, once, where the rulebook has it."""
    if ballot.state != Ballot.State.PUBLISHED or not ballot.tallies.filter(is_binding=True, outcome=NO_QUORUM).exists():
        return Conflict("not_without_quorum", _("Only a ballot that lacked its quorum is called a second time."))
    if not read_rulebook(ballot.rules or {}).second_call:
        return Conflict("no_second_call", _("The rulebook of this ballot has no second call."))
    if Ballot.objects.filter(second_call_of=ballot).exists():
        return Conflict("called_again_already", _("This ballot has been called a second time already."))
    return None


def _why_not_in(ballot: Ballot, window: Window, at: datetime) -> DomainError | None:
    if window.round_id == ballot.round_id and window.kind == Window.Kind.VOTING and window.opens_at > at:
        return None
    return Conflict("not_a_coming_window", _("A second call needs a voting window of this round that is yet to open."))


def why_no_reason(reason: str) -> DomainError | None:
    """An act that needs a reason says one, in at most 2,000 characters."""
    sentence = None
    if not reason.strip() or "\x00" in reason:
        sentence = _("Give the reason: everybody will read it.")
    elif len(reason) > REASON_LIMIT:
        sentence = _("The reason has at most 2,000 characters.")
    return Invalid("reason_needed", sentence, fields={"reason": sentence}) if sentence else None
