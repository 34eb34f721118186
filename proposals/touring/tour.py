"""Every counting rule with a small example, counted by the code that counts the councils' ballots.

It is worked out once for each language and then kept: nothing of it depends on anything that is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from councils.models import Country
from councils.rulebook.rules import RULES, default_rulebook
from councils.rulebook.words import rule_name, rule_sentence
from proposals.positions.choices_reading import ChoiceReading, read_choice
from proposals.positions.reading import Reading, read_result
from proposals.positions.words import outcome_word
from proposals.tally.choices import ChoiceComparison, recount_choice
from proposals.tally.compare import Comparison
from proposals.tally.lot import by_lot, digest, motion_by_lot, seed_of
from proposals.tally.recount import recount
from proposals.touring import examples
from proposals.touring.words import EXPLAINED, if_words
from proposals.voting.words import choice_word

BALLOT = "/councils/example/rounds/1/ballots/1/"


@dataclass(frozen=True)
class Section:
    """One rule: its anchor, its name, what it does in plain sentences, and its example, counted. `what_if` says what
    would have come of it, had somebody voted otherwise.
    """

    anchor: str
    name: str
    explained: list[str]
    document: Mapping[str, Any]
    reading: Reading | ChoiceReading
    what_if: list[str] = field(default_factory=list)

    @property
    def about(self) -> str:
        """What tells a table of this section from the same of another, for whoever hears the page."""
        return f": {self.name}"

    @property
    def row(self) -> Any:
        """What the rule of the section says."""
        return self.reading.rows[0]


@dataclass(frozen=True)
class Vote:
    """How one seat of the example voted on the motion."""

    name: str
    country: str
    word: str
    choice: str


@dataclass(frozen=True)
class Chance:
    """A lot that was drawn: of which secrets, to which seed, and in which order it puts what is level."""

    secrets: list[tuple[str, str]]
    seed: str
    order: list[tuple[str, str]]
    first: str


@dataclass(frozen=True)
class Tour:
    """The whole page."""

    votes: list[Vote]
    contributions: list[tuple[str, str]]
    motions: list[Section]
    quorum: Section
    ties: Section
    chance: Chance
    rankings: list[Section]
    allocations: list[Section]
    budget: str
    costs: list[tuple[str, str]]
    elections: list[Section]


@lru_cache(maxsize=16)
def tour_in(language: str) -> Tour:
    """The tour for readers of this language."""
    with override(language):
        return Tour(
            votes=_votes(examples.MOTION),
            contributions=[(str(examples.COUNTRIES[land]), sum_) for land, sum_ in examples.CONTRIBUTIONS.items()],
            motions=[_motion(rule) for rule in RULES],
            quorum=_quorum(),
            ties=_ties(),
            chance=_chance(),
            rankings=[_ranking(rule) for rule in ("schulze", "schulze_quorum", "irv")],
            allocations=[_allocation(rule) for rule in ("equal_shares", "greedy")],
            budget=examples.BUDGET_TERMS["budget"],
            costs=[(str(name), cost) for name, cost in examples.PROJECTS.values()],
            elections=[_election()],
        )


def _countries() -> list[Country]:
    languages = {"es", "pt-br", "en", "fr"}
    return [Country(code=code, name=dict.fromkeys(languages, str(name))) for code, name in examples.COUNTRIES.items()]


def _votes(said: Mapping[str, str]) -> list[Vote]:
    return [
        Vote(
            str(name),
            str(examples.COUNTRIES[land]) if land else _("regional"),
            choice_word(said.get(seat, "absent")),
            said.get(seat, "absent"),
        )
        for seat, name, land, _kind in examples.SEATS
    ]


def counted(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its results, as a position holds them."""
    comparison: Comparison | ChoiceComparison = recount_choice(document) if "kind" in document else recount(document)
    pivots = {pivot.rule: pivot.as_json() for pivot in comparison.pivots}
    results = [
        {
            "rule": tally.rule,
            "is_binding": tally.rule == comparison.binding.rule,
            "outcome": tally.outcome,
            "result": {**tally.as_json(), "pivots": pivots.get(tally.rule)},
        }
        for tally in comparison.tallies
    ]
    return {**document, "results": results}


def _section(anchor: str, name: str, document: Mapping[str, Any], what_if: Sequence[str] = ()) -> Section:
    """The section of a document, whose binding rule is the one that is shown."""
    told = counted(document)
    reading = read_choice(told, _countries()) if "kind" in told else read_result(told, _countries())
    return Section(anchor, name, [str(words) for words in EXPLAINED[anchor]], told, reading, list(what_if))


def _what_if(rules: Mapping[str, Any], changes: Mapping[str, str], decision_class: str = "") -> str:
    """What would have come of it, had these seats voted otherwise."""
    said = {**examples.MOTION, **changes}
    outcome = recount(examples.motion(rules, said, decision_class)).binding.outcome
    names = {seat: str(name) for seat, name, _land, _kind in examples.SEATS}
    return if_words(names, changes, outcome_word(outcome))


CHANGES: Mapping[str, Mapping[str, str]] = {
    "seats": {"growers": "no"},
    "countries": {"elders": "yes", "students": "yes"},
    "capital": {"dockers": "no", "growers": "no"},
    "double_majority": {"fishers": "yes"},
    "consensus": {"fishers": "block"},
    "unanimity": {"fishers": "abstain", "students": "abstain"},
}


def _motion(rule: str) -> Section:
    rules, kind = {"binding": rule}, "operational" if rule == "dual_track" else ""
    what_if = [_what_if(rules, CHANGES[rule])] if rule in CHANGES else [_fundamental(rules)]
    section = _section(rule, rule_name(rule), examples.motion(rules, decision_class=kind), what_if)
    asked = rule_sentence(default_rulebook(), rule, kind)
    return replace(section, explained=[*section.explained, asked])


def _fundamental(rules: Mapping[str, Any]) -> str:
    outcome = recount(examples.motion(rules, decision_class="fundamental")).binding.outcome
    return _("Had the decision been of the class “fundamental”, the outcome would be: %(outcome)s.") % {
        "outcome": outcome_word(outcome)
    }


def _quorum() -> Section:
    """Two seats of seven vote; all of them yes."""
    rules = {"binding": "seats", "quorum": [{"kind": "seats_present", "share": "1/2"}]}
    said = {"dockers": "yes", "growers": "yes", "weavers": "yes"}
    changed = {**said, "fishers": "abstain"}
    outcome = outcome_word(recount(examples.motion(rules, changed)).binding.outcome)
    names = {seat: str(name) for seat, name, _land, _kind in examples.SEATS}
    what_if = if_words(names, {"fishers": "abstain"}, outcome)
    return _section("quorum", _("Quorum"), examples.motion(rules, said), [what_if])


def _ties() -> Section:
    """Three against three, and one who abstains."""
    said = {**examples.MOTION, "growers": "no"}
    rejected = recount(examples.motion({"binding": "seats", "tied": "rejected"}, said)).binding.outcome
    what_if = _("Where the rulebook says that a tie is a rejection, the outcome is: %(outcome)s.")
    lines = [what_if % {"outcome": outcome_word(rejected)}]
    return _section("ties", _("Ties"), examples.motion({"binding": "seats", "tied": "lot"}, said), lines)


def _chance() -> Chance:
    """Two offices have committed to a secret each before the close; after it both are opened."""
    secrets = ["quinoa-7", "tortuga-4"]
    seed = seed_of(secrets)
    drawn = by_lot(["adopted", "rejected"], seed, BALLOT)
    order = [(outcome_word(one), digest(f"{seed}|{BALLOT}|{one}")) for one in drawn]
    return Chance([(one, digest(one)) for one in secrets], seed, order, outcome_word(motion_by_lot(seed, BALLOT)))


def _ranking(rule: str) -> Section:
    clauses: dict[str, Any] = {"binding": rule}
    if rule == "schulze_quorum":
        clauses |= {"quorum": "5", "majority": "1"}
    document = examples.choice(
        "ranking", {"rankings": clauses}, examples.PATHS, examples.RANKINGS, examples.RANKING_TERMS
    )
    return _section(rule, rule_name(rule), document)


def _allocation(rule: str) -> Section:
    rules = {"allocations": {"binding": rule}}
    document = examples.choice("allocation", rules, examples.PROJECTS, examples.WISHES, examples.BUDGET_TERMS)
    return _section(rule, rule_name(rule), document)


def _election() -> Section:
    rules = {"elections": {"binding": "stv"}}
    document = examples.choice("election", rules, examples.PEOPLE, examples.BALLOTS, examples.ELECTION_TERMS)
    return _section("stv", rule_name("stv"), document)
