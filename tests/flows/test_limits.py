"""What is guessed at is held: per account and per address, in the same words whether the account is there or not."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.factors import give_codes, give_factor, totp

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN, PASSWORD = "rosa@example.org", "nadie@example.org", "cinco maíces morados"


@pytest.fixture(autouse=True)
def rosa() -> User:
    cache.clear()
    person = User.objects.create_user(KNOWN, PASSWORD, name="Rosa", language="en")
    EmailAddress.objects.create(user=person, email=KNOWN, verified=True, primary=True)
    return person


def browser(address: str = "203.0.113.7", **headers: str) -> Client:
    return Client(headers={"accept-language": "en", **headers}, REMOTE_ADDR=address)


def try_password(client: Client, address: str) -> Any:
    return client.post(reverse("account_login"), {"login": address, "password": "not it, really"})


def ask_code(client: Client, address: str) -> Any:
    return client.post(reverse("account_request_login_code"), {"email": address})


def ask_reset(client: Client, address: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": address})


@pytest.mark.parametrize(("act", "most"), [(try_password, 5), (ask_code, 3), (ask_reset, 3)])
def test_an_account_is_held_from_everywhere_and_so_is_one_that_nobody_has(
    act: Callable[[Client, str], Any], most: int
) -> None:
    def answers(address: str) -> list[tuple[int, str]]:
        # Each from another address, so that only the account is what they share.
        found = [act(browser(f"203.0.113.{n}"), address) for n in range(most + 1)]
        plain = [re.sub(r'csrfmiddlewaretoken" value="\w+"|' + address, "", a.content.decode()) for a in found]
        return [(a.status_code, text) for a, text in zip(found, plain, strict=True)]

    known = answers(KNOWN)
    assert known == answers(UNKNOWN)
    assert known[-1] != known[-2], "the last one was held"
    assert len([letter for letter in mail.outbox if letter.to == [KNOWN]]) <= most


@pytest.mark.parametrize(("act", "most"), [(try_password, 60), (ask_code, 120), (ask_reset, 60)])
def test_an_address_is_held_whomever_it_asks_for_and_whatever_it_says_of_itself(
    act: Callable[[Client, str], Any], most: int
) -> None:
    found = [act(browser(**{"x-forwarded-for": f"198.51.100.{n}"}), f"p{n}@example.org") for n in range(most + 1)]
    assert (found[-1].status_code, found[-1].content) != (found[0].status_code, found[0].content)
    last = found[-1]
    assert last.status_code == 429 or "Too many" in last.content.decode()


def test_codes_on_paper_are_guessed_no_faster_than_those_of_the_app(rosa: User) -> None:
    give_factor(rosa)
    codes = give_codes(rosa)
    for guess in range(5):
        client = browser(f"203.0.113.{guess}")
        client.post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": f"{guess:08d}"})
    client = browser()
    client.post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})
    for code in (codes[0], totp()):
        assert "Too many" in client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


def test_passkeys_are_held_by_address_alone_so_that_nobody_shuts_anothers_out() -> None:
    client = browser()
    answers = [client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (302, 429)
    assert browser("198.51.100.9").post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code == 302
