"""Everybody's way through the demonstration: every page in both widths, in two languages, light and dark, and weighed.

The demonstration is loaded once for all of these tests, and none of them changes it.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from embedded.demonstration.loading import load
from embedded.parts import PARTS
from proposals.tasks import seal
from tests.factories.demonstration import demonstration_settings
from tests.guides.reading import GUIDES, commands_of

from .conftest import BUDGET, PHONE, looked_at, picture
from .crumbs import strayed
from .measures import COVERED, LEAST, SLIM, SMALL, THUMB, ZOOMED
from .names import NAMES
from .walks import ELSEWHERE, WALKS, Stop, address, pages

REPEAT = 12_000
# As high as a picture of a page is to be: to make the window larger for each would cost more than the page.
TALL, DESK = {**PHONE, "height": 1_600}, {"width": 1280, "height": 1_200}
# What takes two thirds of the time: colours are looked at on the main pages, and by the flows' own tests.
ALL, BUT_COLOURS = "{}", "{rules: {'color-contrast': {enabled: false}}}"
# What a page shows where a template has failed in silence.
MARKS = ("{{", "{%", "%(", "django.")
# Milliseconds until something can be read on a slow line: six journeys to and fro, on a machine that does much else.
SLOW = 6_000
PAINTED = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime))
    .observe({type: "paint", buffered: true}))"""
# What the page is and what it shows.
TELL = """() => ({
    lang: document.documentElement.lang, h1: document.querySelectorAll("h1").length, text: document.body.innerText,
    wide: document.documentElement.scrollWidth,
    crumbs: [...document.querySelectorAll(".crumbs a")].map(one => one.getAttribute("href")),
})"""


@pytest.fixture(scope="module")
def story(site: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[str]:
    """The address of the demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock(), demonstration_settings(folder):
        load()
        seal()
        yield site


@dataclass(frozen=True)
class Look:
    """How one walks: in which language, on how wide a screen, by day or at night."""

    language: str
    size: dict[str, int]
    scheme: str

    @property
    def other_width(self) -> int:
        return (TALL if self.size is DESK else DESK)["width"]

    @property
    def is_phone(self) -> bool:
        return self.size is TALL


DAY, NIGHT = Look("es", TALL, "light"), Look("en", DESK, "dark")


@dataclass
class Walker:
    """A browser that weighs what comes, and what is wrong with what it has seen."""

    role: str
    page: Page
    site: str
    look: Look
    wrong: list[str] = field(default_factory=list)
    above: set[str] = field(default_factory=set)
    came: dict[str, list[int]] = field(default_factory=dict)

    def listen(self) -> None:
        """Note the bytes of every response, as they come over the wire, by what it is."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        kinds: dict[str, str] = {}
        session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        session.on(
            "Network.loadingFinished",
            lambda event: self.came.setdefault(kinds.get(event["requestId"], "Other"), []).append(
                int(event["encodedDataLength"])
            ),
        )
        self.session = session

    def enter(self) -> None:
        """By the demonstration's door, as who plays the part."""
        if self.role != "visitor":
            email = next(part.email for part in PARTS if part.key == self.role)
            User.objects.filter(email=email).update(language=self.look.language)
            self.page.goto(f"{self.site}/demo/")
            self.page.locator(f"form[action$='/enter/{self.role}/'] > button").click()
            self.page.wait_for_url(f"{self.site}/")

    def visit(self, stop: Stop, *, is_first: bool) -> None:
        """Open the page with an empty cache or as one comes back to it, and look at it from all sides."""
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": is_first})
        self.came.clear()
        answer = self.page.goto(f"{self.site}{address(stop)}", wait_until="load")
        found = self.page.evaluate(TELL)
        self.note(stop, "status", answer and answer.status, 200)
        self.note(stop, "language", found["lang"], self.look.language)
        self.note(stop, "titles", found["h1"], 1)
        self.note(stop, "marks", [mark for mark in MARKS if mark in found["text"]], [])
        self.note(stop, "crumbs", strayed(address(stop), found["crumbs"]), [])
        self.above.update(found["crumbs"])
        self.note(stop, "style sheets", len(self.came.get("Stylesheet", [])), 1)
        self.at_most(stop, "scripts", len(self.came.get("Script", [])), 1)
        self.weigh(stop, is_first=is_first)
        self.at_most(stop, "pixels across", found["wide"], self.look.size["width"])
        violations = looked_at(self.page, ALL if stop.main else BUT_COLOURS)
        self.note(stop, "axe", violations.violations_count and violations.generate_report(), 0)
        self.name(stop)
        picture(self.page, f"{self.role}/{stop.name}", whole=False)
        if self.look.is_phone:
            self.measure(stop)
        if not stop.main:
            self.narrow_or_widen(stop)
        if stop.main and self.look.is_phone:
            self.zoom(stop)

    def weigh(self, stop: Stop, *, is_first: bool) -> None:
        """What came over the wire. With something that this browser had not met before, the page is opened again."""
        if not is_first and sum(map(sum, self.came.values())) > REPEAT:
            self.came.clear()
            self.page.goto(f"{self.site}{address(stop)}", wait_until="load")
        self.at_most(stop, "bytes", sum(map(sum, self.came.values())), BUDGET if is_first else REPEAT)

    def narrow_or_widen(self, stop: Stop) -> None:
        """What is looked at once must fit the other width as well."""
        self.page.set_viewport_size({"width": self.look.other_width, "height": self.look.size["height"]})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.at_most(stop, "pixels across", wide, self.look.other_width)
        if not self.look.is_phone:
            self.measure(stop)
        self.zoom(stop)

    def name(self, stop: Stop) -> None:
        """What a screen reader says of it, where that is written down."""
        wanted = NAMES.get((self.role, stop.name))
        if wanted and self.look.is_phone:
            try:
                expect(self.page.locator("body")).to_match_aria_snapshot(wanted, timeout=1_000)
            except AssertionError as other:
                self.wrong.append(f"{self.role}: {stop.name}: names: {other}")

    def measure(self, stop: Stop) -> None:
        """What a finger is to hit, on a phone."""
        self.note(stop, "small", self.page.evaluate(SMALL, LEAST), [])
        self.note(stop, "slim", self.page.evaluate(SLIM, THUMB), [])

    def zoom(self, stop: Stop) -> None:
        """At 400 % nothing sticks out; on a main page, or under a bar that stays, the keyboard's place is seen."""
        self.page.set_viewport_size(ZOOMED)
        self.at_most(stop, "pixels across", self.page.evaluate("document.documentElement.scrollWidth"), ZOOMED["width"])
        if stop.main or self.page.evaluate("document.querySelector('.sum') !== null"):
            self.page.keyboard.press("Shift")
            self.note(stop, "focus", self.page.evaluate(COVERED), [])
        self.page.set_viewport_size(self.look.size)  # type: ignore[arg-type] # two numbers

    def go_up(self) -> None:
        """Wherever breadcrumbs lead, there is a page for the same reader."""
        for path in sorted(self.above):
            answer = self.page.request.get(f"{self.site}{path}", max_redirects=0)
            if answer.status != 200:
                self.wrong.append(f"{self.role}: crumbs lead to {path}: {answer.status}")

    def note(self, stop: Stop, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self.wrong.append(f"{self.role}: {stop.name}: {what}: {found}, and not {wanted}")

    def at_most(self, stop: Stop, what: str, found: int, limit: int) -> None:
        if found > limit:
            self.wrong.append(f"{self.role}: {stop.name}: {what}: {found}, and no more than {limit}")


@contextmanager
def walking(chromium: Browser, site: str, role: str, look: Look) -> Iterator[Walker]:
    """A walker of this role who has signed in."""
    context = chromium.new_context(viewport=look.size, locale=look.language, color_scheme=look.scheme)  # type: ignore[arg-type] # as above
    context.set_default_timeout(60_000)
    walker = Walker(role, context.new_page(), site, look)
    try:
        walker.listen()
        walker.enter()
        yield walker
    finally:
        context.close()


# Sixty pages take minutes on a machine that does much else.
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("role", WALKS)
def test_every_page_on_the_way_of(role: str, chromium: Browser, story: str) -> None:
    """A main page by day on a phone and at night on a desk; the others in one of the two, in turn."""
    wrong: list[str] = []
    for look, turn in ((DAY, 0), (NIGHT, 1)):
        with walking(chromium, story, role, look) as walker:
            for number, stop in enumerate(WALKS[role]):
                if stop.main or number % 2 == turn:
                    walker.visit(stop, is_first=look is DAY)
            walker.go_up()
        wrong += walker.wrong
    assert not wrong, "\n".join(wrong)


# The mark makes the database of a run in which no other test asks for one.
@pytest.mark.django_db
def test_no_page_is_forgotten(story: str) -> None:
    walked = {stop.route for stops in WALKS.values() for stop in stops}
    excused = {route for routes in ELSEWHERE.values() for route in routes}
    known = {name for name, _route in pages()}
    assert known - walked - excused == set(), "walk these in walks.py, or say why nobody does"
    assert excused - known == set(), "these are no pages (any more)"
    assert excused & walked == set(), "these are walked"


@pytest.mark.parametrize("stop", [Stop("home"), Stop("proposal", "discussed"), Stop("ballot", "motion")], ids=str)
def test_a_slow_line_shows_the_text_before_any_script(stop: Stop, chromium: Browser, story: str) -> None:
    """400 kbit/s and 400 ms to and fro. Scripts do not come at all until the text has been read."""
    context = chromium.new_context(viewport=PHONE, locale="es")  # type: ignore[arg-type] # two numbers
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    session.send("Network.emulateNetworkConditions", line)
    held: list[Callable[[], None]] = []
    page.route("**/*.js", lambda route: held.append(route.continue_))
    page.goto(f"{story}{address(stop)}", wait_until="commit")
    expect(page.locator("main h1")).to_be_visible(timeout=15_000)
    painted = page.evaluate(PAINTED)
    assert painted <= SLOW, f"{painted:.0f} ms until something is read"
    for go_on in held:
        go_on()
    page.wait_for_load_state("load")
    context.close()


def test_the_commands_of_the_guide_to_the_api_work(story: str, tmp_path: Path) -> None:
    """As they are written there, one after the other, with this address."""
    commands = commands_of(GUIDES / "api.md").replace("http://127.0.0.1:8000", story)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "results recounted" in done.stdout
