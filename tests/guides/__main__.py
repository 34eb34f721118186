"""`make pictures`: walks every guide in a demonstration of its own, and takes the pictures that the guides show.

A guide whose button is not there, or whose steps are not those of `acts.GUIDES`, ends it with a line.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from embedded.demonstration import plans
from embedded.places import ROOT
from embedded.process import end_orphans
from tests.browser.chromium import launch

from .acts import GUIDES, Doing, Guide, Reader
from .reading import TEXTS, Step, steps_of

PATIENCE = 900  # seconds until the demonstration answers, on a machine that does much else
PHONE = {"width": 360, "height": 600}
RESULT = {"width": 1120, "height": 1000}
COLOURS = 48
MARK = "found => { found.style.outline = '3px solid #b3261e'; found.style.outlineOffset = '3px' }"
# What is pressed stands low on the screen, under what is filled in before; what is only to be seen, high.
LOW = "found => { found.scrollIntoView({block: 'end'}); scrollBy(0, 60) }"
HIGH = "found => { found.scrollIntoView({block: 'start'}); scrollBy(0, -90) }"


@contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration with its own data and port, until it is no longer needed."""
    folder = Path(tempfile.mkdtemp(prefix="minga-pictures-"))
    folder.chmod(0o711)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    theirs = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "ELECTIONS_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in theirs}
    environment |= {"PORT": str(port), "MINGA_DATA": str(folder)}
    output = folder / "output"
    with output.open("wb") as said:
        command = [sys.executable, "-m", "embedded.demo"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
    try:
        until = time.monotonic() + PATIENCE
        while "Ctrl-C" not in output.read_text():
            if process.poll() is not None or time.monotonic() > until:
                sys.exit(f"make pictures: the demonstration did not start: {output.read_text()}")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        end_orphans(folder / "run")
        shutil.rmtree(folder, ignore_errors=True)


def keep(picture: bytes, path: Path) -> None:
    """As small as it can be and still be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def take(page: Page, found: Locator, path: Path, place: str) -> None:
    """The screen as the reader sees it, with what is meant marked."""
    found.evaluate(place)
    found.evaluate(MARK)
    keep(page.screenshot(), path)


def follow(reader: Reader, step: Step, doing: Doing) -> None:
    """Do what the step says, and take its picture before the last thing of it is done."""
    if doing.at:
        reader.page.goto(f"{reader.site}{doing.at}")
    for number, (act, word) in enumerate(zip(doing.acts, step.words, strict=True), 1):
        found, use = act(reader, word)
        if number == len(doing.acts) and step.picture:
            take(reader.page, found, step.picture, HIGH if use is None else LOW)
        if use is not None:
            use()
            reader.settle()


def walk(guide: Guide, browser: Browser, site: str, language: str) -> None:
    """The whole guide, as it is written in this language."""
    context = browser.new_context(viewport=PHONE, locale=language, device_scale_factor=2)  # type: ignore[arg-type] # two numbers
    context.set_default_timeout(30_000)
    reader = Reader(context.new_page(), site)
    enter(reader, guide.part, language)
    if guide.signs_in:
        context.clear_cookies()
    told = TEXTS[language] / f"{guide.name}.md"
    steps = steps_of(told)
    if len(steps) != len(guide.steps):
        sys.exit(f"make pictures: {told} has {len(steps)} steps, and acts.py {len(guide.steps)}")
    for number, (step, doing) in enumerate(zip(steps, guide.steps, strict=True), 1):
        try:
            follow(reader, step, doing)
        except (AssertionError, ValueError) as wrong:
            keep(reader.page.screenshot(full_page=True), Path(".local/screens") / f"guide-{guide.name}.png")
            sys.exit(f"make pictures: {told}, step {number} {step.words}: {str(wrong).strip()[:500]}")
    context.close()
    print(f"{told.relative_to(ROOT)}: {len(steps)} steps")  # noqa: T201 - it talks to the person at the terminal


def enter(reader: Reader, part: str, language: str) -> None:
    """By the demonstration's door; its people have each their own language, and this one speaks that of the guide."""
    reader.page.goto(f"{reader.site}/demo/")
    reader.page.locator(f"form[action$='/enter/{part}/'] > button").click()
    reader.page.wait_for_url(f"{reader.site}/")
    reader.page.locator(f"footer form[action$='/language/'] button[value={language}]").click()
    reader.settle()


def show_result(browser: Browser, site: str) -> None:
    """The picture of the README: a ballot on whose outcome the rules disagree."""
    page = browser.new_page(viewport=RESULT, locale="en")  # type: ignore[arg-type] # two numbers
    page.goto(f"{site}/councils/{plans.council()['slug']}/rounds/1/ballots/1/")
    keep(page.screenshot(), ROOT / "docs" / "pictures" / "result.png")


def main() -> None:
    """A language after the other, each in a demonstration in which nobody has done anything yet."""
    for language in TEXTS:
        with demonstration() as site, sync_playwright() as playwright:
            browser = launch(playwright)
            if language == "en":
                show_result(browser, site)
            for guide in GUIDES:
                walk(guide, browser, site, language)
            browser.close()


if __name__ == "__main__":
    main()
