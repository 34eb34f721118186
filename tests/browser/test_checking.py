"""A stranger reads a position in a browser, takes its files away, and checks them: by hand, and with the command."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from proposals.models import Position
from proposals.tasks import render
from proposals.verifying.cli import main
from tests.factories.scenes import Scene
from tests.verifying.conftest import year

from .conftest import BUDGET, Visitor

__all__ = ["year"]

pytestmark = pytest.mark.django_db(transaction=True)


def taken(page: Page, link: str, path: Path) -> Path:
    """The file that the browser keeps when the link is followed, as `path`."""
    with page.expect_download() as download:
        page.locator(link).first.evaluate("link => { link.setAttribute('download', ''); link.click() }")
    download.value.save_as(path)
    return path


def test_what_is_taken_away_holds_and_one_flipped_byte_is_named(
    year: Scene, visit: Callable[..., Visitor], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    render()
    position = Position.objects.select_related("council").latest("id")
    visitor = visit(locale="en")
    page = visitor.page
    visitor.go(position.get_absolute_url())
    visitor.check("position-to-check")
    data = taken(page, f"main a[href='{position.data_url}']", tmp_path / "position.json")
    package = taken(page, "main a[href$='package.zip']", tmp_path / "package.zip")
    printed = taken(page, "main a[href$='.pdf']", tmp_path / "position.pdf")
    assert printed.read_bytes().startswith(b"%PDF-")
    # By hand: the hash that the page shows is that of the document in the file.
    envelope = json.loads(data.read_bytes())
    assert envelope["sha256"] == position.sha256
    assert position.sha256 in page.content()
    assert hashlib.sha256(bytes(position.document)).hexdigest() == position.sha256
    visitor.go("/api/v1/keys/")
    keys = tmp_path / "keys.json"
    keys.write_text(page.evaluate("fetch('/api/v1/keys/').then(answer => answer.text())"))
    assert main([str(data), str(package), "--key", str(keys)]) == 0
    capsys.readouterr()
    flipped = bytearray(data.read_bytes())
    place = flipped.index(b'"outcome"') + 12
    flipped[place] ^= 1
    data.write_bytes(bytes(flipped))
    assert main([str(data), str(package), "--key", str(keys)]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert str(data) in line or "position.json" in line


def test_the_page_of_a_position_is_light(year: Scene, visit: Callable[..., Visitor]) -> None:
    assert visit().weigh(Position.objects.latest("id").get_absolute_url()) <= BUDGET
