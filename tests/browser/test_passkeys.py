"""A passkey is made and used in a real browser, with a key that the browser plays; and an app set up beside it."""

import re
import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from councils.models import Office
from tests.factories.councils import LONG_AGO, CouncilFactory
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


def make_old() -> None:
    """Let a day go by since anybody showed that it is them."""
    for session in Session.objects.all():
        store = SessionStore(session.session_key)
        store[RECORDS] = [{**record, "at": record["at"] - 86_400} for record in store.get(RECORDS, [])]
        store.save()


def test_a_passkey_is_made_and_signs_in_alone_and_an_app_is_the_second_step(
    visit: Callable[..., Visitor], settings: Any
) -> None:
    person = settle_sign_in(User.objects.create_user("rosa@example.org", PASSWORD, name="Rosa", language="en"))
    visitor = visit(locale="en")
    page = visitor.page
    give_key(page)
    enter(visitor, person)
    page.wait_for_url(f"{visitor.site}/")

    council = CouncilFactory()
    Office.objects.create(council=council, person=person, kind="secretary", starts_at=LONG_AGO)
    settings.TWO_FACTOR_FOR_OFFICES = True
    desk = f"/desk/{council.slug}/"
    visitor.go(desk)
    visitor.check("office-asks")
    page.click("text=Set up a second factor")
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
    assert page.get_attribute("text=Back to what you were doing", "href") == desk
    visitor.check("second-factor-both")
    page.set_viewport_size({"width": 1280, "height": 800})
    visitor.check("second-factor-both")

    leave(visitor)
    visitor.go("/accounts/login/?next=/me/")
    visitor.check("sign-in-with-passkey")
    page.click("text=Use a passkey")
    page.wait_for_url(f"{visitor.site}/me/")
    visitor.check("me-with-passkey")
    page.click("text=Where I am signed in")
    visitor.check("browsers")

    leave(visitor)
    page.set_viewport_size({"width": 360, "height": 740})
    enter(visitor, person)
    page.wait_for_url("**/second-factor/sign-in/")
    visitor.check("second-step")
    page.click("text=Use a passkey")
    page.wait_for_url(f"{visitor.site}/")
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "webauthn", "recovery_codes"}

    # A day later it is asked who it is, before the passkey goes.
    make_old()
    settings.REAUTHENTICATION = True
    visitor.go("/accounts/second-factor/")
    page.click("[aria-label='Take away Mi teléfono']")
    visitor.check("again")
    page.click("text=Use a passkey")
    page.wait_for_url("**/end/")
    visitor.check("passkey-end")
    page.click("main form button")
    expect(page.locator("text=The passkey was taken away.")).to_be_visible()

    # The app is left. After its code, of half a minute on, because each serves once, a button sends what waited.
    make_old()
    visitor.go("/accounts/email/")
    page.fill("#id_email", "otra@example.org")
    page.click("main form button")
    visitor.check("again-with-a-form")
    page.fill("#id_code", totp(shown, time.time() + 30))
    page.click("form:has(#id_code) button")
    visitor.check("again-held")
    page.click("main form button")
    page.wait_for_url("**/confirm-email/")
