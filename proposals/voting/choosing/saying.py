"""A ranking, an approval or points, line by line: what is about to be cast, and what was cast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.voting.models import Ballot

from .options import Shown


@dataclass(frozen=True)
class Line:
    """One line of an answer: the rank or the points in words (empty for an approval), and what stands there."""

    mark: str
    options: Sequence[Shown]


@dataclass(frozen=True)
class Read:
    """An answer, read: its lines, what it leaves out, and what the chosen projects cost together where they cost."""

    lines: Sequence[Line]
    left_out: Sequence[Shown]
    total: Decimal | None = None
    budget: Decimal | None = None
    currency: str = ""

    @property
    def is_above(self) -> bool:
        """Whether the chosen projects cost more than there is to divide."""
        return self.total is not None and self.budget is not None and self.total > self.budget


def read_answer(ballot: Ballot, options: Sequence[Shown], answer: Mapping[str, Any]) -> Read:
    """An answer that could be cast, with the names of what it chooses; what is no option is called by its id."""
    named = {option.id: option for option in options}
    lines = [Line(mark, [named.get(i) or Shown(i, {"": i}) for i in ids]) for mark, ids in _lines(answer)]
    chosen = {option.id for line in lines for option in line.options}
    left_out = [option for option in options if option.id not in chosen]
    if ballot.kind != Ballot.Kind.ALLOCATION:
        return Read(lines, left_out)
    total = sum((option.cost or Decimal(0) for line in lines for option in line.options), Decimal(0))
    return Read(lines, left_out, total, Decimal(ballot.terms["budget"]), ballot.terms.get("currency", ""))


def _lines(answer: Mapping[str, Any]) -> list[tuple[str, Sequence[str]]]:
    if "ranking" in answer:
        return [(f"{place}.", group) for place, group in enumerate(answer["ranking"], 1)]
    if "points" in answer:
        ordered = sorted(answer["points"].items(), key=lambda given: -given[1])
        return [(_points(points), [option]) for option, points in ordered]
    return [("", [option]) for option in answer.get("approved", ())]


def _points(points: int) -> str:
    words = ngettext("%(n)d point:", "%(n)d points:", points)
    return words % {"n": points}


def left_out_words(ballot: Ballot) -> str:
    """What it means that an option is left out."""
    if ballot.kind == Ballot.Kind.ALLOCATION:
        return _("Not chosen")
    return _("Not ranked")
