"""The result of a ranking, an allocation or an election as its pages show it, read from the published form.

The working of one rule is on the page at a time, the binding one unless another is asked for: of fifty options under
nine rules, all of them together would weigh more than a phone in the countryside can load.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from councils.movements.models import Country
from councils.rulebook.words import rule_name
from proposals.voting.answer_words import answer_words
from proposals.voting.words import choice_word, few

from .budget_reading import BudgetWorking, read_budget
from .choice_words import amount, choice_sentence, chosen_words, is_many, reason_words, tied_between
from .funding_reading import FundingReading, read_funding
from .numbers import exact
from .paper import Listed, Paper, paper_of
from .pictures.budgets import Bar, bars_of
from .reading import Asked, RollCall, Said, names_of, recusals_of, statements_of
from .schulze_reading import SchulzeWorking, part, read_schulze
from .stages_reading import StagesWorking, read_irv, read_stv
from .words import TONES, called, outcome_word, quorum_words, would_words

MOST_ANSWERS = 60
MOST_IN_ANSWER = 20
MOST_CHANGES = 3
ROLL_CALL = 60
SILENT = "not_applicable"
UNCOUNTED = (SILENT, "no_quorum")
Working = SchulzeWorking | StagesWorking | BudgetWorking


@dataclass(frozen=True)
class RuleRow:
    """What one rule says: whom it chose, or between whom it could not tell (`between`), or why it does not apply. Where
    it chose many, `differs` says in what it differs from the rule that binds.
    """

    rule: str
    name: str
    outcome: str
    word: str
    tone: str
    is_binding: bool
    is_shown: bool
    disagrees: bool
    would: str
    reason: str
    chosen: str
    differs: str
    between: str
    cost: str


@dataclass(frozen=True)
class OptionRow:
    """One option and what each rule makes of it: its place, a tick, or nothing."""

    option: Listed
    cost: str
    marks: list[str]


@dataclass(frozen=True)
class Weight:
    """What a seat weighs in the count that is shown."""

    name: str
    weight: str


@dataclass(frozen=True)
class ChoiceReading:
    """Everything of a result. `shown` is the rule whose working is on the page; `working` None where it counted
    nothing. `bars` and `funding` are those of a budget: a bar for each that `counted`, and who paid under `shown`.
    """

    kind: str
    sentence: str
    outcome: str
    tone: str
    counts: str
    rows: list[RuleRow]
    counted: list[RuleRow]
    quorum: list[Asked]
    disagreeing: list[RuleRow]
    options: list[OptionRow]
    shown: RuleRow
    working: Working | None
    weights: list[Weight]
    outside: str
    roll_call: list[RollCall]
    further: int
    is_secret: bool
    is_imported: bool
    statements: list[Said]
    recusals: list[Said]
    bars: tuple[Bar, ...] = ()
    funding: FundingReading | None = None

    @property
    def drawn(self) -> Iterable[tuple[RuleRow, Bar]]:
        """Each rule that counted, with what it makes of the budget."""
        return zip(self.counted, self.bars, strict=False)

    @property
    def has_options(self) -> bool:
        """Whether the table of the options says what nothing else does: a single rule's working names all of them,
        but for a budget, whose many projects are named there alone.
        """
        aside = isinstance(self.working, SchulzeWorking) and self.working.is_aside
        return bool(self.counted) and not aside and (len(self.counted) > 1 or self.kind == "allocation")


def read_choice(
    document: Mapping[str, Any], countries: Iterable[Country], wanted: str = "", *, wants_tables: bool = False
) -> ChoiceReading:
    """Read a document of the form of `position_document` whose ballot is no motion, with the working of the rule that
    is `wanted`; of a large ranking either the paths or, if it `wants_tables`, the tables of all pairs.
    """
    paper, names = paper_of(document["options"]), names_of(document["roll"]["seats"], countries)
    binding = next(result for result in document["results"] if result["is_binding"])
    shown = next((result for result in document["results"] if result["rule"] == wanted), binding)
    rows = [_rule_row(result, binding, shown, document, paper) for result in document["results"]]
    rows.sort(key=lambda row: not row.is_binding)
    weighting = shown["result"].get("weighting", {})
    calls, further = _roll_call(document, paper)
    by_rule = {result["rule"]: result for result in document["results"]}
    counted = [row for row in rows if row.outcome not in UNCOUNTED]
    return ChoiceReading(
        kind=document["kind"],
        sentence=choice_sentence(document, binding, paper),
        outcome=binding["outcome"],
        tone=TONES.get(binding["outcome"], ""),
        counts=_counts(document),
        rows=rows,
        counted=counted,
        quorum=[Asked(quorum_words(q, names), q["met"]) for q in binding["result"].get("quorum", ())],
        disagreeing=[row for row in rows if row.disagrees],
        options=_option_rows(paper, [by_rule[row.rule] for row in counted], document["terms"]),
        shown=next(row for row in rows if row.is_shown),
        working=_parted(_working(shown, paper, document["terms"]), wants_tables),
        weights=_weights(weighting.get("weights", {}), names),
        outside=called(weighting["outside"], names) if weighting.get("outside") else "",
        roll_call=calls,
        further=further,
        is_secret=document["terms"].get("is_secret") is True,
        is_imported=document.get("is_imported") is True,
        statements=statements_of(document, names),
        recusals=recusals_of(document, names),
        bars=bars_of([by_rule[row.rule] for row in counted], paper, document["terms"]),
        funding=read_funding(document, shown, paper, names),
    )


def _counts(document: Mapping[str, Any]) -> str:
    if document.get("is_imported"):
        return ""
    data = {"seats": len(document["roll"]["seats"]), "voted": len(document["votes"])}
    return _("Seats on the roll: %(seats)s. Voted: %(voted)s.") % data


def _rule_row(
    told: Mapping[str, Any],
    binding: Mapping[str, Any],
    shown: Mapping[str, Any],
    document: Mapping[str, Any],
    paper: Paper,
) -> RuleRow:
    result, outcome = told["result"], told["outcome"]
    chosen, between = list(result.get("selected", ())), tied_between(told) if outcome == "tied" else []
    is_other = _chosen(told) != _chosen(binding)
    kind, currency = document["kind"], document["terms"].get("currency", "")
    return RuleRow(
        rule=told["rule"],
        name=rule_name(told["rule"]),
        outcome=outcome,
        word=outcome_word(outcome),
        tone=TONES.get(outcome, ""),
        is_binding=told["is_binding"],
        is_shown=told["rule"] == shown["rule"],
        disagrees=is_other and SILENT not in (outcome, binding["outcome"]),
        would=would_words(outcome, binding["outcome"], is_binding=told["is_binding"], is_other=is_other),
        reason=reason_words(result.get("reason", "")) if outcome == SILENT else "",
        chosen=chosen_words(kind, [one for one in chosen if one not in between], paper),
        differs=_difference(chosen, binding, paper) if is_many(kind, chosen) else "",
        between=paper.names(between),
        cost=amount(result["total_cost"], currency) if chosen and "total_cost" in result else "",
    )


def _difference(chosen: Sequence[str], binding: Mapping[str, Any], paper: Paper) -> str:
    """What comes in and what falls out against the rule that binds."""
    bound = set(binding["result"].get("selected", ()))
    entering, leaving = set(chosen) - bound, bound - set(chosen)
    sentences = ((_("Comes in: %(names)s."), entering), (_("Falls out: %(names)s."), leaving))
    return " ".join(
        sentence % {"names": few([option.name for option in paper.ordered(changed)], MOST_CHANGES)}
        for sentence, changed in sentences
        if changed
    )


def _chosen(told: Mapping[str, Any]) -> tuple[str, set[str]]:
    return told["outcome"], set(told["result"].get("selected", ()))


def _option_rows(paper: Paper, counted: Sequence[Mapping[str, Any]], terms: Mapping[str, Any]) -> list[OptionRow]:
    """In the order of the paper; of a budget, what the first of these rules pays for stands before the rest."""
    marks = [_marks(told) for told in counted]
    currency = terms.get("currency", "")
    rows = [
        OptionRow(
            option, amount(option.cost, currency) if option.cost else "", [of.get(option.id, "–") for of in marks]
        )
        for option in paper.options
    ]
    return sorted(rows, key=lambda row: row.marks[:1] == ["–"]) if "budget" in terms else rows


def _marks(told: Mapping[str, Any]) -> dict[str, str]:
    """The place of each option, those who are level on one, where the rule puts them in order; else a tick for each
    that was chosen.
    """
    result = told["result"]
    if "ranking" not in result:
        between = tied_between(told) if told["outcome"] == "tied" else []
        return {**dict.fromkeys(result["selected"], "✓"), **dict.fromkeys(between, "=")}
    marks: dict[str, str] = {}
    place = 1
    for group in result["ranking"]:
        marks |= {option: f"{place}=" if len(group) > 1 else str(place) for option in group}
        place += len(group)
    return marks


READERS: dict[str, Callable[[Mapping[str, Any], Paper], Working]] = {
    "schulze": read_schulze,
    "schulze_quorum": read_schulze,
    "irv": read_irv,
    "stv": read_stv,
}


def _working(shown: Mapping[str, Any], paper: Paper, terms: Mapping[str, Any]) -> Working | None:
    """The working; also of a rule that lacked its quorum, which says what it would have chosen. None where there is
    none, or where it was written in a form that is not known here: the data have it all the same.
    """
    result, rule = shown["result"], shown["rule"].partition("/")[0]
    if not result.get("working"):
        return None
    try:
        return READERS[rule](result, paper) if rule in READERS else read_budget(result, paper, terms)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _parted(working: Working | None, wants_tables: bool) -> Working | None:
    return part(working, wants_tables) if isinstance(working, SchulzeWorking) else working


def _weights(weights: Mapping[str, str], names: Mapping[str, str]) -> list[Weight]:
    return [Weight(names.get(seat, seat), exact(weight)) for seat, weight in sorted(weights.items())]


def _roll_call(document: Mapping[str, Any], paper: Paper) -> tuple[list[RollCall], int]:
    """All seats that answered alike, the largest group first, and how many further answers there are. A secret vote
    names no seat, and an import has none.
    """
    if document.get("is_imported"):
        return [], 0
    names, seats = {option.id: option.name for option in paper.options}, document["roll"]["seats"]
    called_ = {seat["id"]: f"{seat['name']} ({seat['country']})" if seat["country"] else seat["name"] for seat in seats}
    groups: dict[str, list[str]] = {}
    for vote in document["votes"]:
        groups.setdefault(json.dumps(vote["answer"], sort_keys=True), []).append(vote.get("seat") or "")
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    calls = [
        RollCall(
            "answer",
            answer_words(json.loads(answer), names, MOST_IN_ANSWER),
            len(voters),
            few([called_[seat] for seat in voters if seat in called_], ROLL_CALL),
        )
        for answer, voters in ordered[:MOST_ANSWERS]
    ]
    voted = {vote.get("seat") for vote in document["votes"]}
    absent = [] if None in voted else [called_[seat["id"]] for seat in seats if seat["id"] not in voted]
    if absent:
        calls.append(RollCall("absent", choice_word("absent"), len(absent), few(absent, ROLL_CALL)))
    return calls, max(len(ordered) - MOST_ANSWERS, 0)
