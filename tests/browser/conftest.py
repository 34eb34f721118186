"""A real Chromium on a real server: with and without JavaScript, on a phone's width, axe at hand, every byte counted.

The browser fails the tests when it is missing; it never skips them. `make test` installs it where it may.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe, AxeResults
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings, testcases
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

from .chromium import launch

PHONE = {"width": 360, "height": 740}
BUDGET = 40_000
# Playwright's sync API runs its own event loop in this thread, in which Django would refuse to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
SCREENS = os.environ.get("MINGA_SCREENS")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@dataclass
class Visitor:
    """One person's browser on our site. `sent` are the bytes of each response as they came over the wire."""

    page: Page
    site: str
    js: bool = True
    problems: list[str] = field(default_factory=list)

    def go(self, address: str) -> Response:
        """Open an address of the site."""
        self.settle()
        answer = self.page.goto(f"{self.site}{address}")
        assert answer is not None
        return answer

    def settle(self) -> None:
        """Wait until what was sent has its answer, and the answer is there as a whole: the script that keeps texts
        sends forms itself, and a click ends when the next page begins, which has no words in it yet.
        """
        if self.js:
            expect(self.page.locator("form[aria-busy=true]")).to_have_count(0)
        self.page.wait_for_load_state("load")

    def weigh(self, address: str) -> int:
        """Open an address with an empty cache and say how many compressed bytes came, everything included."""
        sizes: list[int] = []
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        self.go(address)
        self.page.wait_for_load_state("networkidle")
        session.detach()
        return sum(sizes)

    def check(self, name: str) -> None:
        """What must hold on every page: axe finds nothing, no word sticks out on a phone, nothing was refused or
        missing, and it asks for one script at the most.
        """
        self.settle()
        assert not self.problems, f"{name}: {self.problems}"
        if not self.js:  # neither axe nor a measure can run where no script runs; the page with script is the same page
            return
        scripts = self.page.locator("script[src]").count()
        assert scripts <= 1, f"{name} asks for {scripts} scripts"
        found = looked_at(self.page)
        self.problems.clear()  # axe itself tries a style of its own, which our policy refuses
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], f"{name} is {wide} px wide"  # type: ignore[index] # is set
        picture(self.page, f"flows/{name}")


def looked_at(page: Page, rules: str = "{}") -> AxeResults:
    """What axe finds wrong, with its options as they are written in script. Of what it finds right it would tell fifty
    kilobytes, which take a sixth of the time of a look to hand over.
    """
    page.evaluate(Axe().axe_script)
    asked = f"axe.run(document, Object.assign({{resultTypes: ['violations']}}, {rules}))"
    return AxeResults(page.evaluate(f"{asked}.then(({{violations}}) => ({{violations}}))"))


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep how the page looks, at the width it has, if a folder for that is named: taking pictures takes a tenth of
    the time of these tests, and nobody looks at those of a run that is only to say whether all is well.
    """
    size = page.viewport_size
    if SCREENS and size:
        path = Path(SCREENS) / f"{name}-{size['width']}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=whole)


def click_and_wait(visitor: Visitor) -> Callable[..., None]:
    """A click after which what it sent has its answer, whether the browser sent it or the script that keeps texts."""
    click = visitor.page.click

    def clicked(*args: Any, **told: Any) -> None:
        click(*args, **told)
        visitor.settle()

    return clicked


def watch(visitor: Visitor) -> None:
    """Note whatever the browser complains of, and every request to another site."""
    page = visitor.page
    page.click = click_and_wait(visitor)  # type: ignore[method-assign] # for all that a test does with the page
    page.on(
        "console",
        lambda m: visitor.problems.append(m.text) if m.type == "error" and "status of 4" not in m.text else None,
    )
    page.on("pageerror", lambda error: visitor.problems.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((visitor.site, "data:")) else visitor.problems.append(r.url))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[str]:
    """The address of a server that serves pages and, as a deployment does, static files by hash and compressed."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=str(tmp_path_factory.mktemp("static"))):
        call_command("collectstatic", verbosity=0, interactive=False)
        # Django's test server would serve static files itself, as they are; a deployment's do so compressed.
        handler = testcases._StaticFilesHandler
        passing = handler._should_handle
        handler._should_handle = lambda self, path: False
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        handler._should_handle = passing


@pytest.fixture
def visit(chromium: Browser, site: str, transactional_db: None) -> Iterator[Callable[..., Visitor]]:
    """Make a visitor: `visit(js=False)` without JavaScript, `visit(wide=True)` at 1280 px; Spanish unless told
    otherwise.
    """
    cache.clear()
    opened: list[BrowserContext] = []

    def make(*, js: bool = True, wide: bool = False, locale: str = "es") -> Visitor:
        size = {"width": 1280, "height": 800} if wide else PHONE
        context = chromium.new_context(java_script_enabled=js, viewport=size, locale=locale)
        context.set_default_timeout(10_000)
        opened.append(context)
        visitor = Visitor(context.new_page(), site, js)
        watch(visitor)
        return visitor

    yield make
    for context in opened:
        context.close()


def settle_sign_in(person: User) -> User:
    """A person with a checked address, as one is after the first code."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def sign_in(visitor: Visitor, person: User, client: object) -> None:
    """Put a session of this person into the visitor's browser; the flow of signing in has a test of its own."""
    client.force_login(settle_sign_in(person))  # type: ignore[attr-defined] # Django's test client
    cookie = client.cookies["sessionid"]  # type: ignore[attr-defined] # as above
    visitor.page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": visitor.site}])


CODE = re.compile(r"\b\d{4}-?\d{4}\b")
