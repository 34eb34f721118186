"""A vote that was held elsewhere, counted from its published form: as `minga-tally` counts the file that it came from.

Such a ballot has no seats on its roll, only voters: `votes` are the distinct answers with the number of those who gave
them, `{"answer": …, "weight": n}`, and an answer may name nothing. Its `terms` say by which rule it binds (`binding`),
every convention of the count (`conventions`), and of a budget what the file says of its own rule (`file`).
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from councils.rulebook.rules import fraction_text
from proposals.tally.allocations.completion import COMPLETIONS, Add1
from proposals.tally.allocations.profile import BudgetProfile
from proposals.tally.conventions import Options, Votes
from proposals.tally.counting_budgets import allocation
from proposals.tally.counting_rankings import RANKING_RULES
from proposals.tally.formats.pb import VOTE_TYPES, PbFile
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.roll import TallyError
from proposals.tally.terms import amount, read_options, read_terms

RULES_OF = {
    "ranking": ("schulze", "schulze_quorum", "irv"),
    "allocation": ("official", "equal_shares", "greedy"),
    "election": ("stv", "irv"),
}
INPUTS = {
    "approval": "approval",
    "choose-1": "approval",
    "ordinal": "ranked",
    "cumulative": "cumulative",
    "scoring": "score",
}
MOST_VOTERS = 10**9
# What each convention may say, where it is one of a few words.
WORDS: dict[str, tuple[str, ...]] = {
    "by": ("votes", "votes_per_cost"),
    "misfit": ("skip", "stop"),
    "satisfaction": ("cost", "cardinality", "points", "borda"),
    "completion": COMPLETIONS,
    "add1_start": ("exact", "floor"),
    "add1_stop": ("exhaustive", "overspend"),
    "add1_all": ("run", "skip"),
    "unranked": ("last", "absent"),
    "equal_ranks": ("skip", "exhaust", "split"),
    "overvote": ("exhaust", "skip"),
    "strength": ("winning_votes", "margins"),
    "arithmetic": ("exact", "scottish"),
}
OF_BUDGETS = ("by", "misfit", "satisfaction", "completion", "add1_start", "add1_stop", "add1_all")
OF_RANKINGS = ("unranked", "equal_ranks", "overvote", "strength", "arithmetic")


def count_import(document: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The binding rule and the results of all rules of the ballot's kind, of which one that cannot be applied says why.

    Raises `TallyError` for a document that cannot be read.
    """
    kind, terms = document.get("kind"), document.get("terms")
    if kind not in RULES_OF or not isinstance(terms, Mapping):
        raise TallyError("An imported ballot has a kind and terms.")
    binding = terms.get("binding")
    if binding not in RULES_OF[kind]:
        raise TallyError("An imported ballot names one of the rules of its kind as the binding one.")
    votes, options = votes_of(document), read_conventions(terms)
    return binding, [_result(votes, rule, options) for rule in RULES_OF[kind]]


def _result(votes: Votes, rule: str, options: Options) -> dict[str, Any]:
    around = {"quorum": [], "weighting": {"by": "seats", "outside": []}}
    try:
        if votes.pb is not None:
            return {**allocation(votes.pb, rule, options), "rule": rule, **around}
        if rule == "irv" and votes.seats > 1:
            raise TallyError("irv fills one place, and there are more.")
        if rule == "schulze_quorum" and votes.default is None:
            raise TallyError("There is no status quo among the options.")
        return {**RANKING_RULES[rule](votes, options), "rule": rule, **around}
    except TallyError as error:
        return {"rule": rule, "outcome": "not_applicable", "reason": str(error), **around}


def votes_of(document: Mapping[str, Any]) -> Votes:
    """The votes of the document as a reader of its file would have given them; raises `TallyError`."""
    terms, options = read_terms(document["terms"]), read_options(document.get("options"))
    ids = [option.id for option in options]
    if document["kind"] == "allocation":
        ballots = _grouped(document.get("votes"), _wishes, ids)
        profile = BudgetProfile(tuple(option.as_project() for option in options), terms.budget, ballots)
        profile.check()
        return Votes(pb=_as_file(document, profile))
    profile_ = RankingProfile(tuple(ids), _grouped(document.get("votes"), _order, ids))
    default = terms.status_quo
    if default is not None and default not in ids:
        raise TallyError("The status quo is none of the options.")
    gone = [number for number, entry in enumerate(document["options"]) if entry.get("is_withdrawn") is True]
    return Votes(rankings=profile_, seats=terms.places, withdrawn=tuple(gone), default=default)


def _as_file(document: Mapping[str, Any], profile: BudgetProfile) -> PbFile:
    said, unit = document["terms"].get("file", {}), document["terms"].get("unit", 1)
    if not isinstance(said, Mapping) or said.get("vote_type") not in VOTE_TYPES:
        raise TallyError("An imported budget says the vote_type of its file.")
    if type(unit) is not int or unit < 1:
        raise TallyError("The unit of points is not a whole number above 0.")
    meta = {"vote_type": said["vote_type"], "rule": str(said.get("rule", ""))}
    if said.get("threshold") is not None:
        meta["min_project_score_threshold"] = fraction_text(amount(said["threshold"], "The threshold"))
    rows = tuple({"score": _score(entry["score"])} if "score" in entry else {} for entry in document["options"])
    return PbFile(meta, rows, profile, unit)


def _score(text: object) -> str:
    bare = text.removeprefix("-") if isinstance(text, str) else text
    sign = "-" if bare != text else ""
    return sign + fraction_text(amount(bare, "A score"))


Read = Callable[[Any, Mapping[str, int]], Any]


def _grouped(votes: object, read: Read, ids: Sequence[str]) -> dict[Any, int]:
    """The distinct answers with their voters; raises `TallyError` at the first vote that is none."""
    if not isinstance(votes, list):
        raise TallyError("votes is not a list.")
    place = {name: number for number, name in enumerate(ids)}
    found: dict[Any, int] = {}
    for vote in votes:
        weight = vote.get("weight") if isinstance(vote, Mapping) else None
        if type(weight) is not int or not 0 < weight <= MOST_VOTERS:
            raise TallyError("A vote of an imported ballot says how many gave its answer.")
        try:
            answer = read(vote.get("answer"), place)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise TallyError("An imported vote names what is no option, or is not of the form of its kind.") from error
        found[answer] = found.get(answer, 0) + weight
    return found


def _wishes(answer: Any, place: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    ((form, value),) = answer.items()
    if form == "approved":
        return tuple([(place[name], 1) for name in value])
    if form == "ranking":
        return tuple([(place[name], 1) for (name,) in value])
    if form != "points" or not all(type(points) is int for points in value.values()):
        raise TypeError
    return tuple(sorted((place[name], points) for name, points in value.items()))


def _order(answer: Any, place: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    ((form, groups),) = answer.items()
    order = tuple([tuple(sorted([place[name] for name in group])) for group in groups])
    ranked = [option for group in order for option in group]
    if form != "ranking" or len(set(ranked)) < len(ranked):
        raise TypeError
    return order


def conventions_as_json(kind: str, options: Options) -> dict[str, Any]:
    """The conventions by which a ballot of this kind is counted, as `terms` hold them."""
    if kind == "allocation":
        raise_ = options.add1
        return {
            **{name: getattr(options, name) for name in OF_BUDGETS if not name.startswith("add1")},
            **{"add1_start": raise_.start, "add1_stop": raise_.stop, "add1_all": raise_.all},
            **{"add1_step": fraction_text(raise_.step), "ties": options.ties},
        }
    reading = options.reading
    return {
        **{"unranked": options.unranked, "strength": options.strength, "arithmetic": options.arithmetic},
        **{"equal_ranks": reading.equal_ranks, "overvote": reading.overvote, "skipped": reading.skipped},
        **{"batch": options.batch, "quorum": fraction_text(options.quorum), "ties": options.ties},
        "majorities": {name: fraction_text(ratio) for name, ratio in sorted(options.majorities.items())},
    }


def read_conventions(terms: Mapping[str, Any]) -> Options:
    """The conventions that `terms` hold, the rest as they are by default; raises `TallyError`."""
    said = terms.get("conventions", {})
    if not isinstance(said, Mapping):
        raise TallyError("The conventions are not a table of named values.")
    default = conventions_as_json("allocation", Options()) | conventions_as_json("ranking", Options())
    if unknown := set(said) - set(default):
        raise TallyError(f"There is no convention called {min(unknown)[:40]!r}.")
    given: dict[str, Any] = {**default, **said}
    for name, words in WORDS.items():
        if given[name] not in words:
            raise TallyError(f"The convention {name} is one of: {', '.join(words)}.")
    if not isinstance(given["ties"], str) or not isinstance(given["batch"], bool):
        raise TallyError("The conventions of ties and of batches cannot be read.")
    if given["skipped"] is not None and (type(given["skipped"]) is not int or given["skipped"] < 0):
        raise TallyError("The ranks that may be left out are a whole number.")
    if not isinstance(given["majorities"], Mapping):
        raise TallyError("The majorities are not a table of named values.")
    step = amount(given["add1_step"], "The step of the raises")
    return Options(
        **{name: given[name] for name in ("by", "misfit", "satisfaction", "completion", "ties")},
        **{name: given[name] for name in ("unranked", "strength", "arithmetic", "batch")},
        add1=Add1(given["add1_start"], given["add1_stop"], step, given["add1_all"]),
        reading=Reading(given["equal_ranks"], given["overvote"], given["skipped"]),
        quorum=Fraction(amount(given["quorum"], "The quorum")),
        majorities={name: amount(ratio, "A majority") for name, ratio in given["majorities"].items()},
        default=terms.get("status_quo"),
    )
