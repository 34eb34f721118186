"""The secretariat takes an option off the paper of a ballot that has not opened, and says why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from ledger.record import record

from .closing import why_no_reason
from .holding import enter_alone
from .models import Ballot
from .options import Option
from .paper import LEAST

STANDS = Option.State.ACCEPTED


def withdraw_option(*, person: User, ballot: Ballot, code: str, reason: str) -> Option:
    """Take an option off the paper, before the vote opens; it stays on record, with the reason, and does not come back.

    Refused: to who is not a secretary (403); on a ballot of persons, who withdraw themselves, or of a text; once the
    vote opens, or after it was cancelled; of the status quo, and where too few would be left to choose from, for that
    is to cancel the ballot (409); of what does not stand there, and without a reason (422).
    """
    with transaction.atomic():
        instant = enter_alone(ballot)
        refuse(
            why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=instant),
            why_not_withdraw(ballot, instant),
        )
        option = ballot.choices.filter(code=code, state=STANDS).first() if "\x00" not in code else None
        refuse(why_not_off(ballot, option), why_no_reason(reason))
        assert option is not None  # noqa: S101 - narrows the type: refused above
        option.state, option.decided_at, option.withdrawal_reason = Option.State.WITHDRAWN, instant, reason.strip()
        option.save(update_fields=["state", "decided_at", "withdrawal_reason"])
        record(
            "withdraw_option",
            council=ballot.round.council,
            actor=person,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "option": option.code, "reason": option.withdrawal_reason},
            at=instant,
        )
    return option


def why_not_withdraw(ballot: Ballot, at: datetime) -> DomainError | None:
    """Whether options can be taken off this ballot now, whichever."""
    if ballot.kind == Ballot.Kind.ELECTION:
        return Conflict("candidates_withdraw", _("Nobody ceases to stand by another's word: candidates withdraw."))
    if ballot.kind == Ballot.Kind.MOTION:
        return Conflict("no_options_here", _("A motion has no options: its proposal is withdrawn by its sponsors."))
    if ballot.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    if ballot.state != Ballot.State.PROVISIONAL or at >= ballot.window.opens_at:
        return Conflict("options_frozen", _("The vote has opened: what can be chosen no longer changes."))
    least = LEAST if ballot.kind == Ballot.Kind.RANKING else 1
    if ballot.choices.filter(state=STANDS).count() <= least:
        return Conflict("too_few_options", _("Too little would be left to choose from. Cancel the ballot instead."))
    return None


def why_not_off(ballot: Ballot, option: Option | None) -> DomainError | None:
    """Whether this one can be taken off."""
    if option is None:
        sentence = _("Choose an option that stands on this ballot.")
        return Invalid("unknown_option", sentence, fields={"code": sentence})
    if option.code == ballot.terms.get("status_quo"):
        return Conflict("status_quo", _("Everything is measured against the status quo, so it stays on the ballot."))
    return None
