"""A file of votes, read into what a ballot says when it is published: its question, its options and its votes.

By its ending: pabulib's `.pb`, PrefLib's orders, `.blt`, and Debian's tally sheets (`.txt`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from councils.rulebook.rules import fraction_text
from proposals.tally.conventions import Options
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.pb import WITH_POINTS, PbFile, read_pb
from proposals.tally.formats.preflib import ENDINGS, read_preflib
from proposals.tally.imported import INPUTS, conventions_as_json
from proposals.tally.rankings.profile import OVERVOTE, Order, RankingProfile
from proposals.tally.recount import amount_text
from proposals.tally.roll import TallyError

OF_BUDGETS = ("official", "equal_shares", "greedy")
OF_RANKINGS = ("schulze", "schulze_quorum", "irv", "stv")
RULES = (*OF_BUDGETS, *OF_RANKINGS)
TITLE_LIMIT, NAME_LIMIT = 200, 120
# ISO 639: what is in no language that is known, and ISO 4217: what is in no currency that is.
NO_LANGUAGE, NO_CURRENCY = "und", "XXX"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?\Z")
CURRENCY = re.compile(r"[A-Z]{3}\Z")
DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\Z")


@dataclass(frozen=True)
class Brought:
    """A vote that was held elsewhere. `terms`, `options` and `votes` are in the published form; `source` says of which
    file they are. The days on which it opened and closed are None where the file does not say.
    """

    kind: str
    title: Mapping[str, str]
    terms: Mapping[str, Any]
    options: list[dict[str, Any]]
    votes: list[dict[str, Any]]
    voters: int
    source: Mapping[str, Any]
    currency: str = NO_CURRENCY
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Wish:
    """What whoever imports wants otherwise than it is by default: the binding rule, the conventions, the title, the
    day.
    """

    rule: str | None = None
    options: Options = field(default_factory=Options)
    title: str = ""
    day: date | None = None


def read_votes(path: Path, wish: Wish) -> Brought:
    """Read the file; raises `TallyError` (with the line, where there is one) and `OSError`."""
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(2**20):
            digest.update(block)
    ending = path.suffix.lower()
    brought = (_of_budget if ending == ".pb" else _of_rankings)(path, wish)
    source = {"file": path.name[-NAME_LIMIT:], "sha256": digest.hexdigest(), **brought.source}
    named = {next(iter(brought.title)): one_line(wish.title)[:TITLE_LIMIT]} if wish.title.strip() else brought.title
    brought = replace(brought, source=source, title=named)
    return replace(brought, opened_on=wish.day, closed_on=wish.day) if wish.day else brought


def one_line(text: str) -> str:
    """Text as a title or a name has it."""
    return " ".join(text.replace("\x00", "").split())


def _of_budget(path: Path, wish: Wish) -> Brought:
    file = read_pb(path)
    if wish.rule is not None and wish.rule not in OF_BUDGETS:
        raise TallyError(f"A budget is divided by one of: {', '.join(OF_BUDGETS)}.")
    meta, profile = file.meta, file.profile
    language = meta.get("language", "") if LANGUAGE.match(meta.get("language", "")) else NO_LANGUAGE
    currency = meta.get("currency", "") if CURRENCY.match(meta.get("currency", "")) else NO_CURRENCY
    title = one_line(meta.get("description", "") or meta.get("instance", "")) or path.stem
    said = {"rule": meta["rule"], "vote_type": meta["vote_type"]}
    if file.threshold is not None:
        said["threshold"] = amount_text(file.threshold)
    return Brought(
        kind="allocation",
        title={language: title[:TITLE_LIMIT]},
        terms={
            "budget": amount_text(profile.budget),
            "currency": currency,
            "input": INPUTS[meta["vote_type"]],
            "binding": wish.rule or "official",
            "conventions": conventions_as_json("allocation", wish.options),
            "file": said,
            "unit": file.unit,
        },
        options=_projects(file, language),
        votes=_grouped(profile.ballots, _wish_of(file)),
        voters=profile.voters,
        source={"format": "pabulib", "rule": meta["rule"]},
        currency=currency,
        opened_on=_day(meta.get("date_begin", "")),
        closed_on=_day(meta.get("date_end", "")),
    )


def _projects(file: PbFile, language: str) -> list[dict[str, Any]]:
    has_scores = bool(file.rows) and all(row.get("score") for row in file.rows)
    told: list[dict[str, Any]] = []
    for project, row, score in zip(file.profile.projects, file.rows, file.scores, strict=True):
        option: dict[str, Any] = {"id": project.id, "name": {language: one_line(row.get("name", "")) or project.id}}
        option["cost"] = amount_text(project.cost)
        if project.themes:
            option["themes"] = list(project.themes)
        if has_scores:
            option["score"] = fraction_text(score)
        told.append(option)
    return told


def _wish_of(file: PbFile) -> Callable[[Any], dict[str, Any]]:
    """The answer of a ballot, in the form that the type of vote asks for."""
    ids, kind = [project.id for project in file.profile.projects], file.meta["vote_type"]
    if kind in WITH_POINTS:
        return lambda ballot: {"points": {ids[number]: points for number, points in ballot}}
    if kind == "ordinal":
        return lambda ballot: {"ranking": [[ids[number]] for number, _points in ballot]}
    return lambda ballot: {"approved": [ids[number] for number, _points in ballot]}


def _of_rankings(path: Path, wish: Wish) -> Brought:
    ending, kind, seats, default = path.suffix.lower(), "ranking", 1, None
    gone: tuple[int, ...] = ()
    names: Mapping[str, str]
    if ending in ENDINGS:
        preflib = read_preflib(path)
        names, profile, title, format_ = preflib.names, preflib.profile, preflib.header.get("TITLE", ""), "preflib"
    elif ending == ".blt":
        blt = read_blt(path)
        names, profile, title, format_ = blt.names, blt.profile, blt.title, "blt"
        seats, gone, kind = blt.seats, blt.withdrawn, "election"
    elif ending != ".txt":
        raise TallyError(f"There is no reader for files that end in {ending[:40] or 'nothing'!r}.")
    else:
        sheet = read_debian(path)
        names, profile, title, format_, default = sheet.names, sheet.profile, "", "debian", sheet.default
    seats, default = wish.options.seats or seats, wish.options.default or default
    rule = wish.rule or _usual_rule(kind, seats, default)
    if rule not in OF_RANKINGS:
        raise TallyError(f"Rankings are counted by one of: {', '.join(OF_RANKINGS)}.")
    if default is not None and default not in profile.options:
        raise TallyError(f"The default {default[:40]!r} is none of the options: {', '.join(profile.options[:40])}.")
    kind = "election" if rule == "stv" or (rule == "irv" and kind == "election") else "ranking"
    terms: dict[str, Any] = {"places": seats} if kind == "election" else {"status_quo": default}
    terms |= {"binding": rule, "conventions": conventions_as_json(kind, wish.options)}
    language = "en" if format_ == "debian" else NO_LANGUAGE
    return Brought(
        kind=kind,
        title={language: (one_line(title) or path.stem)[:TITLE_LIMIT]},
        terms=terms,
        options=[_named(n, option, names, language, kind, gone, default) for n, option in enumerate(profile.options)],
        votes=_grouped(_whole(profile), _order_of(profile)),
        voters=int(profile.total),
        source={"format": format_, "rule": ""},
    )


def _usual_rule(kind: str, seats: int, default: str | None) -> str:
    if kind == "election" or seats > 1:
        return "stv"
    return "schulze_quorum" if default is not None else "schulze"


def _named(
    number: int,
    option: str,
    names: Mapping[str, str],
    language: str,
    kind: str,
    gone: tuple[int, ...],
    default: str | None,
) -> dict[str, Any]:
    """An option: persons are called by their names, which are in no language."""
    name = one_line(names.get(option, "")) or option
    told: dict[str, Any] = {"id": option, "name": name if kind == "election" else {language: name}}
    if number in gone:
        told["is_withdrawn"] = True
    if option == default and kind == "ranking":
        told["is_status_quo"] = True
    return told


def _whole(profile: RankingProfile) -> Mapping[Order, int]:
    for order, weight in profile.ballots.items():
        if Fraction(weight).denominator != 1:
            raise TallyError("A ballot has a weight that is no whole number: what is imported are voters.")
        if OVERVOTE in order:
            raise TallyError("A ballot was marked with more than can be told: such votes are not imported.")
    return {order: int(weight) for order, weight in profile.ballots.items()}


def _order_of(profile: RankingProfile) -> Callable[[Any], dict[str, Any]]:
    def answer(order: Order) -> dict[str, Any]:
        ranked = [[profile.options[number] for number in group] for group in order]
        while ranked and not ranked[-1]:
            ranked.pop()
        return {"ranking": ranked}

    return answer


def _grouped(ballots: Mapping[Any, int], answer: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"answer": answer(ballot), "weight": weight} for ballot, weight in ballots.items()]


def _day(text: str) -> date | None:
    """`03.04.2023`, or a year alone; None for anything else."""
    match = DAY.match(text.strip())
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return datetime.strptime(text.strip(), "%Y").replace(tzinfo=None).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
