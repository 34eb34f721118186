"""A passkey is made and used in a real browser, with a key that the browser plays; and an app set up beside it."""

import re
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories.factors import totp

from .conftest import Visitor, settle_sign_in

PASSWORD = "cinco maíces morados"


def give_key(page: Page) -> None:
    """The browser plays a phone that recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enter(visitor: Visitor, person: User) -> None:
    visitor.go("/accounts/login/")
    visitor.page.fill("#id_login", person.email)
    visitor.page.fill("#id_password", PASSWORD)
    visitor.page.click("form:has(#id_password) button")


def leave(visitor: Visitor) -> None:
    visitor.go("/accounts/logout/")
    visitor.page.click("main button")


def test_a_passkey_is_made_and_signs_in_alone_and_an_app_is_the_second_step(
    visit: Callable[..., Visitor], settings: Any
) -> None:
    person = settle_sign_in(User.objects.create_user("rosa@example.org", PASSWORD, name="Rosa", language="en"))
    visitor = visit(locale="en")
    page = visitor.page
    give_key(page)
    enter(visitor, person)
    page.wait_for_url(f"{visitor.site}/")

    visitor.go("/accounts/second-factor/")
    visitor.check("second-factor-none")
    page.click("text=Add a passkey")
    page.fill("#id_name", "Mi teléfono")
    visitor.check("passkey-new")
    page.click("text=Make a passkey")
    expect(page.locator("ul.codes li")).to_have_count(10)
    visitor.check("codes-on-paper")

    visitor.go("/accounts/second-factor/app/")
    visitor.check("app-new")
    shown = re.sub(r"\s", "", page.locator(".key .mono").inner_text())
    page.fill("#id_code", totp(shown))
    page.click("form:has(#id_code) button")
    expect(page.locator("text=It is set up.")).to_be_visible()
    visitor.check("second-factor-both")
    page.set_viewport_size({"width": 1280, "height": 800})
    visitor.check("second-factor-both")

    leave(visitor)
    visitor.go("/accounts/login/?next=/me/")
    visitor.check("sign-in-with-passkey")
    page.click("text=Use a passkey")
    page.wait_for_url(f"{visitor.site}/me/")
    visitor.check("me-with-passkey")

    leave(visitor)
    page.set_viewport_size({"width": 360, "height": 740})
    enter(visitor, person)
    page.wait_for_url("**/second-factor/sign-in/")
    visitor.check("second-step")
    page.click("text=Use a passkey")
    page.wait_for_url(f"{visitor.site}/")
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "webauthn", "recovery_codes"}

    # A day later it is asked who it is, before the passkey goes.
    for session in Session.objects.all():
        store = SessionStore(session.session_key)
        records = store.get(RECORDS, [])
        store[RECORDS] = [{**record, "at": record["at"] - 86_400} for record in records]
        store.save()
    settings.REAUTHENTICATION = True
    visitor.go("/accounts/second-factor/")
    page.click("[aria-label='Take away Mi teléfono']")
    visitor.check("again")
    page.click("text=Use a passkey")
    page.wait_for_url("**/end/")
    visitor.check("passkey-end")
    page.click("main form button")
    expect(page.locator("text=The passkey was taken away.")).to_be_visible()
