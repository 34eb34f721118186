"""What the opening of a secret ballot asks for, and the key that it makes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from common.proof.canonical import canonical
from councils.rulebook.choices import ElectionClauses
from councils.rulebook.rules import read_rulebook
from proposals.voting.models import Ballot

from .keys import is_kept_here, make_key
from .models import BallotKey

# Envelopes come in sizes by the step, which tells no more than that some ballots have longer papers than others.
SIZE_STEP = 256
CODE_LENGTH = 14


def provide_key(ballot: Ballot, at: datetime) -> BallotKey:
    """Make the ballot's key, in the transaction that opens it; the private half is on the disk before this returns.

    Raises what `why_not_key` says where this process keeps no keys.
    """
    if refusal := why_not_key(ballot):
        raise refusal
    return BallotKey.objects.create(
        ballot=ballot,
        public_key=make_key(),
        has_codes=_clauses(ballot).has_codes,
        size=size_for(ballot.options or []),
        made_at=at,
    )


def why_not_key(ballot: Ballot) -> DomainError | None:
    """A secret ballot is opened where keys are kept, which is the worker; a visitor who comes before it waits."""
    if not ballot.is_secret or is_kept_here():
        return None
    return Conflict(
        "key_awaited",
        _("This vote is secret: it opens as soon as the worker, which alone keeps its key, has made one."),
    )


def why_not_enough(ballot: Ballot, seats: int) -> DomainError | None:
    """Among too few nothing is secret."""
    least = _clauses(ballot).minimum_voters if ballot.is_secret else 0
    if seats >= least:
        return None
    return Conflict(
        "too_few_voters",
        _("A secret election needs at least %(least)s seats on its roll, and there are %(seats)s."),
        data={"least": least, "seats": seats},
    )


def size_for(options: list[Any]) -> int:
    """How large an envelope is for these options: as the longest answer, so that its size tells nothing."""
    longest = {"answer": {"ranking": [[option["id"]] for option in options]}, "code": "-" * CODE_LENGTH}
    return -(-len(canonical(longest)) // SIZE_STEP) * SIZE_STEP


def _clauses(ballot: Ballot) -> ElectionClauses:
    return read_rulebook(ballot.rules or {}).choices.elections
