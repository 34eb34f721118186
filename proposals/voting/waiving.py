"""A secretary lets a ballot open without the translations that the rulebook requires, and says why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from ledger.record import record

from .closing import why_no_reason
from .gate import missing_now, required_languages
from .holding import hold
from .models import Ballot


def waive_languages(*, person: User, ballot: Ballot, languages: Sequence[str], reason: str) -> Ballot:
    """Let the ballot open without reviewed translations into these languages, for a reason that everybody reads.

    It is then tried at once. Refused: to who is not a secretary (403); once the ballot has opened or was cancelled, or
    its window has closed (409); a language that lacks nothing, or no reason (422).
    """
    with transaction.atomic():
        hold(ballot)
        council, instant = ballot.round.council, clock.now(ballot.round.council_id)
        refuse(
            why_not_hold(person, council, Office.Kind.SECRETARY, at=instant),
            why_not_waive(ballot, instant),
            _why_not_missing(languages, missing_now(ballot, required_languages(ballot))),
            why_no_reason(reason),
        )
        ballot.waived_languages = sorted({*ballot.waived_languages, *languages})
        ballot.next_try_at = None
        ballot.save(update_fields=["waived_languages", "next_try_at"])
        record(
            "waive_languages",
            council=council,
            actor=person,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "languages": ", ".join(sorted(languages)), "reason": reason.strip()},
            at=instant,
        )
    return ballot


def why_not_waive(ballot: Ballot, at: datetime) -> DomainError | None:
    """Only what has not opened can still open, and only before its close."""
    if ballot.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    if ballot.state != Ballot.State.PROVISIONAL:
        return Conflict("opened_already", _("This ballot has opened."))
    if ballot.round.standing(at) >= ballot.window.closes_at:
        return Conflict("window_closed", _("The window of this ballot has closed."))
    return None


def _why_not_missing(languages: Sequence[str], missing: Mapping[str, Sequence[str]]) -> DomainError | None:
    if languages and all(language in missing for language in languages):
        return None
    sentence = _("Choose among the languages in which translations are missing.")
    return Invalid("not_missing", sentence, fields={"languages": sentence})
