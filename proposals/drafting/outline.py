"""The outline of a long text: its headings, or where it has none the first words of its paragraphs. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# From so many paragraphs on a text has an outline; a shorter one is seen at a glance.
LONG = 8
MOST_WORDS = 8
HEADING = re.compile(r"\A#{1,6}\s+(.+?)\s*#*\s*(?:\n|\Z)")
BOLD = re.compile(r"\A\*\*([^*\n]{2,80})\*\*\s*(?:\n|\Z)")
LINK, MARKS = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)"), re.compile(r"[*_`#>]+")


@dataclass(frozen=True)
class Line:
    """One line of an outline: the paragraph that it leads to, its words, and the language that these are in."""

    id: str
    words: str
    language: str


def outline_of(paragraphs: Iterable[Any]) -> list[Line]:
    """The outline of paragraphs with `id`, `text` and `language`; empty for a short text."""
    rows = list(paragraphs)
    if len(rows) < LONG:
        return []
    headed = [(row, found.group(1)) for row in rows if (found := HEADING.match(row.text) or BOLD.match(row.text))]
    told = headed if len(headed) > 1 else [(row, _first_words(row.text)) for row in rows]
    lines = [Line(row.id, plain(words), row.language) for row, words in told]
    return [line for line in lines if line.words]


def plain(words: str) -> str:
    """The words without the signs of Markdown."""
    return " ".join(MARKS.sub("", LINK.sub(r"\1", words)).split())


def _first_words(text: str) -> str:
    words = plain(text[:400]).split()
    return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
