"""A list costs the same number of queries for ten rows as for a thousand, and so does one thing with much in it."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Movement, Round, Rulebook, Seat, Standing, Theme, Window
from ledger.models import Entry
from proposals.models import (
    Ballot,
    Case,
    Comment,
    Consultation,
    Position,
    Proposal,
    Revision,
    RollChallenge,
    Sponsorship,
)
from proposals.positions.shelf import SHELF
from tests.api.conftest import FOUNDED, Record

LISTS = {
    "councils/": 1,
    "countries/": 2,
    "movements/": 1,
    "seats/": 1,
    "rulebooks/": 1,
    "rounds/": 3,
    "proposals/": 1,
    "comments/": 1,
    "endorsements/": 1,
    "translations/": 1,
    "moderation/": 2,
    "ballots/": 1,
    "consultations/": 1,
    "positions/": 1,
    "letters/": 1,
    "evaluations/": 1,
    "referrals/": 1,
    "meetings/": 1,
    "transmittals/": 1,
    "follow-ups/": 1,
    "ledger/": 2,
}
FEW, MANY = 10, 1_000


def fill(record: Record, count: int, start: int) -> None:
    """`count` more of everything that there can be many of, numbered from `start`."""
    scene, numbers = record.closed, range(start, start + count)
    council, person = scene.council, scene.secretary
    movements = Movement.objects.bulk_create(
        Movement(slug=f"mov-{n}", name=f"M {n}", kind="union", country_id="BO", founded_at=FOUNDED) for n in numbers
    )
    seats = Seat.objects.bulk_create(Seat(council=council, movement=movement) for movement in movements)
    Standing.objects.bulk_create(
        Standing(seat=seat, status="admitted", effective_at=FOUNDED, recorded_at=FOUNDED) for seat in seats
    )
    Rulebook.objects.bulk_create(
        Rulebook(council=council, version=n, data={}, effective_at=FOUNDED, recorded_at=FOUNDED) for n in numbers
    )
    rounds = Round.objects.bulk_create(
        Round(council=council, number=n, title={"es": "R"}, call={"es": "C"}, convened_at=FOUNDED) for n in numbers
    )
    Theme.objects.bulk_create(Theme(round=round_, slug="agua", name={"es": "Agua"}) for round_ in rounds)
    Window.objects.bulk_create(
        Window(round=r, kind="voting", opens_at=FOUNDED, closes_at=FOUNDED + timedelta(days=1)) for r in rounds
    )
    fill_proposal(record, seats, numbers)
    proposals = Proposal.objects.bulk_create(
        Proposal(
            round=r,
            number=1,
            seat=seat,
            begun_by=person,
            begun_at=FOUNDED,
            stage="admitted",
            admitted_at=FOUNDED,
            changed_at=FOUNDED,
            revision=scene.ballot.proposal.revision,
        )
        for r, seat in zip(rounds, seats, strict=True)
    )
    Ballot.objects.bulk_create(
        Ballot(round=r, number=1, proposal=p, window=scene.window, prepared_at=FOUNDED)
        for r, p in zip(rounds, proposals, strict=True)
    )
    Entry.objects.bulk_create(Entry(council_id=council.pk, verb="cast_vote", at=FOUNDED) for _n in numbers)


def fill_proposal(record: Record, seats: list[Seat], numbers: range) -> None:
    """Much on one proposal and its ballot."""
    scene, proposal = record.closed, record.closed.ballot.proposal
    shared = {"author": scene.secretary, "created_at": FOUNDED + timedelta(days=1), "language": "es"}
    Revision.objects.bulk_create(
        Revision(proposal=proposal, number=n, title="T", paragraphs=[], seat=seats[0], sha256="", **shared)
        for n in numbers
    )
    Comment.objects.bulk_create(
        Comment(proposal=proposal, revision=proposal.revision, stance="neutral", text="…", seat=seat, **shared)
        for seat in seats
    )
    Sponsorship.objects.bulk_create(
        Sponsorship(proposal=proposal, seat=seat, state="accepted", invited_by=scene.secretary, invited_at=FOUNDED)
        for seat in seats
    )
    RollChallenge.objects.bulk_create(
        RollChallenge(ballot=scene.ballot, seat=seat, text="…", raised_by=scene.secretary, raised_at=FOUNDED)
        for seat in seats
    )
    Consultation.objects.bulk_create(
        Consultation(
            round=scene.round,
            ballot=scene.ballot,
            number=n,
            seat=seat,
            purpose="instruct",
            opened_by=scene.secretary,
            opens_at=FOUNDED,
            closes_at=FOUNDED + timedelta(days=1),
        )
        for n, seat in zip(numbers, seats, strict=True)
    )
    dates = {"opened_at": FOUNDED, "due_at": FOUNDED, "changed_at": FOUNDED}
    comment, council = record.comment, scene.council
    Case.objects.bulk_create(
        Case(council=council, number=n, comment=comment, author=scene.secretary, state="closed", **dates)
        for n in numbers
    )
    last = Position.objects.latest("id").pk
    Position.objects.bulk_create(
        Position(
            pk=last + step,
            council=scene.council,
            ballot=scene.ballot,
            year=2026,
            number=number,
            outcome="tied",
            supersedes_id=last + step - 1,
            document=b"{}",
            sha256=f"{number:064d}",
            previous_sha256=f"{number:064x}",
            published_at=FOUNDED,
        )
        for step, number in enumerate(numbers, 1)
    )


def measured(client: Client, record: Record) -> dict[str, int]:
    """How many queries each address makes; lists by their first hundred rows and by their first twenty."""
    slug, movement = record.closed.council.slug, record.closed.seats["BR"].movement.slug
    details = [
        f"councils/{slug}/",
        "countries/BR/",
        f"movements/{movement}/",
        f"seats/{slug}/{movement}/",
        f"rulebooks/{slug}/1/",
        f"rounds/{slug}/1/",
        f"proposals/{slug}/1/1/",
        f"comments/{record.comment.pk}/",
        f"moderation/{slug}/1/",
        f"moderation/{slug}/statistics/",
        f"ballots/{slug}/1/1/",
        f"consultations/{slug}/1/1/1/",
        f"ballots/{record.opened.council.slug}/1/1/",
        f"positions/{slug}/2026/1/",
    ]
    lists = [*LISTS, *(f"{name}?page_size=100" for name in LISTS)]
    filtered = [f"{name}?council={slug}" for name in ("seats/", "rounds/", "proposals/", "comments/", "ledger/")]
    return {address: cost(client, address) for address in [*lists, *filtered, *details]}


def cost(client: Client, address: str) -> int:
    SHELF.clear()  # what is counted is the first question for a position
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/{address}").status_code == 200, address
    return len(queries)


def test_the_number_of_queries_does_not_grow(client: Client, record: Record) -> None:
    fill(record, FEW, 100)
    few = measured(client, record)
    fill(record, MANY, 1_000)
    many = measured(client, record)
    assert many == few
    assert {name: many[name] for name in LISTS} == LISTS
    assert max(few.values()) <= 12
