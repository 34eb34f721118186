"""Who may do what with a webhook, in which of its states, and what the ledger says of it."""

import json
from collections.abc import Callable, Iterator

import pytest

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden, Invalid
from ledger.models import Entry
from ledger.record import record
from proposals.models import Delivery, Webhook
from proposals.webhooks.actions import ask_webhook, consent_webhook, end_webhook, refuse_webhook, replay_delivery
from tests.councils.conftest import House, built
from tests.councils.test_permissions_of_acts import ROLES, SECRETARIES
from tests.factories.councils import NOW, travelling
from tests.factories.webhooks import in_state

pytestmark = pytest.mark.django_db
ADDRESS = "https://receiver.example/minga?key=private"
EVERYBODY = [*ROLES, "subscriber"]
STATES = ["waiting", "active", "refused", "ended"]
Do = Callable[[Webhook, User], object]


@pytest.fixture
def house(db: None) -> Iterator[House]:
    with travelling(NOW):
        made = built()
        made.people["subscriber"] = User.objects.create_user("subscriber@example.org")
        yield made


def dead(webhook: Webhook) -> Delivery:
    entry = record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
    facts = {"attempts": 12, "first_tried_at": NOW, "next_try_at": NOW, "dead_at": NOW, "failure": "slow"}
    return Delivery.objects.create(webhook=webhook, entry=entry, **facts)


VERBS: dict[str, tuple[Do, set[str], set[str]]] = {
    "consent_webhook": (
        lambda webhook, actor: consent_webhook(webhook=webhook, actor=actor),
        SECRETARIES,
        {"waiting"},
    ),
    "refuse_webhook": (
        lambda webhook, actor: refuse_webhook(webhook=webhook, actor=actor, reason="No"),
        SECRETARIES,
        {"waiting"},
    ),
    "end_webhook": (
        lambda webhook, actor: end_webhook(webhook=webhook, actor=actor, reason="Fin"),
        {*SECRETARIES, "subscriber"},
        {"waiting", "active"},
    ),
    "replay_delivery": (
        lambda webhook, actor: replay_delivery(delivery=dead(webhook), actor=actor),
        {*SECRETARIES, "subscriber"},
        {"active"},
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what_in_which_state(house: House, verb: str, role: str, state: str) -> None:
    do, allowed, states = VERBS[verb]
    webhook = in_state(state, council=house.council, asked_by=house.people["subscriber"])
    before = Webhook.objects.filter(pk=webhook.pk).values().get()
    expected = Forbidden if role not in allowed else Conflict if state not in states else None
    if expected:
        with pytest.raises(expected) as refused:
            do(webhook, house.people[role])
        assert refused.value.sentence
        assert not Entry.objects.filter(verb=verb).exists()
        assert Webhook.objects.filter(pk=webhook.pk).values().get() == before
        return
    do(webhook, house.people[role])
    entry = Entry.objects.get(verb=verb)
    assert (entry.actor, entry.council_id) == (house.people[role], house.council.pk)
    assert_nothing_private(webhook.secret)


def assert_nothing_private(secret: str) -> None:
    told = json.dumps(list(Entry.objects.values("data", "subject")))
    assert secret not in told
    assert "private" not in told


@pytest.mark.parametrize("role", EVERYBODY)
def test_whoever_is_signed_in_may_ask(house: House, role: str) -> None:
    person = house.people[role]
    asked = ask_webhook(person=person, council=house.council, subscriber="Observatorio", address=ADDRESS)
    assert (asked.state, asked.asked_by, asked.asked_at) == ("waiting", person, NOW)
    assert asked.secret.startswith("whsec_")
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor) == ("ask_webhook", person)
    assert entry.data == {"webhook": asked.pk, "subscriber": "Observatorio", "host": "receiver.example"}
    assert_nothing_private(asked.secret)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"subscriber": ""}, "subscriber"),
        ({"subscriber": "x" * 121}, "subscriber"),
        ({"subscriber": "a\x00b"}, "subscriber"),
        ({"address": ""}, "address"),
        ({"address": "https://receiver.example/" + "x" * 500}, "address"),
        ({"address": "https://receiver.example/\nHost: x"}, "address"),
        ({"address": "https://user@receiver.example/"}, "address"),
        ({"address": "https://[::ffff:127.0.0.1]/"}, "address"),
        ({"address": "https://0x7f000001/"}, "address"),
        ({"address": "http://receiver.example/"}, "address"),
    ],
)
def test_what_is_not_well_formed_is_said_at_its_field(house: House, settings, facts: dict, field: str) -> None:
    settings.WEBHOOKS_PRIVATE = False
    given = {"subscriber": "Observatorio", "address": ADDRESS, **facts}
    with pytest.raises(Invalid) as refused:
        ask_webhook(person=house.secretary, council=house.council, **given)
    assert set(refused.value.fields) == {field}
    assert not Webhook.objects.exists()
    assert not Entry.objects.exists()


def refusal_of(ask: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        ask()
    return refused.value.code


def test_the_same_twice_and_a_sixth_are_refused(house: House) -> None:
    def ask(number: int, role: str = "member") -> Webhook:
        address = f"https://receiver{number}.example/"
        return ask_webhook(person=house.people[role], council=house.council, subscriber="O", address=address)

    first = ask(1)
    assert refusal_of(lambda: ask(1)) == "asked_already"
    ask(1, "titular")
    for number in range(2, 6):
        ask(number)
    assert refusal_of(lambda: ask(6)) == "too_many_webhooks"
    end_webhook(webhook=first, actor=house.people["member"])
    assert ask(1).pk != first.pk, "after the end it can be asked for anew"


def test_consent_is_given_once_and_a_refusal_has_a_reason(house: House) -> None:
    webhook = in_state("waiting", council=house.council)
    with pytest.raises(Invalid) as refused:
        refuse_webhook(webhook=webhook, actor=house.secretary, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    consent_webhook(webhook=webhook, actor=house.secretary)
    assert refusal_of(lambda: consent_webhook(webhook=webhook, actor=house.second)) == "webhook_decided"
    assert refusal_of(lambda: refuse_webhook(webhook=webhook, actor=house.second, reason="x")) == "webhook_decided"


def test_the_subscriber_ends_without_a_reason_and_the_secretariat_with_one(house: House) -> None:
    mine, theirs = (in_state("active", council=house.council, asked_by=house.people["subscriber"]) for _ in "ab")
    end_webhook(webhook=mine, actor=house.people["subscriber"])
    with pytest.raises(Invalid):
        end_webhook(webhook=theirs, actor=house.secretary)
    end_webhook(webhook=theirs, actor=house.secretary, reason="Abuso")
    theirs.refresh_from_db()
    assert (theirs.state, theirs.ended_by, theirs.reason, theirs.secret) == ("ended", house.secretary, "Abuso", "")


def test_what_is_still_tried_is_not_replayed(house: House) -> None:
    delivery = dead(in_state("active", council=house.council))
    Delivery.objects.update(dead_at=None)
    assert refusal_of(lambda: replay_delivery(delivery=delivery, actor=house.secretary)) == "not_given_up"
