"""Notices on devices: to a server that takes, refuses and forgets, and decrypted as a browser does it."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command
from django.db import connection
from django.test import Client
from py_vapid import Vapid02

from accounts.models import User
from common.errors import Invalid
from common.reaching import posting as reaching
from notices import pushing
from notices.devices import Device, Push
from notices.models import Cursor, Notice, Preference
from notices.pushing import send_pushes
from notices.registry import ANNOUNCEMENTS, DEADLINES, STAGES, Announcement
from notices.subscribing import MOST_DEVICES, add_device, remove_device
from notices.vapid import public_key
from tests.factories.councils import NOW, PersonFactory, travelling
from tests.factories.webhooks import Received, Receiver, receiving

from .test_posting import VERB, act

pytestmark = pytest.mark.django_db
How, Dropped = Preference.How, Notice.Dropped
SECRET = "Yq1rqTWzjQhbxJ7dHXXGdiOqHrMIWqhoTYTZ8R4dZOA"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """One that has subscribed: it alone can read what is sent to it."""

    def __init__(self, endpoint: str) -> None:
        self.key, self.auth, self.endpoint = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), endpoint

    @property
    def subscription(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": text(point), "auth": text(self.auth)}

    def read(self, received: Received) -> dict[str, str]:
        assert received.headers["content-encoding"] == "aes128gcm"
        return json.loads(http_ece.decrypt(received.body, private_key=self.key, auth_secret=self.auth))


@pytest.fixture
def server() -> Iterator[Receiver]:
    """The server of a browser's maker."""
    with receiving() as made:
        made.answer = 201
        yield made


@pytest.fixture(autouse=True)
def _with_keys(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY, settings.VAPID_CONTACT = SECRET, "mailto:minga@example.org"


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch, cursor: Cursor) -> Any:
    def announce(**facts: Any) -> None:
        facts = {"kind": DEADLINES, "audience": lambda _entry: User.objects.all(), **facts}
        monkeypatch.setitem(ANNOUNCEMENTS, VERB, Announcement(**facts))

    announce()
    return announce


def equip(person: User, server: Receiver, name: str = "a") -> Browser:
    made = Browser(f"{server.url}/{person.pk}{name}")
    add_device(person=person, **made.subscription)
    return made


def push(at: Any = NOW) -> int:
    with travelling(at):
        return send_pushes(lambda: True)


def test_what_happens_reaches_the_device_encrypted_signed_and_in_the_persons_language(
    announced: Any, server: Receiver, client: Client
) -> None:
    person, other = PersonFactory(language="es"), PersonFactory()
    device = equip(person, server)
    act(data={"size": 7, "people": 3})
    assert Notice.objects.filter(channel="push").get().person == person
    assert push() == 2
    (received,) = server.received
    assert b"7" not in received.body or b"tama" not in received.body
    told = device.read(received)
    assert told["lang"] == "es"
    assert "7" in told["body"]
    assert len(received.body) < 3_000
    assert received.headers["ttl"] == "86400"
    assert Vapid02.verify(received.headers["authorization"])
    assert public_key() in received.headers["authorization"]
    client.force_login(person)
    assert client.get(told["url"])["Location"] == "/councils/here/"
    assert not Notice.objects.unread(person).exists()
    assert push(NOW + timedelta(days=1)) == 0
    assert len(server.received) == 1
    assert not Device.objects.filter(person=other).exists()


def test_each_device_gets_each_notice_once_though_workers_are_many(announced: Any, server: Receiver) -> None:
    people = PersonFactory.create_batch(6)
    for person in people:
        equip(person, server, "phone")
        equip(person, server, "desk")
    act()
    act()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            push()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    paths = [received.path for received in server.received]
    assert len(paths) == 24
    assert {paths.count(path) for path in paths} == {2}


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_removed(announced: Any, server: Receiver, status: int) -> None:
    equip(PersonFactory(), server)
    server.answer = status
    act()
    push()
    assert not Device.objects.exists()
    assert not Push.objects.exists()
    act()
    assert Notice.objects.filter(channel="push").count() == 1, "no more are made for it"


@pytest.mark.parametrize("status", [403, 429, 503])
def test_what_is_not_taken_is_tried_again_later_each_time_and_given_up_after_a_day(
    announced: Any, server: Receiver, status: int
) -> None:
    equip(PersonFactory(), server)
    server.answer = status
    act()
    at, waits = NOW, []
    for _try in range(8):
        push(at)
        due = Push.objects.get().due_at
        waits.append(due - at)
        assert push(due - timedelta(microseconds=1)) == 0
        at = due
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8, 16, 32, 60, 60)]
    assert Push.objects.get().failure == str(status)
    push(NOW + timedelta(days=1))
    assert Push.objects.get().dropped_at
    server.answer = 201
    assert push(NOW + timedelta(days=2)) == 0
    assert Device.objects.exists(), "it is told of what comes next"


def test_one_device_that_fails_holds_up_no_other(announced: Any, server: Receiver) -> None:
    person = PersonFactory()
    equip(person, server)
    Device.objects.update(endpoint="http://127.0.0.1:1/nobody")
    broken = equip(person, server, "broken")
    Device.objects.filter(endpoint=broken.endpoint).update(p256dh="AAAA")
    good = equip(person, server, "good")
    act()
    push()
    assert [received.path.rpartition("/")[2] for received in server.received] == [f"{person.pk}good"]
    assert good.read(server.received[0])
    assert set(Push.objects.exclude(failure="").values_list("failure", flat=True)) >= {reaching.UNREACHABLE}


def test_a_worker_that_dies_with_one_in_hand_holds_it_no_longer_than_a_try(
    announced: Any, server: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = equip(PersonFactory(), server)
    act()

    class Died(BaseException):
        pass

    def die(_push: Push) -> int:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(pushing, "_try", die)
        with pytest.raises(Died):
            push()
    assert push(NOW + timedelta(seconds=59)) == 0
    assert push(NOW + timedelta(seconds=60)) == 1
    assert device.read(server.received[0])["tag"].startswith("notice-")


# --- who is told of what ------------------------------------------------------------------------------------------


def test_only_what_is_to_be_told_at_once_goes_to_devices(announced: Any, server: Receiver) -> None:
    digest, deaf = PersonFactory(), PersonFactory()
    for person, how in ((digest, How.DIGEST), (deaf, How.NEVER)):
        equip(person, server)
        Preference.objects.create(person=person, kind="deadlines", how=how)
    act()
    announced(kind=STAGES)
    act()
    assert not Notice.objects.filter(channel="push").exists()


def test_what_is_of_no_use_any_more_is_not_sent(announced: Any, server: Receiver) -> None:
    person = PersonFactory()
    equip(person, server)
    announced(until=lambda _entry: NOW + timedelta(hours=2))
    act()
    push(NOW + timedelta(hours=2))
    announced(is_asked_again=True)
    act()
    announced(is_asked_again=True, audience=lambda _entry: User.objects.none())
    push()
    announced()
    act()
    Preference.objects.create(person=person, kind="deadlines", how=How.NEVER)
    push()
    dropped = Notice.objects.filter(channel="push").order_by("pk").values_list("dropped", flat=True)
    assert list(dropped) == [Dropped.LATE, Dropped.DONE, Dropped.DECLINED]
    assert not server.received


def test_a_server_keeps_it_no_longer_than_it_is_of_use(announced: Any, server: Receiver) -> None:
    equip(PersonFactory(), server)
    announced(until=lambda _entry: NOW + timedelta(hours=2))
    act()
    push()
    assert server.received[0].headers["ttl"] == "7200"


def test_without_a_key_nobody_is_told_and_nothing_is_asked(
    announced: Any, server: Receiver, settings: Any, client: Client
) -> None:
    person = PersonFactory()
    equip(person, server)
    settings.VAPID_PRIVATE_KEY = ""
    act()
    assert not Notice.objects.filter(channel="push").exists()
    client.force_login(person)
    page = client.get("/me/notices/settings/").content.decode()
    assert "this-device" not in page
    assert "/remove/" in page, "what was let before can still be taken back"
    answer = client.post("/me/notices/devices/", Browser("https://push.example.org/1").subscription)
    assert answer.status_code == 409


# --- letting a device -----------------------------------------------------------------------------------------------


def test_a_device_is_let_and_taken_back_by_its_person_alone(client: Client, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    person, other = PersonFactory(), PersonFactory()
    browser = Browser("https://updates.push.example.org/wpush/v2/abc")
    assert client.post("/me/notices/devices/", browser.subscription)["Location"].startswith("/accounts/login/")
    client.force_login(person)
    for _turn in range(2):
        assert client.post("/me/notices/devices/", browser.subscription).status_code == 204
    device = Device.objects.get()
    assert "updates.push.example.org" in client.get("/me/notices/settings/").content.decode()
    stranger = Client()
    stranger.force_login(other)
    assert "updates.push.example.org" not in stranger.get("/me/notices/settings/").content.decode()
    assert stranger.post(f"/me/notices/devices/{device.pk}/remove/").status_code == 302
    assert Device.objects.exists()
    assert client.get(f"/me/notices/devices/{device.pk}/remove/").status_code == 405
    client.post(f"/me/notices/devices/{device.pk}/remove/")
    client.post(f"/me/notices/devices/{device.pk}/remove/")
    assert not Device.objects.exists()


def test_a_browser_has_one_person_at_a_time_and_is_erased_with_them(announced: Any, server: Receiver) -> None:
    first, second = PersonFactory(), PersonFactory()
    browser = equip(first, server)
    act()
    with travelling(NOW):
        assert pushing.hand_out_one()
    add_device(person=second, **browser.subscription)
    assert Device.objects.get().person == second
    assert not Push.objects.exists()
    with travelling(NOW):
        assert not pushing.send_one()
    second.delete()
    assert not Device.objects.exists()


def test_the_oldest_device_gives_way(server: Receiver) -> None:
    person = PersonFactory()
    for n in range(MOST_DEVICES + 2):
        with travelling(NOW + n * timedelta(minutes=1)):
            equip(person, server, f"-{n}")
    names = {device.endpoint.rpartition("-")[2] for device in Device.objects.filter(person=person)}
    assert names == {str(n) for n in range(2, MOST_DEVICES + 2)}
    remove_device(person=person, number=10**12)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://updates.push.example.org/x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://2130706433/x",
        "https://user@push.example.org/x",
        "https://push.example.org:22/x",
        "ftp://push.example.org/x",
        "",
        "x\x00",
        "https://push.example.org/" + "x" * 1_000,
    ],
)
def test_an_address_within_our_walls_is_no_device(endpoint: str, client: Client, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    client.force_login(PersonFactory())
    answer = client.post("/me/notices/devices/", Browser(endpoint).subscription)
    assert (answer.status_code, bool(answer.json()["sentence"])) == (422, True)


def test_a_name_that_leads_within_our_walls_is_not_reached(
    announced: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_PRIVATE = False
    add_device(person=PersonFactory(), **Browser("https://push.example.org/x").subscription)
    monkeypatch.setattr(reaching, "resolve", lambda _host, _port: ["93.184.216.34", "10.0.0.7"])
    act()
    push()
    assert Push.objects.get().failure == reaching.PRIVATE


@pytest.mark.parametrize(
    "wrong",
    [
        {"p256dh": ""},
        {"p256dh": "ñ"},
        {"p256dh": text(b"\x04" + b"\x01" * 64)},
        {"p256dh": "A" * 5_000},
        {"auth": ""},
        {"auth": text(b"short")},
        {"auth": "a b c d"},
    ],
)
def test_keys_that_are_none_are_refused(wrong: dict[str, str]) -> None:
    given = {**Browser("https://push.example.org/x").subscription, **wrong}
    with pytest.raises(Invalid):
        add_device(person=PersonFactory(), **given)
    assert not Device.objects.exists()


def test_a_key_is_made_and_its_public_half_derived(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_push_key")
    settings.VAPID_PRIVATE_KEY = capsys.readouterr().out.strip().partition("=")[2]
    raw = base64.urlsafe_b64decode(public_key() + "=")
    assert (len(raw), raw[0]) == (65, 4)


def test_the_script_of_devices_is_served_at_the_root(client: Client) -> None:
    answer = client.get("/notices-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content
    assert len(answer.content) < 2_000
