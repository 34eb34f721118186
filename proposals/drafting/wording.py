"""The words of a revision, read from what somebody sent: cleaned where nobody could see the difference, refused with a
sentence where they could.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.markdown import DIRECTION_MARKS
from common.proof.canonical import fingerprint
from councils.wellformed import LANGUAGES, Fields

from .models import Revision
from .paragraphs import LONGEST_PARAGRAPH, LONGEST_TEXT, MOST_PARAGRAPHS, Paragraph, read, read_mark, split, write

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_NOTE, LONGEST_REASON = 200, 1_000, 300, 4_000
# What word processors put at the end of a line or a paragraph, and no form of ours.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")


@dataclass(frozen=True)
class Wording:
    """What a revision says: a language, a title, a summary, and the texts of its paragraphs.

    `languages` are those of the paragraphs, "" where it is the language of the whole; left out, it is so for all.
    """

    language: str
    title: str
    summary: str
    texts: tuple[str, ...]
    languages: tuple[str, ...] = ()

    def says_the_same_as(self, revision: Revision) -> bool:
        """Whether nothing of the text would change; a note alone makes no revision."""
        same_head = (self.language, self.title, self.summary) == (revision.language, revision.title, revision.summary)
        here = zip(self.texts, self.languages or ("",) * len(self.texts), strict=True)
        return same_head and list(here) == [(p.text, p.language) for p in read(revision.paragraphs)]


def visible(text: object) -> object:
    """The text without marks that turn the direction of writing: what is stored is what was read. One kind of line
    end.
    """
    if not isinstance(text, str):
        return text
    return LINE_ENDS.sub("\n", text.replace("\u2029", "\n\n")).translate(DIRECTION_MARKS)


def read_wording(fields: Fields, *, language: object, title: object, summary: object, text: object) -> Wording:
    """The wording that was sent; what is wrong with it is noted in `fields`."""
    whole = fields.text("text", visible(text), LONGEST_TEXT, required=False, lines=True)
    main = fields.one_of("language", language, LANGUAGES)
    marked = [read_mark(part, LANGUAGES) for part in split(whole)]
    texts = tuple(text for _mark, text in marked)
    if len(texts) > MOST_PARAGRAPHS:
        words = _("A text has at most %(most)s paragraphs; this one has %(count)s.")
        fields.note("text", words % {"most": MOST_PARAGRAPHS, "count": len(texts)})
    elif long := [number for number, part in enumerate(texts, 1) if len(part) > LONGEST_PARAGRAPH]:
        words = ngettext(
            "Paragraph %(which)s is longer than %(longest)s signs. Divide it with a blank line.",
            "Paragraphs %(which)s are longer than %(longest)s signs. Divide them with blank lines.",
            len(long),
        )
        fields.note("text", words % {"which": ", ".join(map(str, long)), "longest": LONGEST_PARAGRAPH})
    return Wording(
        main,
        fields.text("title", visible(title), LONGEST_TITLE),
        fields.text("summary", visible(summary), LONGEST_SUMMARY, required=False, lines=True),
        texts,
        tuple("" if mark == main else mark for mark, _text in marked),
    )


def read_note(fields: Fields, note: object) -> str:
    """One line on what was changed and why."""
    return fields.text("note", visible(note), LONGEST_NOTE, required=False)


def read_reason(fields: Fields, reason: object) -> str:
    """The reasons of an act that needs some."""
    return fields.text("reason", visible(reason), LONGEST_REASON, lines=True)


def hash_of(wording: Wording, paragraphs: list[Paragraph]) -> str:
    """SHA-256 of the revision's canonical JSON (RFC 8785): language, paragraphs with their ids, summary and title."""
    return fingerprint(
        {
            "language": wording.language,
            "paragraphs": write(paragraphs),
            "summary": wording.summary,
            "title": wording.title,
        }
    )
