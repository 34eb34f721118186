"""What is changed of how somebody signs in is told to them: in their language, as text and as a page, where it reaches
them if somebody else did it.
"""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.factors import totp

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS, PASSWORD, NEW = "rosa@example.org", "cinco maíces morados", "seis papas nativas"


@pytest.fixture
def browser() -> Client:
    """Rosa reads Spanish; the browser in which something is changed speaks French."""
    cache.clear()
    person = User.objects.create_user(ADDRESS, PASSWORD, name="Rosa", language="es")
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    client = Client(headers={"accept-language": "fr"})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    mail.outbox.clear()
    return client


def latest_code() -> str:
    found = re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)
    assert found
    return found[0]


def change_address(client: Client) -> None:
    client.post(reverse("account_email"), {"email": "nueva@example.org", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": latest_code()})
    assert User.objects.get().email == "nueva@example.org"


def change_password(client: Client) -> None:
    said = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), said)


def forget_password(client: Client) -> None:
    stranger = Client(headers={"accept-language": "fr"})
    stranger.post(reverse("account_reset_password"), {"email": ADDRESS})
    stranger.post(reverse("account_confirm_password_reset_code"), {"code": latest_code()})
    stranger.post(reverse("account_complete_password_reset"), {"password1": NEW, "password2": NEW})


def add_app(client: Client) -> None:
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": totp(client.session["mfa.totp.secret"])})
    assert Authenticator.objects.filter(type="totp").exists()


def take_app(client: Client) -> None:
    add_app(client)
    mail.outbox.clear()
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("change", [change_address, change_password, forget_password, add_app, take_app])
def test_a_change_is_told_in_the_persons_language_at_the_address_they_had(
    browser: Client, change: Callable[[Client], None]
) -> None:
    change(browser)
    told = [letter for letter in mail.outbox if letter.to == [ADDRESS]]
    letter = told[-1]
    page, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="es">' in page
    assert "desde la dirección 127.0.0.1" in letter.body


def test_a_letter_as_a_page_runs_nothing(browser: Client) -> None:
    stranger = Client(headers={"user-agent": "<script>alert(1)</script>"})
    stranger.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    change_password(stranger)
    assert "<script>" not in mail.outbox[-1].alternatives[0][0]


def test_a_new_address_ends_the_others_and_not_this_one(browser: Client) -> None:
    lost = Client()
    lost.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert lost.get(reverse("me")).status_code == 200
    change_address(browser)
    assert lost.get(reverse("me")).status_code == 302
    assert browser.get(reverse("me")).status_code == 200
