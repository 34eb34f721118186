"""Leaving for good: who it was is gone, what was said and voted stays, and what it ends is told to those who stay."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from accounts.held.reading import document_of
from accounts.leaving.actions import leave
from accounts.leaving.departures import why_not_leave
from accounts.models import Browser, Sending, User
from accounts.profile import keep_language, keep_profile
from common import clock
from common.errors import Conflict, Forbidden
from councils.models import Invitation, Mandate, Membership, Office
from following.models import Follower
from ledger.models import Entry, Seal, SigningKey
from notices.models import Bounce, Device, Notice, Postbox, Preference
from proposals.models import Ballot, CalendarKey, Comment, HeadMail, Mention, Vote
from proposals.voting.casting import cast_vote
from proposals.voting.opening import open_ballot
from tests.factories.choices import call, nominate, scene_of
from tests.factories.factors import give_codes, give_factor
from tests.factories.people import ADDRESS, PASSWORD
from tests.factories.scenes import FOUNDED, Scene, mandate, person, voting_scene
from tests.factories.webhooks import in_state
from tests.flows.test_again import answer, grow_old, held

pytestmark = pytest.mark.django_db

# Of these, which go with a person wherever they cascade, nothing is left.
GOES = {
    *("accounts.Browser", "accounts.Sending", "account.EmailAddress", "mfa.Authenticator"),
    *("notices.Notice", "notices.Device", "notices.Preference", "notices.Postbox", "notices.Bounce"),
    *("proposals.CalendarKey", "proposals.HeadMail"),
}


@pytest.fixture
def scene() -> Scene:
    now = datetime.now(UTC)
    return voting_scene(
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=1), countries={"BR": 1, "AR": 1}
    )


def vote(scene: Scene, who: User, choice: str = "yes") -> Vote:
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
    return cast_vote(person=who, seat=scene.seats["BR"], ballot=ballot, choice=choice)


def browser() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    return client


def test_one_leaves_by_the_page_and_nobody_signs_in_again(rosa: User, django_capture_on_commit_callbacks: Any) -> None:
    give_factor(rosa)
    codes = give_codes(rosa)
    client, other = Client(headers={"accept-language": "en"}), Client()
    client.force_login(rosa)
    other.force_login(rosa)
    page = client.get(reverse("leave")).content.decode()
    assert "What goes" in page and "Votes and receipts, with the seat" in page
    unsure = client.post(reverse("leave"))
    assert unsure.status_code == 422
    assert User.objects.get(pk=rosa.pk).left_at is None
    with django_capture_on_commit_callbacks(execute=True):
        gone = client.post(reverse("leave"), {"is_sure": "on"})
    assert gone["Location"] == reverse("left")
    assert "storage" in gone["Clear-Site-Data"]
    assert client.get(reverse("left")).status_code == 200
    for one in (client, other):
        assert one.get(reverse("me")).status_code == 302
    was, rosa = rosa, User.objects.get(pk=rosa.pk)
    assert (str(rosa), rosa.name, rosa.is_active, rosa.has_usable_password()) == (
        "Una persona que se fue",
        "",
        False,
        False,
    )
    assert (rosa.has_line, rosa.salt == was.salt, rosa.language, rosa.last_login) == (False, False, "", None)
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert "Minga: you have left" in letter.subject
    assert ADDRESS not in json.dumps(document_of(rosa), default=str)
    again = browser()
    assert again.get(reverse("me")).status_code == 302
    assert not any(code in str(mail.outbox) for code in codes)


def test_it_asks_once_more_who_it_is_and_keeps_the_box(rosa: User, settings: Any) -> None:
    settings.REAUTHENTICATION = True
    cache.clear()
    client = browser()
    grow_old(client)
    assert client.get(reverse("leave")).status_code == 200
    page = client.post(reverse("leave"), {"is_sure": "on"})
    assert page.status_code == 403
    page = answer(client, page, again_way="password", password=PASSWORD)
    assert held(page) == [("is_sure", "on")]
    client.post(reverse("leave"), dict(held(page)))
    assert User.objects.get(pk=rosa.pk).left_at


def test_what_is_theirs_alone_is_gone(scene: Scene, rosa: User) -> None:
    """Everything that would cascade with the person: they are not deleted, so it is done by hand."""
    cascading = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and field.remote_field.on_delete is models.CASCADE  # type: ignore[union-attr] # it leads to a person
    }
    assert cascading == GOES
    give_factor(rosa)
    now, entry = clock.now(None), Entry.objects.create(verb="name_country", at=FOUNDED)
    notice = Notice.objects.create(person=rosa, entry=entry, channel="inbox", kind="stages", made_at=now)
    Bounce.objects.create(person=rosa, notice=notice, is_permanent=True, of_mailbox=True, came_at=now)
    Device.objects.create(person=rosa, endpoint="https://push.example.org/1", p256dh="x", auth="y", made_at=now)
    Preference.objects.create(person=rosa, kind="stages", how="never")
    Postbox.objects.create(person=rosa)
    Browser.objects.create(person=rosa, session_key="k", began_at=now, seen_at=now)
    Sending.objects.create(person=rosa, mark="m", content="c", place="/", made_at=now)
    CalendarKey.objects.create(person=rosa, token_hash="h", made_at=now)
    HeadMail.objects.create(person=rosa, queued_at=now, seal=_seal(now))
    Follower.objects.create(email=ADDRESS, language="en")
    invitation = Invitation.objects.create(
        movement=scene.seats["BR"].movement,
        email="Rosa@example.org",
        token_hash="t",
        invited_by=scene.secretary,
        invited_at=now,
        expires_at=now + timedelta(days=9),
    )
    hook = in_state("active", asked_by=rosa, council=scene.council)
    leave(person=rosa)
    for label in GOES:
        assert not apps.get_model(label)._default_manager.exists(), label
    assert not Follower.objects.exists()
    invitation.refresh_from_db()
    assert "rosa" not in invitation.email.lower()
    assert invitation.expires_at <= clock.now(None)
    hook.refresh_from_db()
    assert (hook.state, hook.secret) == ("ended", "")


def _seal(now: datetime) -> Seal:
    key = SigningKey.objects.create(name="k", public_key="p", valid_from=now)
    return Seal.objects.create(size=1, root="r", document=b"{}", sha256="s", key=key, signature="g", sealed_at=now)


def test_words_and_votes_stay_and_the_seat_is_told_to_be_vacant(scene: Scene) -> None:
    voter = scene.titulars["BR"]
    cast = vote(scene, voter)
    Membership.objects.filter(person=voter).update(is_named=True)
    was = voter.mark(scene.council.code)
    leave(person=voter)
    cast.refresh_from_db()
    assert (cast.cast_by_id, cast.answer) == (voter.pk, {"yes": "1"})
    mandates = Mandate.objects.filter(person=voter)
    assert all(one.revoked_at and one.revoked_by_id == voter.pk for one in mandates)
    told = list(Entry.objects.filter(actor=voter).order_by("id").values_list("verb", flat=True))
    assert told == ["cast_vote", "lay_down_mandate", "end_membership"]
    entry = Entry.objects.get(verb="lay_down_mandate")
    assert (entry.actor_mark, entry.data["holder"]) == (was, was)
    assert User.objects.get(pk=voter.pk).mark(scene.council.code) != was
    assert not Membership.objects.filter(person=voter, ends_at__isnull=True).exists()
    assert not Membership.objects.filter(person=voter, is_named=True).exists()
    with pytest.raises(Forbidden):
        vote(scene, voter, "no")
    assert vote(scene, scene.alternates["BR"], "yes").serial == 2
    successor = person("Successor")
    mandate(scene.seats["BR"], successor, starts_at=clock.now(), granted_at=clock.now())
    assert vote(scene, successor, "no").serial == 3


def test_the_last_secretary_names_another_first(scene: Scene) -> None:
    with pytest.raises(Conflict, match="last_secretary"):
        leave(person=scene.secretary)
    client = Client(headers={"accept-language": "en"})
    client.force_login(scene.secretary)
    page = client.get(reverse("leave")).content.decode()
    assert "among the last secretaries" in page
    assert 'name="is_sure"' not in page
    assert client.post(reverse("leave"), {"is_sure": "on"}).status_code == 409
    Office.objects.create(council=scene.council, person=person(), kind="secretary", starts_at=FOUNDED)
    leave(person=scene.secretary)
    assert Entry.objects.filter(verb="lay_down_office", actor=scene.secretary).count() == 1
    assert Office.objects.get(person=scene.secretary).ends_at


def test_under_two_person_control_two_are_needed(scene: Scene) -> None:
    scene.council.is_two_person = True
    scene.council.save()
    Office.objects.create(council=scene.council, person=person(), kind="secretary", starts_at=FOUNDED)
    assert [refusal.code for refusal in why_not_leave(scene.secretary)] == ["last_secretary"]


def test_whoever_runs_the_site_alone_is_not_let_go(rosa: User, settings: Any) -> None:
    settings.OPERATORS = [ADDRESS, "other@example.org"]
    other = User.objects.create_user("other@example.org", None)
    assert [refusal.code for refusal in why_not_leave(rosa)] == ["last_operator"]
    EmailAddress.objects.create(user=other, email=other.email, verified=True)
    leave(person=rosa)
    assert [refusal.code for refusal in why_not_leave(other)] == ["last_operator"]


def test_one_leaves_once_and_begins_anew_as_somebody_else(rosa: User) -> None:
    stale = User.objects.get(pk=rosa.pk)
    leave(person=rosa)
    with pytest.raises(Conflict, match="left_already"):
        leave(person=stale)
    anew = User.objects.create_user(ADDRESS, PASSWORD, name="Rosa")
    assert anew.pk != rosa.pk
    assert anew.mark("") != stale.mark("")


def test_a_form_that_was_under_way_does_not_bring_the_name_back(rosa: User) -> None:
    stale = User.objects.get(pk=rosa.pk)
    leave(person=rosa)
    keep_profile(person=stale, name="Rosa", language="en", time_zone="UTC")
    keep_language(person=stale, language="fr")
    assert User.objects.filter(pk=rosa.pk, name="", language="").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=rosa.pk).update(name="Rosa")


def test_a_candidacy_ends_before_the_vote_opens_and_stays_on_an_open_paper() -> None:
    now = datetime.now(UTC)
    scene = scene_of(now + timedelta(hours=1), now + timedelta(days=1), now)
    call(scene, "election", {"places": 1}, at=None)
    nominate(scene, {"ana": "Ana", "luz": "Luz"}, now)
    ana, luz = scene.ballot.choices.order_by("place")
    assert ana.candidate is not None and luz.candidate is not None
    leave(person=ana.candidate)
    ana.refresh_from_db()
    assert (ana.state, ana.name) == ("withdrawn", "")
    assert Entry.objects.filter(verb="withdraw_candidacy").count() == 1
    with clock.travel(now + timedelta(hours=2)):
        open_ballot(scene.ballot)
        leave(person=luz.candidate)
    luz.refresh_from_db()
    assert (luz.state, luz.name) == ("accepted", "Luz")


def test_where_others_named_them_the_words_stay_and_lead_nowhere(scene: Scene) -> None:
    revision = scene.ballot.proposal.revision
    said = Comment.objects.create(
        proposal=scene.ballot.proposal, revision=revision, stance="support", text='@"Titular AR" lo dijo.',
        language="es", author=scene.titulars["BR"], seat=scene.seats["BR"], created_at=clock.now(),
    )  # fmt: skip
    Mention.objects.create(comment=said, person=scene.titulars["AR"])
    for country in ("AR", "BR"):
        leave(person=scene.titulars[country])
    assert not Mention.objects.exists()
    said.refresh_from_db()
    assert (said.text, said.author_id) == ('@"Titular AR" lo dijo.', scene.titulars["BR"].pk)
    page = Client(headers={"accept-language": "en"}).get(scene.ballot.proposal.get_absolute_url()).content.decode()
    assert "lo dijo." in page
    assert scene.seats["BR"].movement.name in page
