"""A case of the story: a comment is reported, and what the moderation says of it is appealed and heard."""

from datetime import datetime, timedelta

from proposals.models import Case
from proposals.moderation.actions.appealing import appeal_decision, hear_appeal
from proposals.moderation.actions.deciding import decide_case
from proposals.moderation.actions.reporting import report_text

from . import cast, plans
from .agenda import Agenda
from .places import Place, comment_of


def plan_case(agenda: Agenda, said_at: datetime, comment: plans.Comment, place: Place, number: int) -> None:
    """Reported within the day, decided the day after, appealed and heard within the terms of the rulebook."""
    case = comment.case
    if case is None:
        return
    for turn, (by, ground, words) in enumerate(case.reports, 1):
        agenda.add(said_at + timedelta(hours=3 * turn), report, by, ground, words, place, number)
    if case.kind:
        agenda.add(said_at + timedelta(hours=30), decide, case, place, number)
    if case.appeal:
        agenda.add(said_at + timedelta(days=3), appeal, comment.by, case, place, number)
    if case.outcome:
        agenda.add(said_at + timedelta(days=7), hear, case, place, number)


def case_of(place: Place, number: int) -> Case:
    """The last case on a comment."""
    return Case.objects.filter(comment=comment_of(place, number)).latest("number")


def report(by: str, ground: str, words: str, place: Place, number: int) -> None:
    """Somebody says which rule it breaks."""
    report_text(person=cast.person(by), text=comment_of(place, number), ground=ground, words=words)


def decide(case: plans.Case, place: Place, number: int) -> None:
    """By whoever holds the office."""
    decide_case(
        person=cast.person(case.by),
        case=case_of(place, number),
        kind=case.kind,
        ground=case.ground,
        reason=case.reason,
        quotes=case.quotes,
    )


def appeal(by: str, case: plans.Case, place: Place, number: int) -> None:
    """By the author, in words of their own."""
    decision = case_of(place, number).decisions.latest("id")
    appeal_decision(person=cast.person(by), decision=decision, text=case.appeal)


def hear(case: plans.Case, place: Place, number: int) -> None:
    """By somebody who did not decide."""
    waiting = case_of(place, number).decisions.latest("id").appeal
    hear_appeal(person=cast.person(case.heard_by), appeal=waiting, outcome=case.outcome, reason=case.heard)
