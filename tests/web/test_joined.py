"""A page loads one script, joined of whole files; that it is one, and has a hash, is seen by the walk."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from config.joined import JOINED
from tests.house.test_face import TEMPLATES


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.JOINED_ROOT = tmp_path / "joined"


@pytest.mark.parametrize("name", JOINED)
def test_it_holds_each_part_whole_and_in_order(name: str) -> None:
    found = finders.find(name)
    assert found is not None
    words = Path(found).read_text(encoding="utf-8")
    parts = [finders.find(part) for part in JOINED[name]]
    assert words == ";\n".join(Path(part).read_text(encoding="utf-8") for part in parts if part)


def test_it_is_written_when_its_words_have_changed_and_not_before() -> None:
    made = Path(finders.find("with-push.js") or "")
    before = made.stat().st_mtime_ns
    finders.find("with-push.js")
    assert made.stat().st_mtime_ns == before
    made.write_text("of yesterday", encoding="utf-8")
    finders.find("with-push.js")
    assert "of yesterday" not in made.read_text(encoding="utf-8")


def test_what_is_not_joined_is_left_to_the_other_finders() -> None:
    assert finders.find("with-everything.js") is None
    assert finders.find("with-everything.js", find_all=True) == []


BLOCK = re.compile(r"{% block scripts %}(.*?){% endblock %}", re.DOTALL)
# Where one way of drawing a page ends and another begins.
FORK = re.compile(r"{% (?:if|elif|else|endif)[^%]*%}")
CHOICE = re.compile(r"{% if .*{% endif %}", re.DOTALL)
SCRIPT = re.compile(r"{% include|<script|{{ block\.super }}")


def test_no_page_names_two_scripts() -> None:
    """Whichever way its block for them is drawn; a browser counts them on every page of every flow."""
    blocks = [(path, found) for path in TEMPLATES for found in BLOCK.findall(path.read_text(encoding="utf-8"))]
    assert len(blocks) > 5
    at_fault = [path.name for path, found in blocks if any(len(SCRIPT.findall(way)) > 1 for way in FORK.split(found))]
    assert at_fault == []
    # What stands before or after a choice comes beside what is chosen.
    assert [path.name for path, found in blocks if "{% if" in found and SCRIPT.search(re.sub(CHOICE, "", found))] == []


def test_a_page_names_scripts_in_its_one_block_for_them() -> None:
    """What loads one must replace that of `base.html`, and so stand in the same block."""
    at_fault = [
        path.name
        for path in TEMPLATES
        if re.search(
            r"(?:keep|htmx|passkey)\.html", re.sub(r"{% block scripts %}.*?{% endblock %}", "", path.read_text())
        )
        and path.parent.name != "partials"
    ]
    assert at_fault == []
