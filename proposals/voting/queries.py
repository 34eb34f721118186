"""What pages, positions and the API read of a ballot."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .models import Ballot, RollEntry, Statement, Vote
from .roll import seats_as_json


def counted_votes(ballot: Ballot) -> QuerySet[Vote]:
    """The vote of each seat that counts: its highest serial."""
    return (
        Vote.objects.filter(ballot=ballot)
        .select_related("roll_entry")
        .order_by("roll_entry__movement", "-serial")
        .distinct("roll_entry__movement")
    )


def last_statements(ballot: Ballot) -> QuerySet[Statement]:
    """The latest statement of each seat."""
    return (
        Statement.objects.filter(roll_entry__ballot=ballot)
        .select_related("roll_entry")
        .order_by("roll_entry__movement", "-id")
        .distinct("roll_entry__movement")
    )


def ballot_document(
    ballot: Ballot, *, roll: Iterable[RollEntry] | None = None, votes: Iterable[Vote] | None = None
) -> dict[str, Any]:
    """Rules, roll and votes in the published form, from which anybody can recount: see `proposals.tally.recount`.

    Only for a ballot that has closed: it says how everybody voted.
    """
    entries = list(ballot.roll.all() if roll is None else roll)
    counted = list(counted_votes(ballot) if votes is None else votes)
    return {
        "rules": ballot.rules,
        "roll": {
            "seats": seats_as_json(entries),
            "contributions": ballot.contributions,
            "decision_class": ballot.decision_class or None,
        },
        "votes": [vote_as_json(vote) for vote in counted],
    }


def vote_as_json(vote: Vote) -> dict[str, Any]:
    """One vote in the published form, with what opens its commitment."""
    return {
        "seat": vote.roll_entry.movement,
        "answer": vote.answer,
        "serial": vote.serial,
        "capacity": vote.capacity,
        "cast_at": vote.cast_at.isoformat(),
        "salt": vote.salt,
        "commitment": vote.commitment,
    }


@dataclass(frozen=True)
class Presence:
    """Who has voted and who is missing, never how: what may be shown while the ballot is open."""

    present: list[RollEntry]
    missing: list[RollEntry]


def presence(ballot: Ballot) -> Presence:
    """The roll of an opened ballot, divided by whether a vote was cast."""
    voted = set(Vote.objects.filter(ballot=ballot).values_list("roll_entry_id", flat=True))
    entries = list(ballot.roll.all())
    return Presence([e for e in entries if e.pk in voted], [e for e in entries if e.pk not in voted])
