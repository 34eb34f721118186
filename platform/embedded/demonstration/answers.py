"""What the bodies did with what they were sent: they acknowledge, answer and are rated; they and movements report."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from common import clock
from councils.models import Seat
from proposals.answering.actions import acknowledge_transmittal, answer_transmittal, paragraphs_of
from proposals.answering.following.actions import report_progress
from proposals.models import Ballot, Rating, Transmittal
from proposals.voting.casting import cast_vote

from . import cast, plans
from .agenda import Agenda

# The default of the rulebook, by which the demonstration's council votes on answers.
RATED = timedelta(days=14)


def plan_answers(agenda: Agenda, plan: plans.RoundPlan) -> None:
    """Each answer at noon of its day, the votes on it in the days after, and the reports on theirs."""
    for answer in plan.answers:
        if answer.acknowledged:
            agenda.add(agenda.day(answer.acknowledged, 10), acknowledge, answer, plan.number)
        if answer.kind:
            answered_at = agenda.day(answer.day, 12)
            agenda.add(answered_at, respond, answer, plan.number)
            agenda.tick(answered_at)
            for number, (by, choice) in enumerate(answer.votes, 1):
                share = 0.8 * number / len(answer.votes)
                agenda.add(
                    agenda.within(answered_at, answered_at + RATED, share), rate, by, choice, answer, plan.number
                )
            agenda.tick(answered_at + RATED + timedelta(minutes=1))
        for report in answer.reports:
            agenda.add(agenda.day(report["day"], 16), tell, report, answer, plan.number)


def transmittal_of(answer: plans.Answer, number: int) -> Transmittal:
    """What the body was sent, in the round of asking that the story tells of."""
    related = Transmittal.objects.select_related("position__council", "addressee", "response")
    return related.get(
        position__council__slug=plans.council()["slug"],
        position__superseded_by__isnull=True,
        position__ballot__round__number=number,
        position__ballot__proposal__number=answer.proposal,
        addressee__slug=answer.by,
        round=answer.asked,
    )


def acknowledge(answer: plans.Answer, number: int) -> None:
    """It says that it has arrived."""
    acknowledge_transmittal(person=cast.person(answer.by), transmittal=transmittal_of(answer, number))


def respond(answer: plans.Answer, number: int) -> None:
    """It answers; the paragraphs are counted from 1."""
    held = transmittal_of(answer, number)
    ids = paragraphs_of(held)
    parts = [{"reasons": "", **part, "paragraph": ids[part["paragraph"] - 1]} for part in answer.paragraphs]
    answer_transmittal(
        person=cast.person(answer.by),
        transmittal=held,
        kind=answer.kind,
        reasons=answer.reasons.strip(),
        language="es",
        paragraphs=parts,
    )


def rate(by: str, choice: str, answer: plans.Answer, number: int) -> None:
    """A seat says whether the answer is adequate."""
    rating = Rating.objects.get(transmittal=transmittal_of(answer, number))
    ballot = Ballot.objects.select_related("round__council", "window").get(pk=rating.ballot_id)
    cast_vote(person=cast.person(by), seat=cast.seat(by), ballot=ballot, choice=choice)


def tell(report: dict[str, Any], answer: plans.Answer, number: int) -> None:
    """The body, or a movement, says how far something is, as of the day before."""
    facts = {name: value for name, value in report.items() if name not in ("by", "day")}
    person, seat = _teller(report["by"])
    held = transmittal_of(answer, number)
    report_progress(
        person=person,
        seat=seat,
        transmittal=held,
        **{
            "as_of": (clock.now().date() - timedelta(days=1)).isoformat(),
            "currency": plans.facts()["currency"] if "amount" in facts else "",
            "language": cast.language_of(report["by"]),
            **facts,
        },
    )


def _teller(by: str) -> tuple[User, Seat | None]:
    return cast.person(by), cast.seat_or_none(by)
