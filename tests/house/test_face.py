"""What every page owes its readers: no style or script of its own, one small stylesheet, colours that can be read."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path for top in ("platform", "councils", "proposals") for path in (ROOT / top).rglob("templates/**/*.html")
)
ALL_TEXT = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
CSS = (ROOT / "platform/static/minga.css").read_text(encoding="utf-8")
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style", re.I),
    "a script with a body": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a file of another site": re.compile(r"""(?:src|<link[^>]*href)\s*=\s*["']https?:""", re.I),
    "an htmx expression": re.compile(r"hx-(?:on|vals\s*=\s*[\"']js:)", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_obeys_the_policy_of_content(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_is_a_page_on_the_ground_or_a_part(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    name = path.as_posix().rpartition("/templates/")[2]
    is_part = name.startswith(("partials/", "django/")) or "/_" in name or f'include "{name}"' in ALL_TEXT
    assert is_part or name == "skeleton.html" or text.startswith("{% extends")


def test_the_stylesheet_is_light() -> None:
    assert len(gzip.compress(CSS.encode(), 9)) <= 11_000


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = tokens(CSS[CSS.index(":root {") : CSS.index("@media (prefers-color-scheme: dark)")])
DARK = {**LIGHT, **tokens(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("/* --- ground")])}
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "accent", "accent-strong")
        for ground in ("ground", "surface", "sunken")
    ),
    *((tone, f"{tone}-ground") for tone in ("good", "warn", "bad", "info")),
    *((tone, ground) for tone in ("good", "bad") for ground in ("ground", "surface")),
    ("soft", "info-ground"),
    ("ink", "warn-ground"),
    ("ink", "info-ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
SHAPES = [("edge", ground) for ground in ("ground", "surface")] + [
    ("focus", ground) for ground in ("ground", "surface", "sunken")
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TEXT, ids="/".join)
def test_text_can_be_read(scheme: dict[str, str], pair: tuple[str, str]) -> None:
    assert contrast(scheme[pair[0]], scheme[pair[1]]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", SHAPES, ids="/".join)
def test_edges_and_focus_can_be_seen(scheme: dict[str, str], pair: tuple[str, str]) -> None:
    assert contrast(scheme[pair[0]], scheme[pair[1]]) >= 3
