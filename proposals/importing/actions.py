"""Bringing in a vote that was held elsewhere: a closed round with one ballot, which the worker counts and publishes."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.proof.canonical import fingerprint
from councils.mandates.two_person import hold_council
from councils.models import Council, Round, Window
from councils.rounds.actions import why_not_convene
from councils.rulebook.rules import default_rulebook, write_rulebook
from ledger.record import record
from proposals.tally.choices import recount_choice
from proposals.tally.roll import TallyError
from proposals.voting.imported import ImportedVotes
from proposals.voting.models import Ballot

from .reading import Brought

LARGEST_ENVELOPE = Decimal(10) ** 18


def import_ballot(*, council: Council, brought: Brought, actor: User | None = None) -> Ballot:
    """Make a closed round of a vote that was read from a file, with its options, its voters and their answers.

    It stands in the past, on the days that the file tells or today, and nobody can vote in it. Counting and publishing
    are the worker's, as for every closed ballot. Refused: a council that convenes no rounds, and a file that the
    council has brought in already (409).
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_convene(council), why_not_import(council, brought))
        round_ = _round(council, brought, now)
        opens_at, closes_at = _days(council, brought, now)
        done = {"opening_done_at": now, "closing_done_at": now}
        window = round_.windows.create(kind=Window.Kind.VOTING, opens_at=opens_at, closes_at=closes_at, **done)
        ballot = _ballot(round_, window, brought, now)
        ImportedVotes.objects.create(
            ballot=ballot,
            council=council,
            sha256=brought.source["sha256"],
            source=brought.source,
            voters=brought.voters,
            votes=brought.votes,
            imported_at=now,
        )
        told = {"file": brought.source["file"], "sha256": brought.source["sha256"], "rule": brought.terms["binding"]}
        record(
            "import_ballot",
            council=council,
            actor=actor,
            subject=ballot.get_absolute_url(),
            data={**told, "voters": brought.voters, "ballot": ballot.number, "round": round_.number},
            at=now,
        )
    return ballot


def why_not_import(council: Council, brought: Brought) -> DomainError | None:
    """A file is brought in once for a council, whatever it is called: the bytes are what is compared."""
    rows = ImportedVotes.objects.filter(council=council, sha256=brought.source["sha256"])
    earlier = rows.select_related("ballot__round__council").defer("votes").first()
    if earlier is None:
        return None
    sentence = gettext_lazy("This file was brought in already: %(address)s")
    return Conflict("imported_already", sentence, data={"address": earlier.ballot.get_absolute_url()})


def count_beforehand(brought: Brought) -> None:
    """Raise `TallyError` when the binding rule could not count the votes: then nothing is brought in."""
    document = {"is_imported": True, "kind": brought.kind, "terms": brought.terms, "options": brought.options}
    binding = recount_choice({**document, "votes": brought.votes}).binding
    if binding.outcome == "not_applicable":
        raise TallyError(str(binding.result["reason"]))


def _round(council: Council, brought: Brought, now: datetime) -> Round:
    number = council.rounds.aggregate(last=Max("number"))["last"] or 0
    envelope = _envelope(brought.terms.get("budget"))
    return Round.objects.create(
        council=council,
        number=number + 1,
        title=dict(brought.title),
        call=_call(council, brought),
        envelope=envelope,
        currency=brought.currency,
        convened_at=now,
    )


def _envelope(budget: object) -> Decimal | None:
    """The budget, where a round can say it; what is exact stands in the terms."""
    try:
        amount = Decimal(str(budget))
    except InvalidOperation:
        return None
    return amount if 0 < amount < LARGEST_ENVELOPE and amount == round(amount, 2) else None


def _call(council: Council, brought: Brought) -> dict[str, str]:
    """What a reader of the round has to know, in the council's languages."""
    told = {}
    for language in council.languages or [settings.LANGUAGE_CODE]:
        with override(language):
            sentence = _(
                "This vote was held elsewhere. It was brought in from the file `%(file)s` (SHA-256 `%(sha256)s`) to "
                "be counted again; the council did not decide it."
            )
            told[language] = sentence % brought.source
    return told


def _days(council: Council, brought: Brought, now: datetime) -> tuple[datetime, datetime]:
    """From the morning of the first day to the end of the last, none of it after `now`; without days, today."""
    zone = ZoneInfo(council.time_zone)
    today = now.astimezone(zone).date()
    first = min(brought.opened_on or brought.closed_on or today, today)
    last = min(max(brought.closed_on or first, first), today)
    closes_at = min(_morning(last + timedelta(days=1), zone), now)
    return min(_morning(first, zone), closes_at - timedelta(minutes=1)), closes_at


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _ballot(round_: Round, window: Window, brought: Brought, now: datetime) -> Ballot:
    """The ballot, closed from the start: what it froze is what the file says, under rules that ask for no quorum."""
    rules = write_rulebook(default_rulebook())
    question: Mapping[str, Any] = {
        "kind": brought.kind,
        "title": brought.title,
        "terms": brought.terms,
        "options": brought.options,
    }
    return Ballot.objects.create(
        round=round_,
        number=1,
        **question,
        is_imported=True,
        window=window,
        state=Ballot.State.CLOSED,
        rules=rules,
        contributions=[],
        roll_sha256=fingerprint({"rules": rules, **question, "source": brought.source, "voters": brought.voters}),
        prepared_at=now,
        opened_at=now,
        closed_at=now,
    )
