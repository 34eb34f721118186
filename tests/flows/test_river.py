"""The river from end to end, as people go down it: through HTTP, from the first draft to a recount of the position."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from councils.models import Round, Window
from ledger.models import Entry
from proposals.models import Ballot, Position, Proposal, Vote
from proposals.tally.recount import recount
from proposals.tasks import sweep
from tests.factories.scenes import Scene, voting_scene

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STAGES = ("drafting", "discussion", "settlement", "voting", "response")
TEXT = "Las semillas son de quien las siembra.\n\nEl banco presta para guardarlas."

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A council whose second round has all its stages, ten days each."""
    with clock.travel(START - DAY):
        made = voting_scene(opens_at=START - 9 * DAY, closes_at=START - 8 * DAY)
    made.round = Round.objects.create(
        council=made.council, number=2, title={"es": "Ronda"}, call={"es": "Llamado"}, convened_at=START - DAY
    )
    for place, kind in enumerate(STAGES):
        Window.objects.create(
            round=made.round, kind=kind, opens_at=START + 10 * place * DAY, closes_at=START + 10 * (place + 1) * DAY
        )
    return made


def at(stage: str, *, days: float = 1) -> datetime:
    """So many days into a stage."""
    return START + 10 * STAGES.index(stage) * DAY + timedelta(days=days)


def as_(person: User) -> Client:
    """The browser of a person who is signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def drafted(scene: Scene) -> Iterator[str]:
    """The address of a proposal that was drafted, described, submitted and admitted."""
    author, seat = as_(scene.titulars["BR"]), scene.seats["BR"].movement.slug
    proposals = f"{scene.round.get_absolute_url()}proposals/"
    told = {"acting_for": seat, "language": "es", "title": "Semillas propias", "text": TEXT}
    with clock.travel(at("drafting")):
        answer = author.post(f"{proposals}new/", told)
        assert answer.status_code == 302, answer.content.decode()
        address = answer.headers["Location"]
        assert Client().get(address).status_code == 404, "a draft is for its movement"
        described = {"acting_for": seat, "countries": ["BR", "BO"], "currency": "USD", "amount": ""}
        assert author.post(f"{address}describe/", described).status_code == 302
        assert author.post(f"{address}submit/", {"acting_for": seat}).status_code == 302
        decided = {"decision": "admit", "decision_class": "operational"}
        assert as_(scene.titulars["AR"]).post(f"{address}admission/", decided).status_code in (403, 404)
        assert as_(scene.secretary).post(f"{address}admission/", decided).status_code == 302
        assert Client().get(address).status_code == 200
    return address


def test_from_the_draft_to_the_recount(scene: Scene, drafted: str) -> None:
    seat_of = {country: seat.movement.slug for country, seat in scene.seats.items()}
    comment = {
        "acting_for": seat_of["AR"],
        "stance": "concern",
        "text": "¿Y el agua?",
        "language": "es",
        "paragraph": "p2",
    }
    with clock.travel(at("drafting", days=2)):
        assert as_(scene.titulars["AR"]).post(f"{drafted}comments/", comment).status_code == 409
    with clock.travel(at("discussion")):
        assert as_(scene.titulars["AR"]).post(f"{drafted}comments/", comment).status_code == 302
        revised = {
            "acting_for": seat_of["BR"],
            "base": "1",
            "language": "es",
            "title": "Semillas y agua",
            "text": TEXT + "\n\nY el agua.",
        }
        assert as_(scene.titulars["BR"]).post(f"{drafted}revise/", revised).status_code == 302
        second_tab = {**revised, "title": "De otra pestaña"}
        assert as_(scene.titulars["BR"]).post(f"{drafted}revise/", second_tab).status_code == 409
        page = Client().get(drafted).content.decode()
        assert "¿Y el agua?" in page
        assert "<ins>" in Client().get(f"{drafted}compare/").content.decode()
    with clock.travel(at("settlement")):
        sweep()
        ballot = Ballot.objects.get(round=scene.round)
        address = ballot.get_absolute_url()
        challenge = {"acting_for": seat_of["UY"], "text": "Falta un movimiento."}
        assert as_(scene.titulars["UY"]).post(f"{address}challenge/", challenge).status_code == 302
        early = {"acting_for": seat_of["BR"], "choice": "yes", "confirm": "1"}
        assert as_(scene.titulars["BR"]).post(f"{address}vote/", early).status_code == 409
    vote_everybody(scene, address)
    after = at("voting", days=10)
    with clock.travel(after):
        late = {"acting_for": seat_of["BR"], "choice": "no", "confirm": "1"}
        answer = as_(scene.titulars["BR"]).post(f"{address}vote/", late)
        assert answer.status_code == 409
        assert not Vote.objects.filter(cast_at__gte=after).exists()
        sweep()
        assert_position(scene, ballot)


def vote_everybody(scene: Scene, address: str) -> None:
    """The small countries say yes, the large ones no; nobody votes for another."""
    with clock.travel(at("voting")):
        for country, choice in {
            "BR": "no",
            "AR": "no",
            "VE": "no",
            "EC": "yes",
            "UY": "yes",
            "PY": "yes",
            "BO": "yes",
        }.items():
            told = {"acting_for": scene.seats[country].movement.slug, "choice": choice}
            browser = as_(scene.titulars[country])
            assert browser.post(f"{address}vote/", told).status_code == 200, "asked once more"
            assert browser.post(f"{address}vote/", {**told, "confirm": "1"}).status_code == 302
        foreign = {"acting_for": scene.seats["AR"].movement.slug, "choice": "yes", "confirm": "1"}
        answer = as_(scene.titulars["BR"]).post(f"{address}vote/", foreign)
        assert answer.status_code == 403
        assert scene.seats["AR"].movement.name in answer.content.decode()
    assert Vote.objects.count() == 7


def assert_position(scene: Scene, ballot: Ballot) -> None:
    """The position is on its page and in the API, under all seven rules, and a recount gives the same."""
    position = Position.objects.get(ballot=ballot)
    assert Client().get(position.get_absolute_url()).status_code == 200
    told = Client().get(f"/api/v1{position.get_absolute_url()}")
    assert told.status_code == 200
    document = json.loads(told.content)["position"]
    results = {result["rule"]: result["outcome"] for result in document["results"]}
    assert len(results) == 7
    assert results["countries"] == "adopted"
    assert results["capital"] == "rejected"
    recounted = {tally.rule: tally.outcome for tally in recount(document).tallies}
    assert recounted == results
    listed = json.loads(Client().get("/api/v1/positions/").content)["results"]
    assert position.reference in {row["reference"] for row in listed}
    verbs = set(Entry.objects.filter(council_id=scene.council.pk).values_list("verb", flat=True))
    assert {
        "begin_proposal", "describe_proposal", "submit_proposal", "admit_proposal", "comment_proposal",
        "revise_proposal", "prepare_ballot", "challenge_roll", "open_ballot", "cast_vote", "close_ballot",
        "count_ballot", "publish_position",
    } <= verbs  # fmt: skip


def test_what_is_refused_is_shown_again_with_all_that_was_typed(scene: Scene) -> None:
    told = {
        "acting_for": scene.seats["BR"].movement.slug,
        "language": "es",
        "title": "x" * 5000,
        "text": "Mi texto largo.",
    }
    with clock.travel(at("drafting")):
        answer = as_(scene.titulars["BR"]).post(f"{scene.round.get_absolute_url()}proposals/new/", told)
    assert answer.status_code == 422
    assert "Mi texto largo." in answer.content.decode()
    assert not Proposal.objects.filter(round=scene.round).exists()


def test_a_draft_that_comes_too_late_is_shown_again(scene: Scene) -> None:
    told = {
        "acting_for": scene.seats["BR"].movement.slug,
        "language": "es",
        "title": "Tarde",
        "text": "Mi texto largo.",
    }
    with clock.travel(at("discussion")):
        answer = as_(scene.titulars["BR"]).post(f"{scene.round.get_absolute_url()}proposals/new/", told)
    assert answer.status_code == 409
    assert "Mi texto largo." in answer.content.decode()
