"""Every place that takes an address to go on to: whatever is written there, nobody is led off the site."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import User
from embedded.parts import PARTS
from tests.factories.councils import MandateFactory, MembershipFactory, PersonFactory
from tests.factories.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SITE = "http://testserver"
TRICKS = {
    "another site": "https://evil.example/",
    "without its scheme": "//evil.example/",
    "three slashes": "///evil.example/",
    "a scheme and no slash": "https:evil.example",
    "a scheme and one slash": "https:/evil.example",
    "two backslashes": r"\\evil.example",
    "a slash and a backslash": r"/\evil.example",
    "a tab between": "/\t/evil.example",
    "a line between": "/\n/evil.example",
    "a tab before": "\t//evil.example",
    "a space before": " //evil.example",
    "a name before another": "http://testserver@evil.example/",
    "a name within another": "http://testserver.evil.example/",
    "a script": "javascript:alert(1)//evil.example",
    "a script in two lines": "java\nscript:alert(1)//evil.example",
    "a page of its own": "data:text/html,evil.example",
}
# How the sources read such an address; what is found anywhere else is to be added here, and to `WAYS`.
READS = re.compile(
    r"""url_has_allowed_host|set_language|get_safe_redirect|"Referer"|HTTP_REFERER|(?:GET|POST|asked|post)\.get\("(?:next|again_to)"""
)
KNOWN = {
    "councils/mandates/views/joining.py",
    "platform/accounts/again/views.py",
    "platform/embedded/signin.py",
    "platform/web/errors.py",
    "platform/web/views.py",
}


def browser(person: User | None = None, **told: bool) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"}, **told)
    if person:
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def sign_in(rosa: User, to: str) -> HttpResponse:
    return browser().post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD, "next": to})


def sign_in_page(rosa: User, to: str) -> HttpResponse:
    return browser().get(reverse("account_login"), {"next": to})


def sign_in_again(rosa: User, to: str) -> HttpResponse:
    return browser(rosa).get(reverse("account_login"), {"next": to})


def code(rosa: User, to: str) -> HttpResponse:
    return browser().post(reverse("account_request_login_code"), {"email": ADDRESS, "next": to})


def sign_out(rosa: User, to: str) -> HttpResponse:
    return browser(rosa).post(reverse("account_logout"), {"next": to})


def choose_language(rosa: User, to: str) -> HttpResponse:
    return browser().post(reverse("language"), {"language": "en", "next": to})


def choose_language_from(rosa: User, to: str) -> HttpResponse:
    return browser().post(reverse("language"), {"language": "en"}, headers={"referer": to})


def act_for(rosa: User, to: str) -> HttpResponse:
    seat = MandateFactory(person=rosa).seat
    MembershipFactory(movement=seat.movement, person=rosa)
    sent = {"council": seat.council.slug, "acting_for": seat.movement.slug, "next": to}
    answer: HttpResponse = browser(rosa).post(reverse("act_for"), sent)
    assert answer.status_code == 302
    return answer


def show_who_it_is(rosa: User, to: str) -> HttpResponse:
    return browser(rosa).get(reverse("again"), {"next": to})


def show_who_it_is_and_go(rosa: User, to: str) -> HttpResponse:
    sent = {"again_way": "password", "password": PASSWORD, "again_to": to}
    answer: HttpResponse = browser(rosa).post(reverse("again"), sent)
    assert answer.status_code == 302
    return answer


def be_refused_from(rosa: User, to: str) -> HttpResponse:
    """The way back of a form without its token."""
    answer = browser(enforce_csrf_checks=True).post("/me/", {}, headers={"referer": to})
    assert answer.status_code == 403
    return answer


def be_refused_from_here(rosa: User, to: str) -> HttpResponse:
    """… from a page of ours, whose path is written by whoever led the reader to it."""
    return be_refused_from(rosa, f"{SITE}{to}")


def play_a_part(rosa: User, to: str) -> HttpResponse:
    if not User.objects.filter(email=PARTS[0].email).exists():
        PersonFactory(email=PARTS[0].email)
    apps = [*settings.INSTALLED_APPS, "embedded"]
    with (
        override_settings(DEMONSTRATION=True),
        override_settings(INSTALLED_APPS=apps, ROOT_URLCONF="embedded.urls"),
    ):
        return browser().post(reverse("demo_enter", args=[PARTS[0].key]), {"to": to})


WAYS: tuple[Callable[[User, str], HttpResponse], ...] = (
    sign_in,
    sign_in_page,
    sign_in_again,
    code,
    sign_out,
    choose_language,
    choose_language_from,
    act_for,
    show_who_it_is,
    show_who_it_is_and_go,
    be_refused_from,
    be_refused_from_here,
    play_a_part,
)


def leads(answer: HttpResponse) -> list[str]:
    """Every address to which the answer leads, as a browser reads it: without tabs and lines, and with slashes."""
    found = re.findall(r'(?:href|src|action|formaction)="([^"]*)"', answer.content.decode())
    found += [answer[name] for name in ("Location", "HX-Redirect", "HX-Location") if name in answer]
    return [re.sub(r"[\t\r\n]", "", one).strip().replace("\\", "/") for one in found]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_trick_leads_off_the_site(rosa: User, way: Callable[[User, str], HttpResponse]) -> None:
    for trick, to in TRICKS.items():
        cache.clear()
        answer = way(rosa, to)
        assert answer.status_code < 500, trick
        for lead in leads(answer):
            found = urlsplit(urljoin(f"{SITE}/here/", lead))
            assert (found.scheme, found.netloc) == ("http", "testserver"), (trick, lead)


def test_an_address_of_ours_is_followed(rosa: User) -> None:
    """Or the tricks would prove nothing. The others lead on later, from what the first page keeps."""
    at_once = set(WAYS) - {sign_in_page, code, choose_language_from, show_who_it_is, be_refused_from}
    for way in at_once:
        cache.clear()
        assert "/councils/?page=2" in leads(way(rosa, "/councils/?page=2")), way.__name__


def test_no_other_source_reads_such_an_address() -> None:
    tops = ("platform", "councils", "proposals")
    sources = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    assert {path.relative_to(ROOT).as_posix() for path in sources if READS.search(path.read_text("utf-8"))} == KNOWN
