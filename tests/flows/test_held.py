"""What the site holds of a person: in words on a page, whole in a file, and nothing of it a secret."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.held.reading import document_of
from accounts.middleware import ONLY_AT
from accounts.models import User
from common import clock
from councils.models import Invitation
from notices.models import Device
from proposals.models import Ballot
from proposals.voting.casting import cast_vote
from tests.factories.factors import give_codes, give_factor
from tests.factories.people import ADDRESS, PASSWORD
from tests.factories.scenes import Scene, voting_scene
from tests.flows.test_again import answer, grow_old

pytestmark = pytest.mark.django_db

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    with clock.travel(OPENS - timedelta(hours=1)):
        return voting_scene(opens_at=OPENS, closes_at=OPENS + timedelta(days=3), countries={"BR": 1, "AR": 1})


def cast(scene: Scene, country: str, choice: str) -> None:
    with clock.travel(OPENS + timedelta(hours=1)):
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
        cast_vote(person=scene.titulars[country], seat=scene.seats[country], ballot=ballot, choice=choice)


def rows_of(person: User, kind: str, table: str) -> list[dict[str, Any]]:
    return [row for row in document_of(person)["kinds"][kind]["rows"] if row["table"] == table]


def browser_of(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def test_the_file_has_the_persons_and_nobody_elses(scene: Scene, rosa: User) -> None:
    voter = scene.titulars["BR"]
    cast(scene, "BR", "yes")
    cast(scene, "AR", "no")
    page = browser_of(voter).get(reverse("held"))
    assert "Votes and receipts: 1" in page.content.decode()
    file = browser_of(voter).get(reverse("held_file"))
    assert "attachment" in file["Content-Disposition"]
    assert "no-store" in file["Cache-Control"]
    found = json.loads(file.content)
    assert found["version"] == 1
    assert found["kinds"]["account"]["rows"][0]["email"] == voter.email
    (mandate,) = found["kinds"]["mandates"]["rows"]
    assert (mandate["as"][0], mandate["on_behalf_of"]) == ("person", scene.seats["BR"].movement.slug)
    assert [row["on_behalf_of"] for row in found["kinds"]["votes"]["rows"]] == [scene.seats["BR"].movement.slug]
    assert [row["verb"] for row in found["kinds"]["acts"]["rows"]] == ["cast_vote"]
    text = file.content.decode()
    assert scene.titulars["AR"].email not in text
    assert scene.titulars["AR"].name not in text


def test_what_was_chosen_is_in_it_once_the_vote_has_closed(scene: Scene) -> None:
    voter = scene.titulars["BR"]
    cast(scene, "BR", "yes")
    (vote,) = rows_of(voter, "votes", "proposals.Vote")
    assert vote["receipt"]
    assert "answer" not in vote
    Ballot.objects.update(closed_at=scene.window.closes_at)
    (vote,) = rows_of(voter, "votes", "proposals.Vote")
    assert vote["answer"]


def test_no_secret_is_in_it(rosa: User) -> None:
    give_factor(rosa)
    give_codes(rosa)
    Device.objects.create(
        person=rosa,
        endpoint="https://push.example.org/1",
        p256dh="p256dh-plant",
        auth="auth-plant",
        made_at=rosa.date_joined,
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(rosa)
    text = json.dumps(document_of(rosa), default=str)
    factors = [value for one in Authenticator.objects.all() for value in one.data.values() if len(str(value)) > 9]
    assert len(factors) == 2
    for secret in (rosa.password, rosa.salt, str(client.session.session_key), "p256dh-plant", "auth-plant", *factors):
        assert str(secret) not in text
    assert [row["type"] for row in rows_of(rosa, "factors", "mfa.Authenticator")] == ["totp", "recovery_codes"]


def test_an_address_that_was_not_proved_shows_nothing_of_whose_it_is(scene: Scene, rosa: User) -> None:
    movement = scene.seats["BR"].movement
    facts = {"movement": movement, "invited_by": scene.secretary, "invited_at": scene.window.opens_at}
    facts |= {"expires_at": scene.window.closes_at}
    Invitation.objects.create(email="Rosa@example.org", token_hash="a", **facts)
    Invitation.objects.create(email="ana@example.org", token_hash="b", **facts)
    EmailAddress.objects.create(user=rosa, email="ana@example.org", verified=False)
    assert len(rows_of(rosa, "memberships", "councils.Invitation")) == 1
    sent = rows_of(scene.secretary, "memberships", "councils.Invitation")
    assert len(sent) == 2
    assert "@" not in json.dumps(sent, default=str)


def test_the_file_asks_once_more_who_it_is_and_a_code_on_paper_never_opens_it(rosa: User, settings: Any) -> None:
    settings.REAUTHENTICATION = True
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    grow_old(client)
    assert client.get(reverse("held")).status_code == 200
    page = client.get(reverse("held_file"))
    assert page.status_code == 403
    assert answer(client, page, again_way="password", password=PASSWORD)["Location"] == reverse("held_file")
    assert client.get(reverse("held_file")).status_code == 200
    session = client.session
    session[ONLY_AT] = "/somewhere/"
    session.save()
    page = client.get(reverse("held_file"))
    assert page.status_code == 403
    assert "code on paper" in page.content.decode()


def test_a_stranger_is_led_to_sign_in() -> None:
    for name in ("held", "held_file"):
        assert Client().get(reverse(name))["Location"].startswith(reverse("account_login"))


def test_the_page_costs_the_same_however_much_there_is(scene: Scene, django_assert_max_num_queries: Any) -> None:
    client = browser_of(scene.titulars["BR"])
    client.get(reverse("held"))
    with django_assert_max_num_queries(6):
        client.get(reverse("held"))
