"""What people write can do nothing: every known way to smuggle something through ends as text, or is gone."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.markdown import parsed_html, plain_html, to_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    '[x](http://a.org "onmouseover=alert(1)")',
    "[x](http://a.org\"onmouseover='alert(1)')",
    "![x](http://a.org/spy.gif)",
    "![x](javascript:alert(1))",
    "`<script>`",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "<style>body{display:none}</style>",
    "<iframe src=http://a.org></iframe>",
    "<svg/onload=alert(1)>",
    "<!-- --><form action=http://a.org><input name=password>",
    "# <b onclick=alert(1)>x</b>",
    "\\<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
TAG = re.compile(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>")
ALLOWED = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6", "hr"}
ATTRIBUTES = re.compile(r'^(?: (?:href="(?:https?://|mailto:|[/#.?\w-])[^"]*"|rel="[a-z ]+"|start="\d+"))*\s*/?$')


def is_harmless(html: str) -> bool:
    """Only tags of the list, only attributes of the list, only addresses that fetch a page."""
    tags = TAG.findall(html)
    return all(tag in ALLOWED and ATTRIBUTES.match(attributes) for tag, attributes in tags) and "javascript:" not in (
        " ".join(attributes.lower() for _tag, attributes in tags)
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_ends_as_text(attack: str) -> None:
    assert is_harmless(to_html(attack)), to_html(attack)


@given(st.text(alphabet="<>\"'()[]!:/&#; \n\tabjsx`*_\\=-", max_size=80))
def test_no_text_becomes_anything_else(text: str) -> None:
    assert is_harmless(to_html(text)), to_html(text)


@example("0\xa0\n\n0")
@given(st.text(max_size=200) | st.text(alphabet="ab.\n '\"&-1)ñ¿\xa0", max_size=60))
def test_the_short_way_says_what_the_parser_says(text: str) -> None:
    text = text.strip()
    short = plain_html(text)
    assert short is None or short == parsed_html(text)


def test_most_sentences_take_the_short_way() -> None:
    assert plain_html("¿Quién dirige las casas de semillas? La asamblea (por turnos).\n\nY quién paga.") is not None


def test_links_pass_on_no_trust_and_images_are_none() -> None:
    assert 'rel="nofollow noopener ugc"' in to_html("[x](https://a.org)")
    assert "<img" not in to_html("![mapa](https://a.org/m.png)")


def test_headings_stay_below_the_outline_of_the_page() -> None:
    assert to_html("# uno").startswith("<h3>")
    assert to_html("##### cinco").startswith("<h6>")


def test_marks_that_turn_the_direction_of_writing_are_gone() -> None:
    assert to_html("sí \u202eon\u202c, \u2067no\u2069") == "<p>sí on, no</p>\n"
