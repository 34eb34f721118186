"""The card of a position: the picture by which other sites show its result, as plain data for the template."""

from collections.abc import Mapping
from typing import Any

from common.languages import choose

from ..choices_reading import ChoiceReading
from ..paper import paper_of
from ..pictures.motions import TITLES
from ..reading import Reading
from .sheet import clean, code_of, languages_of

LONGEST_TITLE, LONGEST_OUTCOME, LONGEST_LINE, LONGEST_COUNCIL = 150, 150, 70, 60
MOST_LINES = 4
# Titles of up to so many letters are set so large.
SIZES = ((36, 64), (80, 52), (LONGEST_TITLE, 42))
OUTCOME_SIZES = ((70, 34), (LONGEST_OUTCOME, 25))


def card_of(document: Mapping[str, Any], reading: Reading | ChoiceReading) -> dict[str, Any]:
    """The card, in the language that is spoken and with the title in that of the text."""
    title, outcome = _title(document), short(reading.sentence, LONGEST_OUTCOME)
    return clean(
        {
            "lang": code_of(languages_of(document)[0]),
            "council": short(choose(document["council"]["name"])[1] or document["council"]["slug"], LONGEST_COUNCIL),
            "reference": document["reference"],
            "title": title,
            "size": _size(title, SIZES),
            "outcome": outcome,
            "outcome_size": _size(outcome, OUTCOME_SIZES),
            "tone": reading.tone or "plain",
            "bars": _bars(reading) if isinstance(reading, Reading) else [],
            "lines": [] if isinstance(reading, Reading) else _lines(document),
        }
    )


def short(words: str, most: int) -> str:
    """No more than so many letters of a text, and a sign where it goes on."""
    said = " ".join(words.split())
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def _title(document: Mapping[str, Any]) -> str:
    title = (document["proposal"] or {}).get("title") or choose(document["ballot"]["title"])[1]
    return short(title or document["reference"], LONGEST_TITLE)


def _size(words: str, sizes: tuple[tuple[int, int], ...]) -> int:
    return next(size for most, size in sizes if len(words) <= most)


def _bars(reading: Reading) -> list[dict[str, Any]]:
    """The same votes as seats, as countries and as capital, as far as each could be counted."""
    by_rule = {row.rule: row for row in reading.rows}
    counted = [(TITLES[name], by_rule[name]) for name in TITLES if by_rule[name].counts]
    return [
        {
            "label": str(title),
            "word": row.word,
            "pieces": [vars(piece) for piece in row.counts[0].bar],
        }
        for title, row in counted
    ]


def _lines(document: Mapping[str, Any]) -> list[str]:
    """What was chosen, by name, and how much more."""
    binding = next(result for result in document["results"] if result["is_binding"])
    chosen = paper_of(document["options"]).some(binding["result"].get("selected", ()))
    names = [short(option.name, LONGEST_LINE) for option in chosen]
    return names if len(names) <= MOST_LINES else [*names[: MOST_LINES - 1], f"+ {len(names) - MOST_LINES + 1}"]
