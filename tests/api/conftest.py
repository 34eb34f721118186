"""A small public record: a vote that is published, one that is open, and what is not public beside them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.urls import URLPattern

from api.ledger import horizon
from api.urls import urlpatterns
from common import clock
from councils.models import Country, Theme
from councils.rulebook.rules import CHOICES
from ledger.models import Entry
from proposals.consulting.disclosing import Counted, published
from proposals.models import (
    Amendment,
    AmendmentText,
    Appeal,
    Attachment,
    Ballot,
    Case,
    Comment,
    Consultation,
    Decision,
    Endorsement,
    Proposal,
    Recusal,
    Report,
    Revision,
    RollChallenge,
    Sponsorship,
)
from proposals.schedule import close_one_due_window
from proposals.voting.casting import cast_vote, state_vote
from proposals.voting.opening import open_ballot
from tests.factories.scenes import FOUNDED, Scene, voting_scene
from tests.ground import kept

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSIDE, AFTER = OPENS + timedelta(hours=5), CLOSES + timedelta(minutes=1)
SECRET = "what only its authors may read"


@dataclass
class Record:
    """What the tests of the API read."""

    closed: Scene
    opened: Scene
    draft: Proposal
    comment: Comment


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    cache.clear()
    yield


def voted(scene: Scene, choices: str) -> None:
    """Let the titulars of the countries vote in turn: y, n or a, with a dot for who does not vote."""
    words = {"y": "yes", "n": "no", "a": "abstain"}
    for country, letter in zip(scene.seats, choices, strict=False):
        if letter in words:
            cast_vote(
                person=scene.titulars[country], seat=scene.seats[country], ballot=scene.ballot, choice=words[letter]
            )
            scene.ballot.refresh_from_db()


def drafted(scene: Scene) -> Proposal:
    """A proposal that nobody has admitted."""
    seat = scene.seats["AR"]
    proposal = Proposal.objects.create(
        round=scene.round,
        number=90,
        seat=seat,
        begun_by=scene.titulars["AR"],
        begun_at=FOUNDED,
        implementing_body=SECRET,
        changed_at=FOUNDED,
    )
    proposal.revision = revised(proposal, 1, FOUNDED, SECRET)
    proposal.save(update_fields=["revision"])
    return proposal


def revised(proposal: Proposal, number: int, at: datetime, title: str) -> Revision:
    return Revision.objects.create(
        proposal=proposal,
        number=number,
        language="es",
        title=title,
        paragraphs=[{"id": "p1", "text": title}],
        author=proposal.begun_by,
        seat=proposal.seat,
        created_at=at,
        sha256="0" * 64,
    )


def commented(proposal: Proposal, seat: Any, text: str, **facts: Any) -> Comment:
    return Comment.objects.create(
        proposal=proposal,
        revision=proposal.revision,
        stance="support",
        text=text,
        language="es",
        author=proposal.begun_by,
        seat=seat,
        **{"created_at": FOUNDED, **facts},
    )


def amended(proposal: Proposal, seat: Any) -> Amendment:
    """An amendment that the sponsors have accepted."""
    amendment = Amendment.objects.create(
        proposal=proposal,
        number=1,
        seat=seat,
        state="accepted",
        proposed_by=proposal.begun_by,
        proposed_at=FOUNDED,
        changed_at=FOUNDED,
    )
    amendment.text = AmendmentText.objects.create(
        amendment=amendment,
        number=1,
        revision=proposal.revision,
        changes=[{"op": "replace", "paragraph": "p1", "text": "Otra cosa."}],
        reasons="Es claro.",
        language="es",
        author=proposal.begun_by,
        created_at=FOUNDED,
        sha256="2" * 64,
    )
    amendment.save(update_fields=["text"])
    return amendment


def furnished(scene: Scene) -> Comment:
    """Everything that a public proposal can have, once."""
    proposal, seat = scene.ballot.proposal, scene.seats["BR"]
    theme = Theme.objects.create(round=scene.round, slug="agua", name={"es": "Agua"})
    proposal.themes.add(theme)
    amended(proposal, scene.seats["AR"])
    proposal.countries.add(Country.objects.get(code="BO"), Country.objects.get(code="AR"))
    Proposal.objects.filter(pk=proposal.pk).update(amount="1234567.50")
    for state, country in (("accepted", "UY"), ("declined", "EC")):
        Sponsorship.objects.create(
            proposal=proposal,
            seat=scene.seats[country],
            state=state,
            invited_by=scene.secretary,
            invited_at=FOUNDED,
        )
    for name, removed_at in (("plan.pdf", None), (f"{SECRET}.pdf", FOUNDED)):
        Attachment.objects.create(
            proposal=proposal,
            file="attachments/x",
            name=name,
            media_type="application/pdf",
            size=10,
            sha256="1" * 64,
            attached_by=scene.secretary,
            attached_at=FOUNDED,
            removed_at=removed_at,
        )
    RollChallenge.objects.create(
        ballot=scene.ballot, seat=seat, text="Falta un país.", raised_by=scene.secretary, raised_at=FOUNDED
    )
    Recusal.objects.create(
        ballot=scene.ballot,
        seat=scene.seats["BO"],
        reason="Somos parte.",
        recused_by=scene.secretary,
        recused_at=FOUNDED,
    )
    scene.round.addressees.add(scene.council)
    consulted(scene)
    Endorsement.objects.create(
        proposal=proposal, seat=scene.seats["VE"], endorsed_by=scene.titulars["VE"], endorsed_at=FOUNDED
    )
    comment = commented(proposal, seat, "De acuerdo.")
    moderated(scene, comment)
    return comment


def consulted(scene: Scene) -> Consultation:
    """A consultation of one movement's members, counted."""
    movement = scene.seats["BR"].movement
    counted = Counted(movement.slug, movement.name, 9, 5, {"yes": 5})
    return Consultation.objects.create(
        round=scene.round,
        ballot=scene.ballot,
        number=1,
        seat=scene.seats["BR"],
        purpose="instruct",
        state="counted",
        revision=scene.ballot.proposal.revision,
        opened_by=scene.secretary,
        opens_at=FOUNDED,
        closes_at=FOUNDED + timedelta(days=1),
        counted_at=FOUNDED + timedelta(days=1),
        result=published([counted], CHOICES, measure="choices", members=9),
    )


def moderated(scene: Scene, comment: Comment) -> None:
    """A case about the comment, with everything that a case can have."""
    dates = {"opened_at": FOUNDED, "due_at": FOUNDED, "changed_at": FOUNDED}
    case = Case.objects.create(
        council=scene.council, number=1, comment=comment, author=comment.author, state="closed", **dates
    )
    Report.objects.create(
        case=case, reporter=scene.titulars["EC"], ground="spam", text=SECRET, text_sha256="0" * 64, reported_at=FOUNDED
    )
    decision = Decision.objects.create(
        case=case,
        serial=1,
        kind="warn",
        ground="spam",
        reason="Se repite.",
        decided_by=scene.secretary,
        office="secretary",
        decided_at=FOUNDED,
        appeal_until=FOUNDED,
    )
    Appeal.objects.create(
        decision=decision,
        text=SECRET,
        appealed_by=comment.author,
        appealed_at=FOUNDED,
        due_at=FOUNDED,
        outcome="upheld",
        reason="Se repite.",
        heard_by=scene.titulars["UY"],
        heard_at=FOUNDED,
    )


READ_AT = AFTER + timedelta(hours=1)


@pytest.fixture
def record(db: None) -> Iterator[Record]:
    """The clock stands after the close of the first vote and within the second, for as long as the test runs."""
    made = kept(make_record)
    with clock.travel(READ_AT):
        yield made


@contextmanager
def recorded() -> Iterator[Record]:
    """The same, for whoever keeps it longer than a test."""
    made = make_record()
    with clock.travel(READ_AT):
        yield made


def make_record() -> Record:
    """All that is read, by what was done on two days."""
    with clock.travel(OPENS - timedelta(hours=1)):
        closed = voting_scene(opens_at=OPENS, closes_at=CLOSES)
        comment = furnished(closed)
    with clock.travel(INSIDE):
        open_ballot(closed.ballot)
        voted(closed, "yyna.n.")
        state_vote(
            person=closed.titulars["VE"],
            seat=closed.seats["VE"],
            ballot=closed.ballot,
            kind="dissent",
            text="No así.",
            language="es",
        )
    with clock.travel(AFTER):
        while close_one_due_window():
            pass
        opened = voting_scene(opens_at=AFTER, closes_at=AFTER + timedelta(days=3))
        open_ballot(Ballot.objects.select_related("round__council", "window", "proposal").get(pk=opened.ballot.pk))
        opened.ballot.refresh_from_db()
    with clock.travel(READ_AT):
        voted(opened, "nnyy")
        state_vote(
            person=opened.titulars["BR"],
            seat=opened.seats["BR"],
            ballot=opened.ballot,
            kind="reservation",
            text=SECRET,
            language="es",
        )
        draft = drafted(opened)
        commented(draft, opened.seats["AR"], SECRET)
        closed.ballot.refresh_from_db()
    # A cast gives its transaction fifteen seconds, and a test is one transaction.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('transaction_timeout', '0', true)")
    return Record(closed, opened, draft, comment)


@pytest.fixture
def read(client: Client) -> Callable[..., Any]:
    """Read an address of the API and return its body; the answer has to be 200."""

    def body(address: str, **parameters: Any) -> Any:
        response = client.get(f"/api/v1/{address}", parameters)
        assert response.status_code == 200, response.content
        return response.json()

    return body


def settle() -> None:
    """Wait until everything that was written so far is below the horizon.

    The horizon is the whole cluster's: tests that run beside this one in the same cluster, in databases of their own,
    hold it back for as long as one of their transactions lasts.
    """
    last = Entry.objects.aggregate(last=Max("transaction_id"))["last"] or 0
    until = time.monotonic() + 120
    while horizon() <= last:
        assert time.monotonic() < until, "some transaction does not end"
        time.sleep(0.05)


def routes() -> list[URLPattern]:
    """Every named address of the API."""
    return [pattern for pattern in urlpatterns if pattern.name]


def address_of(pattern: URLPattern, values: dict[str, Any]) -> str:
    """An address of the route, with these values for its parts."""
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        route = route.replace(f"<{'int' if kind == 'int' else kind}:{name}>", str(values.get(name, 1)))
    return f"/api/v1/{route}"
