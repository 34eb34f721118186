"""The secretariat calls a ballot that is no motion: a ranking, an allocation of the budget, or an election."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import why_not_hold
from councils.models import Office, Round, Window
from ledger.record import record

from .models import Ballot
from .options import Option
from .questions import Choice, read_question

__all__ = ["Choice", "call_ballot", "voting_window", "why_not_call"]


def call_ballot(
    *,
    person: User,
    round_: Round,
    kind: str,
    title: Mapping[str, str],
    terms: Mapping[str, Any],
    choices: Sequence[Choice] = (),
) -> Ballot:
    """Put a question that is no motion to the vote of the round, in its voting window.

    Candidates of an election are nominated afterwards. Refused: to who is not a secretary (403); without a voting
    window that is yet to open (409); what could not be voted on or counted (422, see `proposals.voting.questions`).
    """
    with transaction.atomic():
        exclude(Lock.ROUND, round_.pk)
        instant = clock.now(round_.council_id)
        window = voting_window(round_)
        refuse(
            why_not_hold(person, round_.council, Office.Kind.SECRETARY, at=instant),
            why_not_call(window, instant),
        )
        question = read_question(round_, kind, title, terms, choices)
        assert window is not None  # noqa: S101 - narrows the type: refused above
        number = round_.ballots.aggregate(last=Max("number"))["last"] or 0
        ballot = Ballot.objects.create(
            round=round_,
            number=number + 1,
            kind=question.kind,
            title=dict(question.title),
            terms=dict(question.terms),
            window=window,
            prepared_at=instant,
        )
        _put(ballot, question.choices, person, instant)
        record(
            "call_ballot",
            council=round_.council,
            actor=person,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "kind": kind, "title": dict(question.title), "options": len(choices)},
            at=instant,
        )
    return ballot


def voting_window(round_: Round) -> Window | None:
    """In which window the round votes; a later one is for second calls."""
    return round_.windows.filter(kind=Window.Kind.VOTING).order_by("opens_at").first()


def why_not_call(window: Window | None, at: datetime) -> DomainError | None:
    """A question is put before the vote opens, so that nobody finds it on the ballot unprepared."""
    if window is not None and at < window.opens_at:
        return None
    return Conflict("no_coming_vote", _("A ballot is called before the voting window of its round opens."))


def _put(ballot: Ballot, choices: Sequence[Choice], person: User, at: datetime) -> None:
    Option.objects.bulk_create(
        Option(
            ballot=ballot,
            code=choice.code,
            place=place,
            title=dict(choice.title),
            proposal=choice.proposal,
            cost=choice.cost,
            put_by=person,
            put_at=at,
        )
        for place, choice in enumerate(choices, 1)
    )
