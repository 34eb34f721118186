"""What stands of delegations on one ballot, while it is open; and what came of them, written down once at its close."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from common.locks import Lock, share
from proposals.tally.delegation import Act, Handed, hand_on, standing

from ..instructing.queries import is_instructed
from ..models import Ballot, RollEntry, Vote
from ..settling_models import Recusal
from ..unfinished import is_secret
from .models import Delegation


def longest_chain(rules: Mapping[str, Any] | None) -> int:
    """How many steps a vote may be handed on under these rules, as they are written; 0: it may not be."""
    return int((rules or {}).get("delegation", {}).get("longest_chain", 0))


def delegations_standing(ballot: Ballot, before: datetime | None = None) -> dict[str, str]:
    """Which seat hands its vote on to which, by movement, by what was said `before` then.

    A seat that stood aside neither hands on nor is handed anything, and one that its movement instructed does not hand
    on what it was told to answer. One query, and none on a ballot that is secret.
    """
    acts, aside = [], set()
    if is_secret(ballot):
        return {}
    said = Delegation.objects.filter(Q(ballot__isnull=True) | Q(ballot=ballot), round=ballot.round_id)
    if before is not None:
        said = said.filter(made_at__lt=before)
    rows = said.annotate(
        is_aside=_stands_aside(ballot, "seat"),
        is_told=is_instructed(ballot, "seat"),
        to_aside=_stands_aside(ballot, "to"),
    ).order_by("id")
    columns = ("seat__movement__slug", "to__movement__slug", "ballot_id", "is_aside", "is_told", "to_aside")
    for seat, to, of_ballot, is_aside, is_told, to_aside in rows.values_list(*columns):
        acts.append(Act(seat, to, is_of_round=of_ballot is None))
        aside |= {seat} if is_aside or is_told else set()
        aside |= {(seat, to)} if to_aside else set()
    return {seat: to for seat, to in standing(acts).items() if not aside & {seat, (seat, to)}}


def _among(edges: Mapping[str, str], seats: Collection[str]) -> dict[str, str]:
    """Those between seats of the roll."""
    return {seat: to for seat, to in edges.items() if seat in seats and to in seats}


def _stands_aside(ballot: Ballot, path: str) -> Exists:
    return Exists(Recusal.objects.filter(ballot=ballot, seat=OuterRef(path)))


def handed_on(
    ballot: Ballot, rules: Mapping[str, Any] | None, seats: Collection[str], voted: Collection[str]
) -> list[Handed]:
    """Where the delegations lead as things stand, or led when the ballot closed; one query before, none after, and
    none at all where the rules do not know delegation.
    """
    if ballot.delegations is not None:
        return from_json(ballot.delegations)
    longest = longest_chain(rules)
    if not longest or is_secret(ballot):
        return []
    return hand_on(_among(delegations_standing(ballot), seats), voted, longest)


def resolve_at_close(ballot: Ballot) -> list[dict[str, Any]]:
    """What came of the delegations, in the published form; the ballot's locks are held by the caller, who closes it.

    Waits for whoever delegates in the round at this instant, so that the answer is the same whoever gives it.
    """
    longest = longest_chain(ballot.rules)
    if not longest or is_secret(ballot):
        return []
    share(Lock.DELEGATIONS, ballot.round_id)
    seats = set(RollEntry.objects.filter(ballot=ballot).values_list("movement", flat=True))
    cast = Vote.objects.filter(ballot=ballot).order_by()
    voted = set(cast.values_list("roll_entry__movement", flat=True).distinct())
    edges = _among(delegations_standing(ballot, before=ballot.window.closes_at), seats)
    return as_json(hand_on(edges, voted, longest))


def as_json(handed: Sequence[Handed]) -> list[dict[str, Any]]:
    """Delegations in the published form: from whom, to whom it came in the end, over whom, and whether it counts."""
    return [{"from": one.seat, "to": one.to, "via": list(one.via), "counts": one.counts} for one in handed]


def from_json(told: Sequence[Mapping[str, Any]]) -> list[Handed]:
    """The same, read."""
    return [Handed(one["from"], one["to"], tuple(one["via"]), one["counts"]) for one in told]


def delegated_votes(told: Sequence[Mapping[str, Any]], votes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The votes that count by delegation, in the published form: each is its delegate's answer, as it is."""
    answers = {vote["seat"]: vote["answer"] for vote in votes}
    return [{"seat": one["from"], "answer": answers[one["to"]], "delegate": one["to"]} for one in told if one["counts"]]
