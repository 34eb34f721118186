"""Who annuls a position, when; that nothing in place changes; and that a recount still finds all of it whole."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from common import clock
from common.errors import DomainError
from councils.mandates.two_person import confirm_act
from councils.models import Office, PendingAct
from ledger.models import Entry
from proposals.models import Position
from proposals.positions.annulling import annul_position
from proposals.positions.auditing import troubles
from proposals.schedule import close_one_due_window
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from tests.factories.scenes import FOUNDED, Scene, person, voting_scene

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
AFTER = CLOSES + timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A proposal that was adopted, and published."""
    with clock.travel(OPENS - timedelta(hours=1)):
        made = voting_scene(opens_at=OPENS, closes_at=CLOSES)
        made.round.addressees.add(made.council)
    with clock.travel(OPENS):
        open_ballot(made.ballot)
        for country in ("BR", "AR", "BO"):
            cast_vote(person=made.titulars[country], seat=made.seats[country], ballot=made.ballot, choice="yes")
    with clock.travel(AFTER):
        while close_one_due_window():
            pass
    return made


def outcome(who: User, position: Position, reason: str = "Se contó a quien no debía.") -> str | None:
    """The code of the refusal; None where there was none."""
    try:
        with clock.travel(AFTER), transaction.atomic():
            annul_position(person=who, position=position, reason=reason)
    except DomainError as refusal:
        assert refusal.sentence
        return refusal.code
    return None


def secretary_of(scene: Scene) -> User:
    second = person("Second")
    Office.objects.create(council=scene.council, person=second, kind="secretary", starts_at=FOUNDED)
    return second


@pytest.mark.parametrize("role", ["secretary", "titular", "moderator", "observer", "respondent", "stranger"])
def test_who_annuls(scene: Scene, role: str) -> None:
    who = {"secretary": scene.secretary, "titular": scene.titulars["BR"]}.get(role) or person(role)
    if role in ("moderator", "observer", "respondent"):
        Office.objects.create(council=scene.council, person=who, kind=role, starts_at=FOUNDED)
    position = Position.objects.get()
    assert (outcome(who, position) is None) == (role == "secretary")
    assert Position.objects.count() == (2 if role == "secretary" else 1)


def test_what_was_published_stays_and_the_next_of_its_chain_says_that_it_is_void(scene: Scene, client: Client) -> None:
    position = Position.objects.get()
    before = bytes(position.document)
    assert outcome(scene.secretary, position, "  ") == "reason_needed"
    assert outcome(scene.secretary, position) is None
    annulment = Position.objects.first()
    assert annulment is not None
    position.refresh_from_db()
    assert bytes(position.document) == before
    assert (annulment.supersedes, annulment.outcome) == (position, "annulled")
    assert annulment.previous_sha256 == position.sha256
    told = client.get(annulment.data_url).json()["position"]
    assert told["annulment"] == {"annuls": position.reference, "reason": "Se contó a quien no debía."}
    assert (told["addressees"], told["supersedes"]) == ([], position.reference)
    entry = Entry.objects.get(verb="annul_position")
    assert entry.data["sha256"] == annulment.sha256
    assert outcome(scene.secretary, position) == "not_in_force"
    assert outcome(scene.secretary, annulment) == "annulled_already"
    with clock.travel(AFTER):
        while close_one_due_window():
            pass
        assert list(troubles()) == []
        page = client.get(annulment.get_absolute_url(), headers={"Accept-Language": "es"}).content.decode()
        assert "Se contó a quien no debía." in page
        assert annulment.reference in client.get(position.get_absolute_url()).content.decode()


def test_a_second_secretary_confirms_it_where_two_are_asked_for(scene: Scene) -> None:
    second = secretary_of(scene)
    scene.council.is_two_person = True
    scene.council.save(update_fields=["is_two_person"])
    position = Position.objects.get()
    assert outcome(scene.secretary, position) is None
    assert Position.objects.count() == 1, "it was proposed, and tried out, and taken back"
    pending = PendingAct.objects.get()
    with clock.travel(AFTER), pytest.raises(DomainError):
        confirm_act(act=pending, actor=scene.secretary)
    with clock.travel(AFTER):
        confirm_act(act=pending, actor=second)
    assert Position.objects.count() == 2
    assert [e.verb for e in Entry.objects.filter(verb__endswith="annul_position").order_by("id")] == [
        "propose_annul_position",
        "annul_position",
    ]


def test_by_its_page(scene: Scene, client: Client) -> None:
    position = Position.objects.get()
    address = f"{position.get_absolute_url()}annulment/"
    with clock.travel(AFTER):
        client.force_login(scene.titulars["BR"])
        assert client.get(address).status_code == 403
        assert "annulment/" not in client.get(position.get_absolute_url()).content.decode()
        client.force_login(scene.secretary)
        assert address in client.get(position.get_absolute_url()).content.decode()
        refused = client.post(address, {"reason": " "})
        assert refused.status_code == 422
        done = client.post(address, {"reason": "Se contó mal."})
        assert (done.status_code, done["Location"]) == (302, position.get_absolute_url())
        assert client.get(address).status_code == 409
