"""A result as its pages show it, read from the published form: the same for a ballot and for its position."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from councils.movements.models import Country
from councils.rulebook.words import rule_name
from proposals.voting.statement_models import Statement
from proposals.voting.words import KINDS, choice_word, few, kind_word

from .differences import differences
from .paper import BAR, Piece
from .pictures.motions import Picture, drawn_motion
from .words import (
    REASONS,
    SENTENCES,
    TONES,
    called,
    counts_words,
    outcome_word,
    quorum_words,
    tell,
    threshold_words,
    would_words,
)

BAR_ORDER = ("yes", "abstain", "absent", "block", "no")
ROLL_CALL = 60


@dataclass(frozen=True)
class Counted:
    """One count in words and as a bar; `name` tells the two counts of a double majority apart."""

    name: str
    words: str
    bar: list[Piece]


@dataclass(frozen=True)
class Asked:
    """A threshold, a quorum or the condition of a consensus in words, and whether it holds."""

    words: str
    is_met: bool


@dataclass(frozen=True)
class RuleRow:
    """What one rule says of the ballot."""

    rule: str
    name: str
    outcome: str
    word: str
    tone: str
    is_binding: bool
    disagrees: bool
    would: str
    reason: str
    counts: list[Counted]
    asked: list[Asked]
    quorum: list[Asked]
    differences: list[str]
    working: list[str]


@dataclass(frozen=True)
class CountryRow:
    """What one country says, and what it weighs."""

    name: str
    word: str
    choice: str
    seats: int
    present: int
    yes: str
    no: str
    weight: str


@dataclass(frozen=True)
class RollCall:
    """All seats that gave one answer."""

    choice: str
    word: str
    number: int
    names: str


@dataclass(frozen=True)
class Said:
    """A statement, or the reason of a recusal, under the name of its movement."""

    name: str
    kind: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class Reading:
    """Everything of a result. `quorum` is what every rule asks alike, and empty where they differ."""

    sentence: str
    outcome: str
    tone: str
    counts: str
    rows: list[RuleRow]
    quorum: list[Asked]
    disagreeing: list[RuleRow]
    countries: list[CountryRow]
    currency: str
    roll_call: list[RollCall]
    statements: list[Said]
    recusals: list[Said]
    pictures: tuple[Picture, ...] = ()
    lot_required: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


def read_result(document: Mapping[str, Any], countries: Iterable[Country]) -> Reading:
    """Read `results`, `roll`, `votes`, `statements` and `recusals` of a document of the form of `position_document`."""
    names = names_of(document["roll"]["seats"], countries)
    binding = next(result for result in document["results"] if result["is_binding"])
    rows = [_rule_row(result, binding, names) for result in document["results"]]
    rows.sort(key=lambda row: not row.is_binding)
    track = _capital(document["results"])
    return Reading(
        sentence=str(SENTENCES[binding["outcome"]]) % {"rule": rule_name(binding["rule"])},
        outcome=binding["outcome"],
        tone=TONES.get(binding["outcome"], ""),
        counts="; ".join(counted.words for counted in rows[0].counts),
        rows=rows,
        quorum=_asked_by_all(rows),
        disagreeing=[row for row in rows if row.disagrees],
        countries=[_country_row(group, names) for group in track["group_results"]],
        currency=track["unit"] if track["unit"] not in ("seats", "countries") else "",
        roll_call=_roll_call(document, names),
        statements=statements_of(document, names),
        recusals=recusals_of(document, names),
        pictures=drawn_motion(document, names, {row.rule: row.reason for row in rows}),
        lot_required=bool(binding["result"]["lot_required"]),
        names=names,
    )


def names_of(seats: Sequence[Mapping[str, Any]], countries: Iterable[Country]) -> dict[str, str]:
    """What to call whatever a tally names by its id. Slugs, country codes and kinds cannot be mistaken for each other:
    codes are capitals, and a movement called like a kind would be called by the name of that kind's movement.
    """
    kinds = {kind: kind_word(kind) for kind in KINDS}
    return {**kinds, **{c.code: str(c) for c in countries}, **{seat["id"]: seat["name"] for seat in seats}}


def _rule_row(result: Mapping[str, Any], binding: Mapping[str, Any], names: Mapping[str, str]) -> RuleRow:
    tally, outcome = result["result"], result["outcome"]
    applies = outcome != "not_applicable"
    # The counts of several tracks stand in the tracks; the whole only says how many of them adopt.
    parts = (tally["tracks"] if tally["unit"] == "tracks" else [tally]) if applies else []
    return RuleRow(
        rule=result["rule"],
        name=rule_name(result["rule"]),
        outcome=outcome,
        word=outcome_word(outcome),
        tone=TONES.get(outcome, ""),
        is_binding=result["is_binding"],
        disagrees=applies and binding["outcome"] not in ("not_applicable", outcome),
        would=would_words(outcome, binding["outcome"], is_binding=result["is_binding"]),
        reason=str(REASONS.get(tally["reason"], "")) if tally["reason"] else "",
        counts=[_counted(part, is_alone=len(parts) == 1) for part in parts],
        asked=_asked(parts, tally, names),
        quorum=[Asked(quorum_words(q, names), q["met"]) for q in tally["quorum"]],
        differences=differences(tally["pivots"], names) if applies else [],
        working=[tell(line, names) for line in tally["working"]],
    )


def _asked(parts: Sequence[Mapping[str, Any]], tally: Mapping[str, Any], names: Mapping[str, str]) -> list[Asked]:
    """The thresholds, and what consensus and unanimity ask instead, without which nobody sees why they decide so."""
    conditions = [line for line in tally["working"] if line.get("step") == "condition"]
    return [
        *(Asked(threshold_words(t), t["met"]) for part in parts for t in part["thresholds"]),
        *(Asked(tell(line, names), line.get("met", False)) for line in conditions),
    ]


def _asked_by_all(rows: Sequence[RuleRow]) -> list[Asked]:
    """The quorum, if all rules that apply ask the same: then it is said once, and not seven times."""
    asked = [row.quorum for row in rows if row.outcome != "not_applicable"]
    return asked[0] if asked and all(quorum == asked[0] for quorum in asked) else []


def _counted(part: Mapping[str, Any], *, is_alone: bool) -> Counted:
    counts = {choice: part["counts"].get(choice, "0") for choice in BAR_ORDER}
    return Counted(
        "" if is_alone else rule_name(part["rule"]), counts_words(part["counts"], part["unit"]), bar_of(counts)
    )


def bar_of(counts: Mapping[str, str]) -> list[Piece]:
    """A bar of thousandths from exact counts; the picture is rounded, the table beside it is not."""
    values = {choice: Fraction(value) for choice, value in counts.items()}
    total, at, pieces = sum(values.values()), Fraction(0), []
    for choice, value in values.items():
        if value:
            start, at = at, at + value
            x, end = int(start * BAR / total), int(at * BAR / total)
            pieces.append(Piece(choice, x, max(end - x, 1)))
    return pieces


def _capital(results: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The tally that says most of the countries: by capital, else by country; an empty one if neither applies."""
    by_rule = {result["rule"]: result["result"] for result in results}
    applied = [by_rule[rule] for rule in ("capital", "countries") if by_rule[rule]["group_results"]]
    return applied[0] if applied else {"group_results": [], "unit": "countries"}


def _country_row(group: Mapping[str, Any], names: Mapping[str, str]) -> CountryRow:
    parts = {choice: Fraction(value) for choice, value in group["parts"].items()}
    return CountryRow(
        name=called([group["country"]], names),
        word=choice_word(group["choice"]),
        choice=group["choice"],
        seats=group["seats"],
        present=group["present"],
        yes=str(parts["yes"]),
        no=str(parts["no"] + parts["block"]),
        weight=group["weight"],
    )


def _roll_call(document: Mapping[str, Any], names: Mapping[str, str]) -> list[RollCall]:
    said: dict[str, list[str]] = {choice: [] for choice in ("yes", "no", "block", "abstain", "split", "absent")}
    answers = {vote["seat"]: vote["answer"] for vote in document["votes"]}
    for seat in document["roll"]["seats"]:
        answer = answers.get(seat["id"])
        choice = "absent" if answer is None else "split" if len(answer) > 1 else next(iter(answer))
        country = f" ({names.get(seat['country'], seat['country'])})" if seat["country"] else ""
        said[choice].append(f"{seat['name']}{country}")
    words = {"split": _("Divided"), **{choice: choice_word(choice) for choice in said if choice != "split"}}
    return [
        RollCall(choice, words[choice], len(seats), few(seats, ROLL_CALL)) for choice, seats in said.items() if seats
    ]


def statements_of(document: Mapping[str, Any], names: Mapping[str, str]) -> list[Said]:
    """The statements of vote, under the names of their movements."""
    return [_said(s, Statement.Kind(s["kind"]).label, names) for s in document["statements"]]


def recusals_of(document: Mapping[str, Any], names: Mapping[str, str]) -> list[Said]:
    """Who stood aside, and why."""
    return [_said({**recusal, "text": recusal["reason"]}, "", names) for recusal in document["recusals"]]


def _said(entry: Mapping[str, Any], kind: Any, names: Mapping[str, str]) -> Said:
    name = names.get(entry["on_behalf_of"], entry["on_behalf_of"])
    return Said(name, str(kind), entry["text"], entry.get("language", ""))
