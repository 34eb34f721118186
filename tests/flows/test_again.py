"""Whether it is still you: asked before what matters, in one place, and nothing that was chosen or typed is lost."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.factors import give_codes, give_factor, totp
from tests.factories.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db

SECRET_PAGE, FORM = "mfa_activate_totp", "account_email"


@pytest.fixture(autouse=True)
def _asks(settings: Any) -> None:
    settings.REAUTHENTICATION = True
    cache.clear()


@pytest.fixture
def browser(rosa: User) -> Client:
    """Rosa's browser, a day after she signed in."""
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    grow_old(client)
    return client


def grow_old(client: Client) -> None:
    """Let a day go by since the person last showed that it is them."""
    session = client.session
    session[RECORDS] = [{**record, "at": record["at"] - 86_400} for record in session[RECORDS]]
    session.save()


def fields(page: str) -> Iterator[tuple[str, str]]:
    """The hidden fields of the page that asks."""
    for name, value in re.findall(r'name="(again_\w+)" value="([^"]*)"', page):
        yield name, html.unescape(value)


def answer(client: Client, page: Any, **said: str) -> Any:
    """Send what the page holds, with an answer to its question."""
    return client.post(reverse("again"), {**dict(fields(page.content.decode())), **said})


def held(page: Any) -> list[tuple[str, str]]:
    """What the last page holds, as a browser would send it."""
    found = re.findall(r'<textarea name="(\w+)">\n(.*?)</textarea>', page.content.decode(), re.S)
    return [(name, html.unescape(value)) for name, value in found]


def test_right_after_signing_in_nobody_is_asked(rosa: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert client.get(reverse(SECRET_PAGE)).status_code == 200


def test_a_page_that_shows_a_secret_asks_and_leads_on(browser: Client) -> None:
    page = browser.get(reverse(SECRET_PAGE))
    assert page.status_code == 403
    assert "no-store" in answer(browser, page, again_way="password", password="not it, really")["Cache-Control"]
    page = answer(browser, page, again_way="password", password=PASSWORD)
    assert page["Location"] == reverse(SECRET_PAGE)
    assert browser.get(page["Location"]).status_code == 200


def test_what_a_form_said_comes_after_the_answer_and_was_not_on_the_server(browser: Client, rosa: User) -> None:
    said = {"email": "nueva@example.org", "action_add": "", "nota": 'una "línea"\n<b>y</b> otra &amp;'}
    page = browser.post(reverse(FORM), said)
    assert page.status_code == 403
    assert "nueva@example.org" not in str(dict(browser.session))
    page = answer(browser, page, again_way="password", password="not it, really")
    assert page.status_code == 422
    page = answer(browser, page, again_way="password", password=PASSWORD)
    assert page.status_code == 200
    assert dict(held(page)) == said
    assert f'action="{reverse(FORM)}"' in page.content.decode()
    browser.post(reverse(FORM), dict(held(page)))
    assert mail.outbox[-1].to == ["nueva@example.org"]


def test_with_a_second_factor_the_password_is_no_answer(browser: Client, rosa: User) -> None:
    give_factor(rosa)
    page = browser.get(reverse(SECRET_PAGE))
    assert "again_way" in page.content.decode()
    assert answer(browser, page, again_way="password", password=PASSWORD).status_code == 403
    assert answer(browser, page, again_way="app", code="000000").status_code == 422
    assert answer(browser, page, again_way="app", code=totp()).status_code == 302


def test_a_code_on_paper_is_one(browser: Client, rosa: User) -> None:
    give_factor(rosa)
    code = give_codes(rosa)[3]
    assert answer(browser, browser.get(reverse(SECRET_PAGE)), again_way="app", code=code).status_code == 302


def test_who_signs_in_by_mail_is_sent_a_code(browser: Client, rosa: User) -> None:
    User.objects.filter(pk=rosa.pk).update(password="!")
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    client.post(reverse("account_confirm_login_code"), {"code": latest_code()})
    grow_old(client)
    page = client.post(reverse(FORM), {"email": "nueva@example.org", "action_add": ""})
    page = answer(client, page, again_way="send")
    assert "on its way to rosa@example.org" in page.content.decode()
    code = latest_code()
    assert code not in str(dict(client.session))
    page = answer(client, page, again_way="letter", code="0000-0000")
    page = answer(client, page, again_way="letter", code=code.replace("-", " "))
    assert dict(held(page))["email"] == "nueva@example.org"


def latest_code() -> str:
    found = re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)
    assert found
    return found[0]


def test_three_wrong_codes_end_it(browser: Client, rosa: User) -> None:
    User.objects.filter(pk=rosa.pk).update(password="!")
    rosa.refresh_from_db()
    browser.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    page = answer(browser, browser.get(reverse(SECRET_PAGE)), again_way="send")
    code = latest_code()
    for _ in range(3):
        answer(browser, page, again_way="letter", code="0000-0000")
    assert answer(browser, page, again_way="letter", code=code).status_code == 422


def test_guessing_is_slow_and_loses_nothing(browser: Client) -> None:
    page = browser.post(reverse(FORM), {"email": "nueva@example.org"})
    for _ in range(10):
        page = answer(browser, page, again_way="password", password="not it, really")
    page = answer(browser, page, again_way="password", password=PASSWORD)
    assert page.status_code == 429
    assert "nueva@example.org" in page.content.decode()


def test_only_so_many_codes_are_sent(browser: Client, rosa: User) -> None:
    User.objects.filter(pk=rosa.pk).update(password="!")
    rosa.refresh_from_db()
    browser.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get(reverse(SECRET_PAGE))
    for _ in range(5):
        answer(browser, page, again_way="send")
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "/\\evil"]
)
def test_it_goes_on_here_alone(browser: Client, elsewhere: str) -> None:
    said = {"again_way": "password", "password": PASSWORD, "again_to": elsewhere, "again_held": "["}
    assert browser.post(reverse("again"), said)["Location"] == "/"
    assert browser.post(reverse(FORM) + "?next=" + elsewhere).status_code == 302
    grow_old(browser)
    page = browser.get(reverse("again"), {"next": elsewhere}).content.decode()
    assert dict(fields(page))["again_to"] == "/"


@pytest.mark.parametrize("held", ["", "null", "{}", "[1]", '[["a"]]', "[[[[", '{"a": 1}'])
def test_what_the_page_did_not_hold_is_nothing(browser: Client, held: str) -> None:
    said = {"again_way": "password", "password": PASSWORD, "again_to": "/me/", "again_held": held}
    assert browser.post(reverse("again"), said)["Location"] == "/me/"


def test_the_librarys_own_page_leads_to_ours(browser: Client) -> None:
    page = browser.get(reverse("account_reauthenticate"), {"next": "/me/"})
    assert page["Location"].startswith(reverse("again"))


def test_a_stranger_signs_in_first() -> None:
    assert reverse("account_login") in Client().get(reverse("again"))["Location"]
