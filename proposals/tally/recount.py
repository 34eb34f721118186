"""Recounting from a published document, and writing the roll and the votes in the form that it is recounted from.

Pure: whoever holds the JSON of a position or a ballot needs this package and `councils.rulebook`, and no server. What a
document holds besides `rules`, `roll` and `votes` is not looked at, so that it may say more than a recount needs.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from councils.rulebook.rules import fraction_text, read_rulebook
from proposals.tally.compare import Comparison, compare_rules
from proposals.tally.roll import Answer, Roll, RollSeat, TallyError

PART = re.compile(r"[0-9]{1,100}(?:/[0-9]{1,100})?\Z")
AMOUNT = re.compile(r"[0-9]{1,100}(?:\.[0-9]{1,100}|/[0-9]{1,100})?\Z")


def recount(document: Mapping[str, object]) -> Comparison:
    """All tallies of a published ballot, from `document["rules"]`, `["roll"]` and `["votes"]` as published.

    Raises `RulebookError` for rules, and `TallyError` with a sentence for a roll or votes, that cannot be read.
    """
    rules = _table(_required(document, "rules", "the document"), "rules")
    roll = read_roll(_table(_required(document, "roll", "the document"), "roll"))
    votes = read_votes(_required(document, "votes", "the document"))
    return compare_rules(rulebook=read_rulebook(rules), roll=roll, votes=votes)


def roll_as_json(roll: Roll) -> dict[str, object]:
    """The roll as published: seats by id, contributors by country, amounts as decimal text."""
    seats = [
        {"id": seat.id, "movement": seat.slug, "country": seat.country, "kind": seat.kind}
        for seat in sorted(roll.seats, key=lambda seat: seat.id)
    ]
    amounts = [{"country": land, "amount": amount_text(amount)} for land, amount in sorted(roll.contributions.items())]
    return {"seats": seats, "contributions": amounts, "decision_class": roll.decision_class}


def votes_as_json(votes: Mapping[str, Answer]) -> list[dict[str, object]]:
    """The votes as published: by seat id, the parts that are not 0 as fraction text, choices in alphabetical order."""
    return [
        {"seat": seat, "answer": {choice: fraction_text(part) for choice, part in sorted(votes[seat].items()) if part}}
        for seat in sorted(votes)
    ]


def amount_text(amount: Fraction) -> str:
    """An amount as a decimal without needless zeros; one that no decimal can hold as a fraction, `1/3`."""
    exact = Fraction(amount)
    below, places = exact.denominator, 0
    while 10**places % below and places < below.bit_length():
        places += 1
    if 10**places % below:
        return fraction_text(exact)
    digits = str(exact.numerator * (10**places // below)).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def read_roll(data: Mapping[str, object]) -> Roll:
    """A roll from the form of `roll_as_json`; raises `TallyError`."""
    contributions: dict[str, Fraction] = {}
    for entry in _list(data.get("contributions", []), "contributions"):
        country = _text(_required(entry, "country", "a contribution"), "country")
        if country in contributions:
            raise TallyError(f"The contribution of {country} stands there twice.")
        amount = _required(entry, "amount", "a contribution")
        contributions[country] = _exact(amount, AMOUNT, f"the contribution of {country}")
    decision_class = data.get("decision_class")
    seats = tuple(_read_seat(entry) for entry in _list(_required(data, "seats", "the roll"), "seats"))
    return Roll(seats, contributions, None if decision_class is None else _text(decision_class, "decision_class"))


def _read_seat(entry: Mapping[str, object]) -> RollSeat:
    seat_id, slug, kind = (_text(_required(entry, key, "a seat"), key) for key in ("id", "movement", "kind"))
    country = entry.get("country")
    return RollSeat(seat_id, None if country is None else _text(country, "country"), kind, slug)


def read_votes(data: object) -> dict[str, dict[str, Fraction]]:
    """Votes from the form of `votes_as_json`; raises `TallyError`. Whether they fit a roll is for the count to say."""
    votes: dict[str, dict[str, Fraction]] = {}
    for entry in _list(data, "votes"):
        seat = _text(_required(entry, "seat", "a vote"), "seat")
        if seat in votes:
            raise TallyError(f"The seat {seat} has two votes.")
        answer = _table(_required(entry, "answer", "a vote"), "answer")
        votes[seat] = {choice: _exact(part, PART, f"a part of the seat {seat}") for choice, part in answer.items()}
    return votes


def _required(table: Mapping[str, object], key: str, whose: str) -> object:
    if key not in table:
        raise TallyError(f"{key} is missing in {whose}.")
    return table[key]


def _table(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TallyError(f"{what} is not a table of named values.")
    return value


def _list(value: object, what: str) -> list[Mapping[str, object]]:
    if not isinstance(value, list | tuple):
        raise TallyError(f"{what} is not a list.")
    return [_table(entry, f"An entry of {what}") for entry in value]


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise TallyError(f"{what} is not text.")
    return value


def _exact(value: object, pattern: re.Pattern[str], what: str) -> Fraction:
    """An exact number from text; a number that is no text may have been through floats, and is refused."""
    if isinstance(value, str) and pattern.match(value):
        above, _, below = value.partition("/")
        if not below or int(below):
            return Fraction(above) / (int(below) if below else 1)
    raise TallyError(f"{what} is not an exact number written as text.")
