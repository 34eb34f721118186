"""What every answer tells the browser: from where it may load, what it may do, whom it tells where it came from."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings

from tests.factories.councils import CouncilFactory, PersonFactory

ROOT = Path(__file__).resolve().parents[2]
# One address of each kind of answer, and its status for whoever is signed in.
KINDS = {
    "a page": ("/", 200),
    "a form": ("/accounts/login/?next=/me/", 302),
    "a person's own page": ("/me/", 200),
    "what is not there": ("/no/such/thing/", 404),
    "a method that is not taken": ("/language/", 405),
    "the API": ("/api/v1/councils/", 200),
    "what is not in the API": ("/api/v1/councils/none/", 404),
    "the API's description": ("/api/v1/schema/", 200),
    "a feed": ("/councils/k/feed.atom", 200),
    "a calendar": ("/councils/k/calendar.ics", 200),
    "a script of a device": ("/notices-worker.js", 200),
    "words for machines": ("/robots.txt", 200),
}
# Each with what a browser does to whom where it is missing.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What a script would have to ask of the browser, and the words of the policy by which it may.
ASKED = {
    r"navigator\.credentials\.get": "publickey-credentials-get=(self)",
    r"navigator\.credentials\.create": "publickey-credentials-create=(self)",
    r"navigator\.geolocation": "geolocation=(self)",
    r"navigator\.clipboard\.write|execCommand": "clipboard-write=(self)",
    r"navigator\.clipboard\.read": "clipboard-read=(self)",
    r"navigator\.share\b": "web-share=(self)",
    r"getUserMedia": "camera=(self)",
    r"requestFullscreen": "fullscreen=(self)",
    r"wakeLock": "screen-wake-lock=(self)",
}


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody who is signed in; there is a council."""
    CouncilFactory(slug="k")
    client = Client()
    client.force_login(PersonFactory())
    return client


def held(answer: HttpResponse) -> None:
    """Holds an answer to what every one of ours says."""
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    sources = " ".join(policy.values())
    assert policy["default-src"] == "'none'"
    assert {"base-uri", "form-action", "frame-ancestors"} <= policy.keys(), "what default-src does not speak of"
    assert set(sources.split()) <= {"'none'", "'self'"}, "another site, or words within a page"
    permissions = dict(part.split("=") for part in answer["Permissions-Policy"].split(", "))
    allowed = {name for name, who in permissions.items() if who != "()"}
    assert allowed == {"publickey-credentials-get", "publickey-credentials-create"}
    assert {permissions[name] for name in allowed} == {"(self)"}
    assert {"camera", "microphone", "geolocation", "usb", "payment", "display-capture"} <= permissions.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_is_held_to_the_same(reader: Client, kind: str) -> None:
    address, status = KINDS[kind]
    answer = reader.get(address)
    assert answer.status_code == status
    held(answer)


@pytest.mark.parametrize("address", ["/demo/", "/design/"])
def test_so_are_the_pages_of_the_demonstration(reader: Client, address: str) -> None:
    apps = [*settings.INSTALLED_APPS, "embedded"]
    with (
        override_settings(DEMONSTRATION=True),
        override_settings(INSTALLED_APPS=apps, ROOT_URLCONF="embedded.urls"),
    ):
        answer = Client().get(address)
    assert answer.status_code == 200
    held(answer)


def test_what_a_script_asks_of_the_browser_is_allowed(reader: Client) -> None:
    policy = reader.get("/")["Permissions-Policy"]
    scripts = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "platform" / "static").glob("*.js"))
    asked = {allowed for word, allowed in ASKED.items() if re.search(word, scripts)}
    assert len(asked) == 2
    assert {allowed for allowed in asked if allowed not in policy} == set()


def test_no_settings_of_a_site_take_one_away() -> None:
    """What differs between machines adds to the list of what every answer passes through, or leaves it as it is."""
    for path in (ROOT / "platform/config/settings").glob("*.py"):
        written = path.read_text(encoding="utf-8")
        names = r"^(MIDDLEWARE|CONTENT_SECURITY_POLICY|X_FRAME_OPTIONS|SECURE_(?:REFERRER|CROSS)\w*) ="
        found = re.findall(names, written, re.MULTILINE)
        assert len(found) == (5 if path.name == "base.py" else 0), path.name
