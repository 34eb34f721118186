"""The roll of a ballot: provisional until the opening, then frozen and hashed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from common.proof.canonical import fingerprint
from councils.mandates.models import Council
from councils.mandates.queries import Elector, contributions_at, electorate, rulebook_at
from councils.rulebook.models import Rulebook
from councils.rulebook.rules import Rulebook as Rules
from councils.rulebook.rules import for_adequacy, for_second_call, read_rulebook, write_rulebook
from proposals.drafting.models import Revision

from .models import Ballot, RollEntry
from .paper import paper_of

FROZEN = ("rulebook", "rules", "contributions", "decision_class", "revision", "options", "roll_sha256")


class NoRulebookError(LookupError):
    """The council had no rulebook in force at the opening, so nothing can be opened."""


def electors_of(ballot: Ballot, at: datetime) -> list[Elector]:
    """The seats that vote if the ballot opens at `at`: the electorate, without those recused before then."""
    recused = set(ballot.recusals.filter(recused_at__lt=at).values_list("seat_id", flat=True))
    return [elector for elector in electorate(ballot.round.council, at) if elector.seat_id not in recused]


def rules_of(ballot: Ballot, at: datetime) -> tuple[Rulebook, Rules]:
    """The rulebook version in force at `at`, and how it is read for this call of the ballot."""
    version = rulebook_at(ballot.round.council, at)
    if version is None:
        raise NoRulebookError(f"{ballot.round.council.slug} has no rulebook in force at {at.isoformat()}")
    rules = read_rulebook(version.data)
    if ballot.asks_adequacy:
        return version, for_adequacy(rules)
    return version, for_second_call(rules) if ballot.second_call_of_id else rules


def contributions_of(council: Council, rules: Rules, at: datetime) -> list[dict[str, str]]:
    """The contributions that weigh at `at`, in the published form: country and decimal amount, by country."""
    amounts = contributions_at(council, at, kind=rules.contributions, currency=rules.currency)
    return [{"country": country, "amount": str(amount)} for country, amount in sorted(amounts.items())]


def seats_as_json(roll: Sequence[Elector | RollEntry]) -> list[dict[str, str | None]]:
    """The seats of a roll in the published form, by movement. A seat's public id is its movement's slug."""
    return [
        {"id": e.movement, "movement": e.movement, "name": e.name, "country": e.country or None, "kind": e.kind}
        for e in sorted(roll, key=lambda e: e.movement)
    ]


def _text_of(ballot: Ballot, at: datetime) -> Revision:
    """The text as it stood at `at`. What the plenary made of it is decided before, and written down only after its
    close, which is the very instant at which the vote on the text opens.
    """
    made = Q(created_at__lt=at) | Q(source=Revision.Source.PLENARY)
    return ballot.motion.revisions.filter(made).latest("number")


def class_of(ballot: Ballot) -> str:
    """The decision class as it stands now; a ballot that is no motion has none."""
    return ballot.proposal.decision_class if ballot.proposal else ""


def _question_of(ballot: Ballot) -> dict[str, Any]:
    """What is asked: a text, or the part of it that an amendment changes; or what can be chosen, on what terms."""
    if ballot.revision is None:
        return {"kind": ballot.kind, "title": ballot.title, "terms": ballot.terms, "options": ballot.options}
    return {"text": ballot.revision.sha256, **_amendment_of(ballot)}


def _amendment_of(ballot: Ballot) -> dict[str, str]:
    text = ballot.amendment.text if ballot.amendment else None
    return {"amendment": text.sha256} if text else {}


def freeze(ballot: Ballot, at: datetime) -> list[RollEntry]:
    """Write into the (unsaved) ballot what its opening at `at` freezes, and return its roll entries, unsaved."""
    version, rules = rules_of(ballot, at)
    electors = electors_of(ballot, at)
    ballot.rulebook = version
    ballot.rules = write_rulebook(rules)
    ballot.contributions = contributions_of(ballot.round.council, rules, at)
    ballot.decision_class = class_of(ballot)
    if ballot.proposal:
        ballot.revision = _text_of(ballot, at)
    else:
        ballot.options = paper_of(ballot, at)
    ballot.roll_sha256 = fingerprint(
        {
            "rules": ballot.rules,
            "roll": {
                "seats": seats_as_json(electors),
                "contributions": ballot.contributions,
                "decision_class": ballot.decision_class or None,
            },
            **_question_of(ballot),
        }
    )
    return [
        RollEntry(
            ballot=ballot,
            seat_id=e.seat_id,
            movement=e.movement,
            name=e.name,
            kind=e.kind,
            country=e.country,
        )
        for e in electors
    ]
