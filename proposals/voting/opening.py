"""Preparing the ballots of a round, and opening them: the same whoever does it and when."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.clocks import why_in_doubt
from common.errors import Conflict, refuse
from common.locks import Lock, exclude, settle_facts
from councils.models import Round, Window
from councils.rulebook.rules import RulebookError
from ledger.record import record
from proposals.drafting.models import Proposal

from .gate import in_words_of, why_not_translated
from .holding import hold
from .models import Ballot, RollEntry
from .paper import why_not_options
from .plenary import finish_plenary, lapse_with, why_not_after_plenary
from .roll import FROZEN, NoRulebookError, freeze
from .secrecy.closing import destroy_envelopes
from .secrecy.opening import provide_key, why_not_enough, why_not_key

VOTING, SETTLEMENT = Window.Kind.VOTING, Window.Kind.SETTLEMENT
# What the conductor notes of a step that failed, and nobody needs once another has carried it out.
RETRIES = ("attempts", "next_try_at", "failure")


def prepare_ballots(round_: Round) -> list[Ballot]:
    """Give each admitted proposal its ballot, with a provisional roll, once settlement has opened. Twice does nothing
    more.

    Returns the ballots it made. Before settlement, or without a voting window, it makes none.
    """
    with transaction.atomic():
        exclude(Lock.ROUND, round_.pk)
        instant = clock.now(round_.council_id)
        round_.refresh_from_db(fields=["suspended_at"])
        window = round_.windows.filter(kind=VOTING).order_by("opens_at").first()
        settlement = round_.windows.filter(kind=SETTLEMENT).order_by("opens_at").first()
        begins_at = (settlement or window).opens_at if window else None
        if window is None or begins_at is None or round_.standing(instant) < begins_at:
            return []
        its_own = Ballot.objects.filter(proposal=OuterRef("pk"), amendment__isnull=True)
        missing = round_.proposals.filter(~Exists(its_own), stage=Proposal.Stage.ADMITTED).order_by("number")
        number = round_.ballots.aggregate(last=Max("number"))["last"] or 0
        made = [
            Ballot(
                round=round_,
                number=number + step,
                proposal=proposal,
                window=window,
                decision_class=proposal.decision_class,
                prepared_at=instant,
            )
            for step, proposal in enumerate(missing, 1)
        ]
        Ballot.objects.bulk_create(made)
        for ballot in made:
            record(
                "prepare_ballot",
                council=round_.council,
                actor=None,
                subject=ballot.get_absolute_url(),
                data={"ballot": ballot.number, "proposal": ballot.motion.number},
                at=instant,
            )
    return made


def open_if_due(ballot: Ballot) -> bool:
    """Open the ballot if its window has opened and no worker has done it yet, in a transaction of its own.

    While the clock is in doubt it stays shut (409). What the plenary has still to count of the text is counted first.
    Where the council has no rules to vote by, or the text is not reviewed in the languages that they require, whoever
    comes is told so (409), as the secretariat is on its desk.
    """
    if ballot.state != Ballot.State.PROVISIONAL:
        return False
    if ballot.round.standing(clock.now(ballot.round.council_id)) < ballot.window.opens_at:
        return False
    refuse(why_in_doubt(), why_not_key(ballot))
    try:
        finish_plenary(ballot)
        is_opened = open_ballot(ballot)
    except (NoRulebookError, RulebookError) as error:
        sentence = _("This ballot could not be opened: the council has no rules to vote by. The secretariat knows.")
        raise Conflict("no_rules", sentence) from error
    refuse(why_not_after_plenary(ballot))
    return is_opened


def open_ballot(ballot: Ballot) -> bool:
    """Freeze text, rules, roll and contributions as they were at the window's opening, and open the ballot.

    False when there is nothing to do: not due, done already, or the plenary has still to decide on the text. A proposal
    that was withdrawn is not voted on: its ballot is cancelled. A secret ballot is given its key, or refused where none
    is kept. Raises `NoRulebookError` when the council has no rules to vote by, and `TranslationsMissing` while the text
    is not reviewed in the languages that they require; when the window has closed over that, the ballot is cancelled.
    """
    with transaction.atomic():
        hold(ballot, settling_earlier_windows=True)
        settle_facts()
        instant, at = clock.now(ballot.round.council_id), ballot.window.opens_at
        is_due = ballot.round.standing(instant) >= at
        if ballot.state != Ballot.State.PROVISIONAL or not is_due or why_not_after_plenary(ballot):
            return False
        if _is_withdrawn(ballot):
            cancel(ballot, actor=None, reason="", at=instant)
            return True
        entries = freeze(ballot, at)
        if _ends_untranslated(ballot, instant) or _ends_without_choice(ballot, len(entries), instant):
            return True
        if ballot.is_secret:
            provide_key(ballot, instant)
        ballot.state, ballot.opened_at = Ballot.State.OPEN, instant
        ballot.attempts, ballot.next_try_at, ballot.failure = 0, None, ""
        ballot.save(update_fields=[*FROZEN, *RETRIES, "state", "opened_at"])
        RollEntry.objects.bulk_create(entries, batch_size=2_000)
        record(
            "open_ballot",
            council=ballot.round.council,
            actor=None,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "seats": len(entries), "roll_sha256": ballot.roll_sha256},
            at=instant,
        )
    return True


def _is_withdrawn(ballot: Ballot) -> bool:
    if ballot.proposal is None:
        return False
    ballot.proposal.refresh_from_db(fields=["stage", "decision_class"])
    return ballot.proposal.stage in (Proposal.Stage.WITHDRAWN, Proposal.Stage.MERGED)


def _ends_without_choice(ballot: Ballot, seats: int, at: datetime) -> bool:
    """Whether there is nothing to choose from, or too few who choose in secret, which ends the ballot in words. So does
    a window that closed before anybody had a key.
    """
    unkeyed = why_not_key(ballot) if ballot.round.standing(at) >= ballot.window.closes_at else None
    refusal = why_not_options(ballot) or why_not_enough(ballot, seats) or unkeyed
    if refusal is None:
        return False
    cancel(ballot, actor=None, reason=in_words_of(ballot.round.council, refusal), at=at)
    return True


def _ends_untranslated(ballot: Ballot, at: datetime) -> bool:
    """Whether the window closed while the gate was shut, which ends the ballot. Until then the gate refuses."""
    refusal = why_not_translated(ballot, ballot.revision, (ballot.rules or {}).get("required_languages", ()))
    if refusal is None:
        return False
    if ballot.round.standing(at) < ballot.window.closes_at:
        raise refusal
    cancel(ballot, actor=None, reason=in_words_of(ballot.round.council, refusal), at=at)
    return True


def cancel(ballot: Ballot, *, actor: User | None, reason: str, at: datetime) -> None:
    """Write the end of a ballot that will not be counted; its locks are held by the caller.

    `actor` None is the opening itself, which finds the proposal withdrawn, or its translations missing at the close.
    """
    ballot.state, ballot.cancelled_at, ballot.cancellation_reason = Ballot.State.CANCELLED, at, reason
    ballot.attempts, ballot.next_try_at, ballot.failure = 0, None, ""
    ballot.save(update_fields=[*RETRIES, "state", "cancelled_at", "cancellation_reason"])
    if ballot.is_secret:
        destroy_envelopes(ballot)
    if ballot.amendment_id:
        lapse_with(ballot, at, "cancelled" if actor else "withdrawn")
    record(
        "cancel_ballot",
        council=ballot.round.council,
        actor=actor,
        subject=ballot.get_absolute_url(),
        data={"ballot": ballot.number, "reason": reason},
        at=at,
    )
