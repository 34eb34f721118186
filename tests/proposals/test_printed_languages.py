"""Everything that is printed, in every language of the site: all of it in that language, and every letter there."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typst
from django.conf import settings
from django.utils import translation

from proposals.assisting.coding import Made
from proposals.assisting.printing.codes import codes_sheet
from proposals.assisting.printing.sheet import Asked, Passage, ballot_sheet
from proposals.models import Position
from proposals.positions.queries import read_document
from proposals.positions.reading import read_result
from proposals.positions.rendering.press import TEMPLATE as POSITION
from proposals.positions.rendering.sheet import Printed, sheet_of
from proposals.voting.choosing.options import Shown
from tests.factories import scenes
from tests.factories.pages import CLOSES, INSIDE, cast, conduct
from tests.factories.papers import desk
from tests.factories.printed import squeezed, words_of
from tests.factories.scenes import person

PRINTING = Path(settings.ROOT) / "proposals" / "assisting" / "printing"
# Of our languages, of Quechua and of Guarani, some of which are made of two signs.
LETTERS = "Ñandú, São João, œuvre, ça, llaqtakʼanka, ñemoñe’ẽ, g̃uarã, ỹ"
MARCH = {"es": "marzo", "pt-br": "março", "en": "March", "fr": "mars"}
LEFT = re.compile(r"\{\{|\{%|%\(\w+\)s|\{\w*\}|\bNone\b|\b[a-z]+_[a-z]+\b|\d{4}-\d{2}-\d{2}|(?<![\w.])\d{5,}(?!\w)")
# What is no word of ours: addresses and hashes, and the names that the tests number, up to five digits in a long run.
ADDRESS = re.compile(r"https?://\S+|\bminga-verify\b.*|\b[0-9a-f]{16,}\b|\b(Consejo|Movimiento) \d+")


def said(sheet: Any) -> Iterator[str]:
    """The texts of a sheet, and not the squares of its QR code."""
    if isinstance(sheet, str):
        yield ADDRESS.sub("", sheet)
    elif isinstance(sheet, dict):
        for name, part in sheet.items():
            if name not in ("qr", "lang", "words_lang", "kind"):
                yield from said(part)
    elif isinstance(sheet, list | tuple):
        for part in sheet:
            yield from said(part)


def strict(sheet: dict[str, Any], template: Path) -> bytes:
    """The PDF under the accessible standard, which refuses a letter that no font has."""
    return typst.compile(
        template,
        root=template.parent,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"sheet": json.dumps(sheet)},
        pdf_standards="ua-1",
        timestamp=sheet["made_at"],
    )


@pytest.mark.django_db
def test_every_paper_in_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "_numbers", count(40_000))  # as late in a run as early in it
    found = desk()
    ballot = found.ballot()
    ballot.opened_at = INSIDE
    batch = SimpleNamespace(
        seat=found.scene.seats["BR"], ballot=ballot, council=ballot.round.council, closes_at=CLOSES, made_at=INSIDE
    )
    batch.consultation = None
    codes: Any = Made(batch, ((person(name=LETTERS), "ABCD-EFGH-JKMN-PQRS"),))  # type: ignore[arg-type] # all that is read of a batch
    asked = Asked(LETTERS, "es", [Passage(LETTERS, "gn")], "https://minga.example/x/")
    budget = [Shown("a", {"qu": LETTERS}, Decimal("1234567.00"))]
    cast(found.scene, BR="no", AR="yes")
    conduct(CLOSES)
    document = read_document(Position.objects.get())
    document["proposal"]["title"] = LETTERS
    theirs = set(said(document))
    sheets: dict[str, dict[str, dict[str, Any]]] = {}
    for language in settings.COMPLETE_LANGUAGES:
        with translation.override(language):
            facts = Printed("https://minga.example/x/", "a" * 64, "k" * 16, {})
            sheets[language] = {
                "ballot.typ": ballot_sheet(ballot, LETTERS, asked, []),
                "codes.typ": codes_sheet(codes),
                "position.typ": sheet_of(document, read_result(document, ()), facts, "es", is_short=False),
            }
            ballot.kind, ballot.terms = "allocation", {"budget": "2000000.00", "currency": "USD"}
            (option,) = ballot_sheet(ballot, LETTERS, asked, budget)["options"]
            ballot.kind, ballot.terms = "motion", {}
        assert re.fullmatch(r"1[.,\s]234[.,\s]567\sUSD", option["hint"]), option["hint"]
        for name, sheet in sheets[language].items():
            template = POSITION if name == "position.typ" else PRINTING / name
            content = strict(sheet, template)
            assert [words for words in said(sheet) if LEFT.search(words) and words not in theirs] == [], (
                language,
                name,
            )
            words = words_of(content).replace("g̃g̃", "g̃")
            assert squeezed(LETTERS) in words, (language, name)
            assert MARCH[language] in words, (language, name)
    for language in set(sheets) - {"en"}:
        for name, sheet in sheets[language].items():
            both = set(said(sheet)) & set(said(sheets["en"][name]))
            # A list of movements has few words of ours, which two languages may share.
            ours = {words for words in both - theirs if LETTERS not in words and "Movimiento" not in words}
            assert {words for words in ours if len(re.findall(r"[a-z]{3,}", words)) > 2} == set(), (language, name)
