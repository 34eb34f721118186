"""Opening, counting, closing and publishing, timed inside the process that does them."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import cycle
from secrets import token_hex
from statistics import median
from typing import Any

from bench.seed.booth import ballots
from bench.seed.copying import analyze
from common.clock import travel
from common.models import ClockPermit
from common.proof.canonical import canonical, sha256
from common.proof.commitment import commit
from councils.models import Mandate
from councils.rulebook.rules import CHOICES, default_rulebook
from proposals.models import Ballot, Position, RollEntry, Vote
from proposals.positions.document import position_document
from proposals.schedule import close_one_due_window
from proposals.tally.compare import compare_rules
from proposals.tally.roll import Roll, RollSeat, whole
from proposals.voting.opening import open_ballot
from tests.factories.scenes import CAPITAL, council_of

KINDS = ("peasant", "union", "indigenous", "women", "youth")
ATTEMPTS, FEW = 7, 1_400


def compare(*, seats: int) -> list[float]:
    """Seconds of counting one set of votes under every rule, pivots included, several times."""
    countries, kinds, answers = cycle(CAPITAL), cycle(KINDS), cycle((*CHOICES[:3], "yes", "yes"))
    roll = Roll(
        tuple(RollSeat(f"s{n}", next(countries), next(kinds), f"s{n}") for n in range(seats)),
        {country: Fraction(amount) for country, amount in CAPITAL.items()},
        "operational",
    )
    votes = {seat.id: whole(next(answers)) for seat in roll.seats}
    facts = {"rulebook": default_rulebook(), "roll": roll, "votes": votes}
    attempts = max(3, min(ATTEMPTS, FEW // seats))
    return [_timed(compare_rules, **facts)[0] for _attempt in range(attempts)]


def open_roll(*, seats: int) -> float:
    """Seconds of opening one ballot with so many seats."""
    now = datetime.now(UTC)
    bounds = {"opens_at": now - timedelta(seconds=1), "closes_at": now + timedelta(days=1)}
    [ballot], _house = ballots(council_of(), seats, with_people=False, **bounds)
    analyze()
    seconds, _opened = _timed(open_ballot, ballot)
    assert RollEntry.objects.filter(ballot=ballot).count() == seats
    ClockPermit.objects.all().delete()
    return seconds


def conduct(*, number: int, seats: int) -> dict[str, Any]:
    """How many steps the conductor takes, and in how many seconds, when so many ballots fall due at once."""
    while close_one_due_window():
        pass
    now = datetime.now(UTC)
    council = council_of()
    bounds = {"opens_at": now - timedelta(hours=2), "closes_at": now - timedelta(hours=1)}
    made, _house = ballots(council, seats, number=number, **bounds)
    with travel(bounds["opens_at"] + timedelta(minutes=1)):
        while close_one_due_window():
            pass
        _vote(made, bounds["opens_at"] + timedelta(minutes=1))
    analyze()
    steps, began = 0, time.perf_counter()
    while close_one_due_window():
        steps += 1
    seconds = time.perf_counter() - began
    published = Position.objects.filter(council=council).count()
    assert published == number, f"{published} positions of {number} ballots"
    ClockPermit.objects.all().delete()
    first = Position.objects.filter(council=council).first()
    return {"steps": steps, "seconds": seconds, "position": [council.slug, first.year, first.number]}


def _vote(made: list[Ballot], at: datetime) -> None:
    """Every seat but each tenth votes on every ballot."""
    mandates = {mandate.seat_id: mandate for mandate in Mandate.objects.filter(seat__council=made[0].round.council)}
    answers = cycle(("yes", "no", "yes", "abstain", "yes", "no", "yes"))
    entries = RollEntry.objects.filter(ballot__in=made).select_related("ballot__round__council")
    votes = []
    for number, entry in enumerate(entries):
        if number % 10:
            votes.append(_cast(entry, mandates[entry.seat_id], {next(answers): "1"}, at))
    Vote.objects.bulk_create(votes, batch_size=1_000)


def _cast(entry: RollEntry, mandate: Mandate, answer: dict[str, str], at: datetime) -> Vote:
    salt = token_hex(16)
    opened = {"serial": 1, "answer": answer, "salt": salt}
    return Vote(
        roll_entry=entry,
        ballot=entry.ballot,
        mandate=mandate,
        capacity=mandate.role,
        cast_by_id=mandate.person_id,
        cast_at=at,
        commitment=commit(ballot=entry.ballot.get_absolute_url(), seat=entry.movement, **opened),
        receipt=token_hex(10),
        **opened,
    )


def document(*, council: str) -> dict[str, float]:
    """Seconds of each part of making a position out of a counted ballot, and how many bytes come of it."""
    position = Position.objects.filter(council__slug=council).first()
    facts = {"reference": position.reference, "published_at": position.published_at}
    facts |= {"previous_sha256": position.previous_sha256, "supersedes": None, "decided": {}}
    parts: dict[str, list[float]] = {"document": [], "canonical": [], "hash": []}
    for _attempt in range(ATTEMPTS):
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=position.ballot_id)
        seconds, made = _timed(position_document, ballot, **facts)
        parts["document"].append(seconds)
        seconds, stored = _timed(canonical, made)
        parts["canonical"].append(seconds)
        parts["hash"].append(_timed(sha256, stored)[0])
    assert stored == bytes(position.document), "the document is not what was published"
    return {**{name: median(seconds) for name, seconds in parts.items()}, "bytes": len(stored)}


def _timed(act: Callable, *args: Any, **facts: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = act(*args, **facts)
    return time.perf_counter() - began, answer
