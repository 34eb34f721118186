"""What the projects on a paper cost together, what is left, and what still fits: said while one chooses.

It holds nobody back: a movement may support more than there is, and the rule says what is paid for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.templatetags.minga import money
from proposals.tally.answers import DEFAULT_POINTS
from proposals.voting.models import Ballot

from .options import Shown

MOST_NAMES = 12


@dataclass(frozen=True)
class Sum:
    """The running total of one paper. `over` are the ids of the projects that are not chosen and cost more than what is
    left; `words` says all of it.
    """

    budget: Decimal
    currency: str
    words: str
    over: frozenset[str]
    most: int | None

    @property
    def sentences(self) -> dict[str, str]:
        """The sentences of which `words` is made, for the script that says them at once."""
        return sentences()


def sentences() -> dict[str, str]:
    """How a running total is told, for the page and for its script."""
    return {
        "total": _("Chosen: %(total)s of %(budget)s."),
        "left": _("Left: %(left)s."),
        "above": _("That is %(above)s more than there is: the rule says what is paid for."),
        "fits": _("Still fits: %(names)s."),
        "full": _("Nothing more fits."),
        "points": _("Points given: %(given)s of %(most)s."),
        "over": over_words(),
    }


def over_words() -> str:
    """What stands beside a project that costs more than what is left."""
    return _("no longer fits")


def add_up(ballot: Ballot, options: Sequence[Shown], answer: Mapping[str, Any]) -> Sum | None:
    """The total of what an answer chooses, however ill-formed it still is; None where nothing costs."""
    if ballot.kind != Ballot.Kind.ALLOCATION:
        return None
    budget, currency = Decimal(ballot.terms["budget"]), ballot.terms.get("currency", "")
    chosen = _chosen(answer)
    total = sum((option.cost or Decimal(0) for option in options if option.id in chosen), Decimal(0))
    open_to = [option for option in options if option.id not in chosen]
    fitting = [option for option in open_to if (option.cost or Decimal(0)) <= budget - total]
    told, most = sentences(), _points_to_give(ballot)
    words = [told["total"] % {"total": money(total, currency), "budget": money(budget, currency)}]
    words.append(_left(told, budget - total, currency))
    if total <= budget and open_to:
        words.append(told["fits"] % {"names": _names(fitting)} if fitting else told["full"])
    if most is not None:
        words.append(told["points"] % {"given": sum(answer.get("points", {}).values()), "most": most})
    return Sum(budget, currency, " ".join(words), frozenset(one.id for one in open_to if one not in fitting), most)


def _left(told: Mapping[str, str], left: Decimal, currency: str) -> str:
    if left < 0:
        return told["above"] % {"above": money(-left, currency)}
    return told["left"] % {"left": money(left, currency)}


def _chosen(answer: Mapping[str, Any]) -> set[str]:
    ranked = {option for group in answer.get("ranking", ()) for option in group}
    return {*ranked, *answer.get("approved", ()), *answer.get("points", {})}


def _points_to_give(ballot: Ballot) -> int | None:
    if ballot.terms.get("input") != "cumulative":
        return None
    return int(ballot.terms.get("most") or DEFAULT_POINTS)


def _names(options: Sequence[Shown]) -> str:
    names = ", ".join(str(option) for option in options[:MOST_NAMES])
    return f"{names} …" if len(options) > MOST_NAMES else names
