"""A second factor: set up, asked for when one signs in, and asked of whoever acts in an office."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factors.sealing import seal, unseal
from accounts.models import User
from councils.models import Office
from tests.factories.councils import CouncilFactory
from tests.factories.factors import SECRET, give_codes, give_factor, totp
from tests.factories.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _limits_begin_anew() -> None:
    cache.clear()


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def inside(client: Client, rosa: User) -> Client:
    """Rosa's browser, right after she signed in."""
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    return client


def enter(client: Client, code: str) -> str:
    """Sign in with the password, and then with the code."""
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def set_up(client: Client) -> str:
    """Set up an app as a person does: read the secret from the page, enter what the app shows."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    shown = re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', page)
    assert shown, page
    secret = shown[1].replace(" ", "")
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    return secret


def test_an_app_is_set_up_and_codes_on_paper_are_shown(inside: Client, rosa: User) -> None:
    page = inside.get(reverse("mfa_activate_totp")).content.decode()
    assert 'class="qr"' in page
    assert "data:" not in page
    secret = set_up(inside)
    kept = Authenticator.objects.get(user=rosa, type="totp").data["secret"]
    assert secret not in kept
    assert unseal(kept) == secret
    codes = inside.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", codes)) == 10
    assert "no-store" in inside.get(reverse("mfa_view_recovery_codes"))["Cache-Control"]


def test_a_wrong_code_sets_nothing_up(inside: Client, rosa: User) -> None:
    inside.get(reverse("mfa_activate_totp"))
    page = inside.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "This is not right" in page
    assert not Authenticator.objects.exists()


def test_with_a_factor_a_password_is_not_enough(client: Client, rosa: User) -> None:
    give_factor(rosa)
    assert "This is not right" in enter(client, "000000")
    assert not is_in(client)
    enter(client, totp())
    assert is_in(client)


def test_nor_is_a_code_sent_by_mail(client: Client, rosa: User) -> None:
    give_factor(rosa)
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)
    client.post(reverse("account_confirm_login_code"), {"code": code[0] if code else ""})
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp()})
    assert is_in(client)


@pytest.mark.parametrize(("off", "taken"), [(-30, True), (0, True), (30, True), (-90, False), (90, False)])
def test_a_clock_may_be_off_by_half_a_minute(client: Client, rosa: User, off: int, taken: bool) -> None:
    give_factor(rosa)
    enter(client, totp(at=timezone.now().timestamp() + off))
    assert is_in(client) is taken


def test_a_code_is_taken_once_even_while_it_is_shown(client: Client, rosa: User) -> None:
    give_factor(rosa)
    code = totp()
    enter(client, code)
    # As if the half minute were over after which the library forgets it.
    cache.delete(f"allauth.mfa.totp.used?user={rosa.pk}&code={code}")
    other = Client()
    enter(other, f"{code[:3]} {code[3:]}")
    assert not is_in(other)


def test_a_code_on_paper_serves_once(client: Client, rosa: User) -> None:
    give_factor(rosa)
    code = give_codes(rosa)[0]
    enter(client, code)
    assert is_in(client)
    cache.clear()
    other = Client()
    enter(other, code)
    assert not is_in(other)


def test_five_wrong_codes_shut_the_door_for_a_while(client: Client, rosa: User) -> None:
    give_factor(rosa)
    for guess in range(5):
        enter(client, f"{guess:06d}")
    page = enter(client, totp())
    assert not is_in(client)
    assert "Too many attempts" in page


@pytest.mark.parametrize(
    "said", ["", "null", "[]", '"x"', "{}", '{"id": 1}', '{"id": "a", "rawId": "a", "response": {}}']
)
def test_what_no_browser_says_of_a_passkey_is_refused_in_words(inside: Client, rosa: User, said: str) -> None:
    page = inside.get(reverse("mfa_add_webauthn"))
    assert page.status_code == 200
    assert inside.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": said}).status_code == 200
    assert not Authenticator.objects.exists()
    stranger = Client()
    answer = stranger.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"
    assert stranger.post(reverse("mfa_login_webauthn"), {"credential": said}).status_code == 302
    assert not is_in(stranger)


def test_a_secret_outlives_the_key_it_was_sealed_with(rosa: User, settings: Any) -> None:
    give_factor(rosa)
    give_codes(rosa)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key, which is as good as the first one was"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
    call_command("renew_second_factors")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
    assert seal("the same") != seal("the same")


def test_what_no_key_reads_is_a_sentence(client: Client, rosa: User, settings: Any) -> None:
    give_factor(rosa)
    settings.SECRET_KEY = "another key, which is as good as the first one was"
    assert "cannot read your second factor" in enter(client, totp())
    assert not is_in(client)


# --- offices ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(rosa: User, settings: Any) -> str:
    """Rosa's desk, on a site that asks for a second factor."""
    settings.TWO_FACTOR_FOR_OFFICES = True
    council = CouncilFactory()
    Office.objects.create(council=council, person=rosa, kind="secretary", starts_at=timezone.now() - timedelta(days=1))
    return reverse("desk", args=[council.slug])


def test_an_office_waits_for_a_second_factor_and_leads_to_it_and_back(inside: Client, rosa: User, desk: str) -> None:
    page = inside.get(desk)
    assert page.status_code == 403
    text = page.content.decode()
    assert "Your office asks for a second factor" in text
    assert f"{reverse('mfa_index')}?next={desk}" in text
    assert "a stolen password" in inside.get(reverse("me")).content.decode()
    inside.get(reverse("mfa_index"), {"next": desk})
    set_up(inside)
    assert f'href="{desk}"' in inside.get(reverse("mfa_index")).content.decode()
    assert inside.get(desk).status_code == 200
    assert "a stolen password" not in inside.get(reverse("me")).content.decode()


def test_what_was_typed_waits_in_the_page_and_not_on_the_server(inside: Client, rosa: User, desk: str) -> None:
    words = "Una ronda entera, escrita en una hora <b>&"
    page = inside.post(f"{desk}rounds/new/", {"title_es": words, "kind": ["a", "b"]})
    assert page.status_code == 403
    text = page.content.decode()
    assert "Una ronda entera, escrita en una hora &lt;b&gt;&amp;</textarea>" in text
    assert text.count('<textarea name="kind">') == 2
    assert words not in str(dict(inside.session))
    assert f'action="{desk}rounds/new/"' in text


def test_codes_on_paper_alone_are_no_second_factor(inside: Client, rosa: User, desk: str) -> None:
    give_codes(rosa)
    assert inside.get(desk).status_code == 403


def test_the_way_back_stays_here(inside: Client, rosa: User, desk: str) -> None:
    inside.get(reverse("mfa_index"), {"next": "https://evil.example/"})
    give_factor(rosa)
    assert "evil.example" not in inside.get(reverse("mfa_index")).content.decode()


def test_who_holds_no_office_is_told_that_and_not_of_factors(client: Client, desk: str) -> None:
    other = User.objects.create_user("otro@example.org", PASSWORD)
    client.force_login(other, BACKEND)
    assert "second factor" not in client.get(desk).content.decode()


def test_where_it_is_switched_off_nobody_is_asked(inside: Client, desk: str, settings: Any) -> None:
    settings.TWO_FACTOR_FOR_OFFICES = False
    assert inside.get(desk).status_code == 200
