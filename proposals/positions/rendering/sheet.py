"""A position as a sheet: what its PDF says, in order, as plain data for the template. Asks no database.

`{"title", "eyebrow", …, "sections": [{"title", "blocks": [{"kind", …}]}]}`; the kinds are those of the template.
The words of the house are in the active language, which `words_lang` names; the words of the text are in `lang`.
"""

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.languages import choose, language_name
from common.templatetags.minga import money
from common.words import Moment

from ..choices_reading import ChoiceReading
from ..reading import Reading, Said
from .results import result_blocks

Block = dict[str, Any]

LONGEST_TEXT = 200_000
MOST_PARAGRAPHS = 2_000
# Signs that turn the order of what stands around them, and controls that no font draws: the bytes that were hashed
# have them, and on paper they could only deceive.
INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Printed:
    """What a sheet needs beside the document: where it stands, its hash, the key that signed it, and the provenance of
    its paragraphs in words.
    """

    address: str
    sha256: str
    key: str
    origins: Mapping[str, str]


def languages_of(document: Mapping[str, Any]) -> list[str]:
    """The languages in which a position is printed: that of its text first, then those of its reviewed translations; of
    a choice, those of its title.
    """
    if document["proposal"]:
        return list(dict.fromkeys([document["proposal"]["language"], *sorted(document["translations"])]))
    first, _title = choose(document["ballot"]["title"])
    return list(dict.fromkeys([first or "es", *sorted(document["ballot"]["title"] or {})]))


def sheet_of(
    document: Mapping[str, Any], reading: Reading | ChoiceReading, printed: Printed, language: str, *, is_short: bool
) -> dict[str, Any]:
    """The sheet of a position in one language of its text. A short one, of an import of thousands, names what was
    chosen and not everything that could be.
    """
    told = _told(document, language)
    sections = [
        *_text(document, told, printed, language),
        {"title": _("Result"), "blocks": result_blocks(reading, is_short=is_short)},
        *_said(reading),
        *_addressed(document),
        {"title": _("Check it"), "blocks": _check(document, printed)},
    ]
    return clean(
        {
            "lang": code_of(language),
            "words_lang": code_of(get_language() or "es"),
            "title": told["title"] or document["reference"],
            "author": choose(document["council"]["name"])[1] or document["council"]["slug"],
            "reference": document["reference"],
            "eyebrow": _("Position %(reference)s") % {"reference": document["reference"]},
            "summary": told["summary"],
            "notices": _notices(document),
            "outcome": reading.sentence,
            "facts": _facts(document, language),
            "address": printed.address,
            "qr": qr_of(printed.address),
            "qr_alt": _("QR code of the address %(address)s") % {"address": printed.address},
            "sha256": printed.sha256,
            "signed": _("Signed with the key %(key)s.") % {"key": printed.key},
            "made_at": int(datetime.fromisoformat(document["published_at"]).timestamp()),
            "sections": [section for section in sections if section["blocks"]],
        }
    )


def qr_of(address: str) -> str:
    """The QR code of an address, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False)
    return drawn.getvalue().decode()


def code_of(language: str) -> str:
    """The language without its country, in the form that the template takes; what is none is undetermined."""
    code = language.split("-", maxsplit=1)[0].lower()
    return code if LANGUAGE.fullmatch(code) else "und"


def clean(value: Any) -> Any:
    """The same data without the signs that are not to be printed, and no string longer than a book."""
    if isinstance(value, str):
        seen = INVISIBLE.sub("", value.replace("\r\n", "\n").replace("\t", " "))
        return unicodedata.normalize("NFC", seen)[:LONGEST_TEXT]
    if isinstance(value, dict):
        return {key: clean(part) for key, part in value.items()}
    return [clean(part) for part in value] if isinstance(value, list | tuple) else value


def _told(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Title, summary and paragraphs in a language; what is not translated stands in its own."""
    proposal = document["proposal"]
    if not proposal:
        title = (document["ballot"]["title"] or {}).get(language) or choose(document["ballot"]["title"])[1]
        return {"title": title, "summary": "", "paragraphs": []}
    translated = document["translations"].get(language, {}) if language != proposal["language"] else {}
    texts = {one["id"]: one["text"] for one in translated.get("paragraphs", ())}
    paragraphs = [
        {**one, "text": texts[one["id"]], "language": language} if one["id"] in texts else one
        for one in proposal["paragraphs"][:MOST_PARAGRAPHS]
    ]
    return {
        "title": translated.get("title") or proposal["title"],
        "summary": translated.get("summary") or proposal["summary"],
        "paragraphs": paragraphs,
    }


def _facts(document: Mapping[str, Any], language: str) -> list[list[str]]:
    proposal = document["proposal"] or {}
    published = datetime.fromisoformat(document["published_at"])
    rows = [
        [_("Council"), choose(document["council"]["name"])[1]],
        [_("Round"), choose(document["round"]["title"])[1]],
        [_("Ballot"), str(document["ballot"]["number"])],
        [_("Published"), str(Moment(published))],
        [_("Language"), language_name(language)],
        [_("Amount asked"), str(money(proposal.get("amount"), proposal.get("currency") or ""))],
        [_("To be carried out by"), proposal.get("implementing_body") or ""],
        [_("Supersedes"), document["supersedes"] or ""],
    ]
    return [row for row in rows if row[1]]


def _notices(document: Mapping[str, Any]) -> list[str]:
    notices = []
    if annulment := document.get("annulment"):
        said = _("This position says that %(reference)s is void.") % {"reference": annulment["annuls"]}
        notices.append(f"{said}\n{annulment['reason']}")
    if document.get("is_imported"):
        sentence = _("This vote was held elsewhere and brought in to be counted again: the council did not decide it.")
        notices.append(sentence)
    return notices


def _text(
    document: Mapping[str, Any], told: Mapping[str, Any], printed: Printed, language: str
) -> list[dict[str, Any]]:
    if not document["proposal"]:
        return []
    blocks: list[Block] = []
    if language != document["proposal"]["language"]:
        sentence = _("A reviewed translation. The council decided the text in its own language: %(language)s.")
        words = sentence % {"language": language_name(document["proposal"]["language"])}
        blocks.append(_para(words))
    for number, one in enumerate(told["paragraphs"], 1):
        spoken = one.get("language") or document["proposal"]["language"]
        blocks.append({"kind": "numbered", "number": str(number), "text": one["text"], "lang": code_of(spoken)})
        if origin := printed.origins.get(one["id"]):
            blocks.append(_para(origin))
    present = {one["id"] for one in told["paragraphs"]}
    gone = [origin for paragraph, origin in printed.origins.items() if paragraph not in present]
    return [{"title": _("Text"), "blocks": [*blocks, *map(_para, gone)]}]


def _said(reading: Reading | ChoiceReading) -> list[dict[str, Any]]:
    parts: Sequence[tuple[str, list[Said]]] = (
        (_("Statements of vote"), reading.statements),
        (_("Who stood aside"), reading.recusals),
    )
    return [{"title": title, "blocks": [block for one in said for block in _one_said(one)]} for title, said in parts]


def _one_said(one: Said) -> list[Block]:
    """Under the name of the movement."""
    spoken = code_of(one.language or get_language() or "es")
    name = f"{one.name} – {one.kind}" if one.kind else one.name
    return [{"kind": "sub", "text": name}, {"kind": "para", "text": one.text, "lang": spoken}]


def _addressed(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = [choose(body["name"])[1] or body["slug"] for body in document["addressees"]]
    words = code_of(get_language() or "es")
    return [{"title": _("Addressed to"), "blocks": [{"kind": "list", "items": names, "lang": words}] if names else []}]


def _check(document: Mapping[str, Any], printed: Printed) -> list[Block]:
    before = document["previous_sha256"]
    return [
        _para(_("The position is its data (JSON), with the rules, the roll and every vote. These pages only tell it.")),
        {"kind": "mono", "text": f"{printed.address.rstrip('/')}.json"},
        _para(_("The SHA-256 of what stands there under “position”, as canonical JSON (RFC 8785):")),
        {"kind": "mono", "text": printed.sha256},
        _para(_("Before it in the chain of the council:") if before else _("It is the first of its chain.")),
        *([{"kind": "mono", "text": before}] if before else []),
        _para(_("A program does all of this:")),
        {"kind": "mono", "text": f"minga-verify {printed.address}"},
    ]


def _para(words: str) -> Block:
    return {"kind": "para", "text": words, "lang": code_of(get_language() or "es")}
