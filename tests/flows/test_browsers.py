"""Where one is signed in: told without full addresses; ended by a button, and by whatever changes how one signs in."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.browsers import MARK, Browser, network_of
from accounts.models import User
from accounts.tasks import forget
from tests.factories.factors import totp
from tests.factories.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.fixture(autouse=True)
def _limits_begin_anew() -> None:
    cache.clear()


def signed_in(agent: str = FIREFOX, address: str = "203.0.113.77", email: str = ADDRESS) -> Client:
    client = Client(headers={"accept-language": "en", "user-agent": agent}, REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    """Whether the next request of this browser is still the person's."""
    return client.get(reverse("me")).status_code == 200


def test_the_list_says_which_browser_and_from_which_network(rosa: User) -> None:
    signed_in(EDGE, "2001:db8:aaaa:bbbb::1")
    page = signed_in().get(reverse("browsers")).content.decode()
    assert "Firefox on Android" in page
    assert "Edge on Windows" in page
    assert "from the network 203.0.113.*" in page
    assert "from the network 2001:db8:aaaa::" in page
    assert "203.0.113.77" not in page
    assert "bbbb" not in page
    assert "203.0.113.77" not in str(list(Browser.objects.values()))


def test_one_is_ended_and_the_others_stay(rosa: User) -> None:
    here, lost, third = signed_in(), signed_in(EDGE), signed_in()
    row = Browser.objects.get(session_key=lost.session.session_key)
    here.post(reverse("browsers"), {"browser": row.pk})
    assert [is_in(one) for one in (here, lost, third)] == [True, False, True]
    assert "signed out already" in here.post(reverse("browsers"), {"browser": row.pk}, follow=True).content.decode()


def test_all_others_are_ended_at_once(rosa: User) -> None:
    here, lost, third = signed_in(), signed_in(EDGE), signed_in()
    here.post(reverse("browsers"))
    assert [is_in(one) for one in (here, lost, third)] == [True, False, False]


@pytest.mark.parametrize("named", ["0", "-1", "x", "1' OR '1", "9" * 40, "²"])
def test_nobody_ends_what_is_not_theirs(rosa: User, named: str) -> None:
    other = User.objects.create_user("otro@example.org", PASSWORD)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    theirs, here = signed_in(email=other.email), signed_in()
    row = Browser.objects.get(person=other)
    assert here.post(reverse("browsers"), {"browser": named}).status_code == 302
    assert here.post(reverse("browsers"), {"browser": row.pk}).status_code == 302
    assert is_in(theirs)
    assert is_in(here)


def test_a_new_password_ends_the_others_and_not_this_one(rosa: User) -> None:
    here, lost = signed_in(), signed_in(EDGE)
    new = {"oldpassword": PASSWORD, "password1": "seis papas nativas", "password2": "seis papas nativas"}
    here.post(reverse("account_change_password"), new)
    assert is_in(here)
    assert not is_in(lost)
    assert [row.session_key for row in Browser.objects.all()] == [here.session.session_key]


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_ends_the_others_and_not_this_one(rosa: User) -> None:
    here, lost = signed_in(), signed_in(EDGE)
    here.get(reverse("mfa_activate_totp"))
    here.post(reverse("mfa_activate_totp"), {"code": totp(here.session["mfa.totp.secret"])})
    assert is_in(here)
    assert not is_in(lost)


def test_one_that_is_seen_again_is_noted_once_in_an_hour(rosa: User) -> None:
    here = signed_in()
    long_ago = timezone.now() - timedelta(hours=3)
    Browser.objects.update(seen_at=long_ago)
    is_in(here)
    assert Browser.objects.get().seen_at == long_ago
    session = here.session
    session[MARK] = [session[MARK][0], session[MARK][1] - 3 * 3600]
    session.save()
    is_in(here)
    assert Browser.objects.get().seen_at > long_ago


def test_what_is_over_is_not_listed_and_is_forgotten(rosa: User) -> None:
    here, gone = signed_in(), signed_in(EDGE)
    gone.post(reverse("account_logout"))
    assert "Edge" not in here.get(reverse("browsers")).content.decode()
    Browser.objects.update(seen_at=timezone.now() - timedelta(days=15))
    forget()
    assert not Browser.objects.exists()


@pytest.mark.parametrize(("address", "network"), [("203.0.113.7", "203.0.113.*"), ("::1", "::"), ("x", "")])
def test_a_network_names_no_machine(address: str, network: str) -> None:
    assert network_of(address) == network
