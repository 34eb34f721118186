"""A round of the story: convened, written, discussed, settled and voted on by the acts that everybody else uses."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from common import clock
from councils.models import Council, Round, Window
from councils.rounds.actions import convene_round, extend_window, open_second_call_window
from councils.rounds.calendar import Stretch
from proposals.models import Ballot
from proposals.referring.actions import open_round
from proposals.voting.casting import cast_vote, state_vote
from proposals.voting.closing import call_again
from proposals.voting.settling import challenge_roll, recuse_seat

from . import cast, plans
from .agenda import Agenda
from .amending import plan_amendments
from .answers import plan_answers
from .asking import asked_for
from .questions import plan_questions
from .reshaping import plan_reshaping
from .translating import plan_translations
from .writing import plan_writing

STAGES = ("drafting", "discussion", "settlement", "plenary", "voting")


def stretches(agenda: Agenda, plan: plans.RoundPlan) -> dict[str, Stretch]:
    """The calendar: days at noon, and for the vote of today a close in so many minutes."""
    bounds = [agenda.day(day, 12) for day in plan.days]
    if plan.closes_in_minutes:
        bounds.append(soon(agenda.until, plan.closes_in_minutes))
    kinds = [kind for kind in STAGES if plan.has_plenary or kind != "plenary"]
    ends = zip(kinds, bounds, bounds[1:], strict=False)
    found = {kind: Stretch(kind, opens_at, closes_at) for kind, opens_at, closes_at in ends}
    opens_at, closes_at = (agenda.day(day, 12) for day in plan.response)
    return {**found, "response": Stretch("response", opens_at, closes_at)}


def soon(instant: datetime, minutes: int) -> datetime:
    """That many minutes later, or a little more: a full minute is easier to wait for."""
    later = instant + timedelta(minutes=minutes, seconds=30)
    return later.replace(second=0, microsecond=0) + timedelta(minutes=1 if later.second else 0)


def plan_round(agenda: Agenda, plan: plans.RoundPlan, windows: dict[str, Stretch]) -> None:
    """Everything that happens in the round until now."""
    agenda.add(windows["drafting"].opens_at - timedelta(hours=4), convene, plan, tuple(windows.values()))
    for window in windows.values():
        agenda.tick(window.opens_at)
        agenda.tick(window.closes_at)
    for number, motion in enumerate(plan.proposals, 1):
        place = (plan.number, number)
        plan_writing(agenda, windows, motion, place)
        plan_amendments(agenda, windows, motion, place)
        plan_translations(agenda, windows["discussion"], motion, place)
        plan_reshaping(agenda, windows["discussion"], motion, place)
        plan_ballot(agenda, windows, motion, place)
    plan_questions(agenda, plan, windows)
    if plan.extended:
        agenda.add(agenda.within(windows["drafting"].opens_at, agenda.until, 0.9), extend, plan)
    if plan.second_call:
        plan_second_call(agenda, plan, windows)
    plan_answers(agenda, plan)


def plan_ballot(agenda: Agenda, windows: dict[str, Stretch], motion: plans.Motion, place: tuple[int, int]) -> None:
    """What is said about the roll in settlement, and the votes."""
    settlement, voting = windows["settlement"], windows["voting"]
    if motion.challenge:
        agenda.add(agenda.within(settlement.opens_at, settlement.closes_at, 0.4), challenge, motion.challenge, place)
    if motion.recusal:
        agenda.add(agenda.within(settlement.opens_at, settlement.closes_at, 0.6), recuse, motion.recusal, place)
    # Two ballots of one round are not voted on at the same second.
    lag = timedelta(minutes=7 * place[1])
    for number, (by, choice) in enumerate(motion.votes, 1):
        share = 0.85 * number / len(motion.votes)
        agenda.add(agenda.within(voting.opens_at, voting.closes_at, share) + lag, vote, by, choice, place)
    for said in motion.statements:
        agenda.add(agenda.within(voting.opens_at, voting.closes_at, 0.95) + lag, state, said, place)


def plan_second_call(agenda: Agenda, plan: plans.RoundPlan, windows: dict[str, Stretch]) -> None:
    """The question that lacked its quorum is put once more."""
    opens_at, closes_at = (agenda.day(day, 12) for day in plan.second_call)
    agenda.add(windows["voting"].closes_at + timedelta(days=2), call_once_more, plan.number, opens_at, closes_at)
    agenda.tick(opens_at)
    agenda.tick(closes_at)
    for place, motion in enumerate(plan.proposals, 1):
        for number, (by, choice) in enumerate(motion.again, 1):
            share = 0.9 * number / len(motion.again)
            agenda.add(agenda.within(opens_at, closes_at, share), vote, by, choice, (plan.number, place))


def convene(plan: plans.RoundPlan, windows: Sequence[Stretch]) -> None:
    """The secretary convenes, from a referral where there is one. The number is the next one, which the story knows."""
    facts: dict[str, Any] = {
        "title": plan.title,
        "call": plan.call,
        "themes": plans.facts()["themes"],
        "windows": windows,
        "addressees": list(Council.objects.filter(slug__in=plan.addressees)),
        "envelope": str(plan.envelope) if plan.envelope else None,
        "currency": plans.facts()["currency"],
    }
    secretary, referral = cast.person("secretary"), asked_for(plan.number)
    if referral:
        made = open_round(actor=secretary, referral=referral, **facts)
    else:
        made = convene_round(council=cast.council(), actor=secretary, **facts)
    if made.number != plan.number:
        raise LookupError(f"the story tells of round {plan.number}, and this is round {made.number}")


def round_of(number: int) -> Round:
    """A round of the advisory council."""
    return Round.objects.select_related("council").get(council__slug=plans.council()["slug"], number=number)


def ballot_of(place: tuple[int, int]) -> Ballot:
    """The latest ballot on the text of a proposal: the second call, where there was one."""
    number, proposal = place
    ballots = Ballot.objects.select_related("round__council", "window", "proposal")
    return ballots.filter(round=round_of(number), proposal__number=proposal, amendment=None).latest("number")


def vote(by: str, choice: str, place: tuple[int, int]) -> None:
    """A vote."""
    cast_vote(person=cast.person(by), seat=cast.seat(by), ballot=ballot_of(place), choice=choice)


def state(said: plans.Said, place: tuple[int, int]) -> None:
    """A statement of vote."""
    state_vote(
        person=cast.person(said.by),
        seat=cast.seat(said.by),
        ballot=ballot_of(place),
        kind=said.kind,
        text=said.text,
        language=said.language or cast.language_of(said.by),
    )


def challenge(said: plans.Said, place: tuple[int, int]) -> None:
    """A challenge of the provisional roll, left for the secretariat to answer."""
    challenge_roll(person=cast.person(said.by), seat=cast.seat(said.by), ballot=ballot_of(place), text=said.text)


def recuse(said: plans.Said, place: tuple[int, int]) -> None:
    """A seat stands aside."""
    recuse_seat(person=cast.person(said.by), seat=cast.seat(said.by), ballot=ballot_of(place), reason=said.reason)


def extend(plan: plans.RoundPlan) -> None:
    """The secretary extends the drafting, with a reason."""
    drafting = Window.objects.select_related("round__council").get(round=round_of(plan.number), kind="drafting")
    extend_window(
        window=drafting,
        closes_at=drafting.closes_at + timedelta(hours=plan.extended["hours"]),
        reason=plan.extended["reason"],
        actor=cast.person("secretary"),
        shift_following=True,
    )


def call_once_more(number: int, opens_at: datetime, closes_at: datetime) -> None:
    """A second window, and the ballots that lacked their quorum in it."""
    secretary = cast.person("secretary")
    window = open_second_call_window(round_=round_of(number), opens_at=opens_at, closes_at=closes_at, actor=secretary)
    for ballot in lacking_quorum(number):
        call_again(person=secretary, ballot=ballot, window=window)


def lacking_quorum(number: int) -> list[Ballot]:
    """The ballots of the round that were published without a quorum."""
    ballots = Ballot.objects.select_related("round__council", "window")
    return list(ballots.filter(round=round_of(number), tallies__is_binding=True, tallies__outcome="no_quorum"))


def open_votes() -> list[Ballot]:
    """The ballots of the demonstration on which one can vote now; those on answers last for weeks, and stand apart."""
    now = clock.now()
    open_now = (
        Ballot.objects.exclude(state=Ballot.State.CANCELLED)
        .exclude(rating__isnull=False)
        .filter(round__council__slug=plans.council()["slug"], window__opens_at__lte=now, window__closes_at__gt=now)
    )
    return list(
        open_now.select_related("round__council", "window", "proposal__revision").order_by(
            "window__closes_at", "number"
        )
    )
