"""Following by e-mail: asked by anybody, begun by who reads the mail, ended by one click, and known to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common import clock
from following.actions import TOKEN_LASTS, ask_to_follow, confirm_following, end_following, forget_unconfirmed
from following.limits import ASKS_OF_A_READER, LETTERS_OF_A_DAY
from following.models import Follower, Following, Letter
from following.tokens import ending_url
from proposals.models import Proposal
from tests.factories.pages import BEFORE, TICK
from tests.factories.scenes import Scene
from tests.following.conftest import ADDRESS, NOW, ask, followed, link, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_proposal", [False, True])
def test_asked_confirmed_and_ended(scene: Scene, is_proposal: bool) -> None:
    proposal = scene.ballot.proposal if is_proposal else None
    assert ask(scene, " Rosa@Example.ORG ", proposal=proposal).status_code == 200
    [letter] = mail.outbox
    assert letter.to == [ADDRESS] and letter.extra_headers["Auto-Submitted"] == "auto-generated"
    following = Following.objects.get()
    assert (following.council, following.proposal) == (scene.council, proposal)
    assert following.token_hash not in letter.body and link().split("/")[3] not in following.token_hash
    client = Client(enforce_csrf_checks=True)
    for _look in range(2):
        assert client.get(link()).status_code == client.head(link()).status_code == 200
        following.refresh_from_db()
        assert following.confirmed_at is None, "programs that look at links confirm nothing"
    for _twice in range(2):
        assert client.post(link()).status_code == 200
    following.refresh_from_db()
    assert (following.confirmed_at, following.follower.next_digest_at) == (NOW, NOW + timedelta(days=1))
    end = ending_url(following.follower).removeprefix("http://localhost:8000").partition("/follow/")
    place = "/follow/" + end[2]
    assert client.get(place).status_code == client.head(place).status_code == 200
    assert Following.objects.exists(), "nor do they end anything"
    answer = client.post(place, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not Follower.objects.exists(), "and the address is forgotten"
    assert client.get(place).status_code == client.post(place).status_code == 200


def test_one_of_several_is_ended(scene: Scene) -> None:
    first = followed(scene)
    followed(scene, proposal=scene.ballot.proposal)
    place = "/follow/" + ending_url(first.follower).partition("/follow/")[2]
    shown = Client(headers={"accept-language": "en"}).get(place).content.decode()
    assert shown.count("Follow it no more") == 2 and "proposal 1 of" in shown
    for hostile in ("x", "-1", "9" * 30, "0"):
        Client().post(place, {"following": hostile}) if hostile == "0" else None
    assert Following.objects.count() == 2
    Client().post(place, {"following": first.pk})
    [left] = Following.objects.all()
    assert left.proposal == scene.ballot.proposal
    end_following(follower=left.follower)
    end_following(follower=left.follower)
    assert not Follower.objects.exists()


def test_nobody_learns_who_follows(scene: Scene) -> None:
    followed(scene)
    known, unknown = ask(scene), ask(scene, "nobody@example.org")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    one, other = mail.outbox
    assert (one.subject, len(one.body)) == (other.subject, len(other.body))
    council = Client().get(scene.council.get_absolute_url()).content.decode()
    assert ADDRESS not in council
    following = Following.objects.get(follower__email=ADDRESS)
    assert following.confirmed_at is not None, "asking again ends nothing"


@pytest.mark.parametrize(
    "hostile",
    ["", "rosa", "rosa@", "@x.org", "a@b.org\nBcc: c@d.org", "a@b.org, c@d.org", "x" * 250 + "@b.org", "a\0@b.org"],
)
def test_what_is_no_address_is_said_and_nothing_is_lost(scene: Scene, hostile: str) -> None:
    answer = ask(scene, hostile)
    assert answer.status_code == 422, hostile
    assert mail.outbox == [] and not Follower.objects.exists()
    assert answer.context["form"]["email"].value() == hostile


def test_a_language_that_is_none_is_refused_on_the_page(scene: Scene) -> None:
    assert ask(scene, language="xx").status_code == 422
    ask_to_follow(email=ADDRESS, council=scene.council, language="xx")
    assert Following.objects.get().language == "es"


def test_what_is_not_public_cannot_be_followed(scene: Scene) -> None:
    proposal = scene.ballot.proposal
    Proposal.objects.filter(pk=proposal.pk).update(admitted_at=None)
    assert Client().get(page(scene, proposal)).status_code == 404
    assert ask(scene, proposal=proposal).status_code == 404
    assert ask(scene).status_code == 200
    assert Client().get("/councils/none/follow/").status_code == 404
    assert Client().put(page(scene)).status_code == 405


def test_only_so_many_letters_go_to_one_address_and_nobody_is_told(scene: Scene) -> None:
    answers = {ask(scene).content for _ask in range(LETTERS_OF_A_DAY + 3)}
    assert (len(mail.outbox), len(answers)) == (LETTERS_OF_A_DAY, 1)
    assert Client().get(link()).status_code == 200, "the latest letter that went out still works"
    with clock.travel(NOW + timedelta(days=1)):
        forget_unconfirmed()
        ask(scene)
    assert len(mail.outbox) == LETTERS_OF_A_DAY + 1


def test_from_one_place_only_so_many_ask(scene: Scene) -> None:
    for number in range(ASKS_OF_A_READER):
        assert ask(scene, f"a{number}@example.org").status_code == 200
    refused = ask(scene, "other@example.org")
    assert refused.status_code == 429
    assert len(mail.outbox) == ASKS_OF_A_READER
    elsewhere = Client(REMOTE_ADDR="2001:db8::1")
    assert ask(scene, "other@example.org", client=elsewhere).status_code == 200


def test_without_redis_one_may_ask_all_the_same(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: Any, **_more: Any) -> None:
        raise OSError

    monkeypatch.setattr(cache, "add", away)
    assert ask(scene).status_code == 200


@pytest.mark.parametrize("after", [timedelta(0), TOKEN_LASTS - TICK, TOKEN_LASTS, TOKEN_LASTS + TICK])
def test_a_link_works_until_its_instant(scene: Scene, after: timedelta) -> None:
    ask(scene)
    with clock.travel(NOW + after):
        allowed = after < TOKEN_LASTS
        for answer in (Client().get(link()), Client().post(link())):
            assert answer.status_code == (200 if allowed else 409)
        assert (forget_unconfirmed() == 0) == allowed
    assert Follower.objects.exists() == allowed


def test_a_later_letter_replaces_the_link(scene: Scene) -> None:
    ask(scene)
    first = link()
    ask(scene)
    assert Client().post(first).status_code == 409
    assert Client().post(link()).status_code == 200


@pytest.mark.parametrize("token", ["x", "1.x", "ñ", "a" * 3000, "%00", "../x"])
def test_links_that_we_did_not_write(token: str) -> None:
    assert Client().get(f"/follow/confirm/{token}/").status_code in (404, 409)
    assert Client().post(f"/follow/confirm/{token}/").status_code in (404, 409)
    assert Client().get(f"/follow/end/{token}/").status_code in (200, 404)
    assert Client().post(f"/follow/end/{token}/").status_code in (200, 404)


def test_a_signature_of_another_purpose_ends_nothing(scene: Scene) -> None:
    following = followed(scene)
    forged = Signer(salt="something.else", sep=".").sign(str(following.follower_id))
    Client().post(reverse("end_following", args=[forged]))
    assert Following.objects.exists()


def test_the_database_refuses_the_second_of_each(scene: Scene) -> None:
    following = followed(scene)
    facts = {"follower": following.follower, "cause": "entry 1", "queued_at": NOW, "next_try_at": NOW}
    Letter.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(**facts)
    twice = {"council": scene.council, "token_hash": "other", "asked_at": NOW, "expires_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Following.objects.create(follower=following.follower, **twice)


def test_no_log_names_an_address(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    followed(scene)
    confirmed = Following.objects.get()
    assert ADDRESS not in caplog.text
    assert ADDRESS not in f"{confirmed} {confirmed.follower!r} {confirmed.follower}"


def test_the_pages_carry_the_form(scene: Scene) -> None:
    with clock.travel(BEFORE):
        for address in (scene.council.get_absolute_url(), scene.ballot.proposal.get_absolute_url()):
            shown = Client().get(address)
            assert f'action="{page(scene, scene.ballot.proposal if "proposals" in address else None)}"' in (
                shown.content.decode()
            )
            assert "csrftoken" not in shown.cookies
    feeds = Client().get(page(scene)).content.decode()
    assert "feed.atom" in feeds and "feed.json" in feeds and 'name="email"' in feeds


def test_confirming_what_was_forgotten_says_so(scene: Scene) -> None:
    ask(scene)
    Follower.objects.all().delete()
    assert Client().post(link()).status_code == 409
    with pytest.raises(Exception, match="link_over"):
        confirm_following(token="none")
