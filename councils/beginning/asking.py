"""The questions of the command line, for whoever has a terminal and has not said everything as options."""

from collections.abc import Callable
from typing import Any

from councils.movements.models import Movement
from councils.rounds.laying import USUAL_DAYS
from councils.rulebook.templates import TEMPLATES

Ask = Callable[[str], str]


def complete(options: dict[str, Any], ask: Ask, say: Callable[[str], object]) -> dict[str, Any]:
    """The options with an answer in the place of each that was left out. What is asked once more is asked until an
    empty answer.
    """
    say("Whatever is in [brackets] stands if you answer nothing. Nothing is made before the end.")
    told = dict(options)
    told["slug"] = told["slug"] or ask("Its part of the address, such as cms: ")
    told["code"] = told["code"] or ask("Its code, such as CMS: ")
    told["name"] = told["name"] or _several(
        ask, "Its name in a language, as es=Consejo de Movimientos (empty: no more): "
    )
    told["country"] = told["country"] or ask("Its countries, by code, as BO,EC,VE: ").replace(",", " ").split()
    if not told["movement"] and not told["movements"]:
        say(f"Kinds of movement: {', '.join(Movement.Kind.values)}.")
        told["movement"] = _several(ask, "A movement, as NAME;KIND;COUNTRY;EMAIL (empty: no more): ")
    if not told["rulebook"]:
        for template in TEMPLATES.values():
            say(f"  {template.code}: {template.decides} {template.suits}")
        told["rulebook"] = ask("Which rulebook [one-country-one-vote]: ") or "one-country-one-vote"
    told["secretary"] = told["secretary"] or _several(ask, "The address of a secretary (empty: no more): ")
    if not told["starts_on"]:
        told["starts_on"] = ask("The day on which the first round begins, as 2027-03-01 (empty: no round yet): ")
    return _round(told, ask) if told["starts_on"] else told


def _round(told: dict[str, Any], ask: Ask) -> dict[str, Any]:
    told["title"] = told["title"] or _several(ask, "The title of the round, as es=Primera convocatoria: ")
    told["call"] = told["call"] or _several(ask, "Its call, as es=¿Qué debe financiar el banco?: ")
    told["theme"] = told["theme"] or _several(ask, "A theme, as es=Agua|en=Water (empty: no more): ")
    if not told["addressee"] and not told["body"]:
        told["addressee"] = ask("Who answers, by the address of a body that is here (empty: a new one): ").split()
        told["body"] = None if told["addressee"] else ask("The new body, as CODE;bank_board;es=Directorio: ")
    if not told["days"]:
        usual = " ".join(f"{kind}={days}" for kind, days in USUAL_DAYS.items())
        told["days"] = (ask(f"Days of each stage [{usual}]: ") or usual).split()
    return told


def _several(ask: Ask, words: str) -> list[str]:
    answers = []
    while answer := ask(words).strip():
        answers.append(answer)
    return answers
