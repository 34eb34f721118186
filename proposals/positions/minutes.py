"""The minutes of one vote: who was asked what, by which rule, what each seat said and what came of it, on one sheet.

They say nothing that the result page does not say; they are what is signed, filed and pinned to a wall.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from proposals.voting.answer_words import answer_words, option_names
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of
from proposals.voting.words import choice_word

from .choices_reading import read_choice
from .queries import counted_document, countries_of, position_of, with_options_left
from .reading import names_of, read_result

# What one sheet names: more seats stand on the page of the roll, and longer answers in the data.
MOST_SEATS = 300
MOST_IN_ANSWER = 3
LONGEST_SAID = 280


@dataclass(frozen=True)
class SeatLine:
    """One seat of the roll: what it answered in words, or on a secret vote whether it took part; `how` is empty where
    it voted for itself on a screen.
    """

    name: str
    country: str
    answer: str
    how: str
    is_absent: bool


def minutes_of(ballot: Ballot, at: datetime) -> dict[str, Any]:
    """What the page of the minutes shows of a counted ballot, in a constant number of queries."""
    document = with_options_left(counted_document(ballot), ballot, at)
    countries = list(countries_of(document))
    is_motion = "options" not in document
    reading = read_result(document, countries) if is_motion else read_choice(document, countries)
    lines = seat_lines(document, names_of(document["roll"]["seats"], countries), is_secret=ballot.is_secret)
    position = position_of(ballot)
    return {
        **frame_of(ballot, at),
        "reading": reading,
        "quorum": reading.quorum or getattr(reading.rows[0], "quorum", []),
        "lines": lines[:MOST_SEATS],
        "further": max(len(lines) - MOST_SEATS, 0),
        "seats": len(lines),
        "present": sum(not line.is_absent for line in lines),
        "position": position,
        "longest": LONGEST_SAID,
    }


def seat_lines(document: Mapping[str, Any], names: Mapping[str, str], *, is_secret: bool) -> list[SeatLine]:
    """The roll, seat by seat, by the names of countries and movements; the seats without a country last."""
    votes = {vote["seat"]: vote for vote in document["votes"] if "seat" in vote}
    took_part, options = set(document.get("participants", ())), option_names(document.get("options"))
    seats = document["roll"]["seats"]
    lines = [
        _secret_line(seat, names, is_there=seat["id"] in took_part)
        if is_secret
        else _line(seat, votes.get(seat["id"]), names, options)
        for seat in seats
    ]
    return sorted(lines, key=lambda line: (not line.country, line.country, line.name))


def _line(
    seat: Mapping[str, Any], vote: Mapping[str, Any] | None, names: Mapping[str, str], options: Mapping[str, str]
) -> SeatLine:
    country = names.get(seat["country"] or "", seat["country"] or "")
    if vote is None:
        return SeatLine(seat["name"], country, choice_word("absent"), "", is_absent=True)
    return SeatLine(
        seat["name"], country, answer_words(vote["answer"], options, MOST_IN_ANSWER), _how(vote, names), is_absent=False
    )


def _how(vote: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if vote.get("delegate"):
        return _("by %(name)s") % {"name": names.get(vote["delegate"], vote["delegate"])}
    return _("on paper") if vote.get("is_on_paper") else ""


def _secret_line(seat: Mapping[str, Any], names: Mapping[str, str], *, is_there: bool) -> SeatLine:
    country = names.get(seat["country"] or "", seat["country"] or "")
    words = _("took part") if is_there else choice_word("absent")
    return SeatLine(seat["name"], country, words, "", is_absent=not is_there)


def code_of(address: str) -> SafeString:
    """The QR code of an address as a drawing for the page, on its own white ground: a camera reads no other."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn here: squares, and nothing of the address
