"""What the pages of rounds, ballots and positions cost in queries: as much for a thousand rows as for ten."""

import gzip

import pytest
from django.urls import reverse

from common import clock
from councils.models import Movement, Office, Seat, Standing
from proposals.models import Amendment, Comment, Endorsement, Mention, Position, Proposal, Vote
from proposals.voting.opening import open_ballot
from tests.factories.pages import (
    BEFORE,
    CLOSES,
    INSIDE,
    address,
    cast,
    conduct,
    counted,
    get,
    prepared,
    signed_in,
    slug,
    text,
)
from tests.factories.proposals import DISCUSSION, HOUR, Table, table
from tests.factories.scenes import FOUNDED, Scene, mandate, person, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return prepared()


def test_casting_costs_eight_queries(scene: Scene) -> None:
    with clock.travel(INSIDE):
        open_ballot(scene.ballot)
        client = signed_in(scene.titulars["BR"])
        fields = {"acting_for": slug(scene), "choice": "yes", "confirm": "1"}
        with counted(8):
            assert client.post(address(scene, "vote"), fields).status_code == 302
        with counted(8):
            assert client.post(address(scene, "vote"), fields).status_code == 302
    assert Vote.objects.count() == 2


def enlarge(scene: Scene, seats: int) -> None:
    """The council with so many more seats, admitted."""
    start = Movement.objects.count()
    movements = Movement.objects.bulk_create(
        Movement(
            slug=f"large-{n}", name=f"Movimiento {n}", kind="peasant", country_id="BO" if n % 3 else None,
            founded_at=FOUNDED,
        )
        for n in range(start, start + seats)
    )  # fmt: skip
    made = Seat.objects.bulk_create(Seat(council=scene.council, movement=movement) for movement in movements)
    at = {"effective_at": FOUNDED, "recorded_at": FOUNDED}
    Standing.objects.bulk_create(Standing(seat=seat, status="admitted", **at) for seat in made)


MOST = {"coming": 24, "open": 24, "roll": 11, "result": 20, "roll result": 11, "position": 7}


def test_pages_cost_the_same_with_ten_seats_and_with_a_thousand() -> None:
    costs: dict[int, dict[str, int]] = {}
    for seats in (3, 993):
        scene = prepared()
        enlarge(scene, seats)
        costs[seats] = {}
        client = signed_in(scene.titulars["BR"])
        pages = [("coming", BEFORE, "ballot"), ("open", INSIDE, "ballot"), ("roll", INSIDE, "roll")]
        for name, at, page in [*pages, ("result", CLOSES, "ballot"), ("roll result", CLOSES, "roll")]:
            if name == "open":
                with clock.travel(INSIDE):
                    open_ballot(scene.ballot)
                entries = list(scene.ballot.roll.all())
                cast(scene, BR="yes", AR="no")
            if name == "result":
                assert len(entries) == 7 + seats
                conduct(CLOSES)
            with clock.travel(at), counted(MOST[name]) as queries:
                shown = client.get(address(scene, page))
            assert shown.status_code == 200
            assert len(shown.content) < 120_000
            costs[seats][name] = queries.number
        published = Position.objects.select_related("council").get(council=scene.council).get_absolute_url()
        with counted(MOST["position"]) as queries:
            assert client.get(published).status_code == 200
        costs[seats]["position"] = queries.number
    assert costs[3] == costs[993]


def test_a_round_costs_six_queries_with_ten_proposals_and_with_a_hundred(scene: Scene) -> None:
    client = signed_in(scene.titulars["BR"])
    page = reverse("round", args=[scene.council.slug, 1])
    for number in (9, 90):
        with clock.travel(BEFORE):
            for _ in range(number):
                scene.put()
            with counted(6):
                assert client.get(page).status_code == 200
            with counted(6):
                assert client.get(page, {"after": "20", "theme": "x"}).status_code == 200


def debated(at_table: Table, proposal: Proposal, comments: int, amendments: int) -> None:
    """So many comments of many movements, a fifth of them replies, and amendments that are discussed too."""
    seats = [seat_of(at_table.council, country) for country in ("BO", "EC", "VE", None) for _ in range(15)]
    who, at = at_table.people["bystander"], DISCUSSION + HOUR
    facts = {"proposal": proposal, "revision": proposal.revision, "language": "es", "author": who, "created_at": at}
    said = [
        Comment(
            **facts,
            seat=seats[n % 60],
            stance=Comment.Stance.values[n % 4],
            text=f"{n}. El agua de la comunidad es de quien la cuida, y @{seats[n % 7].movement.slug} lo sabe. " * 3,
            paragraph="p1" if n % 3 else "",
            support_count=n % 9,
        )
        for n in range(comments)
    ]
    roots = Comment.objects.bulk_create(said[: comments * 4 // 5])
    for n, reply in enumerate(said[comments * 4 // 5 :]):
        reply.parent = reply.root = roots[n % 40]
    Comment.objects.bulk_create(said[comments * 4 // 5 :])
    Mention.objects.bulk_create(Mention(comment=root, seat=seats[n % 7]) for n, root in enumerate(roots))
    Endorsement.objects.bulk_create(
        Endorsement(proposal=proposal, seat=seat, endorsed_by=who, endorsed_at=at) for seat in seats
    )
    for number in range(1, amendments + 1):
        amendment = Amendment.objects.create(
            proposal=proposal, number=number, seat=seats[number], proposed_by=who, proposed_at=at, changed_at=at
        )
        Comment.objects.create(**facts, seat=seats[0], stance="neutral", text="Bien.", amendment=amendment)


def test_a_debate_of_a_thousand_comments_and_fifty_amendments_costs_what_a_small_one_costs() -> None:
    costs: dict[tuple[int, str], int] = {}
    for number, amendments in ((60, 2), (1_000, 50)):
        at_table = table()
        proposal = at_table.sponsored_admitted()
        debated(at_table, proposal, number, amendments)
        place = proposal.get_absolute_url()
        for who in (None, "bystander", "member"):
            client = signed_in(at_table.people.get(who or ""))
            for asked in ("", "?sort=newest", "?sort=supported", "?stance=question&country=BO", "?paragraph=p1"):
                with clock.travel(DISCUSSION + HOUR):
                    client.get(place + asked)
                    with counted(10) as queries:
                        page = client.get(place + asked)
                assert page.status_code == 200
                assert len(gzip.compress(page.content, 6)) < 26_000
                costs[number, f"{who} {asked}"] = queries.number
    few, many = ({key: cost for (n, key), cost in costs.items() if n == number} for number in (60, 1_000))
    assert few == many


def test_the_ledger_costs_six_queries_and_speaks(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    cast(scene, BR="yes", AR="no")
    conduct(CLOSES)
    client = signed_in(scene.titulars["BR"])
    page = reverse("ledger", args=[scene.council.slug])
    with counted(6):
        shown = text(client.get(page))
    assert "voted (serial 1" not in shown, "what this transaction wrote has not settled"
    monkeypatch.setattr("ledger.models.EntryQuerySet.settled", lambda entries: entries)
    shown = text(client.get(page))
    for said in (
        f"{scene.seats['BR'].movement.name} voted (serial 1",
        "By the binding rule, one seat, one vote, the outcome is: tied.",
        "The stage voting closed.",
        "by itself, when it was due",
        f"person {scene.titulars['BR'].mark(scene.council.code)}",
        "This page reads as far as entry",
    ):
        assert said in shown
    assert "voted (serial" not in text(client.get(page, {"verb": "open_ballot"}))
    assert "… voted" in shown, "a verb is chosen by its sentence"
    for asked in ({"after": "x"}, {"before": "9" * 30}, {"after": "1"}, {"before": "1"}, {"verb": "nothing"}):
        assert client.get(page, asked).status_code == 200


def test_offices_see_the_way_to_their_acts(scene: Scene) -> None:
    Office.objects.create(council=scene.council, person=scene.titulars["BO"], kind="observer", starts_at=FOUNDED)
    assert "Cancel this ballot" in text(get(scene, scene.secretary, INSIDE))
    assert "Cancel this ballot" not in text(get(scene, scene.titulars["BO"], INSIDE))


def test_a_regional_movement_stands_beside_the_countries(scene: Scene) -> None:
    seat = seat_of(scene.council, None, kind="women")
    mandate(seat, person())
    assert "Regional movements" in text(get(scene, None, BEFORE))
