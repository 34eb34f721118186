"""What pages, positions and the API read of a ballot."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery

from common.clock import CouncilNow
from common.rows import known
from councils.models import Council, Movement, Round, Seat, Window
from proposals.amending.models import Amendment
from proposals.translating.models import Translation

from .delegating.resolving import delegated_votes
from .imported import imported_document
from .instructing.queries import instructions_as_json
from .models import Ballot, RollEntry, Vote
from .roll import seats_as_json
from .secrecy.models import Participation
from .secrecy.queries import secret_document
from .statement_models import Statement

LARGEST_NUMBER = 2**31 - 1


def ballots_at(council: str, round_number: int, number: int) -> QuerySet[Ballot]:
    """The ballot at an address, with all that stands above it; `instant`, its council's clock; and `translated`, the
    languages into which something of its text was translated.
    """
    # What few ballots have is a question of its own: to plan how a dozen tables are joined takes longer than all else.
    amendments = Amendment.objects.select_related("text__revision", "seat__movement")
    found = _with_all_above().filter(round__council__slug=council, round__number=round_number, number=number)
    return found.prefetch_related("second_call_of", Prefetch("amendment", amendments))


@lru_cache(maxsize=1)
def _with_all_above() -> QuerySet[Ballot]:
    # Put together once: that takes longer than PostgreSQL needs for the answer.
    translations = Translation.objects.filter(proposal=OuterRef("proposal")).order_by("language")
    return Ballot.objects.select_related(
        "round__council", "window", "proposal__revision", "revision", "rulebook"
    ).annotate(
        instant=CouncilNow(F("round__council_id")),
        translated=ArraySubquery(translations.values("language").distinct()),
    )


class Found(NamedTuple):
    """A ballot and a seat of its council; `asks_again`: the rulebook wants to know once more who casts."""

    ballot: Ballot
    seat: Seat
    asks_again: bool


def ballot_and_seat(council: str, round_number: int, number: int, movement: str) -> Found | None:
    """The ballot and the seat of a movement in its council, in one query: a cast is counted in queries.

    None when either does not exist. Read are the columns that a cast and its confirmation use.
    """
    # No name of ours holds a NUL, which the database cannot even be asked for.
    if max(round_number, number) > LARGEST_NUMBER or "\x00" in movement:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM minga_arrive_at_ballot(%s, %s, %s, %s)", [council, round_number, number, movement]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    told, opens_at, closes_at, suspended_at = row
    facts = json.loads(told)
    ballot, round_ = known(Ballot, facts["ballot"]), known(Round, {**facts["round"], "suspended_at": suspended_at})
    ballot.round, round_.council = round_, known(Council, facts["council"])
    ballot.window = known(Window, {"id": ballot.window_id, "opens_at": opens_at, "closes_at": closes_at})
    seat = Seat(pk=facts["seat"], council=round_.council, movement=known(Movement, facts["movement"]))
    return Found(ballot, seat, facts["asks_again"])


def receipt_of(person_id: int, council: str, round_number: int, number: int, movement: str) -> Vote | None:
    """The last vote that this person cast for the movement's seat; nobody else is shown a receipt."""
    mine = Vote.objects.filter(
        cast_by=person_id,
        ballot__round__council__slug=council,
        ballot__round__number=round_number,
        ballot__number=number,
        roll_entry__movement=movement,
    ).select_related(
        "roll_entry",
        "ballot__round__council",
        "ballot__window",
        "ballot__revision",
        "ballot__proposal__revision",
        "ballot__amendment__text__revision",
        "ballot__amendment__seat__movement",
    )
    return mine.annotate(instant=CouncilNow(F("ballot__round__council_id"))).order_by("-serial").first()


def voters_of(ballot: Ballot) -> QuerySet[RollEntry]:
    """Those on the roll who have voted, in no order; asked of each once, however often they voted."""
    cast = (Participation if ballot.is_secret else Vote).objects.filter(ballot=ballot, roll_entry=OuterRef("pk"))
    return RollEntry.objects.filter(Exists(cast), ballot=ballot).order_by()


def counted_votes(ballot: Ballot, *, among: Collection[str] | None = None) -> QuerySet[Vote]:
    """The vote of each seat that counts: its highest serial. Of all seats, or of those of these movements."""
    cast = Vote.objects.filter(ballot=ballot, roll_entry=OuterRef("pk")).order_by("-serial")
    seats = RollEntry.objects.filter(ballot=ballot, **({} if among is None else {"movement__in": among}))
    last = seats.order_by().values(last=Subquery(cast.values("pk")[:1]))
    return Vote.objects.filter(pk__in=last).select_related("roll_entry").order_by("roll_entry__movement")


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
    """Rules, roll and votes in the published form, from which anybody can recount: see `proposals.tally.recount`. A
    vote that counts by delegation stands among them with its delegate; and what was delegated and instructed, beside.

    Only for a ballot that has closed: it says how everybody voted. Of an imported one `votes` may be left out, by ().
    """
    if ballot.is_imported:
        told = imported_document(ballot, with_votes=votes is None)
        return {**question_as_json(ballot), "rules": ballot.rules, **told}
    if ballot.is_secret:
        return {**question_as_json(ballot), **frozen_as_json(ballot, roll), **secret_document(ballot)}
    cast = [vote_as_json(vote) for vote in (counted_votes(ballot) if votes is None else votes)]
    delegations = ballot.delegations or []
    return {
        **question_as_json(ballot),
        **frozen_as_json(ballot, roll),
        "votes": _alike([*cast, *delegated_votes(delegations, cast)]),
        "delegations": delegations,
        "instructions": instructions_as_json(ballot, {vote["seat"]: vote["answer"] for vote in cast}),
    }


def _alike(votes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Votes by seat that all say the same of themselves: what a delegated one lacks is null, and not left out."""
    keys = dict.fromkeys(key for vote in votes for key in vote)
    return sorted(({**keys, **vote} for vote in votes), key=lambda vote: vote["seat"])


def frozen_as_json(ballot: Ballot, roll: Iterable[RollEntry] | None = None) -> dict[str, Any]:
    """Rules and roll of an opened ballot in the published form."""
    entries = list(ballot.roll.all() if roll is None else roll)
    return {
        "rules": ballot.rules,
        "roll": {
            "seats": seats_as_json(entries),
            "contributions": ballot.contributions,
            "decision_class": ballot.decision_class or None,
        },
    }


def question_as_json(ballot: Ballot) -> dict[str, Any]:
    """What a recount asks of a ballot that is no motion besides its rules, roll and votes."""
    if ballot.kind == Ballot.Kind.MOTION:
        return {}
    return {"kind": ballot.kind, "terms": ballot.terms, "options": ballot.options}


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
        "is_on_paper": vote.is_on_paper,
    }


@dataclass(frozen=True)
class Presence:
    """Who has voted and who is missing, never how: what may be shown while the ballot is open."""

    present: list[RollEntry]
    missing: list[RollEntry]


def presence(ballot: Ballot) -> Presence:
    """The roll of an opened ballot, divided by whether a vote was cast."""
    voted = set(voters_of(ballot).values_list("pk", flat=True))
    entries = list(ballot.roll.all())
    return Presence([e for e in entries if e.pk in voted], [e for e in entries if e.pk not in voted])
