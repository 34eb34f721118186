"""What only serves the running is dropped when it is old, by one task; what is newer, waits, or is the record stays."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Browser, Sending, User
from accounts.sending import KEPT_FOR
from accounts.tasks import forget
from common import retaining
from common.retaining import RETAINED
from councils.models import Invitation
from following.models import Follower, Letter
from ledger.models import Entry, Seal, SigningKey
from notices.models import Notice, Outgoing
from proposals.models import CalendarKey, Delivery, HeadMail
from tests.factories.councils import NOW, MembershipFactory, travelling
from tests.factories.webhooks import in_state

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
DAY, TICK = timedelta(days=1), timedelta(seconds=1)
# By what each has to be old, in days, as the settings say it.
LIMITS = {
    "browsers": 14,
    "forms": KEPT_FOR.days,
    "notices": settings.KEEP_NOTICES_DAYS,
    "outgoing": settings.KEEP_ENDED_DAYS,
    "followers_letters": settings.KEEP_NOTICES_DAYS,
    "heads": settings.KEEP_NOTICES_DAYS,
    "invitations": settings.KEEP_ENDED_DAYS,
    "calendars": settings.KEEP_ENDED_DAYS,
    "deliveries": settings.KEEP_DELIVERIES_DAYS,
}


def entry() -> Entry:
    return Entry.objects.create(verb="name_country", at=NOW)


def seal(size: int) -> Seal:
    key, _made = SigningKey.objects.get_or_create(name="k", defaults={"public_key": "p", "valid_from": NOW})
    facts = {"root": "r", "document": b"{}", "sha256": f"s{size}", "key": key, "signature": "g", "sealed_at": NOW}
    return Seal.objects.create(size=size, previous=Seal.objects.filter(size=size - 1).first(), **facts)


def put(name: str, rosa: User, at: datetime) -> Any:
    """One row of this kind, as old as that, of which nothing waits any more; and where it is counted."""
    number = str(at.timestamp())
    if name == "browsers":
        Session.objects.create(session_key=number, session_data="", expire_date=at + timedelta(days=14))
        Browser.objects.create(person=rosa, session_key=number, began_at=at, seen_at=at)
        return Browser.objects
    if name == "forms":
        Sending.objects.create(person=rosa, mark=number, content="", place="/", made_at=at)
        return Sending.objects
    if name == "notices":
        Notice.objects.create(person=rosa, entry=entry(), channel="email", kind="stages", made_at=at, sent_at=at)
        return Notice.objects
    if name == "outgoing":
        Outgoing.objects.create(written_at=at, useful_until=at, sent_at=at)
        return Outgoing.objects
    if name == "followers_letters":
        follower, _made = Follower.objects.get_or_create(email="a@example.org", defaults={"language": "en"})
        Letter.objects.create(follower=follower, cause=number, queued_at=at, next_try_at=at, sent_at=at)
        return Letter.objects
    if name == "heads":
        HeadMail.objects.create(person=rosa, seal=seal(Seal.objects.count() + 1), queued_at=at, sent_at=at)
        return HeadMail.objects
    if name == "invitations":
        movement = MembershipFactory().movement
        Invitation.objects.create(
            movement=movement, email="a@example.org", token_hash=number, invited_by=rosa, invited_at=at, expires_at=at
        )
        return Invitation.objects.filter(email="a@example.org")
    if name == "calendars":
        CalendarKey.objects.create(person=rosa, token_hash=number, made_at=at, revoked_at=at)
        return CalendarKey.objects
    Delivery.objects.create(webhook=in_state("active"), entry=entry(), next_try_at=at, delivered_at=at)
    return Delivery.objects


@pytest.mark.parametrize("name", sorted(RETAINED))
def test_what_is_older_goes_and_what_is_newer_stays(name: str, rosa: User) -> None:
    limit = NOW - timedelta(days=LIMITS[name])
    put(name, rosa, limit - TICK)
    kept = put(name, rosa, limit + TICK)
    with travelling(NOW):
        assert forget() == 1
        assert forget() == 0
    assert kept.count() == 1
    assert Session.objects.count() == (1 if name == "browsers" else 0)


def test_what_waits_is_not_dropped_however_old_it_is(rosa: User) -> None:
    old = NOW - timedelta(days=4_000)
    Notice.objects.create(person=rosa, entry=entry(), channel="email", kind="stages", made_at=old, due_at=old)
    Delivery.objects.create(webhook=in_state("active"), entry=entry(), next_try_at=old)
    Outgoing.objects.create(email="a@example.org", message=b"", written_at=old, useful_until=old, due_at=old)
    CalendarKey.objects.create(person=rosa, token_hash="x", made_at=old)
    HeadMail.objects.create(person=rosa, seal=seal(1), queued_at=old, sent_at=old)
    with travelling(NOW):
        assert forget() == 0


def test_more_than_one_chunk_goes_at_once(rosa: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retaining, "CHUNK", 2)
    for number in range(5):
        put("forms", rosa, NOW - KEPT_FOR - DAY - number * TICK)
    with travelling(NOW):
        assert forget() == 5


def test_it_is_said_in_words_on_the_page_and_in_the_documents(rosa: User) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(rosa)
    page = client.get(reverse("held")).content.decode()
    assert "What a webhook was sent, or could not be: 90 days." in page
    assert [one.days for one in RETAINED.values() if one.sentence.replace("'", "&#x27;") not in page and one.days] == []
    privacy = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert [name for name in RETAINED if f"`{name}`" not in privacy] == []
    assert "privacy.md" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")
