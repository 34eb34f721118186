"""Coming in: by a code, by a password, by an invitation, and by nothing else. Nobody learns who has an account."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.adapter import NOBODY, TOKEN_KEY
from accounts.models import User
from councils.models import Invitation, Membership
from councils.movements.queries import hash_of
from tests.factories.councils import MovementFactory
from tests.factories.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db

CODE = re.compile(r"\b\d{4}-\d{4}\b")
TOKEN = "a-token-that-nobody-guesses"


@pytest.fixture(autouse=True)
def _limits_begin_anew() -> None:
    cache.clear()


@pytest.fixture
def invitation() -> Invitation:
    now = timezone.now()
    inviter = User.objects.create_user("coordinadora@example.org")
    return Invitation.objects.create(
        movement=MovementFactory(),
        email="Nueva@example.org",
        token_hash=hash_of(TOKEN),
        invited_by=inviter,
        invited_at=now - timedelta(days=1),
        expires_at=now + timedelta(days=6),
    )


def keep_token(client: Client, token: str) -> None:
    """What the page of the invitation does."""
    session = client.session
    session[TOKEN_KEY] = token
    session.save()


def latest_code() -> str:
    found = CODE.search(mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[0]


def ask_for_code(client: Client, address: str, **extra: str) -> str:
    return client.post(reverse("account_request_login_code"), {"email": address, **extra}, follow=True).content.decode()


def enter(client: Client, code: str, **extra: str) -> None:
    client.post(reverse("account_confirm_login_code"), {"code": code, **extra})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_by_a_code(client: Client, rosa: User) -> None:
    ask_for_code(client, ADDRESS)
    assert mail.outbox[-1].to == [ADDRESS]
    assert not is_in(client)
    enter(client, latest_code())
    assert is_in(client)


def test_a_code_is_typed_as_people_type(client: Client, rosa: User) -> None:
    ask_for_code(client, ADDRESS)
    enter(client, latest_code().replace("-", " "))
    assert is_in(client)


def test_a_code_serves_once(client: Client, rosa: User) -> None:
    ask_for_code(client, ADDRESS)
    code = latest_code()
    enter(client, code)
    client.post(reverse("account_logout"))
    enter(client, code)
    assert not is_in(client)


def test_a_code_is_of_one_browser(client: Client, rosa: User) -> None:
    ask_for_code(client, ADDRESS)
    other = Client()
    enter(other, latest_code())
    assert not is_in(other)


def test_three_wrong_codes_end_it(client: Client, rosa: User) -> None:
    ask_for_code(client, ADDRESS)
    code = latest_code()
    for _ in range(3):
        enter(client, "0000-0000")
    enter(client, code)
    assert not is_in(client)


def test_by_a_password_and_back_to_where_one_was(client: Client, rosa: User) -> None:
    page = client.post(
        reverse("account_login") + "?next=/me/", {"login": ADDRESS, "password": PASSWORD, "next": "/me/"}
    )
    assert (page.status_code, page["Location"]) == (302, "/me/")
    assert "Rosa" in client.get("/me/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client: Client, rosa: User, elsewhere: str) -> None:
    page = client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD, "next": elsewhere})
    assert page["Location"] == "/"
    page = client.post(reverse("language"), {"language": "en", "next": elsewhere})
    assert page["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, rosa: User) -> None:
    def answer(address: str) -> str:
        page = client.post(reverse("account_login"), {"login": address, "password": "not it, really"})
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|' + re.escape(address), "", page.content.decode())

    assert answer(ADDRESS) == answer("nadie@example.org")


def test_asking_for_a_code_tells_nobody_who_has_an_account(client: Client, rosa: User) -> None:
    def answer(address: str) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|' + re.escape(address), "", ask_for_code(Client(), address))

    assert answer(ADDRESS) == answer("nadie@example.org")
    assert [message.to for message in mail.outbox] == [[ADDRESS], [NOBODY]]


def test_five_wrong_passwords_shut_the_door_for_a_while(client: Client, rosa: User) -> None:
    for _ in range(5):
        client.post(reverse("account_login"), {"login": ADDRESS, "password": "wrong wrong"})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert not is_in(client)


def test_a_closed_account_stays_closed(client: Client, rosa: User) -> None:
    User.objects.filter(pk=rosa.pk).update(is_active=False)
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert not is_in(client)
    ask_for_code(client, ADDRESS)
    assert {to for message in mail.outbox for to in message.to} == {NOBODY}


def test_one_is_not_signed_out_by_a_link(client: Client, rosa: User) -> None:
    client.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_a_forgotten_password_is_replaced_by_a_code(client: Client, rosa: User) -> None:
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    client.post(reverse("account_confirm_password_reset_code"), {"code": latest_code()})
    new = {"password1": "seis papas nativas", "password2": "seis papas nativas"}
    client.post(reverse("account_complete_password_reset"), new)
    rosa.refresh_from_db()
    assert rosa.check_password("seis papas nativas")
    assert "password" in mail.outbox[-1].subject, "in her language, whatever the browser speaks"


def test_sign_up_is_closed_to_strangers(client: Client) -> None:
    for page in (client.get(reverse("account_signup")), client.post(reverse("account_signup"), {"email": "x@y.org"})):
        assert "password1" not in page.content.decode()
    assert not User.objects.exists()


def test_an_invitation_opens_it_for_one_address(client: Client, invitation: Invitation) -> None:
    keep_token(client, TOKEN)
    assert "Nueva@example.org" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"email": "otra@example.org", "name": "Ana", "password1": ""})
    person = User.objects.get(name="Ana")
    assert person.email == "nueva@example.org"
    assert not person.has_usable_password()
    assert not is_in(client), "the address has yet to be shown to be hers"


def test_the_invited_shows_the_address_and_is_led_back_to_the_invitation(
    client: Client, invitation: Invitation
) -> None:
    keep_token(client, TOKEN)
    client.post(reverse("account_signup"), {"name": "Ana", "password1": PASSWORD})
    page = client.post(reverse("account_email_verification_sent"), {"code": latest_code()})
    assert is_in(client)
    assert page["Location"] == reverse("invitation", args=[TOKEN])


def test_an_invitation_for_somebody_with_an_account_makes_no_second(client: Client, invitation: Invitation) -> None:
    User.objects.create_user("nueva@example.org", PASSWORD)
    keep_token(client, TOKEN)
    page = client.post(reverse("account_signup"), {"name": "Ana", "password1": PASSWORD}, follow=True)
    assert User.objects.filter(email__iexact="nueva@example.org").count() == 1
    assert not is_in(client)
    assert "code" in page.content.decode()


@pytest.mark.parametrize("spoilt", [{"expires_at": timezone.now()}, {"accepted_at": timezone.now()}])
def test_a_spent_invitation_opens_nothing(client: Client, invitation: Invitation, spoilt: dict) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**spoilt)
    keep_token(client, TOKEN)
    client.post(reverse("account_signup"), {"name": "Ana", "password1": PASSWORD})
    assert not User.objects.filter(name="Ana").exists()


def test_no_token_but_the_right_one(client: Client, invitation: Invitation) -> None:
    keep_token(client, "another")
    client.post(reverse("account_signup"), {"name": "Ana", "password1": PASSWORD})
    assert not User.objects.filter(name="Ana").exists()
    assert not Membership.objects.exists()
