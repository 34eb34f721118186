"""Questions that are no motions: the secretariat calls them in settlement, and some have voted on them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from councils.models import Round
from councils.rounds.calendar import Stretch
from proposals.models import Ballot, Proposal
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.casting import cast_vote
from proposals.voting.nominating import accept_nomination, nominate_candidate

from . import cast, plans
from .agenda import Agenda


def plan_questions(agenda: Agenda, plan: plans.RoundPlan, windows: dict[str, Stretch]) -> None:
    """Each is called at its share of the settlement, and voted on after the texts of its round."""
    settlement, voting = windows["settlement"], windows["voting"]
    for place, question in enumerate(plan.questions, 1):
        called = agenda.within(settlement.opens_at, settlement.closes_at, question.at)
        agenda.add(called, call, question, plan.number)
        for number, candidate in enumerate(question.candidates, 1):
            agenda.add(called + timedelta(hours=number), nominate, candidate, question, plan.number)
        lag = timedelta(minutes=3, seconds=20 * place)
        for number, (by, answer) in enumerate(question.votes, 1):
            share = 0.8 * number / len(question.votes)
            agenda.add(
                agenda.within(voting.opens_at, voting.closes_at, share) + lag, vote, by, answer, question, plan.number
            )


def call(question: plans.Question, number: int) -> None:
    """The secretary puts it to the vote."""
    round_ = Round.objects.select_related("council").get(council__slug=plans.council()["slug"], number=number)
    call_ballot(
        person=cast.person("secretary"),
        round_=round_,
        kind=question.kind,
        title=question.title,
        terms=question.terms,
        choices=_choices(question, round_),
    )


def _choices(question: plans.Question, round_: Round) -> list[Choice]:
    if question.options:
        return [Choice(code, title) for code, title in question.options.items()]
    if question.kind == Ballot.Kind.ELECTION:
        return []
    admitted = round_.proposals.filter(stage=Proposal.Stage.ADMITTED, amount__isnull=False).order_by("number")
    return [Choice(str(proposal.number), {}, proposal=proposal, cost=proposal.amount) for proposal in admitted]


def nominate(candidate: Mapping[str, str], question: plans.Question, number: int) -> None:
    """Somebody is nominated, and stands if there is a statement."""
    option = nominate_candidate(
        person=cast.person(candidate["by"]),
        seat=cast.seat(candidate["by"]),
        ballot=_ballot(question, number),
        email=cast.person(candidate["who"]).email,
        country=candidate.get("country", ""),
        expertise=candidate.get("expertise", ""),
    )
    if statement := candidate.get("statement"):
        accept_nomination(
            person=cast.person(candidate["who"]),
            option=option,
            name=plans.name_of(candidate["who"]),
            statement=statement,
            language=cast.language_of(candidate["who"]),
        )


def vote(by: str, answer: Mapping[str, Any], question: plans.Question, number: int) -> None:
    """An answer to it."""
    ballot = _ballot(question, number)
    given = _among_candidates(ballot, answer) if question.candidates else answer
    cast_vote(person=cast.person(by), seat=cast.seat(by), ballot=ballot, answer=given)


def _among_candidates(ballot: Ballot, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The story names persons by their parts; a paper names them by the codes that they were given by chance."""
    codes = dict(ballot.choices.values_list("candidate__email", "code"))
    ranking = [[codes[cast.person(who).email] for who in place] for place in answer["ranking"]]
    return {"ranking": ranking}


def _ballot(question: plans.Question, number: int) -> Ballot:
    ballots = Ballot.objects.select_related("round__council", "window").filter(
        round__council__slug=plans.council()["slug"], round__number=number, kind=question.kind
    )
    return next(one for one in ballots if one.title == question.title)
