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


def test_a_page_names_scripts_in_its_one_block_for_them() -> None:
    """What loads one must replace that of `base.html`, and so stand in the same block."""
    at_fault = [
        path.name
        for path in TEMPLATES
        if re.search(r"keep\.html|htmx\.html", re.sub(r"{% block scripts %}.*?{% endblock %}", "", path.read_text()))
        and path.name != "htmx.html"
    ]
    assert at_fault == []
