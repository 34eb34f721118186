"""A ballot that is no motion under every rule that its votes can be counted by, side by side.

Pure, from the published form: what a position, the public API and a tally package hold. A rule is named with its
weighting, `schulze/capital`; without one every seat weighs the same. Source: the project's design, §3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from councils.rulebook.choices import ALLOCATION_RULES, ELECTION_RULES, RANKING_RULES, Choices
from councils.rulebook.rules import CountriesPresent, KindsPresent, Rulebook, SeatsPresent, read_rulebook
from proposals.tally.answers import read_ranking, read_wishes
from proposals.tally.conventions import Options, Votes
from proposals.tally.counting_choices import count_allocation, count_ranked
from proposals.tally.elections.places import Places
from proposals.tally.imported import count_import
from proposals.tally.lot import by_lot
from proposals.tally.quorum import QuorumResult, quorum_result
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import profile_of
from proposals.tally.recount import read_roll
from proposals.tally.roll import Roll, TallyError, whole
from proposals.tally.standing import lay_out
from proposals.tally.terms import KINDS, Option, Terms, read_options, read_terms
from proposals.tally.weighing import Weighed, weigh

SECTION = {"ranking": "rankings", "allocation": "allocations", "election": "elections"}
RULES_OF = {"ranking": RANKING_RULES, "allocation": ALLOCATION_RULES, "election": ELECTION_RULES}
PRESENCE = (SeatsPresent, CountriesPresent, KindsPresent)
SILENT = "not_applicable"


@dataclass(frozen=True)
class ChoiceTally:
    """The result of one rule: `outcome` is selected, none, tied, no_quorum or not_applicable."""

    rule: str
    outcome: str
    result: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The result as `proposals.tally.counting` gives it, with the quorum and who was weighed how."""
        return dict(self.result)


@dataclass(frozen=True)
class ChoiceComparison:
    """The binding tally, all tallies, and the rules that apply and choose something else. No rule has pivots here."""

    binding: ChoiceTally
    tallies: tuple[ChoiceTally, ...]
    disagreeing: tuple[str, ...]
    pivots: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Question:
    """A ballot that is no motion, read: what is asked, of whom, and what they answered."""

    kind: str
    rulebook: Rulebook
    terms: Terms
    options: tuple[Option, ...]
    roll: Roll
    answers: Mapping[str, Any]
    lot: tuple[str, str] | None = None

    @property
    def choices(self) -> Choices:
        """The rulebook's clauses for ballots of these kinds."""
        return self.rulebook.choices


def recount_choice(document: Mapping[str, Any]) -> ChoiceComparison:
    """All tallies of a ballot from `kind`, `rules`, `terms`, `options`, `roll` and `votes` as published, and from
    `participants` where the terms say that it is secret.

    An imported ballot (`is_imported`) has voters instead of seats, and is counted by the conventions of its terms.
    Raises `RulebookError` for rules, and `TallyError` with a sentence for anything else, that cannot be read.
    """
    if document.get("is_imported") is True:
        bound, results = count_import(document)
        return _compared(bound, tuple(ChoiceTally(told["rule"], told["outcome"], told) for told in results))
    question = read_question(document)
    quorum = _quorum(question)
    tallies = tuple(
        _tally(question, rule, weighting, quorum)
        for rule in RULES_OF[question.kind]
        for weighting in weightings_of(question.kind)
    )
    clauses = getattr(question.choices, SECTION[question.kind])
    return _compared(named(clauses.binding, getattr(clauses, "weighting", "seats")), tallies)


def _compared(bound: str, tallies: tuple[ChoiceTally, ...]) -> ChoiceComparison:
    binding = next(tally for tally in tallies if tally.rule == bound)
    return ChoiceComparison(binding, tallies, tuple(t.rule for t in tallies if disagrees(binding, t)))


def named(rule: str, weighting: str) -> str:
    """A rule with its weighting, as tallies are named."""
    return rule if weighting == "seats" else f"{rule}/{weighting}"


def weightings_of(kind: str) -> tuple[str, ...]:
    """How seats may weigh: persons are elected by equal seats alone."""
    return ("seats",) if kind == "election" else ("seats", "countries", "capital")


def disagrees(binding: ChoiceTally, tally: ChoiceTally) -> bool:
    """Whether a rule that applies chooses something else than the binding one, or comes to another outcome."""
    if SILENT in (binding.outcome, tally.outcome):
        return False
    chosen = [set(one.result.get("selected", ())) for one in (binding, tally)]
    return binding.outcome != tally.outcome or chosen[0] != chosen[1]


def read_question(document: Mapping[str, Any]) -> Question:
    """The question of a published ballot; raises as `recount_choice` does."""
    kind = document.get("kind")
    if kind not in KINDS:
        raise TallyError("The kind of the ballot is none that is counted here.")
    terms, options = read_terms(_table(document, "terms")), read_options(document.get("options"))
    roll = read_roll(_table(document, "roll"))
    is_secret = kind == "election" and terms.is_secret
    votes = document.get("votes")
    return Question(
        kind=kind,
        rulebook=read_rulebook(_table(document, "rules")),
        terms=terms,
        options=options,
        roll=roll,
        answers=_anonymous(votes, document.get("participants"), roll) if is_secret else _answers(votes, roll),
        lot=_lot(document.get("lot")),
    )


def check_answer(kind: str, terms: Mapping[str, Any], options: list[Mapping[str, Any]], answer: object) -> None:
    """Refuse an answer that could not be counted, with the sentence that says why (`TallyError`)."""
    asked = read_terms(terms)
    ids = [option.id for option in read_options(options)]
    if kind == "allocation":
        read_wishes(answer, ids, asked.input, asked.most)
    else:
        read_ranking(answer, ids)


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    if not isinstance(document.get(key), Mapping):
        raise TallyError(f"{key} is missing in the document.")
    return document[key]


def _answers(votes: object, roll: Roll) -> dict[str, Any]:
    if not isinstance(votes, list):
        raise TallyError("votes is not a list.")
    seats = {seat.id for seat in roll.seats}
    found: dict[str, Any] = {}
    for vote in votes:
        seat = vote.get("seat") if isinstance(vote, Mapping) else None
        if seat not in seats:
            raise TallyError(f"A vote is of {str(seat)[:40]!r}, which is not on the roll.")
        if seat in found:
            raise TallyError(f"The seat {seat} has two votes.")
        found[seat] = vote.get("answer")
    return found


def _lot(lot: object) -> tuple[str, str] | None:
    """Seed and ballot of the lot that was drawn; None without one."""
    return (str(lot.get("seed", "")), str(lot.get("ballot", ""))) if isinstance(lot, Mapping) else None


def _anonymous(votes: object, participants: object, roll: Roll) -> dict[str, Any]:
    """The answers of a secret ballot, one for each seat that took part.

    Which seat is put beside which answer says nothing and changes nothing: every seat weighs the same, and no rule asks
    for more than how many seats gave an answer, and which took part.
    """
    if not isinstance(votes, list) or not isinstance(participants, list):
        raise TallyError("votes or participants is not a list.")
    if any(not isinstance(vote, Mapping) or "seat" in vote for vote in votes):
        raise TallyError("A vote of a secret ballot is an answer without a seat.")
    if len(votes) != len(participants):
        raise TallyError(f"{len(participants)} seats took part, and there are {len(votes)} votes.")
    return _answers([{**vote, "seat": seat} for vote, seat in zip(votes, participants, strict=True)], roll)


def _quorum(question: Question) -> list[QuorumResult]:
    """The predicates that ask who is there. What asks how much *yes* there is does not apply without a yes."""
    votes = {seat: whole("abstain") for seat in question.answers}
    count = lay_out(question.rulebook, question.roll, votes)
    asked = [predicate for predicate in question.rulebook.quorum if isinstance(predicate, PRESENCE)]
    return [quorum_result(predicate, "seats", count) for predicate in asked]


def _tally(question: Question, rule: str, weighting: str, quorum: Sequence[QuorumResult]) -> ChoiceTally:
    name = named(rule, weighting)
    weighed = weigh(question.roll, question.answers, weighting)
    around = {"quorum": [result.as_json() for result in quorum], "weighting": weighed.as_json()}
    if not question.answers:
        result: dict[str, Any] = {"rule": name, "outcome": "none", "selected": [], **around}
        return ChoiceTally(name, _outcome(result, quorum), result)
    try:
        result = {**_counted(question, rule, weighed), "rule": name, **around}
    except TallyError as error:
        return ChoiceTally(name, SILENT, {"rule": name, "outcome": SILENT, "reason": str(error), **around})
    if result["outcome"] == "tied" and question.lot and result.get("selected"):
        first = by_lot(result["selected"], *question.lot)[0]
        result |= {"outcome": "selected", "selected": [first], "decided_by_lot": True}
    return ChoiceTally(name, _outcome(result, quorum), result)


def _outcome(result: dict[str, Any], quorum: Sequence[QuorumResult]) -> str:
    """The outcome; without its quorum a ballot has none, and what it would have chosen stays in the working alone."""
    if not all(met.met for met in quorum):
        result |= {"outcome": "no_quorum", "selected": []}
    return str(result["outcome"])


def _counted(question: Question, rule: str, weighed: Weighed) -> dict[str, Any]:
    if question.kind == "allocation":
        return _allocation(question, rule, weighed)
    return _ranked(question, rule, weighed)


def _allocation(question: Question, rule: str, weighed: Weighed) -> dict[str, Any]:
    terms, ids = question.terms, [option.id for option in question.options]
    clauses = question.choices.allocations
    wishes = {seat: read_wishes(answer, ids, terms.input, terms.most) for seat, answer in question.answers.items()}
    options = Options(
        by=clauses.by,
        misfit=clauses.misfit,
        satisfaction="points" if terms.input != "approval" else clauses.satisfaction,
        completion=clauses.completion,
        ties=clauses.ties,
    )
    return count_allocation(question.options, terms, wishes, weighed, rule, options)


def _ranked(question: Question, rule: str, weighed: Weighed) -> dict[str, Any]:
    ids, terms = [option.id for option in question.options], question.terms
    if rule == "irv" and question.kind == "election" and terms.places > 1:
        raise TallyError("irv fills one place, and there are more.")
    if rule == "schulze_quorum" and terms.status_quo is None:
        raise TallyError("There is no status quo among the options.")
    ballots = [(read_ranking(answer, ids), weighed.weights.get(seat)) for seat, answer in question.answers.items()]
    profile = profile_of(ids, [(order, weight) for order, weight in ballots if weight])
    if not profile.ballots:
        raise TallyError("Nobody voted who weighs anything here.")
    votes = Votes(rankings=profile, seats=terms.places, default=terms.status_quo, places=_places(question))
    return count_ranked(votes, rule, _conventions(question))


def _conventions(question: Question) -> Options:
    """The conventions of the rulebook. Ties are left tied: only a lot that nobody could foresee may break them."""
    ties = f"lot:{'|'.join(question.lot)}" if question.lot else "none"
    if question.kind == "election":
        elections = question.choices.elections
        return Options(reading=Reading(elections.equal_ranks), arithmetic=elections.arithmetic, ties=ties)  # type: ignore[arg-type] # read from the clause's options
    clauses, status_quo = question.choices.rankings, question.terms.status_quo
    others = [option.id for option in question.options if option.id != status_quo]
    return Options(
        unranked=clauses.unranked,
        strength=clauses.strength,
        reading=Reading(clauses.equal_ranks),  # type: ignore[arg-type] # as above
        quorum=clauses.quorum,
        majorities=dict.fromkeys(others, clauses.majority),
        default=status_quo,
        ties=ties,
    )


def _places(question: Question) -> Places | None:
    """The minimum places of an election, by the position of its candidates."""
    minimum = question.terms.minimum
    if not minimum:
        return None
    groups = {
        place: [f"{group}:{value}" for group, value in option.groups.items()]
        for place, option in enumerate(question.options)
    }
    return Places(groups, {f"{group}:{value}": least for (group, value), least in minimum.items()})
