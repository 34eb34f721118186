"""Who paid for what: the money of a budget by those whose votes spent it, worked out again from what is published.

Under Equal Shares every seat has its share, and the working says at what price each project was bought: so what each
seat paid follows, and must sum to the cost. Under greedy nobody has a share; there each cost is divided equally among
the seats that wanted the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from proposals.tally.answers import read_wishes
from proposals.tally.roll import TallyError
from proposals.tally.terms import read_terms

# More purchases of more seats than these would keep the page waiting; the package has all that is needed to go on.
MOST_STEPS = 20_000
LONGEST_PRICE = 400

Wishes = Mapping[str, Mapping[str, int]]
Payments = dict[str, dict[str, Fraction]]


@dataclass(frozen=True)
class Funding:
    """What each seat paid for each project (`paid`, by seat), what was taken from what was left over for nobody's
    account (`common`, by project), and which seats wanted what. `has_shares`: the seats had money of their own.
    """

    paid: Payments
    wishes: Wishes
    weights: Mapping[str, Fraction]
    has_shares: bool
    common: dict[str, Fraction] = field(default_factory=dict)


def funding_of(document: Mapping[str, Any], told: Mapping[str, Any]) -> Funding | None:
    """Who paid under the rule whose result is told. None where nobody may know (a secret vote, an import), nothing is
    paid for, there is too much to work out, or it does not come out even: then the working is of another version.
    """
    result = told["result"]
    named = all(vote.get("seat") for vote in document["votes"])
    if document["kind"] != "allocation" or document.get("is_imported") or not result.get("selected") or not named:
        return None
    try:
        wishes = _wishes(document)
        weights = _weights(wishes, result["weighting"])
        bought = [step for step in result["working"] if step["step"] == "purchase"]
        costs = {option["id"]: Fraction(option["cost"]) for option in document["options"]}
        if len(weights) * len(result["selected"]) > MOST_STEPS:
            return None
        if told["rule"].partition("/")[0] == "equal_shares":
            return _by_shares(result, bought, wishes, weights, costs)
        return _by_wishes(result["selected"], wishes, weights, costs)
    except (KeyError, TypeError, ValueError, TallyError):
        return None


def _wishes(document: Mapping[str, Any]) -> Wishes:
    terms, ids = read_terms(document["terms"]), [option["id"] for option in document["options"]]
    return {vote["seat"]: read_wishes(vote["answer"], ids, terms.input, terms.most) for vote in document["votes"]}


def _weights(wishes: Wishes, weighting: Mapping[str, Any]) -> dict[str, Fraction]:
    if "weights" not in weighting:
        return dict.fromkeys(wishes, Fraction(1))
    return {seat: Fraction(weight) for seat, weight in weighting["weights"].items()}


def _by_shares(
    result: Mapping[str, Any],
    bought: Sequence[Mapping[str, Any]],
    wishes: Wishes,
    weights: Mapping[str, Fraction],
    costs: Mapping[str, Fraction],
) -> Funding | None:
    """Buy again: whoever wanted a project pays its price, or what is left. What weighs twice has twice as much."""
    share = next(step for step in result["working"] if step["step"] == "share")
    if any(len(price) > LONGEST_PRICE for price in (share["each_voter"], *(step["rho"] for step in bought))):
        return None
    left = dict.fromkeys(weights, Fraction(share["each_voter"]))
    satisfaction = result["conventions"]["satisfaction"]
    paid: Payments = {seat: {} for seat in weights}
    for step in bought:
        project, price = step["project"], Fraction(step["rho"])
        for seat in weights:
            if wish := wishes[seat].get(project):
                worth = {"cost": costs[project], "cardinality": Fraction(1)}.get(satisfaction, Fraction(wish))
                given = min(left[seat], price * worth)
                left[seat] -= given
                if given:
                    paid[seat][project] = given * weights[seat]
        if sum((of.get(project, Fraction(0)) for of in paid.values()), Fraction(0)) != costs[project]:
            return None
    shared = {step["project"] for step in bought}
    common = {project: costs[project] for project in result["selected"] if project not in shared and costs[project]}
    return Funding(paid, wishes, weights, True, common)


def _by_wishes(
    selected: Sequence[str], wishes: Wishes, weights: Mapping[str, Fraction], costs: Mapping[str, Fraction]
) -> Funding:
    paid: Payments = {seat: {} for seat in weights}
    common = {}
    for project in selected:
        wanting = {seat: weight for seat, weight in weights.items() if project in wishes[seat]}
        whole = sum(wanting.values(), Fraction(0))
        if not whole and costs[project]:
            common[project] = costs[project]
        for seat, weight in wanting.items():
            paid[seat][project] = costs[project] * weight / whole
    return Funding(paid, wishes, weights, False, common)
