"""Secrets are planted in requests that succeed, are refused and break, in tasks and in the environment; then every line
of the log is read for them.
"""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery import shared_task
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common import clock
from common.logging import logging_settings
from common.veiling import secrets_of, veil
from proposals.models import BallotKey
from proposals.tasks import sweep
from proposals.voting.secrecy.keys import read_key
from tests.factories.factors import SECRET, give_codes, give_factor, totp
from tests.factories.people import ADDRESS, PASSWORD
from tests.factories.secret import CLOSES, choose, election_scene, secret_election, unguessable

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
LINK = "a-token-of-a-link-that-nobody-may-read"
BEARER = "a-bearer-token-that-nobody-may-read"
PUSH = {"endpoint": "https://push.example.org/endpoint-nobody-may-read", "p256dh": "p256dh-nobody-may-read",
        "auth": "auth-nobody-may-read"}  # fmt: skip
LINKS = (
    "/invitations/{}/", "/calendars/{}.ics", "/unsubscribe/{}/", "/follow/confirm/{}/", "/follow/end/{}/",
    "/accounts/confirm-email/{}/", "/accounts/password/reset/key/{}/",
)  # fmt: skip
PLANTED = {
    "SECRET_KEY": "planted-key-of-the-site-7fK2mQ9xW4vB1nZ8cT5rY3hL6jD0pS",
    "DATABASE_URL": "postgres://minga:planted-database@127.0.0.1:9/minga",
    "REDIS_URL": "redis://:planted-redis@127.0.0.1:9/0",
    "EMAIL_URL": "smtp://minga:planted-mail%40word@127.0.0.1:9",
    "METRICS_TOKEN": "planted-metrics-token-0123456789",
    "SIGNING_KEY": "ab12" * 16,
    "TRANSLATION_API_KEY": "planted-translation-key",
}


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that any logger says, down to the last detail, as production writes it."""
    told, root, handler = StringIO(), logging.getLogger(), logging.StreamHandler()
    handler.setStream(told)
    formatter = dict(logging_settings("DEBUG")["formatters"]["lines"])
    handler.setFormatter(formatter.pop("()")(**formatter))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # What the framework writes of queries is for debugging alone, which no deployment can switch on.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield told
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def client() -> Client:
    """Who meets a page that breaks reads it, as everybody does."""
    cache.clear()
    return Client(raise_request_exception=False, headers={"accept-language": "en", "authorization": f"Bearer {BEARER}"})


def assert_unsaid(log: StringIO, *secrets: object) -> None:
    said = log.getvalue()
    assert said, "nothing was logged: the test would see nothing"
    assert [secret for secret in map(str, secrets) if secret in said] == []


def test_signing_in_rightly_and_wrongly(log: StringIO, client: Client, rosa: User) -> None:
    give_factor(rosa)
    paper = give_codes(rosa)
    wrong, digits = "wrong-password-nobody-may-read", totp()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": wrong})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": "000001"})
    signed = client.post(reverse("mfa_authenticate"), {"code": digits})
    assert signed.status_code == 302
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": wrong, "password2": wrong})
    client.get(f"/nowhere/?password={PASSWORD}&code={paper[0]}")
    client.post("/nowhere/", {"code": paper[0]})
    key = client.session.session_key
    assert not re.search(rf"(?<![0-9a-f.]){digits}(?![0-9a-f])", log.getvalue()), "by itself, and not in an instant"
    assert_unsaid(log, PASSWORD, wrong, *paper, SECRET, ADDRESS, key, BEARER, rosa.password, rosa.salt)


@pytest.mark.parametrize("place", LINKS)
def test_whoever_has_a_link_may_do_what_it_is_for(log: StringIO, client: Client, place: str) -> None:
    for ask in (client.get, client.post, client.delete):
        ask(place.format(LINK))
    logging.getLogger("django.request").warning("Not Found: %s", place.format(LINK))
    assert_unsaid(log, LINK)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The first page runs this, and breaks by it."""

    def put(work: Callable[[], object]) -> None:
        monkeypatch.setattr("web.views.todo.items", lambda *_of: work())

    return put


def test_a_page_that_breaks_quotes_no_row(log: StringIO, client: Client, rosa: User, breaking: Any) -> None:
    """The database quotes the whole row in its refusal, and frameworks log what was raised."""
    client.force_login(rosa)
    breaking(lambda: User.objects.filter(pk=rosa.pk).update(left_at=clock.now(None)))
    assert client.get("/", {"code": LINK}, headers={"cookie": f"other={BEARER}"}).status_code == 500
    assert "who_left_has_no_name" in log.getvalue(), "what broke is said"
    assert "Failing row" not in log.getvalue()
    assert_unsaid(log, rosa.password, rosa.password[-40:], rosa.salt, ADDRESS, client.session.session_key, BEARER, LINK)


def test_what_is_raised_while_something_else_is_handled(
    log: StringIO, client: Client, rosa: User, breaking: Any
) -> None:
    def twice() -> None:
        try:
            User.objects.filter(pk=rosa.pk).update(left_at=clock.now(None))
        except IntegrityError as error:
            raise RuntimeError(f"redis://:word-nobody-may-read@cache:6379 for {ADDRESS}") from error

    breaking(twice)
    assert client.get("/").status_code == 500
    assert "RuntimeError" in log.getvalue() and "direct cause" in log.getvalue()
    assert_unsaid(log, rosa.password, rosa.salt, "word-nobody-may-read", ADDRESS)


@shared_task(name="tests.fails")
def fails(person: int) -> None:
    """A task that breaks at a row."""
    User.objects.filter(pk=person).update(left_at=clock.now(None))


def test_a_task_that_breaks_quotes_no_row_either(log: StringIO, rosa: User) -> None:
    fails.apply(args=[rosa.pk], kwargs={})
    assert "tests.fails" in log.getvalue()
    assert_unsaid(log, rosa.password, rosa.salt, ADDRESS)


def test_devices_are_added_and_refused(log: StringIO, client: Client, rosa: User) -> None:
    client.force_login(rosa)
    client.post(reverse("add_device"), PUSH)
    client.post(reverse("add_device"), {**PUSH, "endpoint": "http://[broken"})
    client.get("/nowhere/")
    assert_unsaid(log, *PUSH.values())


def test_the_key_of_a_ballot_and_what_lies_in_its_envelopes(
    log: StringIO, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BALLOT_KEYS_DIR = str(tmp_path)
    scene = election_scene(minimum_voters=7)
    chosen = unguessable()
    ballot = secret_election(scene, names=(chosen, unguessable()))
    for country in scene.seats:
        choose(scene, ballot, country, chosen)
    private = read_key(BallotKey.objects.get(ballot=ballot).public_key)
    opened: list[bytes] = []

    def tells(*_of: object, **_context: object) -> bytes:
        opened.append(private)
        raise ValueError(f"{private.hex()} {private!r} {chosen}")

    monkeypatch.setattr("proposals.voting.secrecy.closing.unseal", tells)
    with clock.travel(CLOSES):
        sweep()
    assert opened
    assert "envelopes_not_opened" in log.getvalue()
    assert_unsaid(log, private.hex(), repr(private), chosen)


def test_what_is_no_text_is_covered_as_well() -> None:
    covered = veil({"DATABASE_URL": "postgres://a:b-secret-word@host/x", "API_TOKEN": "token-nobody-may-read"})
    event = covered(None, "error", {
        "event": "x", "number": 3, "is": True, "nothing": None, "password": "b",
        "error": ValueError("b-secret-word"), "more": {"token": "t", "deep": ["token-nobody-may-read"]},
    })  # fmt: skip
    assert event == {
        "event": "x", "number": 3, "is": True, "nothing": None,
        "error": "ValueError('[secret]')", "more": {"deep": ["[secret]"]},
    }  # fmt: skip


def test_every_secret_of_the_example_is_known() -> None:
    """A new one that is called otherwise would be covered nowhere."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line[:1].isupper()]
    told = {
        name: f"postgres://u:secret-of-{name}@host" if name.endswith("_URL") else f"secret-of-{name}" for name in names
    }
    found = {one.removeprefix("secret-of-") for one in secrets_of(told)}
    assert {"SECRET_KEY", "SIGNING_KEY", "VAPID_PRIVATE_KEY", "METRICS_TOKEN", "POSTGRES_PASSWORD"} <= found
    assert {"TRANSLATION_API_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "EMAIL_URL", "REDIS_URL"} <= found


SCRIPT = """
import logging, django
django.setup()
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.test import Client
from config.celery import app
log = logging.getLogger("minga")
connection.settings_dict["OPTIONS"]["pool"]["timeout"] = 0.5
Client(raise_request_exception=False).get("/", secure=True, headers={"host": "council.example"})
for work in (connection.ensure_connection, lambda: send_mail("a", "b", None, ["rosa@example.org"]),
             lambda: app.connection_for_write().connect(), lambda: 1 / 0):
    try:
        work()
    except Exception as error:
        log.exception("broke: %s", settings.DATABASES["default"])
log.error("mail %s", settings.EMAIL_HOST_PASSWORD, extra={"more": settings.SIGNING_KEY})
"""


def test_a_deployment_whose_servers_are_away() -> None:
    """Production's own settings, told secrets, with nothing behind them: whatever cannot be reached is said without."""
    told = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    told |= {"DJANGO_SETTINGS_MODULE": "config.settings.production", "ALLOWED_HOSTS": "council.example", **PLANTED}
    told |= {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}", "LOG_LEVEL": "DEBUG"}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=told, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    said = run.stdout + run.stderr
    assert run.returncode == 0, said[-2000:]
    assert "broke" in said and "ZeroDivisionError" in said
    planted = {*secrets_of(PLANTED), "planted-database", "planted-redis", "planted-mail", "rosa@example.org"}
    assert [secret for secret in planted if secret in said] == []
