"""What the options of the command line ask for. Nothing is judged here but whether it can be read at all."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from common.errors import Invalid
from councils.beginning.plan import Beginning, Body, FirstRound, Founder
from councils.beginning.reading import COLUMNS, read_movements
from councils.rounds.laying import USUAL_DAYS


def beginning_of(options: dict[str, Any]) -> Beginning:
    """What the options ask for; raises `Invalid` for what cannot be read at all."""
    founders = [_founder(text) for text in options["movement"]]
    if options["movements"]:
        founders += read_movements(_content(options["movements"]))
    return Beginning(
        name=_texts("name", options["name"]),
        slug=options["slug"],
        code=options["code"],
        countries=options["country"],
        movements=founders,
        template=options["rulebook"],
        secretaries=options["secretary"],
        time_zone=options["time_zone"],
        is_two_person=not options["one_person"],
        first_round=_first_round(options) if options["starts_on"] else None,
    )


def _first_round(options: dict[str, Any]) -> FirstRound:
    try:
        starts_on = date.fromisoformat(options["starts_on"])
    except ValueError as error:
        raise _unreadable("round.starts_on", "this is not a day, as 2027-03-01") from error
    return FirstRound(
        title=_texts("round.title", options["title"]),
        call=_texts("round.call", options["call"]),
        themes=[_texts("round.themes", theme.split("|")) for theme in options["theme"]],
        starts_on=starts_on,
        hour=options["hour"],
        days={**USUAL_DAYS, **_days(options["days"])},
        envelope=options["envelope"],
        currency=options["currency"],
        addressees=options["addressee"],
        body=_body(options["body"]) if options["body"] else None,
    )


def _texts(name: str, pairs: Sequence[str]) -> dict[str, str]:
    """`es=…`, each once."""
    texts: dict[str, str] = {}
    for pair in pairs:
        language, equals, text = pair.partition("=")
        if not equals:
            raise _unreadable(name, f"write the language before the words, as es=…: {pair[:40]}")
        if language in texts:
            raise _unreadable(name, f"the language {language[:20]} stands there twice")
        texts[language.strip()] = text
    return texts


def _days(pairs: Sequence[str]) -> dict[str, int]:
    days = {}
    for pair in pairs:
        kind, _equals, number = pair.partition("=")
        if kind not in USUAL_DAYS or not (number.isascii() and number.isdigit() and len(number) < 6):
            raise _unreadable("round.days", f"write a stage and its days, as voting=7: {pair[:40]}")
        days[kind] = int(number)
    return days


def _founder(text: str) -> Founder:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != len(COLUMNS):
        raise _unreadable("movements", f"write NAME;KIND;COUNTRY;EMAIL: {text[:60]}")
    name, kind, country, email = parts
    return Founder(name, kind.lower(), country.upper(), email)


def _body(text: str) -> Body:
    parts = text.split(";")
    if len(parts) != 3:
        raise _unreadable("round.body", f"write CODE;KIND;LANGUAGE=NAME: {text[:60]}")
    code, kind, names = parts
    return Body(_texts("round.body.name", names.split("|")), code.strip(), kind.strip())


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _unreadable("movements", f"this file cannot be read: {error.strerror}") from error


def _unreadable(name: str, sentence: str) -> Invalid:
    return Invalid("not_well_formed", sentence, fields={name: sentence})
