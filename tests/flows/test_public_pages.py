"""The pages that anybody reads: councils, a round with its river, the ledger. What they show, and in how many
queries.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from councils.models import Movement, Office, Window
from ledger.models import Entry
from ledger.record import record
from proposals.models import Proposal, Revision
from proposals.schedule import close_one_due_window
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from tests.api.conftest import settle
from tests.factories.scenes import FOUNDED, Scene, council_of, person, seat_of, voting_scene

MARKED = re.compile(r"&lt;\d+&gt;")
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that were sent, without those that only begin and end transactions."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(TRANSACTION_CONTROL)]


@pytest.fixture
def scene(db: None) -> Scene:
    now = datetime.now(UTC)
    return voting_scene(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))


def put_proposals(scene: Scene, number: int) -> None:
    seat = next(iter(scene.seats.values()))
    first = scene.round.proposals.count() + 1
    made = Proposal.objects.bulk_create(
        Proposal(
            round=scene.round, number=n, seat=seat, begun_by=scene.secretary, begun_at=FOUNDED, changed_at=FOUNDED,
            stage=Proposal.Stage.ADMITTED, admitted_at=FOUNDED,
        )
        for n in range(first, first + number)
    )  # fmt: skip
    revisions = Revision.objects.bulk_create(
        Revision(
            proposal=p, number=1, language="es", title=f"Propuesta {p.number}", paragraphs=[], author=scene.secretary,
            seat=seat, created_at=FOUNDED, sha256="",
        )
        for p in made
    )  # fmt: skip
    for proposal, revision in zip(made, revisions, strict=True):
        proposal.revision = revision
    Proposal.objects.bulk_update(made, ["revision"])


def test_the_council_shows_its_rounds_and_positions(client: Client, scene: Scene) -> None:
    with clock.travel(scene.window.closes_at):
        while close_one_due_window():
            pass
    page = client.get(scene.council.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert scene.round.title["es"] in text
    assert f"{scene.council.code}/" in text


def test_an_empty_council_says_so(client: Client, scene: Scene) -> None:
    page = client.get(council_of({}).get_absolute_url())
    assert page.status_code == 200
    assert page.content.decode().count('class="empty"') == 2


@pytest.mark.parametrize("address", ["", "ledger/", "rounds/1/"])
def test_a_strangers_page_takes_at_most_eight_queries_however_long_the_lists(
    client: Client, scene: Scene, address: str
) -> None:
    put_proposals(scene, 9)
    path = f"{scene.council.get_absolute_url()}{address}"
    client.get(path)
    with counted() as few:
        client.get(path)
    put_proposals(scene, 990)
    for _number in range(100):
        record("close_window", council=scene.council, actor=None, data={"window": "voting"})
    for _number in range(30):
        seat_of(scene.council, "BR")
    with counted() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 8, "\n".join(many)


def test_the_round_pages_through_its_proposals(client: Client, scene: Scene) -> None:
    put_proposals(scene, 30)
    address = scene.round.get_absolute_url()
    first = client.get(address).content.decode()
    second = client.get(f"{address}?after=20").content.decode()
    assert "Propuesta 15" in first
    assert "Propuesta 25" not in first
    assert "Propuesta 25" in second


def test_a_draft_is_not_listed(client: Client, scene: Scene) -> None:
    put_proposals(scene, 1)
    Proposal.objects.filter(revision__title="Propuesta 2").update(admitted_at=None)
    assert "Propuesta 2" not in client.get(scene.round.get_absolute_url()).content.decode()


def test_a_proposal_is_drawn_anew_when_anything_of_it_changes(client: Client, scene: Scene) -> None:
    """It is remembered as it was drawn, and by nothing but what is shown."""

    def page(language: str = "es") -> str:
        found = client.get(scene.round.get_absolute_url(), headers={"Accept-Language": language})
        return found.content.decode()

    number = scene.ballot.number
    assert f"Boleta {number}" in page() or f"Votación {number}" in page()
    assert f"Vote: ballot {number}" not in page("en")
    open_ballot(scene.ballot)
    assert f"Vote: ballot {number}" in page("en")
    assert f"Vote: ballot {number}" not in page("es")
    changed = Proposal.objects.filter(pk=scene.ballot.proposal_id)
    changed.update(amount="1234567", currency="USD")
    assert "1.234.567" in page("es")
    assert "1,234,567" in page("en")
    Movement.objects.filter(pk=scene.ballot.proposal.seat.movement_id).update(name="Otra <b>minga</b>")
    assert "Otra &lt;b&gt;minga&lt;/b&gt;" in page("en")


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=99999999999999999999", "theme=nothing", "ballots_after=%00", "after=²"]
)
def test_nonsense_in_the_address_is_the_beginning(client: Client, scene: Scene, query: str) -> None:
    assert client.get(f"{scene.round.get_absolute_url()}?{query}").status_code == 200


def test_a_round_whose_settlement_no_worker_saw_prepares_its_ballots(client: Client, scene: Scene) -> None:
    put_proposals(scene, 1)
    Window.objects.filter(round=scene.round, kind="settlement").update(opening_done_at=None)
    client.get(scene.round.get_absolute_url())
    assert scene.round.ballots.count() == 2


def test_the_secretariat_finds_its_desk(client: Client, scene: Scene) -> None:
    desk = f'href="/desk/{scene.council.slug}/"'
    assert desk not in client.get(scene.council.get_absolute_url()).content.decode()
    client.force_login(scene.secretary)
    assert desk in client.get(scene.council.get_absolute_url()).content.decode()
    Office.objects.update(ends_at=clock.now())
    assert desk not in client.get(scene.council.get_absolute_url()).content.decode()


def test_an_unknown_council_is_not_found(client: Client, scene: Scene) -> None:
    for address in ("/councils/none/", "/councils/none/rounds/1/", f"{scene.council.get_absolute_url()}rounds/99/"):
        assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_ledger_shows_a_cast_without_the_choice(client: Client) -> None:
    now = datetime.now(UTC)
    scene = voting_scene(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    cast_vote(person=scene.titulars["BR"], seat=scene.seats["BR"], ballot=scene.ballot, choice="block")
    entry = Entry.objects.get(verb="cast_vote")
    settle()
    text = client.get(f"{scene.council.get_absolute_url()}ledger/?verb=cast_vote").content.decode()
    assert entry.data["commitment"] in text
    assert entry.actor_mark in text
    assert scene.titulars["BR"].name not in text
    main = text[text.index("<main") :]
    assert "block" not in main


@pytest.mark.django_db(transaction=True)
def test_the_ledger_pages_without_losing_or_repeating(client: Client) -> None:
    scene = voting_scene(opens_at=FOUNDED + timedelta(days=400), closes_at=FOUNDED + timedelta(days=4000))
    for number in range(120):
        actor = None if number else person()
        record("close_window", council=scene.council, actor=actor, data={"window": f"<{number}>"})
    settle()
    seen: list[str] = []
    address = f"{scene.council.get_absolute_url()}ledger/?verb=close_window"
    for _page in range(3):
        text = client.get(address).content.decode()
        seen += MARKED.findall(text)
        if 'rel="next"' not in text:
            break
        address = f"{scene.council.get_absolute_url()}ledger/" + text.split('rel="next" href="')[1].split('"')[
            0
        ].replace("&amp;", "&")
    assert len(seen) == 120
    assert len(set(seen)) == 120
