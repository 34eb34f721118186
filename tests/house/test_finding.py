"""Every page of the address book is either for search engines or, for a reason, not; and says where it stands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from web.sharing import KEPT
from web.sitemaps import CLOSED

from .test_face import ROOT, TEMPLATES

# Templates without a path above them, and why.
AT_THE_TOP = {
    "web/home.html": "the first page",
    "web/me.html": "named in the head of every page",
    "councils/council_list.html": "named in the navigation",
    "councils/invitation.html": "reached by a letter, before there is a place",
    "demo/doors.html": "named in the navigation",
    "following/asked.html": "says what was done",
    "following/confirm.html": "reached by a letter",
    "following/confirmed.html": "says what was done",
    "following/end.html": "reached by a letter",
    "notices/unsubscribe.html": "reached by a letter",
    "proposals/assisting/sign_in.html": "an entrance",
    "refusal.html": "stands instead of a page",
    "second_factor.html": "stands instead of a page",
    "mfa/authenticate.html": "an entrance",
    "resent.html": "stands instead of a page",
    "skeleton.html": "the ground",
    "base.html": "the ground",
    "allauth/layouts/base.html": "the ground",
}


BLOCK = re.compile(r"{% block crumbs %}(.*?){% endblock %}", re.DOTALL)
LEADS = re.compile(r"<a href|{% include")


def name_of(path: Path) -> str:
    """As the framework finds the template."""
    return path.as_posix().rpartition("/templates/")[2]


PARENTS = {name_of(path): path.read_text(encoding="utf-8") for path in TEMPLATES if path.name == "base.html"}
PARENTS["base.html"] = PARENTS["allauth/layouts/base.html"] = ""


def routes(of: URLResolver | None = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Each address of the product with the name of its route; those of the API and of signing in are others' words."""
    for found in (of or get_resolver()).url_patterns:
        written = before + str(found.pattern)
        if written.startswith(("/api/", "/accounts/")):
            continue
        if isinstance(found, URLPattern):
            yield found.name or "", written
        else:
            yield from routes(found, written)


def test_every_kept_route_exists() -> None:
    assert KEPT - {name for name, _ in routes()} == set()


def test_an_address_for_search_engines_is_closed_to_none() -> None:
    for name, written in routes():
        if name in KEPT:
            assert not [path for path in CLOSED if closes(path, written)], written


def test_what_belongs_to_one_person_or_to_the_desk_is_closed() -> None:
    for name, written in routes():
        if written.startswith(("/me/", "/desk/", "/invitations/", "/follow/", "/search/", "/unsubscribe/")):
            assert name not in KEPT
            assert [path for path in CLOSED if closes(path, written)], written


def closes(path: str, written: str) -> bool:
    """As a robot reads a line of robots.txt: from the beginning, `*` for anything."""
    first, star, rest = path.partition("*")
    return written.startswith(first) and (not star or rest in written[len(first) :])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_says_where_it_stands(path: Path) -> None:
    name = name_of(path)
    text = path.read_text(encoding="utf-8")
    if not text.startswith("{% extends") or name in AT_THE_TOP or name.startswith(("errors/", "account/")):
        return
    parent = text.split('"')[1]
    path = BLOCK.search(text) or BLOCK.search(PARENTS.get(parent, ""))
    assert path and LEADS.search(path[1]), f"{name} has no path and is no exception"
