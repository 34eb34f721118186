"""Every letter in every language of the site: all of it in that language, with nothing left to fill in, and with dates,
numbers and names as people write them.

The letters are those of every verb that is announced, and every template of a letter there is: a new one is read here
without being named.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from common.words import Moment
from ledger.models import Entry
from notices.letters import letter_of
from notices.models import Notice
from notices.registry import ANNOUNCEMENTS

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = django_settings.COMPLETE_LANGUAGES
AT = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
MARCH = {"es": "marzo", "pt-br": "março", "en": "March", "fr": "mars"}
URL = re.compile(r"https?://[^\s\"<>]+")
# Of templates, of gettext, of the ledger's sentences; and the dash that stands for a fact that is not there.
LEFT = re.compile(r"\{\{|\{%|%\(\w+\)s|\{\w*\}|None\b")
# As machines write them: a day, an instant, an amount without a sign between its thousands.
UNDRESSED = re.compile(r"\d{4}-\d{2}-\d{2}|T\d{2}:\d{2}|(?<![\w./-])\d{5,}(?![\w/-])")
# What the ledger keeps as codes, and no reader should meet: those of two words, and those that are English words.
CODES = re.compile(r"\b[a-z]+_[a-z]+\b")
ENGLISH = re.compile(r"\b(voting|adopted|moderator|upheld|partly|keep)\b")
DATA: dict[str, Any] = {
    **dict.fromkeys(("seat", "movement", "to", "invited"), "Red Ñandú"),
    **dict.fromkeys(("round", "proposal", "amendment", "revision", "ballot", "meeting", "serial", "case", "number"), 2),
    **dict.fromkeys(("closes_at", "starts_at", "ends_at", "due_at", "expires_at", "appeal_until"), AT.isoformat()),
    **dict.fromkeys(("old", "new", "until", "since", "began_at", "ended_at"), AT.isoformat()),
    **dict.fromkeys(("title", "place", "reason"), "Çœñã"),
    **{"window": "voting", "outcome": "adopted", "role": "titular", "office": "moderator", "rule": "double_majority"},
    **{"ground": "spam", "decision": "hide_part", "appeal": "upheld", "cause": "links", "response": "accepts_in_part"},
    **{"reference": "MM-7", "addressee": "directorio", "sha256": "ab" * 32, "class": "ordinary", "hours": 48},
    **{"minutes": 90, "commitment": "c0ffee", "moved": [{"window": "voting", "closes_at": AT.isoformat()}]},
}
LINK = "https://minga.example/x/"
TOLD = SimpleNamespace(at=Moment(AT), sentence="Ñandú", movement="Red", url=LINK)
CONTEXT: dict[str, Any] = {
    **dict.fromkeys(("link", "url", "end", "desk", "site", "activate_url", "password_reset_url", "signup_url"), LINK),
    **dict.fromkeys(("ledger", "password_url", "login_url", "way_out", "preferences"), LINK),
    **{"name": "Red Ñandú", "email": "a@b.example", "code": "1234-5678", "key": "k", "council": "Consejo", "more": 3},
    **{"movement": SimpleNamespace(name="Red Ñandú"), "until": Moment(AT), "told": TOLD, "is_two_person": True},
    **{"seal": SimpleNamespace(size=1_234_567), "user": SimpleNamespace(name="Ana", email="a@b.example")},
    **{"from_email": "a@b.example", "to_email": "c@b.example", "deleted_email": "c@b.example"},
    **{
        "parts": [SimpleNamespace(council="Consejo", told=[TOLD], ledger=LINK)],
        "current_site": {"domain": "b.example"},
    },
    **{"kind": "Ñandú", "language": "es", "is_digest": False, "items": [{"words": "Ñandú", "url": LINK}]},
    **{"timestamp": Moment(AT), "ip": "192.0.2.1", "user_agent": "Ñ", "request": None},
}
TEMPLATES = sorted(
    {
        path.as_posix().rpartition("/templates/")[2]
        for top in ("platform", "councils", "proposals")
        for pattern in ("templates/**/mail/*.txt", "templates/account/email/*.txt")
        for path in (ROOT / top).rglob(pattern)
    }
)


def faults(text: str, language: str) -> list[str]:
    """What no reader of this language should meet in a letter."""
    words, patterns = URL.sub("", text), [LEFT, UNDRESSED, CODES]
    return [found[0] for pattern in patterns + [ENGLISH] * (language != "en") for found in pattern.finditer(words)]


def lines(text: str) -> set[str]:
    """Those of several words of ours: names, addresses and commands are the same in every language."""
    stripped = (URL.sub("", line).strip() for line in text.splitlines() if not line.startswith("    "))
    return {line for line in stripped if len(re.findall(r"[a-z]{2,}", line)) > 2}


def letter(verb: str, language: str, *, is_digest: bool = False) -> Any:
    person = User(pk=1, email="a@b.example", language=language, time_zone="UTC")
    entry = Entry(pk=1, verb=verb, at=AT, subject="/councils/here/", data=DATA, on_behalf_of="")
    return letter_of([Notice(pk=1, person=person, entry=entry, kind="texts", channel="email", is_digest=is_digest)])


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_what_happens(language: str) -> None:
    wrong = []
    for verb in ANNOUNCEMENTS:
        sent, english = letter(verb, language), letter(verb, "en")
        ((html, _type),) = [part for part in sent.alternatives]
        wrong += [f"{verb}: {fault}" for text in (sent.subject, sent.body, html) for fault in faults(text, language)]
        wrong += [
            f"{verb}: none of {language}: {line}" for line in lines(sent.body) & lines(english.body) if language != "en"
        ]
        if set(URL.findall(sent.body)) != {found.replace("&amp;", "&") for found in URL.findall(html)}:
            wrong.append(f"{verb}: the two parts lead to different places")
        if "2026" in sent.body and MARCH[language] not in sent.body:
            wrong.append(f"{verb}: a date that is none of {language}: {sent.body}")
    assert wrong == []
    digest = letter("convene_round", language, is_digest=True)
    assert faults(digest.subject + digest.body, language) == []


@pytest.fixture
def _invalid(settings: Any) -> Iterator[None]:
    """A variable that a template asks for and nobody gives is seen."""
    (ground,) = settings.TEMPLATES
    settings.TEMPLATES = [{**ground, "OPTIONS": {**ground["OPTIONS"], "string_if_invalid": "{{ %s }}"}}]
    yield


@pytest.mark.parametrize("template", TEMPLATES)
def test_of_every_template(template: str, _invalid: None) -> None:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = render_to_string(template, CONTEXT)
        assert faults(said[language], language) == [], language
        if "2026" in said[language]:
            assert MARCH[language] in said[language]
    for language in set(LANGUAGES) - {"en"}:
        assert lines(said[language]) & lines(said["en"]) == set(), language
