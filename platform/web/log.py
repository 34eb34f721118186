"""The public log of a council, as its page shows it: sentences in the reader's language, with who and for whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from common.languages import say
from common.pages import newest_first
from common.words import Moment
from councils.models import Council, Mandate, Membership, Movement, Office, Standing, Window
from councils.rulebook.grounds import NAMES as GROUNDS
from councils.rulebook.words import class_name, rule_name
from ledger.models import Entry
from ledger.verbs import SENTENCES, tell
from proposals.models import Appeal, Case, Decision, FollowUp, Rating, Response, RollChallenge
from proposals.positions.words import OUTCOMES

PAGE = 50
# Whoever reports is told nowhere, not even by a mark; and it was not the program either.
UNNAMED = {"report_text"}
WORDS: dict[str, Mapping[str, Any]] = {
    "window": dict(Window.Kind.choices),
    "outcome": {**OUTCOMES, **dict(RollChallenge.Outcome.choices)},
    "role": {**dict(Mandate.Role.choices), **dict(Membership.Role.choices)},
    "office": dict(Office.Kind.choices),
    # A movement, or an office that speaks for none.
    "speaker": dict(Office.Kind.choices),
    "status": dict(Standing.Status.choices),
    "ground": GROUNDS,
    "decision": dict(Decision.Kind.choices),
    "appeal": dict(Appeal.Outcome.choices),
    "cause": dict(Case.Cause.choices),
    "response": dict(Response.Kind.choices),
    "progress": dict(FollowUp.State.choices),
    "rating": dict(Rating.Outcome.choices),
}
CALLED: dict[str, Callable[[str], str]] = {"rule": rule_name, "decision_class": class_name}
MOVEMENTS, INSTANTS = ("seat", "movement", "to", "speaker"), ("old", "new", "until")
ADDRESSEE = "addressee"


@dataclass(frozen=True)
class Line:
    """One entry in words: when, for whom (a movement's slug and name), by which mark, what, on what."""

    at: datetime
    sentence: str
    on_behalf_of: str
    movement: str
    mark: str
    subject: str
    is_unnamed: bool = False


@dataclass(frozen=True)
class Log:
    """A page of lines, newest first; the keys of the newer and older ones; and how far it reads."""

    lines: list[Line]
    newer: int | None
    older: int | None
    reaches: int | None


def page_of_log(council: Council, asked: QueryDict) -> Log:
    """The entries that nothing can still be committed among, newest first; of one verb, if `?verb=` names one."""
    entries = Entry.objects.settled().filter(council_id=council.pk)
    if asked.get("verb") in SENTENCES:
        entries = entries.filter(verb=asked["verb"])
    page = newest_first(entries, asked, PAGE)
    reaches = page.rows[0].pk if page.rows and page.previous is None else None
    return Log(lines_of(page.rows), page.previous, page.next, reaches)


def lines_of(entries: Sequence[Entry]) -> list[Line]:
    """The entries in words, in their order, in the active language and zone; a query each for the names of movements
    and, where an entry speaks of one, of bodies.
    """
    names, bodies = _names(entries), _bodies(entries)
    return [
        Line(
            at=entry.at,
            sentence=tell(entry.verb, _said(entry, names, bodies)),
            on_behalf_of=entry.on_behalf_of,
            movement=names.get(entry.on_behalf_of, entry.on_behalf_of),
            mark=entry.actor_mark,
            subject=entry.subject,
            is_unnamed=entry.verb in UNNAMED,
        )
        for entry in entries
    ]


def verbs_to_choose() -> list[tuple[str, str]]:
    """Every verb with the beginning of its sentence, by which people know it."""
    return sorted(((verb, _opening(str(sentence))) for verb, sentence in SENTENCES.items()), key=lambda pair: pair[1])


def _opening(sentence: str) -> str:
    """*… voted*, of *{seat} voted (serial {serial}, …).*"""
    opening, inside = [], False
    for sign in sentence:
        if sign in "(:" and not inside:
            break
        if sign == "{":
            opening.append("…")
        elif not inside and sign != "}":
            opening.append(sign)
        inside = sign == "{" or (inside and sign != "}")
    return "".join(opening).strip(" .")


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """The movements that the entries speak of, by their slugs."""
    said = (entry.data.get(key) for entry in entries for key in MOVEMENTS)
    slugs = {entry.on_behalf_of for entry in entries} | {value for value in said if isinstance(value, str)}
    return dict(Movement.objects.filter(slug__in=slugs - {""}).values_list("slug", "name"))


def _bodies(entries: Sequence[Entry]) -> dict[str, str]:
    """The bodies to which positions were sent, by their slugs; asked for only where an entry speaks of one."""
    slugs = {entry.data[ADDRESSEE] for entry in entries if ADDRESSEE in entry.data}
    rows = Council.objects.filter(slug__in=slugs).values_list("slug", "name") if slugs else ()
    return {slug: say(name) for slug, name in rows}


def _said(entry: Entry, names: Mapping[str, str], bodies: Mapping[str, str]) -> dict[str, Any]:
    """The facts of an entry in words."""
    return {key: _word(key, value, bodies if key == ADDRESSEE else names) for key, value in entry.data.items()}


def _word(key: str, value: Any, names: Mapping[str, str]) -> Any:
    """A value as people say it: codes are stored and words are shown, so that an entry reads in every language."""
    if value is None or value == "":
        return "–"
    if not isinstance(value, str):
        return value
    if key in MOVEMENTS or key == ADDRESSEE:
        return names.get(value) or WORDS.get(key, {}).get(value, value)
    if key in CALLED:
        return CALLED[key](value)
    if key.endswith("_at") or key in INSTANTS:
        return _moment(value)
    return WORDS.get(key, {}).get(value, value)


def _moment(value: str) -> Moment | str:
    try:
        return Moment(datetime.fromisoformat(value))
    except ValueError:
        return value
