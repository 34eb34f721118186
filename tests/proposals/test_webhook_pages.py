"""The pages of webhooks: who sees what, the secret once, errors at their fields, and what they cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from councils.models import Council
from ledger.record import record
from proposals.models import Delivery, Webhook
from tests.factories.councils import NOW, CouncilFactory, OfficeFactory, PersonFactory
from tests.factories.webhooks import WebhookFactory, in_state

pytestmark = pytest.mark.django_db
ADDRESS = "https://receiver.example/minga?key=hidden-key"


@pytest.fixture
def council() -> Council:
    return CouncilFactory()


@pytest.fixture
def secretary(council: Council) -> User:
    return OfficeFactory(council=council).person


def at(council: Council, below: str = "") -> str:
    return f"/councils/{council.slug}/webhooks/{below}"


def read(person: User | None, at_address: str, status: int = 200, **data: str) -> str:
    """The page in English as the person sees it; with `data` it is what was sent."""
    client = Client(headers={"Accept-Language": "en"})
    if person:
        client.force_login(person)
    answer = client.post(at_address, data, follow=True) if data else client.get(at_address)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_the_councils_page_leads_there_and_everybody_reads_what_it_is(council: Council) -> None:
    assert f'href="{at(council)}"' in read(None, council.get_absolute_url())
    page = read(None, at(council))
    assert "Standard Webhooks" in page
    assert "Sign in to ask for one." in page
    assert "<textarea" not in page


def test_the_secret_is_shown_once(council: Council, secretary: User) -> None:
    person = PersonFactory()
    page = read(person, at(council), subscriber="Observatorio <b>", address=ADDRESS)
    webhook = Webhook.objects.get()
    assert webhook.secret in page
    for reader in (person, secretary):
        for address in (at(council), webhook.get_absolute_url(), f"/councils/{council.slug}/ledger/"):
            page = read(reader, address)
            assert webhook.secret not in page
            assert "hidden-key" not in page, "nor the address's query"
            assert "Observatorio <b>" not in page


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(council: Council) -> None:
    page = read(PersonFactory(), at(council), 422, subscriber="Observatorio", address="https://user@receiver.example/")
    assert '<a href="#id_address">Address: A name or a password cannot stand in the address.</a>' in page
    assert 'id="id_address_error"' in page
    assert 'value="Observatorio"' in page
    assert 'value="https://user@receiver.example/"' in page
    assert not Webhook.objects.exists()
    page = read(PersonFactory(), at(council), 422, subscriber="", address=ADDRESS)
    assert '<a href="#id_subscriber">' in page


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(council: Council) -> None:
    answer = Client().post(at(council), {"subscriber": "O", "address": ADDRESS})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not Webhook.objects.exists()


def test_the_desk_shows_what_waits_and_the_secretariat_consents(council: Council, secretary: User) -> None:
    webhook = in_state("waiting", council=council, subscriber="Observatorio")
    assert webhook.get_absolute_url() in read(secretary, f"/desk/{council.slug}/")
    page = read(secretary, webhook.get_absolute_url())
    assert "waits for consent" in page
    assert at(council, f"{webhook.pk}/consent/") in page
    assert "Consented." in read(secretary, at(council, f"{webhook.pk}/consent/"), x="")
    webhook.refresh_from_db()
    assert (webhook.state, webhook.consented_by) == ("active", secretary)
    assert webhook.get_absolute_url() not in read(secretary, f"/desk/{council.slug}/")
    read(secretary, at(council, f"{webhook.pk}/consent/"), 409, x="")


def test_a_refusal_needs_a_reason(council: Council, secretary: User) -> None:
    webhook = in_state("waiting", council=council)
    page = read(secretary, at(council, f"{webhook.pk}/refusal/"), 422, reason=" ")
    assert '<a href="#id_reason">' in page
    page = read(secretary, at(council, f"{webhook.pk}/refusal/"), reason="No sabemos quién es.")
    assert "No sabemos quién es." in page
    webhook.refresh_from_db()
    assert webhook.state == "refused"


def test_the_subscriber_ends_it(council: Council) -> None:
    webhook = WebhookFactory(council=council)
    page = read(webhook.asked_by, at(council, f"{webhook.pk}/end/"))
    assert "optional" in page
    assert "nothing more is sent" in read(webhook.asked_by, at(council, f"{webhook.pk}/end/"), reason="")
    webhook.refresh_from_db()
    assert webhook.state == "ended"


@pytest.mark.parametrize("below", ["", "consent/", "refusal/", "end/", "entries/1/"])
def test_to_everybody_else_it_is_closed(council: Council, below: str) -> None:
    webhook = WebhookFactory(council=council)
    dead(webhook, 1)
    address = at(council, f"{webhook.pk}/{below}".replace("entries/1", f"entries/{Delivery.objects.get().entry_id}"))
    client, stranger = Client(), PersonFactory()
    assert client.post(address, {"reason": "x"}).status_code in (302, 405)
    client.force_login(stranger)
    expected = {"": 405}.get(below, 403)
    assert client.post(address, {"reason": "x"}).status_code == expected
    assert client.get(address).status_code == (405 if below in ("consent/", "entries/1/") else 403)
    assert webhook.subscriber not in read(stranger, at(council))


def test_a_webhook_of_another_council_or_none_is_not_found(council: Council, secretary: User) -> None:
    elsewhere = WebhookFactory()
    read(secretary, at(council, f"{elsewhere.pk}/"), 404)
    read(secretary, at(council, f"{10**30}/"), 404)
    read(secretary, at(council, f"{WebhookFactory(council=council).pk}/entries/{10**30}/"), 404, x="")


def dead(webhook: Webhook, count: int) -> None:
    for _ in range(count):
        entry = record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
        facts = {"attempts": 12, "first_tried_at": NOW, "next_try_at": NOW, "dead_at": NOW, "failure": "slow"}
        Delivery.objects.create(webhook=webhook, entry=entry, **facts)


def test_what_was_given_up_is_listed_and_sent_again(council: Council) -> None:
    webhook = WebhookFactory(council=council)
    dead(webhook, 1)
    delivery = Delivery.objects.get()
    page = read(webhook.asked_by, webhook.get_absolute_url())
    assert "the host took too long" in page
    assert "12 tries" in page
    [action] = re.findall(r'action="([^"]+/entries/\d+/)"', page)
    page = read(webhook.asked_by, action, x="")
    assert f"Entry {delivery.entry_id} is sent again." in page
    assert "Nothing was given up." in page
    delivery.refresh_from_db()
    assert (delivery.dead_at, delivery.attempts) == (None, 0)
    read(webhook.asked_by, action, 409, x="")


def cost(person: User, address: str) -> int:
    client = Client()
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_pages_cost_the_same_with_many(council: Council, secretary: User) -> None:
    webhook = WebhookFactory(council=council)
    dead(webhook, 1)
    pages = (at(council), webhook.get_absolute_url())
    before = [cost(secretary, page) for page in pages]
    for _ in range(5):
        dead(WebhookFactory(council=council), 3)
    dead(webhook, 10)
    assert [cost(secretary, page) for page in pages] == before
    assert max(before) <= 9
