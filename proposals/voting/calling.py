"""The secretariat calls a ballot that is no motion: a ranking, an allocation of the budget, or an election."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Invalid, refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import why_not_hold
from councils.models import Office, Round, Window
from ledger.record import record
from proposals.drafting.models import Proposal
from proposals.tally.roll import TallyError
from proposals.tally.terms import read_terms

from .models import Ballot
from .options import Option

TITLE_LIMIT = 200
MOST_OPTIONS = 200
# What the terms of each kind may say.
TERMS = {
    Ballot.Kind.RANKING: ("status_quo",),
    Ballot.Kind.ALLOCATION: ("budget", "currency", "input", "most", "caps", "floors"),
    Ballot.Kind.ELECTION: ("places", "minimum_places", "is_secret"),
}


@dataclass(frozen=True)
class Choice:
    """What is to be put on the ballot paper: a text under a `code`, or an admitted proposal with what it costs."""

    code: str
    title: Mapping[str, str]
    proposal: Proposal | None = None
    cost: Decimal | None = None


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
    window that is yet to open (409); without a title, with terms or options that cannot be read (422).
    """
    with transaction.atomic():
        exclude(Lock.ROUND, round_.pk)
        instant = clock.now(round_.council_id)
        window = round_.windows.filter(kind=Window.Kind.VOTING).order_by("opens_at").first()
        refuse(
            why_not_hold(person, round_.council, Office.Kind.SECRETARY, at=instant),
            why_not_call(window, instant),
            _why_no_question(kind, title, terms, choices),
        )
        assert window is not None  # noqa: S101 - narrows the type: refused above
        number = round_.ballots.aggregate(last=Max("number"))["last"] or 0
        ballot = Ballot.objects.create(
            round=round_,
            number=number + 1,
            kind=kind,
            title=dict(title),
            terms=dict(terms),
            window=window,
            prepared_at=instant,
        )
        _put(ballot, choices, person, instant)
        record(
            "call_ballot",
            council=round_.council,
            actor=person,
            subject=ballot.get_absolute_url(),
            data={"ballot": ballot.number, "kind": kind, "title": dict(title), "options": len(choices)},
            at=instant,
        )
    return ballot


def why_not_call(window: Window | None, at: datetime) -> DomainError | None:
    """A question is put before the vote opens, so that nobody finds it on the ballot unprepared."""
    if window is not None and at < window.opens_at:
        return None
    return Conflict("no_coming_vote", _("A ballot is called before the voting window of its round opens."))


def _why_no_question(
    kind: str, title: Mapping[str, str], terms: Mapping[str, Any], choices: Sequence[Choice]
) -> DomainError | None:
    fields: dict[str, Any] = {}
    if kind not in TERMS:
        fields["kind"] = _("Choose a ranking, an allocation or an election.")
    if not any(words.strip() for words in title.values()) or any(len(words) > TITLE_LIMIT for words in title.values()):
        fields["title"] = _("Say what is asked, in at most 200 characters.")
    if len(choices) > MOST_OPTIONS:
        fields["options"] = _("At most 200 options can stand on a ballot.")
    if len({choice.code for choice in choices}) < len(choices):
        fields["options"] = _("An option stands there twice.")
    if not fields and (refusal := _why_no_terms(kind, terms, choices)):
        return refusal
    if not fields:
        return None
    return Invalid("question_incomplete", _("The question cannot be put like this."), fields=fields)


def _why_no_terms(kind: str, terms: Mapping[str, Any], choices: Sequence[Choice]) -> DomainError | None:
    sentence = _("The terms of this ballot cannot be read.")
    unknown = set(terms) - set(TERMS[Ballot.Kind(kind)])
    try:
        read = read_terms(terms)
    except TallyError:
        return Invalid("terms_unreadable", sentence, fields={"terms": sentence})
    if unknown:
        return Invalid("terms_unreadable", sentence, fields={"terms": sentence})
    if read.status_quo is not None and read.status_quo not in {choice.code for choice in choices}:
        missing = _("The status quo is one of the options.")
        return Invalid("no_status_quo", missing, fields={"status_quo": missing})
    return None


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
