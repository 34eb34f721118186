"""What arrives at a subscriber's server, what is tried again, what is given up, and where nothing is ever sent."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test import Client

from common import clock
from common.reaching import posting as reaching
from common.reaching.posting import NotSentError, post
from ledger.models import Entry
from ledger.record import record
from proposals.models import Delivery, Webhook
from proposals.tasks import deliver
from proposals.webhooks import sending
from proposals.webhooks.actions import ask_webhook, consent_webhook, end_webhook, replay_delivery
from proposals.webhooks.sending import PAUSES, queue_deliveries, send_one_delivery
from tests.api.conftest import settle
from tests.factories.councils import NOW, CouncilFactory, OfficeFactory, PersonFactory, travelling
from tests.factories.webhooks import Receiver, WebhookFactory, receiving

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.7"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


class Stopwatch:
    """Stands until a test moves it."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    """By which a try is measured. It stands, or a busy machine would make a slow subscriber of every receiver."""
    made = Stopwatch()
    monkeypatch.setattr(sending, "time", made)
    return made


@pytest.fixture(autouse=True)
def _the_clock_stands(db: None) -> Iterator[None]:
    with travelling(NOW):
        yield


def told(webhook: Webhook, count: int = 1) -> None:
    """So many entries in the ledger of the webhook's council, settled and queued."""
    for number in range(count):
        data = {"entry": number, "webhook": 0, "subscriber": "x"}
        record("replay_delivery", council=webhook.council, actor=None, data=data)
    settle()
    queue_deliveries()


def rung_at(after: timedelta) -> int:
    with clock.travel(NOW + after):
        return deliver()


def the_only() -> Delivery:
    return Delivery.objects.get()


# --- what arrives ---


def test_from_the_question_to_the_first_entry(receiver: Receiver) -> None:
    council, person = CouncilFactory(), PersonFactory()
    secretary = OfficeFactory(council=council).person
    webhook = ask_webhook(person=person, council=council, subscriber="Observatorio", address=receiver.url)
    settle()
    deliver()
    assert receiver.received == [], "nothing before the consent"
    consent_webhook(webhook=webhook, actor=secretary)
    settle()
    assert deliver() == 1
    [sent] = receiver.received
    entry = Entry.objects.get(verb="consent_webhook")
    assert sent.is_signed(webhook.secret)
    assert not sent.is_signed("whsec_" + "A" * 44)
    assert sent.path == "/hook"
    assert sent.headers["webhook-id"] == f"minga-{webhook.pk}-{entry.pk}"
    assert sent.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert sent.headers["content-type"] == "application/json"
    assert (the_only().delivered_at, the_only().status) == (NOW, 204)
    assert deliver() == 0, "each once"


def test_it_says_what_the_public_api_says(receiver: Receiver, settings, client: Client) -> None:
    settings.SITE_URL = "http://testserver"
    webhook = WebhookFactory(address=receiver.url)
    told(webhook)
    deliver()
    body = json.loads(receiver.received[0].body)
    answer = client.get(f"/api/v1/ledger/{the_only().entry_id}/").json()
    answer.pop("leaf")
    assert body["data"] == answer
    assert (body["type"], body["timestamp"]) == (answer["verb"], answer["at"])


def test_only_the_councils_entries_and_those_of_the_whole_site(receiver: Receiver) -> None:
    webhook = WebhookFactory(address=receiver.url)
    key = {"key": "x", "before": "y"}
    record("begin_key", council=CouncilFactory(), actor=None, data=key)
    record("begin_key", council=None, actor=None, data=key)
    told(webhook, 2)
    assert deliver() == 3
    councils = [json.loads(one.body)["data"]["council"] for one in receiver.received]
    assert sorted(map(str, councils)) == sorted(["None", *[webhook.council.slug] * 2])


def test_queued_in_chunks_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 3)
    webhook = WebhookFactory()
    record("begin_key", council=None, actor=None, data={"key": "x", "before": "y"})
    told(webhook, 7)
    assert Delivery.objects.count() == 3
    assert [queue_deliveries() for _ in range(4)] == [3, 2, 0, 0]
    assert Delivery.objects.count() == Delivery.objects.values("entry").distinct().count() == 8


def test_what_commits_late_is_not_stepped_over() -> None:
    webhook = WebhookFactory()
    begun, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with travelling(NOW), sending.transaction.atomic():
            record("begin_key", council=None, actor=None, data={"key": "late", "before": "y"})
            begun.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait(10)
    record("begin_key", council=webhook.council, actor=None, data={"key": "early", "before": "y"})
    assert queue_deliveries() == 0, "not before the one that began earlier"
    may_commit.set()
    thread.join()
    settle()
    queue_deliveries()
    keys = Delivery.objects.order_by("id").values_list("entry__data__key", flat=True)
    assert list(keys) == ["late", "early"]


# --- what is tried again ---


def test_the_last_try_is_three_days_after_the_first() -> None:
    assert sum(PAUSES, timedelta()) == timedelta(days=3)
    assert list(PAUSES) == sorted(PAUSES)
    assert PAUSES[0] == timedelta(seconds=10)


def test_again_and_again_for_three_days_then_given_up_and_replayed(receiver: Receiver) -> None:
    receiver.answer = 500
    webhook = WebhookFactory(address=receiver.url)
    told(webhook)
    after = timedelta()
    for pause in (*PAUSES, None):
        assert rung_at(after - timedelta(milliseconds=1)) == 0
        assert rung_at(after) == 1
        after += pause or timedelta()
    assert len(receiver.received) == len(PAUSES) + 1
    assert len(set(receiver.ids)) == 1, "one id for all tries"
    given_up = the_only()
    assert (given_up.dead_at, given_up.status) == (NOW + timedelta(days=3), 500)
    assert rung_at(timedelta(days=30)) == 0
    receiver.answer = 200
    with clock.travel(NOW + timedelta(days=4)):
        replay_delivery(delivery=given_up, actor=webhook.asked_by)
        assert send_one_delivery()
    replayed = Delivery.objects.get(pk=given_up.pk)
    assert (replayed.dead_at, replayed.delivered_at) == (None, NOW + timedelta(days=4))
    assert len(set(receiver.ids)) == 1
    stamps = [int(one.headers["webhook-timestamp"]) for one in receiver.received]
    assert stamps == sorted(set(stamps)), "each try has its own time"
    assert all(one.is_signed(webhook.secret) for one in receiver.received)


def test_after_three_days_it_is_over_even_if_the_worker_slept(receiver: Receiver) -> None:
    receiver.answer = 503
    told(WebhookFactory(address=receiver.url))
    deliver()
    rung_at(timedelta(days=4))
    assert (the_only().attempts, the_only().dead_at) == (2, NOW + timedelta(days=4))


def test_gone_ends_the_webhook(receiver: Receiver) -> None:
    receiver.answer = 410
    webhook = WebhookFactory(address=receiver.url)
    told(webhook, 2)
    assert deliver() == 1
    webhook.refresh_from_db()
    assert (webhook.state, webhook.ended_by, webhook.secret) == ("ended", None, "")
    entry = Entry.objects.get(verb="end_webhook")
    assert (entry.actor, entry.data["reason"]) == (None, "410 Gone")
    assert rung_at(timedelta(days=1)) == 0


def test_what_waits_is_not_sent_after_the_end(receiver: Receiver) -> None:
    webhook = WebhookFactory(address=receiver.url)
    told(webhook)
    end_webhook(webhook=webhook, actor=webhook.asked_by)
    settle()
    assert deliver() == 0
    assert receiver.received == []


def test_a_subscriber_that_takes_long_rests_and_the_others_go_on(
    receiver: Receiver, other: Receiver, stopwatch: Stopwatch
) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        stopwatch.now += 9
        handler.send_response(204)
        handler.end_headers()

    receiver.answer = slowly
    slow = WebhookFactory(address=receiver.url)
    told(slow, 3)
    quick = WebhookFactory(address=other.url, council=slow.council)
    told(quick, 3)
    deliver()
    assert (len(receiver.received), len(other.received)) == (1, 3)
    assert rung_at(timedelta(seconds=89)) == 0
    assert rung_at(timedelta(seconds=90)) == 1, "it has its turn again"


# --- two workers, and one that dies ---


def test_two_workers_at_once_deliver_once(receiver: Receiver, other: Receiver) -> None:
    first = WebhookFactory(address=receiver.url)
    WebhookFactory(address=other.url, council=first.council)
    for _ in range(8):
        record("begin_key", council=first.council, actor=None, data={"key": "x", "before": "y"})
    settle()
    barrier = threading.Barrier(3)

    def work() -> None:
        with travelling(NOW):
            barrier.wait()
            for _ in range(20):
                deliver()
                time.sleep(0.01)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delivery.objects.filter(delivered_at=None).count() == 0
    for one in (receiver, other):
        assert len(one.received) == len(set(one.ids)) == 8


def test_a_worker_that_dies_before_it_writes_sends_once_more_under_the_same_id(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(WebhookFactory(address=receiver.url))

    def dies(*_facts: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_mark", dies)
        with pytest.raises(SystemExit):
            send_one_delivery()
    assert deliver() == 0, "nobody else takes it meanwhile"
    assert rung_at(sending.LEASE) == 1
    assert len(receiver.received) == 2
    assert len(set(receiver.ids)) == 1
    assert the_only().delivered_at


def test_no_transaction_is_open_while_the_server_is_waited_for(receiver: Receiver) -> None:
    found: list[bool] = []
    told(WebhookFactory(address=receiver.url))
    real = sending.post

    def looking(*given: object, **named: object) -> int:
        found.append(connection.in_atomic_block)
        return real(*given, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "post", looking)
        deliver()
    assert found == [False]


# --- where nothing is sent ---


def told_where(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[tuple[str, int]]:
    """The resolver answers so, one answer after the other; returned is where a connection was asked for."""
    left, asked = list(answers), []
    monkeypatch.setattr(reaching, "resolve", lambda host, port: left.pop(0) if len(left) > 1 else left[0])

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(reaching.socket, "create_connection", connect)
    return asked


def test_a_name_that_leads_elsewhere_later_is_not_followed(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    settings.WEBHOOKS_PRIVATE = False
    asked = told_where(monkeypatch, [PUBLIC], [PRIVATE])
    told(WebhookFactory())
    deliver()
    assert asked == [(PUBLIC, 443)], "the connection goes to the number that was looked at"
    assert the_only().failure == "unreachable"
    rung_at(timedelta(minutes=1))
    assert asked == [(PUBLIC, 443)]
    assert the_only().failure == "private"


@pytest.mark.parametrize("found", [[PRIVATE], [PUBLIC, "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::a00:1"]])
def test_one_private_address_among_them_is_enough(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    asked = told_where(monkeypatch, found)
    with pytest.raises(NotSentError) as refused:
        post("https://receiver.example/", {}, b"{}", is_private_allowed=False)
    assert (refused.value.code, asked) == ("private", [])


def test_an_address_of_a_trial_is_not_sent_to_in_production(receiver: Receiver, settings) -> None:
    told(WebhookFactory(address=receiver.url))
    settings.WEBHOOKS_PRIVATE = False
    deliver()
    assert (the_only().failure, receiver.received) == ("address", [])


def test_a_redirection_is_no_success_and_not_followed(receiver: Receiver, other: Receiver) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", other.url)
        handler.end_headers()

    receiver.answer = elsewhere
    told(WebhookFactory(address=receiver.url))
    deliver()
    assert (the_only().status, the_only().delivered_at) == (307, None)
    assert (len(receiver.received), other.received) == (1, [])


def test_a_host_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror

    monkeypatch.setattr(reaching, "resolve", nowhere)
    with pytest.raises(NotSentError) as refused:
        post("https://receiver.example/", {}, b"{}", is_private_allowed=False)
    assert refused.value.code == "unknown_host"


# --- servers that misbehave ---


def write(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.wfile.write(content)
    handler.wfile.flush()


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """A sign now and then, and never an end of the line."""
    try:
        write(handler, b"HTTP/1.1 2")
        for _ in range(100):
            write(handler, b"0")
            time.sleep(0.05)
    except OSError:
        pass


def huge(handler: BaseHTTPRequestHandler) -> None:
    try:
        write(handler, b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(200):
            write(handler, b"x" * 1_000_000)
    except OSError:
        pass


def endless_head(handler: BaseHTTPRequestHandler) -> None:
    try:
        for _ in range(100):
            write(handler, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000)
    except OSError:
        pass


def hints(handler: BaseHTTPRequestHandler) -> None:
    write(handler, b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (trickle, "slow"),
        (huge, 200),
        (endless_head, "garbage"),
        (hints, 202),
        (lambda handler: write(handler, b"SSH-2.0-OpenSSH\r\n\r\n"), "garbage"),
        (lambda handler: write(handler, b"HTTP/1.1 99 x\r\n\r\n"), "garbage"),
        (lambda handler: None, "garbage"),
    ],
    ids=["trickle", "huge", "endless head", "hints", "no http", "no status", "silence"],
)
def test_a_server_that_misbehaves(receiver: Receiver, answer: Callable, expected: int | str) -> None:
    receiver.answer = answer
    began = time.monotonic()
    try:
        got: int | str = post(receiver.url, {}, b"{}", is_private_allowed=True, seconds=1)
    except NotSentError as error:
        got = error.code
    assert got == expected
    assert time.monotonic() - began < 3


def test_nobody_listens(receiver: Receiver) -> None:
    receiver.http.server_close()
    with pytest.raises(NotSentError) as refused:
        post(receiver.url, {}, b"{}", is_private_allowed=True)
    assert refused.value.code == "unreachable"


# --- with TLS ---


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of receiver.example that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver.example")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "receiver.pem"
    path.write_bytes(
        built.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *form)
    )
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted", "expected"),
    [
        ("receiver.example", True, 204),
        ("another.example", True, "certificate"),
        ("receiver.example", False, "certificate"),
    ],
)
def test_the_certificate_is_that_of_the_name_and_the_connection_that_of_the_number(
    receiver: Receiver,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    is_trusted: bool,
    expected: object,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    receiver.http.socket = context.wrap_socket(receiver.http.socket, server_side=True)
    trust = ssl.create_default_context(cafile=str(certificate) if is_trusted else None)
    monkeypatch.setattr(reaching, "trust", lambda: trust)
    monkeypatch.setattr(reaching, "resolve", lambda _host, _port: ["127.0.0.1"])
    try:
        address = f"https://{host}:{receiver.http.server_port}/hook"
        got: object = post(address, {}, b"{}", is_private_allowed=True)
    except NotSentError as error:
        got = error.code
    assert got == expected
    assert names == [host]
