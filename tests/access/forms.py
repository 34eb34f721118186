"""The forms of all pages, and what somebody hostile would fill in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

# One of each kind that once broke a site of somebody's: bytes that no database keeps, numbers that no column holds,
# instants that no calendar has, other alphabets' digits, words that programs take for values, and very much of it.
HOSTILE: tuple[str, ...] = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud7ff\ufffe\u202e",
    "-1",
    "0",
    "99999999999999999999999999",
    "1e400",
    "NaN",
    "-Infinity",
    "٣",
    "½",
    "1,5.000",
    "None",
    "on",
    "[]",
    "{}",
    '{"a": [1, {"b": null}]}',
    "[[[[" * 2_000,
    "0000-00-00",
    "9999-12-31T23:59:59.999999+14:00",
    "2026-02-30",
    "0001-01-01T00:00",
    "../../../etc/passwd",
    "https://[::1",
    "//evil.example",
    "javascript:alert(1)",
    "'; DROP TABLE proposals_vote; --",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% load x %}",
    "%s %(a)s {0.__class__}",
    "=cmd|' /C calc'!A0",
    "ñ" * 200_000,
    "\r\n" * 1_000,
    "🏳️‍🌈" * 300,
)
CHOICE = random.Random(1804)
UNFILLED = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """What a browser would send: where to, and each field with the value that stands in it; `files` are chosen."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_sent = facts.get("method", "").lower() == "post"
            self.form = Form(urljoin(self.page, facts.get("action", ""))) if is_sent else None
            self.forms += [self.form] if self.form else []
        elif self.form and tag in ("input", "button") and facts.get("name"):
            if facts.get("type") == "file":
                self.form.files.append(facts["name"])
            elif facts.get("type") not in UNFILLED or tag == "button":
                self.form.fields.setdefault(facts["name"], []).append(facts.get("value", "on"))
        elif self.form and tag == "textarea" and facts.get("name"):
            self.form.fields.setdefault(facts["name"], []).append("texto")
        elif self.form and tag == "select" and facts.get("name"):
            self.select = facts["name"]
            self.form.fields.setdefault(self.select, [])
        elif self.form and tag == "option" and self.select:
            self.form.fields[self.select].append(facts.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""


def forms_in(path: str, page: str) -> list[Form]:
    """What a browser would show at this address."""
    reader = Reader(path)
    reader.feed(page)
    return reader.forms


def shape(form: Form) -> tuple[str, tuple[str, ...]]:
    """Two forms of one shape are one form to whoever takes them apart."""
    return urlsplit(form.action).path, tuple(sorted({*form.fields, *form.files}))


def fillings(form: Form) -> Iterator[dict[str, object]]:
    """As it stands but for one field, each once; all of them hostile; one field three times; each kind of file."""
    plain: dict[str, object] = {name: CHOICE.choice(values or [""]) for name, values in form.fields.items()}
    for name in form.fields:
        yield {**plain, name: CHOICE.choice(HOSTILE)}
    if form.fields:
        yield {name: CHOICE.choice(HOSTILE) for name in form.fields}
        yield {**plain, CHOICE.choice(sorted(form.fields)): ["1", "2", "\x00"]}
    for name in form.files:
        for content in (b"", b"%PDF-", b"\xff\xfe" + b"a;" * 40_000, b"PK\x03\x04" * 20):
            yield {**plain, name: SimpleUploadedFile("../\x00.pdf", content)}
