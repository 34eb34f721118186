"""A budget divided, so that one can follow it by hand: what was paid for by whom, and what the others lacked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from .choice_words import amount
from .numbers import exact
from .paper import BAR, Listed, Paper, Piece, bar_up_to

UNFOLDED = 12
FILLS = ("yes", "mark", "block")
UNWANTED = pgettext_lazy("verdict", "taken: no votes, but it still fitted")
VERDICTS: dict[str, Promise] = {
    "selected": pgettext_lazy("verdict", "taken"),
    "too dear": pgettext_lazy("verdict", "too dear for what is left"),
    "below the threshold": pgettext_lazy("verdict", "too little support"),
    "above a cap": pgettext_lazy("verdict", "above the most for its country or theme"),
}
LACKED: dict[str, Promise] = {
    "money": gettext_lazy("Its supporters had too little left."),
    "support": gettext_lazy("Nobody voted for it."),
    "threshold": gettext_lazy("It had too little support to be looked at."),
    "not reached": gettext_lazy("The selection had ended before it was looked at."),
    "cap": gettext_lazy("Its country or theme had reached the most that it may receive."),
}
PRICES: dict[str, Promise] = {
    "cost": gettext_lazy("Price: what a supporter pays for each unit of the project's cost."),
    "cardinality": gettext_lazy("Price: what a supporter pays for the project."),
    "points": gettext_lazy("Price: what a supporter pays for each point that they gave."),
    "borda": gettext_lazy(
        "Price: what a supporter pays for each place by which they rank the project above their last."
    ),
}


@dataclass(frozen=True)
class Payment:
    """So many supporters who paid the same each, and what that is together."""

    voters: str
    each: str
    together: str


@dataclass(frozen=True)
class Purchase:
    """One project bought from the shares of its supporters."""

    number: int
    option: Listed
    cost: str
    rho: str
    support: str
    effective: str
    payments: list[Payment]
    level: str
    bar: list[Piece]


@dataclass(frozen=True)
class Look:
    """One project looked at by the greedy rule, and what was left before it."""

    option: Listed
    score: str
    cost: str
    left: str
    verdict: str
    is_taken: bool


@dataclass(frozen=True)
class Loser:
    """What a project lacked."""

    option: Listed
    cost: str
    support: str
    held: str
    lacked: str
    why: str


@dataclass(frozen=True)
class Bound:
    """A floor or a cap, and what was spent under it."""

    words: str
    is_met: bool


@dataclass(frozen=True)
class BudgetWorking:
    """Everything of one division. What does not belong to its rule is empty."""

    share: str
    price: str
    purchases: list[Purchase]
    looks: list[Look]
    losers: list[Loser]
    free: str
    bounds: list[Bound]
    bar: list[Piece]
    bar_words: str
    template: str = field(default="proposals/positions/_budget.html", init=False)

    @property
    def is_long(self) -> bool:
        """Whether its parts are folded: a phone would scroll through dozens of purchases to the end of the page."""
        return len(self.purchases) + len(self.losers) > UNFOLDED


def read_budget(result: Mapping[str, Any], paper: Paper, terms: Mapping[str, Any]) -> BudgetWorking:
    """Read the working of `equal_shares` or `greedy`; amounts are in the currency of the terms."""
    currency, steps = terms.get("currency", ""), _by_step(result["working"])
    bought = steps.get("purchase", [])
    dearest = max((Fraction(step["cost"]) for step in bought), default=Fraction(0))
    convention = result.get("conventions", {}).get("satisfaction", "")
    return BudgetWorking(
        share=_share(steps.get("share", []), currency),
        price=str(PRICES.get(convention, "")) if bought else "",
        purchases=[_purchase(number, one, dearest, currency, paper) for number, one in enumerate(bought, 1)],
        looks=[_look(step, currency, paper) for step in steps.get("look", [])],
        losers=[_loser(step, currency, paper) for step in steps.get("lost", [])],
        free=paper.names([step["project"] for step in steps.get("free", [])], 30),
        bounds=_bounds(result, currency),
        bar=_spent(result, paper, terms),
        bar_words=_spent_words(result, terms),
    )


def _by_step(working: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for step in working:
        found.setdefault(step["step"], []).append(step)
    return found


def _share(steps: Sequence[Mapping[str, Any]], currency: str) -> str:
    if not steps:
        return ""
    step = steps[0]
    data = {"voters": exact(str(step["voters"])), "each": amount(step["each_voter"], currency)}
    sentence = _("The budget is divided equally: each of %(voters)s has %(each)s to spend.") % data
    if not step.get("raises"):
        return sentence
    raises = int(step["raises"])
    raised = ngettext("The shares were raised %(n)s time.", "The shares were raised %(n)s times.", raises)
    return f"{sentence} {raised % {'n': exact(str(raises))}}"


def _purchase(number: int, told: Mapping[str, Any], dearest: Fraction, currency: str, paper: Paper) -> Purchase:
    level = [one for one in told.get("level", ()) if one != told["project"]]
    return Purchase(
        number=number,
        option=paper.one(told["project"]),
        cost=amount(told["cost"], currency),
        rho=exact(told["rho"]),
        support=exact(str(told["supporters"])),
        effective=exact(told.get("effective_support", "")) if told.get("effective_support") else "",
        payments=[_payment(payment, currency) for payment in told["payments"]],
        level=paper.names(level),
        bar=bar_up_to(Fraction(told["cost"]), dearest),
    )


def _payment(told: Mapping[str, Any], currency: str) -> Payment:
    voters = str(told["voters"])
    readable = len(told["each"]) + len(voters) <= 200
    together = str(Fraction(told["each"]) * Fraction(voters)) if readable else ""
    return Payment(exact(voters), amount(told["each"], currency), amount(together, currency) if together else "")


def _look(told: Mapping[str, Any], currency: str, paper: Paper) -> Look:
    is_taken = told["verdict"] == "selected"
    verdict = UNWANTED if is_taken and not Fraction(told["score"]) else VERDICTS.get(told["verdict"], told["verdict"])
    return Look(
        option=paper.one(told["project"]),
        score=exact(told["score"]),
        cost=amount(told["cost"], currency),
        left=amount(told["left"], currency),
        verdict=str(verdict),
        is_taken=is_taken,
    )


def _loser(told: Mapping[str, Any], currency: str, paper: Paper) -> Loser:
    held = told.get("held", told.get("left"))
    return Loser(
        option=paper.one(told["project"]),
        cost=amount(told["cost"], currency),
        support=exact(str(told.get("support", ""))),
        held="" if held is None else amount(held, currency),
        lacked=amount(told["lacked"], currency) if "lacked" in told else "",
        why=str(LACKED.get(told.get("reason", ""), "")),
    )


def _bounds(result: Mapping[str, Any], currency: str) -> list[Bound]:
    floor = _("At least %(amount)s for %(group)s; it receives %(spent)s.")
    cap = _("At most %(amount)s for %(group)s; it receives %(spent)s.")
    return [
        Bound(sentence % {**_amounts(bound, currency), "group": bound["group"]}, bound.get("is_met", True))
        for sentence, name in ((floor, "floors"), (cap, "caps"))
        for bound in result.get(name, ())
    ]


def _amounts(bound: Mapping[str, Any], currency: str) -> dict[str, str]:
    return {name: amount(bound[name], currency) for name in ("amount", "spent")}


def _spent(result: Mapping[str, Any], paper: Paper, terms: Mapping[str, Any]) -> list[Piece]:
    """The budget as one bar: a piece for each project that is paid for, and what is left of it."""
    budget = Fraction(terms.get("budget", "0"))
    spent, pieces, x = Fraction(0), [], 0
    for number, option in enumerate(paper.some(result.get("selected", ()))):
        spent += Fraction(option.cost or 0)
        end = int(spent * BAR / budget) if budget else 0
        pieces.append(Piece(FILLS[number % len(FILLS)], x, max(end - x, 1)))
        x = max(end, x)
    return [*pieces, Piece("absent", x, BAR - x)] if budget and x < BAR else pieces


def _spent_words(result: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    if "total_cost" not in result:
        return ""
    budget, cost = Fraction(terms.get("budget", "0")), Fraction(result["total_cost"])
    currency = terms.get("currency", "")
    data = {
        "cost": amount(result["total_cost"], currency),
        "budget": amount(terms.get("budget", "0"), currency),
        "left": amount(str(budget - cost), currency),
    }
    return _("Spent: %(cost)s of %(budget)s. Left: %(left)s.") % data
