"""The page on which a seat signs its vote, as plain data for the template. Everything on it is cut so that it fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.errors import Conflict, DomainError
from common.languages import say
from common.templatetags.minga import money
from common.words import Moment
from proposals.positions.rendering.sheet import clean, code_of, qr_of
from proposals.voting.choosing.forms import question_words
from proposals.voting.choosing.options import Shown
from proposals.voting.models import Ballot
from proposals.voting.words import CHOICES, meanings

MOST_OPTIONS = 60
IN_COLUMNS = 8
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 300, 900, 90


@dataclass(frozen=True)
class Passage:
    """A part of the text that is voted on, in its language."""

    text: str
    language: str


@dataclass(frozen=True)
class Asked:
    """What is voted on, as it is printed: its title, the beginning of its text, and where the whole of it stands."""

    title: str
    language: str
    passages: Sequence[Passage]
    address: str


def why_not_fit(options: Sequence[Shown]) -> DomainError | None:
    """A ballot with very many options is no page."""
    if len(options) <= MOST_OPTIONS:
        return None
    sentence = _("This ballot has %(n)s options, which no single page holds; at most %(most)s can be printed.")
    data = {"n": len(options), "most": MOST_OPTIONS}
    return Conflict("too_many_options", sentence, data=data)


def ballot_sheet(ballot: Ballot, movement: str, asked: Asked, options: Sequence[Shown]) -> dict[str, Any]:
    """The sheet of one seat, in the active language."""
    said, spoken = str(asked.title), code_of(get_language() or "es")
    council = ballot.round.council
    told = {"number": ballot.number, "round": say(ballot.round.title), "council": say(council.name)}
    is_motion, currency = ballot.kind == Ballot.Kind.MOTION, ballot.terms.get("currency", "")
    boxes = list(_choices(ballot, spoken)) if is_motion else [_option(option, currency) for option in options]
    return clean(
        {
            "lang": code_of(asked.language),
            "words_lang": spoken,
            "title": _cut(said, LONGEST_TITLE),
            "author": say(council.name) or council.slug,
            "eyebrow": _("%(council)s – %(round)s – ballot %(number)s") % told,
            "text": [{"text": one.text, "lang": code_of(one.language)} for one in _beginning(asked.passages)],
            "whole": _("The whole of it, and every deadline:"),
            "address": asked.address,
            "qr": qr_of(asked.address),
            "qr_alt": _("QR code of the address %(address)s") % {"address": asked.address},
            "movement": _("Vote of %(movement)s") % {"movement": movement},
            "question": _question(ballot),
            "options": boxes,
            "columns": 1 if len(boxes) <= IN_COLUMNS else 2,
            "blanks": [_("Name of whoever holds the mandate:"), _("Date and hour:"), _("Signature:")],
            "note": _note(ballot.window.closes_at),
            "made_at": int((ballot.opened_at or ballot.prepared_at).timestamp()),
        }
    )


def _question(ballot: Ballot) -> str:
    if ballot.kind == Ballot.Kind.MOTION:
        return _("Mark one of these.")
    return question_words(ballot)


def _note(closes_at: datetime) -> str:
    words = _(
        "Two people of the secretariat enter this page, and it counts if both have by the close: %(at)s. Whoever holds "
        "the mandate can vote again until then; the latest vote counts."
    )
    return words % {"at": Moment(closes_at)}


def _choices(ballot: Ballot, spoken: str) -> Iterable[dict[str, str]]:
    told = meanings(of_answer=ballot.asks_adequacy)
    return ({"name": str(word), "hint": str(told[choice]), "lang": spoken} for choice, word in CHOICES.items())


def _option(option: Shown, currency: str) -> dict[str, str]:
    facts = [money(option.cost, currency), option.movement, option.countries]
    language = next(iter(option.name), "")
    return {
        "name": _cut(str(option), LONGEST_NAME),
        "hint": _cut(" · ".join(filter(None, facts)), LONGEST_NAME),
        "lang": code_of(language or get_language() or "es"),
    }


def _beginning(passages: Sequence[Passage]) -> Iterable[Passage]:
    left = LONGEST_TEXT
    for one in passages:
        if left <= 0:
            return
        yield Passage(_cut(one.text, left), one.language)
        left -= len(one.text)


def _cut(text: str, longest: int) -> str:
    """The beginning of a text, with a sign where it goes on; lines of its own would make it longer than it is."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 2].rstrip() + " …"
