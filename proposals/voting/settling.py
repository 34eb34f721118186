"""What seats do about a roll before it freezes: challenge it, and stand aside from the ballot."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Invalid, refuse
from common.locks import Lock, share
from councils.mandates.permissions import why_not_act, why_not_hold, why_not_represent
from councils.mandates.queries import rulebook_at
from councils.models import Office, Seat
from councils.rounds.queries import Entrance as Stage
from councils.rulebook.rules import read_rulebook
from ledger.record import record
from proposals.drafting.deadlines import enter as enter_stage
from proposals.drafting.deadlines import why_not_open

from .closing import why_no_reason
from .entrance import Entrance, enter
from .models import Ballot
from .settling_models import Recusal, RollChallenge


def recuse_seat(*, person: User, seat: Seat, ballot: Ballot, reason: str) -> Recusal:
    """Let the seat stand aside from this ballot for a conflict of interest; it cannot be taken back.

    Said before the opening, it keeps the seat off the roll and out of every base. Said later, the seat stays in the
    base of the frozen roll and cannot vote (decision 0011). Refused: to who holds no mandate (403); once the seat has
    voted or stood aside, before settlement or after the close (409); without a reason (422).
    """
    try:
        with transaction.atomic():
            stage = enter_stage(ballot.round, "recuse_seat")
            entrance = enter(ballot, seat)
            refuse(why_not_recuse(person, seat, stage, entrance), why_no_reason(reason))
            recusal = Recusal.objects.create(
                ballot=ballot, seat=seat, reason=reason.strip(), recused_by=person, recused_at=entrance.instant
            )
            record(
                "recuse_seat",
                council=seat.council,
                actor=person,
                on_behalf_of=seat.movement.slug,
                subject=ballot.get_absolute_url(),
                data={"seat": seat.movement.slug, "reason": recusal.reason},
                at=entrance.instant,
            )
    except IntegrityError as twice:
        raise _aside_already() from twice
    return recusal


def why_not_recuse(person: User, seat: Seat, stage: Stage, entrance: Entrance) -> DomainError | None:
    """A seat stands aside by its mandate holder, before the close, before it voted, and once."""
    return (
        why_not_represent(person, seat, entrance.instant)
        or why_not_act(seat, entrance.instant)
        or why_not_aside(stage, entrance)
    )


def why_not_aside(stage: Stage, entrance: Entrance) -> DomainError | None:
    """The part of it that is not about the person: a page that knows the mandate asks this alone.

    A second call is settled with the first: until it opens, a seat stands aside from it between the stages too, for
    what is said after the opening leaves the seat in the base of the very quorum that was missing.
    """
    is_coming = entrance.state == Ballot.State.PROVISIONAL and entrance.instant < entrance.opens_at
    if (refusal := why_not_open(stage)) and (stage.suspended or not (is_coming and stage.last)):
        return refusal
    if entrance.is_recused:
        return _aside_already()
    if entrance.last_serial:
        return Conflict("has_voted", _("This seat has voted, so it can no longer stand aside."))
    is_unfinished = entrance.state in (Ballot.State.PROVISIONAL, Ballot.State.OPEN)
    # Its own window, and not only one of the round: a second call may be open while this ballot waits for its worker.
    if not is_unfinished or entrance.is_over:
        return Conflict("closed", _("Voting has closed."))
    return None


def _aside_already() -> DomainError:
    return Conflict("seat_recused", _("This seat has stood aside from the ballot already."))


def challenge_roll(*, person: User, seat: Seat, ballot: Ballot, text: str) -> RollChallenge:
    """Challenge the provisional roll, or the decision class, with reasons; everybody reads it, and the answer.

    Refused: to who holds no mandate of the seat (403); outside settlement and plenary (of a second call: once it
    opens), or once the roll is frozen (409); without reasons (422).
    """
    with transaction.atomic():
        stage = enter_stage(ballot.round, "challenge_roll")
        share(Lock.WINDOW, ballot.window_id)
        share(Lock.BALLOT, ballot.pk)
        stage = replace(stage, instant=clock.now(ballot.round.council_id))
        refuse(why_not_challenge(person, seat, ballot, stage), why_no_reason(text))
        challenge = RollChallenge.objects.create(
            ballot=ballot, seat=seat, text=text.strip(), raised_by=person, raised_at=stage.instant
        )
        record(
            "challenge_roll",
            council=seat.council,
            actor=person,
            on_behalf_of=seat.movement.slug,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "text": challenge.text},
            at=stage.instant,
        )
    return challenge


def why_not_challenge(person: User, seat: Seat, ballot: Ballot, stage: Stage) -> DomainError | None:
    """A roll is challenged by mandate holders, between settlement's opening and its freezing."""
    state, opens_at = Ballot.objects.values_list("state", "window__opens_at").get(pk=ballot.pk)
    return (
        why_not_represent(person, seat, stage.instant)
        or why_not_in_settlement(ballot, stage, opens_at)
        or why_not_act(seat, stage.instant)
        or why_frozen(state)
    )


def why_not_in_settlement(ballot: Ballot, stage: Stage, opens_at: datetime) -> DomainError | None:
    """A second call has a roll of its own, and its settlement lies between the first call and its own opening."""
    if ballot.second_call_of_id and stage.instant < opens_at:
        return None
    return why_not_open(stage)


def answer_challenge(
    *, person: User, challenge: RollChallenge, outcome: str, answer: str, decision_class: str = ""
) -> RollChallenge:
    """Uphold or dismiss a challenge with reasons, before the opening; upheld, it may set the decision class anew.

    What an upheld challenge asks of seats, countries or contributions is done by their own verbs. Refused: to who is
    not a secretary (403); once answered, or once the roll is frozen (409); an unknown outcome or class, or no reasons
    (422).
    """
    ballot = challenge.ballot
    with transaction.atomic():
        share(Lock.WINDOW, ballot.window_id)
        share(Lock.BALLOT, ballot.pk)
        challenge = RollChallenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
        instant = clock.now(ballot.round.council_id)
        refuse(
            why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=instant),
            why_not_answer(challenge, instant),
            _why_no_outcome(outcome),
            _why_no_class(ballot, outcome, decision_class),
            why_no_reason(answer),
        )
        if decision_class:
            proposal = ballot.motion
            proposal.decision_class = decision_class
            proposal.save(update_fields=["decision_class"])
        challenge.outcome, challenge.answer = outcome, answer.strip()
        challenge.answered_by, challenge.answered_at = person, instant
        challenge.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        record(
            "answer_challenge",
            council=ballot.round.council,
            actor=person,
            subject=ballot.get_absolute_url(),
            data={"outcome": outcome, "answer": challenge.answer, "decision_class": decision_class or None},
            at=instant,
        )
    return challenge


def _frozen() -> DomainError:
    return Conflict("roll_frozen", _("The roll of this ballot is frozen."))


def why_frozen(state: str) -> DomainError | None:
    """A roll is put right until it freezes."""
    return None if state == Ballot.State.PROVISIONAL else _frozen()


def why_not_answer(challenge: RollChallenge, at: datetime) -> DomainError | None:
    """A challenge is answered once, while the roll can still change."""
    if challenge.outcome:
        return Conflict("answered_already", _("This challenge has been answered."))
    ballot = challenge.ballot
    state = Ballot.objects.values_list("state", flat=True).get(pk=ballot.pk)
    return why_frozen(state) if at < ballot.window.opens_at else _frozen()


def _why_no_outcome(outcome: str) -> DomainError | None:
    if outcome in RollChallenge.Outcome.values:
        return None
    sentence = _("Choose whether the challenge is upheld or dismissed.")
    return Invalid("unknown_outcome", sentence, fields={"outcome": sentence})


def _why_no_class(ballot: Ballot, outcome: str, decision_class: str) -> DomainError | None:
    if not decision_class:
        return None
    sentence = None
    version = rulebook_at(ballot.round.council, clock.now(ballot.round.council_id))
    if ballot.proposal_id is None:
        sentence = _("Only a motion has a decision class.")
    elif version is None or decision_class not in read_rulebook(version.data).decision_classes:
        sentence = _("The rulebook has no such decision class.")
    elif outcome != RollChallenge.Outcome.UPHELD:
        sentence = _("Only an upheld challenge changes the decision class.")
    return Invalid("unknown_class", sentence, fields={"decision_class": sentence}) if sentence else None
